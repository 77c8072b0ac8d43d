"""All articles in files, folders and archives, one at a time: identifies each file and calls the reader of its kind.

``READERS`` names the reader of each kind: a new format is a module and a line there. Whatever is wrong with a file, it
is yielded as Skipped with the reason, and reading goes on. Items are plain data, so that they can come from another
process. Cost: one file in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assistant.errors import NotInstalledError
from assistant.ingestion import containers
from assistant.ingestion.containers import BombError, Meter
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.field_names import FieldMap
from assistant.ingestion.file import File, Reader, ReadProgress, printable
from assistant.ingestion.file_kinds import FileKind, identify
from assistant.ingestion.formats import json, mail, markdown, office, pdf, text
from assistant.ingestion.formats.agencies import xml
from assistant.ingestion.formats.html import web_page
from assistant.ingestion.formats.tables import csv, parquet
from assistant.ingestion.paths import InputPath, find_files, os_error_reason
from assistant.ingestion.skip_limits import ARCHIVE_LIMIT, FILE_LIMIT, limit_skipped
from assistant.schema.archives import Mapped, Skipped
from assistant.schema.articles import Article

READERS: dict[FileKind, Reader] = {
    FileKind.TEXT: text.read,
    FileKind.MARKDOWN: markdown.read,
    FileKind.HTML: web_page.read,
    FileKind.XML: xml.read,
    FileKind.PDF: pdf.read,
    FileKind.WORD: office.read_word,
    FileKind.OPEN_DOCUMENT: office.read_open_document,
    FileKind.RICH_TEXT: office.read_rich_text,
    FileKind.MAIL: mail.read,
    FileKind.JSON: json.read,
    FileKind.TABLE: csv.read,
    FileKind.PARQUET: parquet.read,
}
SINGLE = frozenset(
    (
        FileKind.TEXT,
        FileKind.MARKDOWN,
        FileKind.HTML,
        FileKind.PDF,
        FileKind.WORD,
        FileKind.OPEN_DOCUMENT,
        FileKind.RICH_TEXT,
        FileKind.MAIL,
    )
)
"""Kinds of file that hold one article. An email's attachments are files of their own."""
ARCHIVES = frozenset((FileKind.ZIP, FileKind.TAR, FileKind.GZIP, FileKind.BZIP2, FileKind.XZ))


@dataclass(frozen=True, slots=True)
class SourcedArticle:
    """An article and the path of its file. ``alone`` says that files of that kind hold one article."""

    article: Article
    path: str
    alone: bool = False


Item = SourcedArticle | Skipped | Mapped
Position = tuple[int, ...]
"""The place of a file or an item in the reading order: (3,) is the third file, (3, 2) the second item in it, whether a
member, an article or a skipped part. The same on every run; positions compare in reading order."""
FileListener = Callable[[Position, str], None]
"""Called with the position and the ``where`` of each file before it is opened, members of archives included."""


def _ignore(position: Position, where: str) -> None:
    pass


def read(
    paths: Iterable[InputPath],
    fields: FieldMap = (),
    done: Position = (),
    on_file: FileListener = _ignore,
    progress: ReadProgress | None = None,
) -> Iterator[Item]:
    """Yield what is at the paths (see `paths`), except what comes before ``done`` or is at ``done``.

    ``fields`` is the user's mapping of field names. Raises InputError at once if there is nothing at a path; a file
    with any other fault is Skipped.
    """
    return _read_all(find_files(paths, fields, progress), done, on_file)


def _read_all(files: Iterator[File | Skipped], done: Position, on_file: FileListener) -> Iterator[Item]:
    for number, file in enumerate(files, start=1):
        if isinstance(file, File):
            yield from read_file(file, (number,), done, on_file)
        elif (number,) > done:
            yield file


def read_file(
    file: File, position: Position = (1,), done: Position = (), on_file: FileListener = _ignore
) -> Iterator[Item]:
    """Yield all that is in one file, from wherever it comes."""
    on_file(position, file.where)
    try:
        if not _is_done(position, done):
            yield from _FileReading(done, on_file).read(file, position)
    except BombError as error:
        yield Skipped(file.where, str(error))


def _is_done(position: Position, done: Position) -> bool:
    """Whether nothing is left to read at a position; where ``done`` lies inside it, something is."""
    return position == done or (position < done and position != done[: len(position)])


class _FileReading:
    """Reads one file with all that is in it, except what is ``done``."""

    def __init__(self, done: Position, on_file: FileListener) -> None:
        self._done = done
        self._on_file = on_file
        self._meter: Meter | None = None

    def read(self, file: File, position: Position) -> Iterator[Item]:
        """Yield what is in a file. Raises BombError; any other fault of the file makes it Skipped."""
        try:
            kind, file = identify(file)
            items = self._items(file, kind, position)
            if kind not in ARCHIVES:
                items = limit_skipped(items, file.where, FILE_LIMIT)
            elif self._meter is None:  # the outermost archive: those inside it share its meter and its limit
                file, self._meter = containers.metered(file)
                items = limit_skipped(self._items(file, kind, position), file.where, ARCHIVE_LIMIT)
            yield from items
        except BombError:
            raise
        except Exception as error:  # noqa: BLE001  (libraries raise errors of their own; the run must go on)
            yield Skipped(file.where, _reason(error))

    def _items(self, file: File, kind: FileKind, position: Position) -> Iterator[Item]:
        for number, part in enumerate(_parts(file, kind, self._meter), start=1):
            part_position = (*position, number)
            if isinstance(part, File):
                yield from self._read_member(part, part_position)
            elif part_position > self._done:
                yield SourcedArticle(part, file.where, kind in SINGLE) if isinstance(part, Article) else part

    def _read_member(self, file: File, position: Position) -> Iterator[Item]:
        self._on_file(position, file.where)
        if _is_done(position, self._done):
            return
        if len(position) - 1 > containers.MAX_DEPTH:
            yield Skipped(file.where, f"archives in more than {containers.MAX_DEPTH} others are not opened")
        else:
            yield from self.read(file, position)


def _parts(file: File, kind: FileKind, meter: Meter | None) -> Iterator[Article | Skipped | Mapped | File]:
    if kind in ARCHIVES:
        return containers.members(file, kind, meter or Meter())
    if kind in READERS:
        return READERS[kind](file)
    raise UnreadableError(f"{kind} of a kind that is not read")


def _reason(error: Exception) -> str:
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, NotInstalledError):
        return f"{error.message} {error.hint}"
    if isinstance(error, OSError):
        return os_error_reason(error)
    if isinstance(error, RecursionError | MemoryError):
        return "nested too deeply, or too large, to be read"
    return f"damaged: {type(error).__name__} {printable(str(error))[:200]}".strip()
