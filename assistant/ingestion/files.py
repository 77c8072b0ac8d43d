"""Everything that holds articles, one article at a time: what each file is, who reads it, and the archives in between.

A table names the reader of each kind: a new format is a module and a line in it. What cannot be taken is yielded as
Skipped with the reason, and the rest goes on, whatever is wrong with a file. What is yielded is plain data, so that it
can come from another process. Knows nothing of storage. Cost: one file in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assistant.ingestion import archives, documents, html, json, mail, markdown, parquet, pdf, plain, tables, xml
from assistant.ingestion.archives import BombError, Meter
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.fields import Given
from assistant.ingestion.file import File, Reader, shown
from assistant.ingestion.kinds import Kind, identify
from assistant.ingestion.places import Place, find, reason
from assistant.schema import Article, Mapped, Skipped

READERS: dict[Kind, Reader] = {
    Kind.TEXT: plain.read,
    Kind.MARKDOWN: markdown.read,
    Kind.HTML: html.read,
    Kind.XML: xml.read,
    Kind.PDF: pdf.read,
    Kind.WORD: documents.read_word,
    Kind.OPEN_DOCUMENT: documents.read_open_document,
    Kind.RICH_TEXT: documents.read_rich_text,
    Kind.MAIL: mail.read,
    Kind.JSON: json.read,
    Kind.TABLE: tables.read,
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
Wanted = Callable[[str], bool]
"""Asked of each file before it is opened, by its name as the user is told it: shall it be read?"""


def _all(where: str) -> bool:
    return True


def read(places: Iterable[Place], fields: Given = (), wanted: Wanted = _all) -> Iterator[Found]:
    """Read all that is ``wanted`` in the places (see `places`); ``fields`` are names that the user gave.

    Raises InputError at once if there is nothing in a place; whatever else is wrong with a file makes it Skipped.
    """
    return _read_all(find(places, fields), wanted)


def _read_all(files: Iterator[File | Skipped], wanted: Wanted) -> Iterator[Found]:
    for file in files:
        if isinstance(file, Skipped):
            yield file
        elif wanted(file.where):
            yield from read_file(file)


def read_file(file: File) -> Iterator[Found]:
    """Read one file, from wherever it is, with all that is in it."""
    try:
        yield from _read(file, 0, None)
    except BombError as error:
        yield Skipped(file.where, str(error))


def _read(file: File, depth: int, meter: Meter | None) -> Iterator[Found]:
    """Read a file. Raises BombError, and nothing else that is the file's fault."""
    try:
        kind, file = identify(file)
        if kind in ARCHIVES and meter is None:
            file, meter = archives.metered(file)
        for found in _parts(file, kind, meter):
            if isinstance(found, File):
                yield from _read_inner(found, depth + 1, meter)
            else:
                yield Read(found, file.where, kind in SINGLE) if isinstance(found, Article) else found
    except BombError:
        raise
    except Exception as error:  # noqa: BLE001  (libraries fail in ways of their own; the run must go on)
        yield Skipped(file.where, _why(error))


def _parts(file: File, kind: Kind, meter: Meter | None) -> Iterator[Article | Skipped | Mapped | File]:
    if kind in ARCHIVES:
        return archives.members(file, kind, meter or Meter())
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


def _read_inner(file: File, depth: int, meter: Meter | None) -> Iterator[Found]:
    if depth > archives.MAX_DEPTH:
        yield Skipped(file.where, f"archives in more than {archives.MAX_DEPTH} others are not opened")
    else:
        yield from _read(file, depth, meter)
