"""Read CSV and TSV files, an article a row; the first row names the columns.

The delimiter is the one that splits the first row into the most known field names, then into the most columns. Rows
are streamed, so their number does not matter; a row with another number of columns is Skipped. Speed: 2,000 articles of
3 KB a second (6 MB), or 23,000 of one line.
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
from assistant.ingestion.formats.tables.columns import SAMPLE_ROWS, columns_of
from assistant.schema.archives import Mapped, Skipped
from assistant.schema.articles import Article

MAX_ROW = 16 * 1024 * 1024
"""Characters; a longer row most likely has a quotation mark that is never closed."""
_SAMPLE_BYTES = 256 * 1024
_DELIMITERS = ",\t;|"
_UNDECODED_BYTE = re.compile("[\udc80-\udcff]")


def read(file: File) -> Iterator[Article | Skipped | Mapped]:
    """Yield the mapping of the columns to fields, then the articles. Raises UnreadableError, OSError."""
    with file.open() as stream:
        source = io.BufferedReader(stream, _SAMPLE_BYTES)  # type: ignore[type-var]  # whatever has readinto
        text, sample = _decoded(source)
        lines = _Lines(text)
        csv.field_size_limit(MAX_ROW)  # its own limit of a cell, 128 KB, is too small for some articles
        rows = _numbered_rows(csv.reader(lines, _dialect(sample)), lines)
        _, names = next(rows, (0, None))
        if names is None or isinstance(names, str):
            raise UnreadableError(names or "no articles in it")
        yield from _articles([name.strip() for name in names], rows, file)


def _decoded(source: Any) -> tuple[TextIO, str]:
    """Return a stream of characters, and the first of them as a sample."""
    sample = source.peek(_SAMPLE_BYTES)
    if not sample.strip():
        raise UnreadableError("no articles in it")
    encoding = encoding_of(sample)
    text = io.TextIOWrapper(source, encoding, errors="surrogateescape", newline="")
    return text, sample.decode(encoding, "replace")


def _dialect(sample: str) -> type[csv.Dialect]:
    line = sample.lstrip().splitlines()[0]

    def names_and_columns(delimiter: str) -> tuple[int, int]:
        cells = _cells(line, delimiter)
        return field_count(cells), len(cells)

    class Dialect(csv.excel):
        delimiter = max(_DELIMITERS, key=names_and_columns)
        escapechar = "\\" if '\\"' in sample and '""' not in sample else None  # the escapes of Spark and MySQL

    return Dialect


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


class _Lines:
    """An iterator over the lines of a table that limits a row's length and keeps the lines of the current row."""

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


def _numbered_rows(reader: Iterator[list[str]], lines: _Lines) -> Iterator[tuple[int, list[str] | str]]:
    """Yield each row's number, from 1, and its cells, or the reason why it cannot be read."""
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


def _checked(cells: list[str], source: str) -> list[str] | str:
    """Return the cells, or the reason why their source, the lines of the row, is not valid."""
    if _UNDECODED_BYTE.search(source):
        return "not valid in the encoding of the rest"
    if not source.endswith(("\n", "\r")) and source.count('"') % 2:
        return "the file is cut off: it ends inside quotation marks"
    return cells


def _articles(
    names: list[str], rows: Iterator[tuple[int, list[str] | str]], file: File
) -> Iterator[Article | Skipped | Mapped]:
    sample = list(islice(rows, SAMPLE_ROWS))
    records = [dict(zip(names, cells, strict=True)) for _, cells in sample if _fits(cells, names)]
    columns = columns_of(names, records, file.fields)
    yield columns.mapped(file.where)
    if not sample:
        raise UnreadableError("no articles in it")
    for number, cells in chain(sample, rows):
        location = f"{file.where} (row {number})"
        if isinstance(cells, str):
            yield Skipped(location, cells)
        elif len(cells) != len(names):
            yield Skipped(location, f"it has {len(cells)} columns where the first row names {len(names)}")
        else:
            yield columns.article(dict(zip(names, cells, strict=True)), location)


def _fits(cells: list[str] | str, names: list[str]) -> bool:
    return not isinstance(cells, str) and len(cells) == len(names)
