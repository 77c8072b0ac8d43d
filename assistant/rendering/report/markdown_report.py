"""A Report as Markdown with real footnotes, as Pandoc and GitHub read them, that reads well as plain text too.

Text of articles is escaped: it makes no marks, tables, headings, links or HTML. Pandoc is to read it as
``markdown-smart``, or it changes straight quotes and dashes, also inside quotations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.rendering.answer_markdown import code, escape, escape_inline, escape_start, footnote
from assistant.rendering.citation_note import note
from assistant.rendering.report.report_parts import (
    Part,
    Piece,
    Prose,
    Question,
    Questions,
    Source,
    Sources,
    Table,
    head,
    parts,
    title,
)
from assistant.rendering.safe_text import unbroken
from assistant.schema.reports import Report, Statement

_WIDTH = 72
"""Dashes under a table's headings; their shares are the widths of the columns."""


def report_markdown(report: Report) -> str:
    """The whole document."""
    return "\n\n".join(_blocks(report)) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield f"# {_heading(title(report))}"
    yield f"*{escape_inline(head(report))}*"
    for part in parts(report):
        yield f"## {_heading(part.heading)}"
        yield _body(part)
    yield from (f"[^{citation.number}]: {footnote(note(citation))}" for citation in report.notes)


def _heading(text: str) -> str:
    """Number signs at its end would be taken away."""
    escaped = escape_inline(text)
    return f"{escaped[:-1]}\\#" if escaped.endswith("#") else escaped


def _body(part: Part) -> str:
    match part.body:
        case Prose(statements):
            return escape_start(" ".join(map(_statement, statements)))
        case Table():
            return _table(part.body)
        case Questions(items):
            return _list(map(_question, items))
        case Sources(items):
            return _list(map(_source, items))


def _statement(statement: Statement) -> str:
    return escape_inline(unbroken(statement.text)) + "".join(f"[^{number}]" for number in statement.notes)


def _table(table: Table) -> str:
    rules = ("-" * (_WIDTH * share // 100) for share in table.shares)
    rows = ((_cell(cell) for cell in row) for row in table.rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in (table.headings, rules, *rows))


def _cell(cell: str | Statement) -> str:
    return _statement(cell) if isinstance(cell, Statement) else escape_inline(cell)


def _question(question: Question) -> str:
    return escape(question.text) if question.plain else f"*{escape_inline(question.text)}*"


def _source(source: Source) -> str:
    reference = escape_start("".join(map(_piece, source.pieces)))
    return f"{reference} {code(source.key)}"


def _piece(piece: Piece) -> str:
    """An address can be followed, where it can stand as it is."""
    return f"<{piece.text}>" if piece.address == piece.text else escape_inline(piece.text)


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
