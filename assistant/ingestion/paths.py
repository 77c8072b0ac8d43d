"""The files at the paths that the user gives: files, folders, patterns such as news/**/*.html, and standard input.

No file is opened here. Cost: one folder's list of names in memory at a time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.errors import InputError
from assistant.ingestion.field_names import FieldMap
from assistant.ingestion.file import File, ReadProgress, from_stream, on_disk, printable
from assistant.schema.archives import Skipped

STANDARD_INPUT = "-"
_STANDARD_INPUT_LABEL = "standard input"
InputPath = Path | str


def find_files(
    paths: Iterable[InputPath], fields: FieldMap = (), progress: ReadProgress | None = None
) -> Iterator[File | Skipped]:
    """Return the files at all paths, in sorted order.

    Hidden files, and each folder's README.md, are passed over unless they are named themselves. What is read of files
    on disk is reported to ``progress``. Raises InputError at once for a path or pattern that matches nothing.
    """
    matches_by_path = [_expand(str(path)) for path in paths]
    return (file for matches in matches_by_path for path in matches for file in _files(path, fields, progress))


def _expand(pattern: str) -> list[Path]:
    """The path of that name where it exists, else all paths that match the pattern."""
    if pattern == STANDARD_INPUT or _exists(Path(pattern)):
        return [Path(pattern)]
    if not any(wildcard in pattern for wildcard in "*?["):
        raise InputError(f"There is no file or folder {printable(pattern)}.", "Check the path.")
    path = Path(pattern)
    base = Path(path.anchor) if path.anchor else Path()
    try:
        matches = sorted(match for match in base.glob(str(path.relative_to(path.anchor))) if _is_selected(match, path))
    except (ValueError, NotImplementedError, OSError, IndexError) as error:
        hint = "Write it like 'news/**/*.html'."
        raise InputError(f"{printable(pattern)} is not a pattern: {error}", hint) from error
    if not matches:
        raise InputError(
            f"Nothing fits {printable(pattern)}.", "Check the pattern; ** stands for folders, * for names."
        )
    return [match for match in matches if "**" not in pattern or not match.is_dir()]


def _exists(path: Path) -> bool:
    try:
        return os.path.lexists(path)
    except (OSError, ValueError):  # not a valid name for a file
        return False


def _is_selected(match: Path, pattern: Path) -> bool:
    """Whether a match is wanted: hidden files only where the pattern has a hidden part."""
    has_hidden_part = any(part.startswith(".") for part in pattern.parts)
    return has_hidden_part or all(map(_is_wanted, map(Path, match.parts[len(Path(pattern.anchor).parts) :])))


def _files(path: Path, fields: FieldMap, progress: ReadProgress | None) -> Iterator[File | Skipped]:
    if str(path) == STANDARD_INPUT:
        yield from_stream(sys.stdin.buffer, _STANDARD_INPUT_LABEL, "", fields)
        return
    for entry in _walk(path) if _is_folder(path) else [path]:
        yield entry if isinstance(entry, Skipped) else _file(entry, fields, progress)


def is_standard_input(where: str) -> bool:
    """Whether a ``File.where`` is standard input, or a member of an archive that comes from there."""
    return where == _STANDARD_INPUT_LABEL or where.startswith(f"{_STANDARD_INPUT_LABEL}/")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _file(path: Path, fields: FieldMap, progress: ReadProgress | None) -> File | Skipped:
    try:
        if path.is_file():
            return on_disk(path, fields, progress)
        is_broken_link = path.is_symlink() and not path.exists()
    except OSError as error:
        return Skipped(printable(str(path)), os_error_reason(error))
    return Skipped(printable(str(path)), "broken link" if is_broken_link else "not a regular file")


def _walk(folder: Path) -> Iterator[Path | Skipped]:
    """Yield the files under ``folder``. Each folder is entered once, whatever links lead to it."""
    visited_inodes: set[tuple[int, int]] = set()
    stack = [folder]
    while stack:
        path = stack.pop()
        try:
            if not path.is_dir():
                yield path
                continue
            status = path.stat()
            if (status.st_dev, status.st_ino) not in visited_inodes:
                visited_inodes.add((status.st_dev, status.st_ino))
                stack += sorted(filter(_is_wanted, path.iterdir()), reverse=True)
        except OSError as error:
            yield Skipped(printable(str(path)), os_error_reason(error))


def _is_wanted(path: Path) -> bool:
    return not path.name.startswith(".") and path.name.lower() != "readme.md"


def os_error_reason(error: OSError) -> str:
    """Return the reason, for the user, why a file could not be read."""
    return f"cannot be read: {error.strerror or error}"
