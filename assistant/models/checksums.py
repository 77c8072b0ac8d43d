"""Check model files against their SHA-256, and remember the result, so that a start does not hash a gigabyte.

A file counts as checked as long as its size and modification time do not change; these are its stamp. Cost: one
``stat`` for a file that was checked before, else about 1 s a GB.
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
"""The stamps' file in each model's folder. Files in a folder that cannot be written are hashed every time."""


def check(folder: Path, files: tuple[FileSpec, ...]) -> list[FileSpec]:
    """Check the files in ``folder``; return those that are missing.

    Raises ModelError for a file that differs from its publisher's. It is not deleted, as it may be the user's.
    """
    earlier_stamps = _read(folder)
    stamps = {file.path: _stamp(folder / file.path, file, earlier_stamps) for file in files}
    present = {path: stamp for path, stamp in stamps.items() if stamp}
    if present != earlier_stamps and present:
        _write(folder, present)
    return [file for file in files if file.path not in present]


def record(folder: Path, file: FileSpec) -> None:
    """Write the stamp of ``file`` in ``folder``, which the caller has just checked."""
    status = (folder / file.path).stat()
    _write(folder, _read(folder) | {file.path: [status.st_size, status.st_mtime_ns, file.sha256]})


def _stamp(path: Path, file: FileSpec, earlier_stamps: dict[str, Any]) -> list[int | str]:
    """Return the stamp of a file, ``[]`` if it is missing. Raises ModelError if it is not the right one."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.", "Correct its permissions.") from error
    stamp: list[int | str] = [status.st_size, status.st_mtime_ns, file.sha256]
    if earlier_stamps.get(file.path) != stamp:
        _compare(path, file, status.st_size)
    return stamp


def _compare(path: Path, file: FileSpec, size: int) -> None:
    """Raise ModelError unless size and SHA-256 are right."""
    if size != file.bytes:
        raise _mismatch(path, f"has {size:,} bytes, and {file.bytes:,} are right")
    try:
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.", "Correct its permissions.") from error
    if sha256 != file.sha256:
        raise _mismatch(path, f"has SHA-256 {sha256}, and {file.sha256} is right")


def _mismatch(path: Path, difference: str) -> ModelError:
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
