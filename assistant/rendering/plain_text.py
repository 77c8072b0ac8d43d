"""Lines and tables as plain text for pipes and files: no colour, no wrapping, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.rendering.layout import Block, Line, Style, Table
from assistant.rendering.safe_text import one_line, width


def plain(blocks: Iterable[Block]) -> str:
    """Return the blocks as text; a quote in its article stands between ``>>>`` and ``<<<``."""
    return "".join(
        f"{text}\n" for block in blocks for text in (_line(block) if isinstance(block, Line) else _table(block))
    )


def _line(block: Line) -> list[str]:
    pieces = (f">>>{span.text}<<<" if span.style is Style.PICKED else span.text for span in block.spans)
    return [(block.lead + "".join(pieces)).rstrip()]


def _table(table: Table) -> list[str]:
    rows = [table.headings, *(tuple(one_line(cell) for cell in row) for row in table.rows)]
    widths = [max(width(row[column]) for row in rows) for column in range(len(table.headings))]
    return [
        "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
