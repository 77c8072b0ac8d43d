"""A Report as one HTML file without scripts or outside resources; quotes show on hover, in notes and in print.

The only module that imports Jinja, which takes 0.1 s. Autoescape is on, so text of articles is never markup.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from assistant.errors import needs
from assistant.rendering.citation_note import citation_note
from assistant.rendering.report.report_parts import head, parts, title
from assistant.rendering.safe_text import one_line, unbroken
from assistant.schema.reports import Report

if TYPE_CHECKING:
    from jinja2 import Template


def report_html(report: Report) -> str:
    """Return the whole page."""
    return _template().render(
        report=report,
        title=title(report),
        head=head(report),
        parts=parts(report),
        notes={citation.number: citation_note(citation) for citation in report.notes},
    )


@cache
def _template() -> Template:
    with needs("reports", "A report in HTML"):
        from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("assistant.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(line=one_line, unbroken=unbroken)
    return environment.get_template("report.html")
