"""Files and folders to articles, one at a time.

A table maps each suffix to its reader: a new format is a module and a line in it. What cannot be taken is yielded as
Skipped with the reason, and the rest goes on. Knows nothing of storage. Cost: one file in memory at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from assistant.errors import InputError
from assistant.ingestion import html, json, markdown, plain
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File, Reader, on_disk
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

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/json": ".json",
    "text/markdown": ".md",
    "text/plain": ".txt",
}
"""What the web says a file is, in the words of the table."""


@dataclass(frozen=True, slots=True)
class Read:
    """An article and the path of the file it came from."""

    article: Article
    path: str


def read(paths: Iterable[Path]) -> Iterator[Read | Skipped]:
    """Read files, and folders with all that is in them, in sorted order.

    Hidden files, and each folder's README.md, are passed over. Raises InputError at once if a path does not exist;
    whatever else is wrong with a file makes it Skipped.
    """
    listed = list(paths)
    for path in listed:
        if not path.exists():
            raise InputError(f"There is no file or folder {path}.", "Check the path.")
    return _read_all(listed)


def _read_all(paths: list[Path]) -> Iterator[Read | Skipped]:
    for path in paths:
        for file in _walk(path) if path.is_dir() else [path]:
            yield from [file] if isinstance(file, Skipped) else _read_file(file)


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


def read_file(file: File) -> Iterator[Article | Skipped]:
    """Yield the articles of a file from anywhere; what cannot be taken is Skipped."""
    suffix = _SUFFIXES.get(file.media_type) or PurePath(file.name).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        kind = file.media_type or suffix or "no suffix"
        yield Skipped(file.where, f"unsupported kind of file ({kind}); known: {', '.join(READERS)}")
        return
    try:
        yield from reader(file)
    except UnreadableError as error:
        yield Skipped(file.where, str(error))


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
