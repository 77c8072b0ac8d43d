"""A Report as PDF, set by Typst with ``templates/report.typ``; the only module that imports Typst.

Typst gets the text as data: nothing in it is markup, and no file or address is opened for it. Typst's own fonts cover
Latin, Greek and Cyrillic. Other scripts need a font on the machine; without one, their letters are drawn as boxes and
cannot be copied out of the page. Cost: 0.2 s, for ten pages 0.4 s.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

from assistant.errors import AssistantError, needs
from assistant.rendering.citation_note import CitationNote, citation_note
from assistant.rendering.report.report_parts import (
    OpenQuestions,
    Prose,
    ReportPart,
    SourceEntry,
    SourceList,
    StatementTable,
    head,
    parts,
    title,
)
from assistant.rendering.safe_text import is_rtl, one_line, unbroken
from assistant.schema.reports import Report, Statement

Data = dict[str, Any]


def report_pdf(report: Report) -> bytes:
    """Return the file, dated with the report's own time. Raises AssistantError when Typst fails."""
    with needs("reports", "A report in PDF"):
        import typst

    template = (files("assistant.rendering") / "templates" / "report.typ").read_bytes()
    timestamp = int(datetime.fromisoformat(report.created).timestamp())
    try:
        return typst.compile(
            template, format="pdf", sys_inputs={"report": json.dumps(_document(report))}, timestamp=timestamp
        )
    except typst.TypstError as error:
        raise AssistantError(
            f"Typst could not write the PDF: {error.message}", "Write it as .docx or .html."
        ) from error


def _document(report: Report) -> Data:
    notes = {citation.number: citation_note(citation) for citation in report.notes}
    return {
        "id": one_line(report.id),
        "title": title(report),
        "title_run": _run(title(report)),
        "head": head(report),
        "parts": [{"kind": part.kind, "heading": _run(part.heading), **_body(part, notes)} for part in parts(report)],
    }


def _body(part: ReportPart, notes: Mapping[int, CitationNote]) -> Data:
    match part.body:
        case Prose(statements):
            return {"items": [_statement(statement, notes) for statement in statements]}
        case StatementTable(headings=headings, shares=shares, rows=rows):
            cells = [[_cell(cell, notes) for cell in row] for row in rows]
            return {"headings": headings, "shares": shares, "rows": cells}
        case OpenQuestions(items):
            return {"items": [[_run(item.text, style="" if item.plain else "remark")] for item in items]}
        case SourceList(items):
            return {"items": [_source(item) for item in items]}


def _source(source: SourceEntry) -> list[Data]:
    pieces = (_run(piece.text, piece.address) for piece in source.pieces)
    return [*pieces, _run(" "), _run(source.key, style="code")]


def _cell(cell: str | Statement, notes: Mapping[int, CitationNote]) -> Data:
    return _statement(cell, notes) if isinstance(cell, Statement) else _run(cell)


def _statement(statement: Statement, notes: Mapping[int, CitationNote]) -> Data:
    return {**_run(unbroken(statement.text)), "notes": [_note(notes[number]) for number in statement.notes]}


def _note(note: CitationNote) -> Data:
    return {
        "title": _run(note.title, note.address),
        "facts": [_run(fact) for fact in (note.publisher, note.day) if fact],
        "quote": _run(note.quote),
        "reference": note.reference,
    }


def _run(text: str, address: str = "", style: str = "") -> Data:
    return {"text": text, "address": address, "style": style, "rtl": is_rtl(text)}
