"""Which files of a model were checked, so that a gigabyte is not hashed at every start.

A file counts as checked while its size and time of change are those it had when its SHA-256 was found right. Knows
nothing of where files come from. Cost: one `stat` for a file that was checked before, about 1 s a GB otherwise.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from assistant.models.registry import FileSpec

STAMPS = ".checked.json"
"""In each model's folder. A folder that cannot be written is hashed again every time."""


def check(folder: Path, files: tuple[FileSpec, ...]) -> list[FileSpec]:
    """Check the files that are in ``folder`` and return those that are not.

    Raises ModelError for a file that is not what its publisher published. It is left alone: it may be the user's.
    """
    known = _read(folder)
    stamps = {file.path: _stamp(folder / file.path, file, known) for file in files}
    found = {path: stamp for path, stamp in stamps.items() if stamp}
    if found != known and found:
        _write(folder, found)
    return [file for file in files if file.path not in found]


def record(folder: Path, file: FileSpec) -> None:
    """Remember that ``file`` in ``folder`` was found right just now."""
    status = (folder / file.path).stat()
    _write(folder, _read(folder) | {file.path: [status.st_size, status.st_mtime_ns, file.sha256]})


def _stamp(path: Path, file: FileSpec, known: dict[str, Any]) -> list[int | str]:
    """Return the stamp of a right file, ``[]`` for one that is not there."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.", "Correct its permissions.") from error
    stamp: list[int | str] = [status.st_size, status.st_mtime_ns, file.sha256]
    if known.get(file.path) != stamp:
        _compare(path, file, status.st_size)
    return stamp


def _compare(path: Path, file: FileSpec, size: int) -> None:
    """Raise ModelError unless size and hash are right."""
    if size != file.bytes:
        raise _wrong(path, f"has {size:,} bytes, and {file.bytes:,} are right")
    try:
        with path.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.", "Correct its permissions.") from error
    if found != file.sha256:
        raise _wrong(path, f"has SHA-256 {found}, and {file.sha256} is right")


def _wrong(path: Path, difference: str) -> ModelError:
    hint = "If it is still being copied, wait. Otherwise delete it, so that it is fetched anew, or copy the right one."
    return ModelError(f"{path} is not the file it should be: it {difference}.", hint)


def _read(folder: Path) -> dict[str, Any]:
    try:
        stamps = json.loads((folder / STAMPS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def _write(folder: Path, stamps: dict[str, list[int | str]]) -> None:
    with suppress(OSError):
        (folder / STAMPS).write_text(json.dumps(stamps, indent=1), encoding="utf-8")
