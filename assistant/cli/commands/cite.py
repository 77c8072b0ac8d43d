"""`assistant cite`: articles as references, to hand in or to take along into a reference manager."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import archive, options, output
from assistant.cli.arguments import checked_span, citation_of, loaded_with
from assistant.errors import InputError
from assistant.rendering.bibliography.styles import ReferenceStyle
from assistant.rendering.layout import BLANK, Block, Style, date_words, line

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant
    from assistant.rendering.bibliography.csl_items import CitedVersion
    from assistant.rendering.bibliography.reference_text import Reference


class CiteForm(StrEnum):
    """How `cite` prints references."""

    TEXT = "text"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"


References = Annotated[
    list[str],
    typer.Argument(
        metavar="ARTICLE|CITATION",
        help="ID, ID@VERSION, or ID@VERSION:START-END as under each citation; - reads them from standard input.",
    ),
]
CiteFormat = Annotated[CiteForm, typer.Option("--format", help="Text in a style, or a file for a reference manager.")]

_UNDER_REFERENCE = " " * 4


def today() -> date:
    """Return the day of access: today, UTC."""
    return datetime.now(UTC).date()


def cite(
    references: References,
    style: options.CiteStyle = ReferenceStyle.APA,
    form: CiteFormat = CiteForm.TEXT,
    index: options.Index = None,
    json: options.Json = False,
) -> None:
    """Write references to articles: in a style, or for a reference manager.

    Each says when the archive was read and in which version. Several are put into the order that the style wants.
    """
    from assistant.rendering.bibliography.csl_items import merged

    expanded = _expanded(references)
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        versions = merged(_cited_version(reference, assistant) for reference in expanded)
    if json or form is CiteForm.TEXT:
        _show_text(versions, style, json=json)
    else:
        _show_export(versions, form)


def _show_text(versions: Sequence[CitedVersion], style: ReferenceStyle, *, json: bool) -> None:
    from assistant.rendering.bibliography.csl_json import references_document
    from assistant.rendering.bibliography.reference_text import bibliography

    accessed = today()
    references = bibliography(versions, style, accessed)
    if json:
        output.show_json(references_document(references, style, accessed))
    else:
        output.show(_blocks(references, accessed))


def _show_export(versions: Sequence[CitedVersion], form: CiteForm) -> None:
    from assistant.rendering.bibliography.bibtex import bibtex
    from assistant.rendering.bibliography.csl_items import item
    from assistant.rendering.bibliography.csl_json import csl_json
    from assistant.rendering.bibliography.ris import ris

    write = {CiteForm.BIBTEX: bibtex, CiteForm.RIS: ris, CiteForm.CSL_JSON: csl_json}[form]
    accessed = today()
    output.show_text(write([item(version, accessed) for version in versions]))


def _expanded(references: Sequence[str]) -> list[str]:
    """Return the references, with the lines of standard input in place of ``-``. InputError when there are none."""
    expanded = [line for reference in references for line in (_lines() if reference == "-" else [reference])]
    if not expanded:
        raise InputError("There is no article to cite on standard input.", "Give one a line: ID, or ID@VERSION.")
    if any("\ud800" <= character <= "\udfff" for reference in expanded for character in reference):
        raise InputError("The references are not valid text.", "Write them in UTF-8.")
    return expanded


def _lines() -> list[str]:
    try:
        return [line.strip() for line in sys.stdin if line.strip()]
    except UnicodeDecodeError as error:
        raise InputError("The references are not valid text.", "Write them in UTF-8.") from error


def _cited_version(reference: str, assistant: Assistant) -> CitedVersion:
    from assistant.rendering.bibliography.csl_items import CitedVersion

    article_reference, span = citation_of(reference)
    article = assistant.holdings.article(article_reference)
    return CitedVersion(article, (checked_span(span, article),) if span else ())


def _blocks(references: Sequence[Reference], accessed: date) -> Iterator[Block]:
    """Yield each reference, and under it the article versions or spans cited and the day of access."""
    for count, reference in enumerate(references):
        if count:
            yield BLANK
        yield line(f"{reference.label} {reference.text}".strip())
        origin = f"{reference.cited.places}, accessed {date_words(accessed.isoformat())}"
        yield line(origin, Style.FAINT, _UNDER_REFERENCE)
