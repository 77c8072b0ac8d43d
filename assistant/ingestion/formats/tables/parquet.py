"""Parquet files, an article a row.

pyarrow, used here alone, reads some rows at a time, and only the columns that are needed, so that the file's size does
not matter. Cost: 0.3 s to load once, then 2,400 articles of 3 KB a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.formats.tables.columns import SAMPLE, columns_of
from assistant.schema.archives import Mapped, Skipped
from assistant.schema.articles import Article

_ROWS_AT_ONCE = 64
MAX_COLUMN_BYTES = 256 * 1024 * 1024
"""Of a column in a row group, unpacked. Writers make row groups of at most 128 MB or so, all columns together; more is
read in pieces, but what is packed this well in one piece is no text."""
_HIGHEST_RATIO = 100


def read(file: File) -> Iterator[Article | Skipped | Mapped]:
    """Yield what the columns were taken for, then the articles. Raises UnreadableError, OSError."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    with file.seekable().open() as stream:
        try:
            table = ParquetFile(stream, pre_buffer=False, buffer_size=1024 * 1024)
            yield from _articles(table, file)
        except (ArrowException, ValueError, OSError) as error:
            raise UnreadableError(f"damaged, cut off or encrypted Parquet: {_first_line(error)}") from None


def _articles(table: Any, file: File) -> Iterator[Article | Skipped | Mapped]:
    names = [str(name) for name in table.schema_arrow.names]
    if not table.metadata.num_rows:
        raise UnreadableError("no articles in it")
    _check(table.metadata)
    sample = next(iter(table.iter_batches(SAMPLE)), None)
    columns = columns_of(names, sample.to_pylist() if sample is not None else [], file.fields)
    yield columns.mapped(file.where)
    needed = [name for name in names if name not in columns.unused]
    number = 0
    for batch in table.iter_batches(_ROWS_AT_ONCE, columns=needed):
        for row in batch.to_pylist():
            number += 1
            yield columns.article(_text_for(row), f"{file.where} (row {number})")


def _check(metadata: Any) -> None:
    """Raise UnreadableError for what would fill the memory."""
    for group in range(metadata.num_row_groups):
        for column in range(metadata.num_columns):
            found = metadata.row_group(group).column(column)
            size, packed = found.total_uncompressed_size, found.total_compressed_size
            if size > MAX_COLUMN_BYTES and size > _HIGHEST_RATIO * max(packed, 1):
                raise UnreadableError("it unpacks to so much more than its size that it could fill the memory")


def _text_for(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row, with texts that are kept as bytes as texts."""
    return {name: _decoded(value) if isinstance(value, bytes) else value for name, value in row.items()}


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return ""


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
