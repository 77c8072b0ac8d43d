"""A Report as Markdown with footnotes that Pandoc and GitHub understand; it reads well as plain text too.

Text of articles is escaped: it makes no marks, tables, headings, links or HTML. Pandoc must read it as
``markdown-smart``, or it changes straight quotes and dashes, also inside quotations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.rendering.answer_markdown import code, escape, escape_inline, escape_start, footnote
from assistant.rendering.citation_note import citation_note
from assistant.rendering.report.report_parts import (
    OpenQuestion,
    OpenQuestions,
    Prose,
    ReferencePiece,
    ReportPart,
    SourceEntry,
    SourceList,
    StatementTable,
    head,
    parts,
    title,
)
from assistant.rendering.safe_text import unbroken
from assistant.schema.reports import Report, Statement

_WIDTH = 72
"""Dashes under a table's headings, shared out to the columns by their widths."""


def report_markdown(report: Report) -> str:
    """Return the whole document."""
    return "\n\n".join(_blocks(report)) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield f"# {_heading(title(report))}"
    yield f"*{escape_inline(head(report))}*"
    for part in parts(report):
        yield f"## {_heading(part.heading)}"
        yield _body(part)
    yield from (f"[^{citation.number}]: {footnote(citation_note(citation))}" for citation in report.notes)


def _heading(text: str) -> str:
    """Escape a heading; number signs at its end would be dropped."""
    escaped = escape_inline(text)
    return f"{escaped[:-1]}\\#" if escaped.endswith("#") else escaped


def _body(part: ReportPart) -> str:
    match part.body:
        case Prose(statements):
            return escape_start(" ".join(map(_statement, statements)))
        case StatementTable():
            return _table(part.body)
        case OpenQuestions(items):
            return _list(map(_question, items))
        case SourceList(items):
            return _list(map(_source, items))


def _statement(statement: Statement) -> str:
    return escape_inline(unbroken(statement.text)) + "".join(f"[^{number}]" for number in statement.notes)


def _table(table: StatementTable) -> str:
    rules = ("-" * (_WIDTH * share // 100) for share in table.shares)
    rows = ((_cell(cell) for cell in row) for row in table.rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in (table.headings, rules, *rows))


def _cell(cell: str | Statement) -> str:
    return _statement(cell) if isinstance(cell, Statement) else escape_inline(cell)


def _question(question: OpenQuestion) -> str:
    return escape(question.text) if question.plain else f"*{escape_inline(question.text)}*"


def _source(source: SourceEntry) -> str:
    reference = escape_start("".join(map(_piece, source.pieces)))
    return f"{reference} {code(source.key)}"


def _piece(piece: ReferencePiece) -> str:
    """Make an address a link, unless it had to be changed to be safe."""
    return f"<{piece.text}>" if piece.address == piece.text else escape_inline(piece.text)


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
