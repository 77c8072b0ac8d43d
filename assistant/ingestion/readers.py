"""Everything that holds articles, one article at a time: what each file is, who reads it, and the archives in between.

A table names the reader of each kind: a new format is a module and a line in it. What cannot be taken is yielded as
Skipped with the reason, and the rest goes on, whatever is wrong with a file. What is yielded is plain data, so that it
can come from another process. Knows nothing of storage. Cost: one file in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assistant.ingestion import containers
from assistant.ingestion.containers import BombError, Meter
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.field_names import FieldMap
from assistant.ingestion.file import File, Reader, ReadProgress, shown
from assistant.ingestion.file_kinds import Kind, identify
from assistant.ingestion.formats import csv, html, json, mail, markdown, office, parquet, pdf, text
from assistant.ingestion.formats.agencies import xml
from assistant.ingestion.paths import Place, find, reason
from assistant.ingestion.skip_limits import OF_ARCHIVE, OF_FILE, limited
from assistant.schema.archives import Mapped, Skipped
from assistant.schema.articles import Article

READERS: dict[Kind, Reader] = {
    Kind.TEXT: text.read,
    Kind.MARKDOWN: markdown.read,
    Kind.HTML: html.read,
    Kind.XML: xml.read,
    Kind.PDF: pdf.read,
    Kind.WORD: office.read_word,
    Kind.OPEN_DOCUMENT: office.read_open_document,
    Kind.RICH_TEXT: office.read_rich_text,
    Kind.MAIL: mail.read,
    Kind.JSON: json.read,
    Kind.TABLE: csv.read,
    Kind.PARQUET: parquet.read,
}
SINGLE = frozenset(
    (Kind.TEXT, Kind.MARKDOWN, Kind.HTML, Kind.PDF, Kind.WORD, Kind.OPEN_DOCUMENT, Kind.RICH_TEXT, Kind.MAIL)
)
"""Kinds of file with one article each. An email's attachments are files of their own."""
ARCHIVES = frozenset((Kind.ZIP, Kind.TAR, Kind.GZIP, Kind.BZIP2, Kind.XZ))


@dataclass(frozen=True, slots=True)
class Read:
    """An article and the path of the file it came from; ``alone``: files of that kind hold one article."""

    article: Article
    path: str
    alone: bool = False


Found = Read | Skipped | Mapped
Way = tuple[int, ...]
"""Where something is: the third file is (3,), the second part of that (3, 2), whatever it is: a member, an article, one
that is skipped. The same on every run, and ordered as what is read is."""
Opened = Callable[[Way, str], None]
"""Told of each file before it is opened, members of archives too: where it is, and its name as the user is told it."""


def _ignore(way: Way, where: str) -> None:
    pass


def read(
    places: Iterable[Place],
    fields: FieldMap = (),
    done: Way = (),
    opened: Opened = _ignore,
    progress: ReadProgress | None = None,
) -> Iterator[Found]:
    """Read all that is in the places (see `places`) behind what is ``done``; ``fields`` are names that the user gave.

    Raises InputError at once if there is nothing in a place; whatever else is wrong with a file makes it Skipped.
    """
    return _read_all(find(places, fields, progress), done, opened)


def _read_all(files: Iterator[File | Skipped], done: Way, opened: Opened) -> Iterator[Found]:
    for number, file in enumerate(files, start=1):
        if isinstance(file, File):
            yield from read_file(file, (number,), done, opened)
        elif (number,) > done:
            yield file


def read_file(file: File, way: Way = (1,), done: Way = (), opened: Opened = _ignore) -> Iterator[Found]:
    """Read one file, from wherever it is, with all that is in it."""
    opened(way, file.where)
    try:
        if not _is_done(way, done):
            yield from _Reading(done, opened).read(file, way)
    except BombError as error:
        yield Skipped(file.where, str(error))


def _is_done(way: Way, done: Way) -> bool:
    """Whether nothing more is to be read there; what is done may be a part of it."""
    return way == done or (way < done and way != done[: len(way)])


class _Reading:
    """One file of the file system with all that is in it, but for what is ``done``."""

    def __init__(self, done: Way, opened: Opened) -> None:
        self._done = done
        self._opened = opened
        self._meter: Meter | None = None

    def read(self, file: File, way: Way) -> Iterator[Found]:
        """Read a file. Raises BombError, and nothing else that is the file's fault."""
        try:
            kind, file = identify(file)
            found = self._parts(file, kind, way)
            if kind not in ARCHIVES:
                found = limited(found, file.where, OF_FILE)
            elif self._meter is None:  # the archives in it count with it
                file, self._meter = containers.metered(file)
                found = limited(self._parts(file, kind, way), file.where, OF_ARCHIVE)
            yield from found
        except BombError:
            raise
        except Exception as error:  # noqa: BLE001  (libraries fail in ways of their own; the run must go on)
            yield Skipped(file.where, _why(error))

    def _parts(self, file: File, kind: Kind, way: Way) -> Iterator[Found]:
        for number, found in enumerate(_parts(file, kind, self._meter), start=1):
            here = (*way, number)
            if isinstance(found, File):
                yield from self._inner(found, here)
            elif here > self._done:
                yield Read(found, file.where, kind in SINGLE) if isinstance(found, Article) else found

    def _inner(self, file: File, way: Way) -> Iterator[Found]:
        self._opened(way, file.where)
        if _is_done(way, self._done):
            return
        if len(way) - 1 > containers.MAX_DEPTH:
            yield Skipped(file.where, f"archives in more than {containers.MAX_DEPTH} others are not opened")
        else:
            yield from self.read(file, way)


def _parts(file: File, kind: Kind, meter: Meter | None) -> Iterator[Article | Skipped | Mapped | File]:
    if kind in ARCHIVES:
        return containers.members(file, kind, meter or Meter())
    if kind in READERS:
        return READERS[kind](file)
    raise UnreadableError(f"{kind} of a kind that is not read")


def _why(error: Exception) -> str:
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, OSError):
        return reason(error)
    if isinstance(error, RecursionError | MemoryError):
        return "nested too deeply, or too large, to be read"
    return f"damaged: {type(error).__name__} {shown(str(error))[:200]}".strip()
