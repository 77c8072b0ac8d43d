"""A Report as pages in PDF, set by Typst in the look of ``templates/report.typ``; the only module that knows Typst.

Typst gets the text as data, so nothing in it is markup, and no file or address is opened on its behalf. Its own fonts
cover Latin, Greek and Cyrillic; other scripts take the machine's, and without one are drawn as boxes, while the text
itself stays in the file. Cost: 0.2 s, for ten pages 0.4 s.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

from assistant.errors import AssistantError
from assistant.rendering.citation_note import Note, note
from assistant.rendering.report.report_parts import Part, Prose, Questions, Sources, Table, head, parts, title
from assistant.rendering.safe_text import is_rtl, one_line, unbroken
from assistant.schema.reports import Report, Statement

Data = dict[str, Any]


def report_pdf(report: Report) -> bytes:
    """The whole file, dated with the report's own time. Raises AssistantError when Typst cannot set it."""
    import typst

    template = (files("assistant.rendering") / "templates" / "report.typ").read_bytes()
    clock = int(datetime.fromisoformat(report.created).timestamp())
    try:
        return typst.compile(
            template, format="pdf", sys_inputs={"report": json.dumps(_document(report))}, timestamp=clock
        )
    except typst.TypstError as error:
        raise AssistantError(
            f"Typst could not write the PDF: {error.message}", "Write it as .docx or .html."
        ) from error


def _document(report: Report) -> Data:
    notes = {citation.number: note(citation) for citation in report.notes}
    return {
        "id": one_line(report.id),
        "title": title(report),
        "title_run": _run(title(report)),
        "head": head(report),
        "parts": [{"kind": part.kind, "heading": _run(part.heading), **_body(part, notes)} for part in parts(report)],
    }


def _body(part: Part, notes: Mapping[int, Note]) -> Data:
    match part.body:
        case Prose(statements):
            return {"items": [_statement(statement, notes) for statement in statements]}
        case Table(headings=headings, shares=shares, rows=rows):
            return {"headings": headings, "shares": shares, "rows": [[_cell(c, notes) for c in row] for row in rows]}
        case Questions(items):
            return {"items": [[_run(item.text, style="" if item.plain else "remark")] for item in items]}
        case Sources(items):
            return {
                "items": [
                    [*(_run(p.text, p.address) for p in i.pieces), _run(" "), _run(i.key, style="code")] for i in items
                ]
            }


def _cell(cell: str | Statement, notes: Mapping[int, Note]) -> Data:
    return _statement(cell, notes) if isinstance(cell, Statement) else _run(cell)


def _statement(statement: Statement, notes: Mapping[int, Note]) -> Data:
    return {**_run(unbroken(statement.text)), "notes": [_note(notes[number]) for number in statement.notes]}


def _note(note: Note) -> Data:
    return {
        "title": _run(note.title, note.address),
        "facts": [_run(fact) for fact in (note.publisher, note.day) if fact],
        "quote": _run(note.quote),
        "reference": note.reference,
    }


def _run(text: str, address: str = "", style: str = "") -> Data:
    return {"text": text, "address": address, "style": style, "rtl": is_rtl(text)}
