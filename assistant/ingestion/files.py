"""Files and folders to articles, one at a time.

A table maps each suffix to its reader: a new format is a module and a line in it. What cannot be taken is yielded as
Skipped with the reason, and the rest goes on. Knows nothing of storage. Cost: one file in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import InputError
from assistant.ingestion import html, json, markdown, plain
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import Reader, on_disk
from assistant.schema import Article, Skipped

READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".json": json.read_json,
    ".jsonl": json.read_lines,
}


@dataclass(frozen=True, slots=True)
class Read:
    """An article and the path of the file it came from."""

    article: Article
    path: str


Wanted = Callable[[str], bool]
"""Asked of each file before it is opened, by its name as the user is told it: shall it be read?"""


def _all(where: str) -> bool:
    return True


def read(paths: Iterable[Path], wanted: Wanted = _all) -> Iterator[Read | Skipped]:
    """Read files, and folders with all that is in them, in sorted order.

    Hidden files, each folder's README.md, and files that are not ``wanted`` are passed over. Raises InputError at once
    if a path does not exist; whatever else is wrong with a file makes it Skipped.
    """
    listed = list(paths)
    for path in listed:
        if not path.exists():
            raise InputError(f"There is no file or folder {path}.", "Check the path.")
    return _read_all(listed, wanted)


def _read_all(paths: list[Path], wanted: Wanted) -> Iterator[Read | Skipped]:
    for path in paths:
        for file in _walk(path) if path.is_dir() else [path]:
            if isinstance(file, Skipped):
                yield file
            elif wanted(str(file)):
                yield from _read_file(file)


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
            yield Skipped(str(path), _reason(error))


def _is_wanted(path: Path) -> bool:
    return not path.name.startswith(".") and path.name.lower() != "readme.md"


def _read_file(path: Path) -> Iterator[Read | Skipped]:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        yield Skipped(
            str(path), f"unsupported kind of file ({path.suffix or 'no suffix'}); known: {', '.join(READERS)}"
        )
        return
    try:
        if not path.is_file():
            raise UnreadableError("broken link" if path.is_symlink() and not path.exists() else "not a regular file")
        for found in reader(on_disk(path)):
            yield found if isinstance(found, Skipped) else Read(found, str(path))
    except UnreadableError as error:
        yield Skipped(str(path), str(error))
    except OSError as error:
        yield Skipped(str(path), _reason(error))


def _reason(error: OSError) -> str:
    return f"cannot be read: {error.strerror or error}"
