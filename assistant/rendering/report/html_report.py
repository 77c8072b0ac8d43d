"""A Report as one HTML file: no script, nothing from elsewhere; quotes on hover, on focus, in the notes and in print.

The only module that knows Jinja. Autoescape is on, so text of articles is text wherever it stands; importing Jinja
takes 0.1 s.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from assistant.rendering.citation_note import note
from assistant.rendering.report.report_parts import head, parts, title
from assistant.rendering.safe_text import one_line, unbroken
from assistant.schema.reports import Report

if TYPE_CHECKING:
    from jinja2 import Template


def report_html(report: Report) -> str:
    """The whole page."""
    return _template().render(
        report=report,
        title=title(report),
        head=head(report),
        parts=parts(report),
        notes={citation.number: note(citation) for citation in report.notes},
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(
        loader=PackageLoader("assistant.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.filters.update(line=one_line, unbroken=unbroken)
    return pages.get_template("report.html")
