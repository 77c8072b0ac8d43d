"""Where articles are looked for: files, folders, patterns such as news/**/*.html, and standard input.

An address on the web would be another place: `find` is where it comes in. Nothing is opened before it is read. Cost: a
folder's list of names at a time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.errors import InputError
from assistant.ingestion.field_names import FieldMap
from assistant.ingestion.file import File, ReadProgress, on_disk, once, shown
from assistant.schema.archives import Skipped

STANDARD_INPUT = "-"
_STANDARD_INPUT = "standard input"
Place = Path | str


def find(
    places: Iterable[Place], fields: FieldMap = (), progress: ReadProgress | None = None
) -> Iterator[File | Skipped]:
    """Return the files in all places, in sorted order.

    Hidden files, and each folder's README.md, are passed over unless they are named themselves. What is read of files
    on disk is reported to ``progress``. Raises InputError at once if there is nothing in a place.
    """
    listed = [_expanded(str(place)) for place in places]
    return (found for paths in listed for path in paths for found in _files(path, fields, progress))


def _expanded(place: str) -> list[Path]:
    """The paths that are meant: the one of that name, or else all that fit the pattern."""
    if place == STANDARD_INPUT or _exists(Path(place)):
        return [Path(place)]
    if not any(mark in place for mark in "*?["):
        raise InputError(f"There is no file or folder {shown(place)}.", "Check the path.")
    path = Path(place)
    base = Path(path.anchor) if path.anchor else Path()
    try:
        found = sorted(one for one in base.glob(str(path.relative_to(path.anchor))) if _fits(one, path))
    except (ValueError, NotImplementedError, OSError, IndexError) as error:
        raise InputError(f"{shown(place)} is not a pattern: {error}", "Write it like 'news/**/*.html'.") from error
    if not found:
        raise InputError(f"Nothing fits {shown(place)}.", "Check the pattern; ** stands for folders, * for names.")
    return [one for one in found if "**" not in place or not one.is_dir()]


def _exists(path: Path) -> bool:
    try:
        return os.path.lexists(path)
    except (OSError, ValueError):  # a name that no file can have
        return False


def _fits(found: Path, pattern: Path) -> bool:
    """Whether what fits a pattern is wanted: hidden files only where the pattern names them so."""
    named = {part for part in pattern.parts if part.startswith(".")}
    return bool(named) or all(map(_is_wanted, map(Path, found.parts[len(Path(pattern.anchor).parts) :])))


def _files(path: Path, fields: FieldMap, progress: ReadProgress | None) -> Iterator[File | Skipped]:
    if str(path) == STANDARD_INPUT:
        yield once(sys.stdin.buffer, _STANDARD_INPUT, "", fields)
        return
    for found in _walk(path) if _is_folder(path) else [path]:
        yield found if isinstance(found, Skipped) else _file(found, fields, progress)


def is_standard_input(where: str) -> bool:
    """Tell whether that is what the user is told of standard input, or of a file in an archive that comes there."""
    return where == _STANDARD_INPUT or where.startswith(f"{_STANDARD_INPUT}/")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _file(path: Path, fields: FieldMap, progress: ReadProgress | None) -> File | Skipped:
    try:
        if path.is_file():
            return on_disk(path, fields, progress)
        broken = path.is_symlink() and not path.exists()
    except OSError as error:
        return Skipped(shown(str(path)), reason(error))
    return Skipped(shown(str(path)), "broken link" if broken else "not a regular file")


def _walk(folder: Path) -> Iterator[Path | Skipped]:
    """Yield the files under ``folder``; each folder is entered once, whatever links lead to it."""
    entered: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            if not path.is_dir():
                yield path
                continue
            status = path.stat()
            if (status.st_dev, status.st_ino) not in entered:
                entered.add((status.st_dev, status.st_ino))
                waiting += sorted(filter(_is_wanted, path.iterdir()), reverse=True)
        except OSError as error:
            yield Skipped(shown(str(path)), reason(error))


def _is_wanted(path: Path) -> bool:
    return not path.name.startswith(".") and path.name.lower() != "readme.md"


def reason(error: OSError) -> str:
    """Return what the user is told of a file that the system does not give out."""
    return f"cannot be read: {error.strerror or error}"
