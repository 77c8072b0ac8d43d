"""A Report as Pandoc's document tree in JSON, in which text of articles is never read as markup.

The tree is described in Pandoc's ``Text.Pandoc.Definition``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.rendering.citation_note import CitationNote, citation_note
from assistant.rendering.report.report_parts import (
    OpenQuestion,
    OpenQuestions,
    Prose,
    ReferencePiece,
    ReportPart,
    SourceList,
    StatementTable,
    head,
    parts,
    title,
)
from assistant.rendering.safe_text import is_rtl, one_line, unbroken
from assistant.schema.reports import Report, Statement

_VERSION = [1, 23, 1]
"""Version of the tree; Pandoc accepts any 1.23."""
_BARE: tuple[str, list[str], list[tuple[str, str]]] = ("", [], [])
"""No id, no classes, no attributes."""
_BETWEEN_MARKS = "\u202f"
"""A narrow space in superscript; without it notes 2 and 3 of one statement would read 23."""
_LEFT_TO_RIGHT = "\u200e"

Tree = dict[str, Any]


def report_tree(report: Report) -> str:
    """Return the document as JSON, with title, language and the report's id as metadata."""
    properties = {"title": title(report), "lang": "en", "report": one_line(report.id)}
    meta = {key: _node("MetaInlines", [_text(value)]) for key, value in properties.items()}
    return json.dumps({"pandoc-api-version": _VERSION, "meta": meta, "blocks": list(_blocks(report))})


def _blocks(report: Report) -> Iterator[Tree]:
    notes = {citation.number: citation_note(citation) for citation in report.notes}
    remark = _node("Para", [_node("Emph", [_text(head(report))])])
    yield _node("Div", [("", [], [("custom-style", "Report Head")]), [remark]])
    for part in parts(report):
        yield _node("Header", [1, _BARE, [_text(part.heading)]])
        yield from _body(part, notes)


def _body(part: ReportPart, notes: dict[int, CitationNote]) -> Iterator[Tree]:
    match part.body:
        case Prose(statements):
            yield _paragraph(statements, notes)
        case StatementTable():
            yield _table(part.body, notes)
        case OpenQuestions(items):
            yield _node("BulletList", [[_node("Plain", [_question(question)])] for question in items])
        case SourceList(items):
            yield _node(
                "BulletList",
                [[_node("Plain", [*map(_piece, item.pieces), _text(" "), _code(item.key)])] for item in items],
            )


def _paragraph(statements: Sequence[Statement], notes: dict[int, CitationNote]) -> Tree:
    inlines: list[Tree] = []
    for statement in statements:
        inlines += [_text(" ")] if inlines else []
        inlines += _statement(statement, notes)
    return _directed(_node("Para", inlines), statements[0].text)


def _statement(statement: Statement, notes: dict[int, CitationNote]) -> Iterator[Tree]:
    yield _text(unbroken(statement.text))
    for index, number in enumerate(statement.notes):
        if index:
            yield _node("Superscript", [_text(_BETWEEN_MARKS)])
        yield _note(notes[number])


def _note(note: CitationNote) -> Tree:
    name = _node("Emph", [_text(note.title)])
    inlines = [_link([name], note.address) if note.address else name]
    for fact in (note.publisher, note.day, note.standing):
        inlines += [_text(f"{_left_to_right_mark(inlines)}, "), _text(fact)] if fact else []
    inlines += [_text(f"{_left_to_right_mark(inlines)}: “"), _text(note.quote), _text("” "), _code(note.reference)]
    return _node("Note", [_node("Para", inlines)])


def _left_to_right_mark(inlines: Sequence[Tree]) -> str:
    """Return a left-to-right mark after right-to-left text, which would draw a date that follows into it."""
    return _LEFT_TO_RIGHT if "rtl" in json.dumps(inlines[-1]) else ""


def _table(table: StatementTable, notes: dict[int, CitationNote]) -> Tree:
    columns = [({"t": "AlignLeft"}, {"t": "ColWidth", "c": share / 100}) for share in table.shares]
    headings = [_row([[_text(heading)] for heading in table.headings])]
    rows = [_row([_cell(cell, notes) for cell in row]) for row in table.rows]
    return _node("Table", [_BARE, [None, []], columns, [_BARE, headings], [[_BARE, 0, [], rows]], [_BARE, []]])


def _row(cells: Sequence[list[Tree]]) -> list[Any]:
    return [_BARE, [[_BARE, {"t": "AlignDefault"}, 1, 1, [_node("Plain", cell)]] for cell in cells]]


def _cell(cell: str | Statement, notes: dict[int, CitationNote]) -> list[Tree]:
    return list(_statement(cell, notes)) if isinstance(cell, Statement) else [_text(cell)]


def _question(question: OpenQuestion) -> Tree:
    return _text(question.text) if question.plain else _node("Emph", [_text(question.text)])


def _piece(piece: ReferencePiece) -> Tree:
    return _link([_text(piece.text)], piece.address) if piece.address else _text(piece.text)


def _directed(block: Tree, text: str) -> Tree:
    """Return the block, set from right to left if its text begins so."""
    return _node("Div", [("", [], [("dir", "rtl")]), [block]]) if is_rtl(text) else block


def _text(text: str) -> Tree:
    """Return text; if it runs from right to left, marked so, or its punctuation would stand on the wrong side."""
    string = _node("Str", text)
    return _node("Span", [("", [], [("dir", "rtl")]), [string]]) if is_rtl(text) else string


def _code(text: str) -> Tree:
    return _node("Code", [_BARE, text])


def _link(inlines: list[Tree], address: str) -> Tree:
    return _node("Link", [_BARE, inlines, [address, ""]])


def _node(kind: str, content: Any) -> Tree:
    return {"t": kind, "c": content}
