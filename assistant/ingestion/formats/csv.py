"""CSV and TSV files, an article a row; the first row names the columns.

The delimiter is the one that divides the first row into most names that are known, or else into most columns. Rows are
streamed, so their number does not matter; one that does not fit the first is Skipped. Cost: 2,000 articles of
3 KB a second (6 MB), 23,000 of a line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, TextIO

from assistant.ingestion.decoding import UnreadableError, encoding_of
from assistant.ingestion.field_names import field_count
from assistant.ingestion.file import File
from assistant.ingestion.formats import table_rows
from assistant.schema.archives import Mapped, Skipped
from assistant.schema.articles import Article

MAX_ROW = 16 * 1024 * 1024
"""Characters; a longer row is most likely a quotation mark that is never closed."""
_SAMPLE_BYTES = 256 * 1024
_DELIMITERS = ",\t;|"
_BROKEN = re.compile("[\udc80-\udcff]")


def read(file: File) -> Iterator[Article | Skipped | Mapped]:
    """Yield what the columns were taken for, then the articles. Raises UnreadableError, OSError."""
    with file.open() as stream:
        source = io.BufferedReader(stream, _SAMPLE_BYTES)  # type: ignore[type-var]  # whatever has readinto
        text, sample = _opened(source)
        lines = _Lines(text)
        csv.field_size_limit(MAX_ROW)  # its own limit of a cell, 128 KB, is too small for some articles
        found = csv.reader(lines, _dialect(sample))
        parsed = _parsed(found, lines)
        _, names = next(parsed, (0, None))
        if names is None or isinstance(names, str):
            raise UnreadableError(names or "no articles in it")
        yield from _articles([name.strip() for name in names], parsed, file)


def _opened(source: Any) -> tuple[TextIO, str]:
    """The characters, to be read, and the first of them."""
    sample = source.peek(_SAMPLE_BYTES)
    if not sample.strip():
        raise UnreadableError("no articles in it")
    encoding = encoding_of(sample)
    text = io.TextIOWrapper(source, encoding, errors="surrogateescape", newline="")
    return text, sample.decode(encoding, "replace")


def _dialect(sample: str) -> type[csv.Dialect]:
    line = sample.lstrip().splitlines()[0]

    class Found(csv.excel):
        delimiter = max(_DELIMITERS, key=lambda one: (field_count(_cells(line, one)), len(_cells(line, one))))
        escapechar = "\\" if '\\"' in sample and '""' not in sample else None  # as Spark and MySQL write them

    return Found


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


class _Lines:
    """The lines of a table, none longer than a row may be; it keeps those of the row that is being read."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._row: list[str] = []
        self._length = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(MAX_ROW)
        self._length += len(line)
        if self._length >= MAX_ROW:
            raise UnreadableError(f"a row longer than {MAX_ROW // (1024 * 1024)} million characters; is a quote open?")
        if not line:
            raise StopIteration
        self._row.append(line)
        return line.replace("\0", "\ufffd")

    def row(self) -> str:
        """Return the lines since the last call."""
        row, self._row, self._length = "".join(self._row), [], 0
        return row


def _parsed(reader: Iterator[list[str]], lines: _Lines) -> Iterator[tuple[int, list[str] | str]]:
    """Yield each row, from its number, or what is wrong with it."""
    for number in range(1, 2**62):
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield number, f"not valid CSV: {error}"
            lines.row()
            continue
        if cells is None:
            return
        if cells:
            yield number, _checked(cells, lines.row())


def _checked(cells: list[str], written: str) -> list[str] | str:
    if _BROKEN.search(written):
        return "not valid in the encoding of the rest"
    if not written.endswith(("\n", "\r")) and written.count('"') % 2:
        return "the file is cut off: it ends inside quotation marks"
    return cells


def _articles(
    names: list[str], found: Iterator[tuple[int, list[str] | str]], file: File
) -> Iterator[Article | Skipped | Mapped]:
    sample = list(islice(found, table_rows.SAMPLE))
    fitting = [dict(zip(names, cells, strict=True)) for _, cells in sample if _fits(cells, names)]
    columns = table_rows.columns(names, fitting, file.fields)
    yield columns.mapped(file.where)
    if not sample:
        raise UnreadableError("no articles in it")
    for number, cells in chain(sample, found):
        where = f"{file.where} (row {number})"
        if isinstance(cells, str):
            yield Skipped(where, cells)
        elif len(cells) != len(names):
            yield Skipped(where, f"it has {len(cells)} columns where the first row names {len(names)}")
        else:
            yield columns.article(dict(zip(names, cells, strict=True)), where)


def _fits(cells: list[str] | str, names: list[str]) -> bool:
    return not isinstance(cells, str) and len(cells) == len(names)
