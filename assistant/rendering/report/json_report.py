"""A Report as JSON, documented in ``docs/json.md``; the Report can be read back from it."""

from __future__ import annotations

from typing import Any

from assistant.rendering.json_documents import citation_document, coverage_document, dumps
from assistant.schema.reports import CitedArticle, Happening, Report, Saying, Section, Statement


def report_json(report: Report) -> str:
    """Return the document as text."""
    return dumps(report_document(report))


def report_document(report: Report) -> dict[str, Any]:
    """Return the document. Its keys are the fields of a Report; ``kind`` tells it from an Answer."""
    return {
        "kind": "report",
        "id": report.id,
        "title": report.title,
        "created": report.created,
        "as_of": report.as_of,
        "model": report.model,
        "coverage": coverage_document(report.coverage),
        "summary": [_statement(statement) for statement in report.summary],
        "sections": [_section(section) for section in report.sections],
        "sayings": [_saying(saying) for saying in report.sayings],
        "timeline": [_happening(happening) for happening in report.timeline],
        "silences": list(report.silences),
        "notes": [citation_document(note) for note in report.notes],
        "sources": [_source(source) for source in report.sources],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {"text": statement.text, "notes": list(statement.notes)}


def _section(section: Section) -> dict[str, Any]:
    return {"heading": section.heading, "statements": [_statement(statement) for statement in section.statements]}


def _saying(saying: Saying) -> dict[str, Any]:
    return {"speaker": saying.speaker, "day": saying.day, "statement": _statement(saying.statement)}


def _happening(happening: Happening) -> dict[str, Any]:
    return {"day": happening.day, "statement": _statement(happening.statement)}


def _source(source: CitedArticle) -> dict[str, Any]:
    return {"article_id": source.article_id, "version": source.version, "reference": source.reference}
