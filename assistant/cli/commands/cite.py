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
    """The day of access: that on which the command runs, UTC."""
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

    wanted = _given(references)
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        cited = merged(_cited(reference, assistant) for reference in wanted)
    if json or form is CiteForm.TEXT:
        _show_text(cited, style, json=json)
    else:
        _show_export(cited, form)


def _show_text(cited: Sequence[CitedVersion], style: ReferenceStyle, *, json: bool) -> None:
    from assistant.rendering.bibliography.csl_json import references_document
    from assistant.rendering.bibliography.reference_text import bibliography

    accessed = today()
    references = bibliography(cited, style, accessed)
    if json:
        output.show_json(references_document(references, style, accessed))
    else:
        output.show(_blocks(references, accessed))


def _show_export(cited: Sequence[CitedVersion], form: CiteForm) -> None:
    from assistant.rendering.bibliography.bibtex import bibtex
    from assistant.rendering.bibliography.csl_items import item
    from assistant.rendering.bibliography.csl_json import csl_json
    from assistant.rendering.bibliography.ris import ris

    write = {CiteForm.BIBTEX: bibtex, CiteForm.RIS: ris, CiteForm.CSL_JSON: csl_json}[form]
    accessed = today()
    output.show_text(write([item(one, accessed) for one in cited]))


def _given(references: Sequence[str]) -> list[str]:
    """The references, with the lines of standard input in the place of ``-``. InputError when there are none."""
    given = [line for one in references for line in (_lines() if one == "-" else [one])]
    if not given:
        raise InputError("There is no article to cite on standard input.", "Give one a line: ID, or ID@VERSION.")
    if any("\ud800" <= character <= "\udfff" for one in given for character in one):
        raise InputError("The references are not valid text.", "Write them in UTF-8.")
    return given


def _lines() -> list[str]:
    try:
        return [line.strip() for line in sys.stdin if line.strip()]
    except UnicodeDecodeError as error:
        raise InputError("The references are not valid text.", "Write them in UTF-8.") from error


def _cited(reference: str, assistant: Assistant) -> CitedVersion:
    from assistant.rendering.bibliography.csl_items import CitedVersion

    wanted, span = citation_of(reference)
    article = assistant.holdings.article(wanted)
    return CitedVersion(article, (checked_span(span, article),) if span else ())


def _blocks(references: Sequence[Reference], accessed: date) -> Iterator[Block]:
    """Each reference, and under it where in the archive it stands and since when that is known."""
    for count, reference in enumerate(references):
        if count:
            yield BLANK
        yield line(f"{reference.label} {reference.text}".strip())
        where = f"{reference.cited.places}, accessed {date_words(accessed.isoformat())}"
        yield line(where, Style.FAINT, _UNDER_REFERENCE)
