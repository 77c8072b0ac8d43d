"""What a verification found, as lines for people and as JSON for scripts. Knows nothing of how it was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from assistant.rendering.layout import BLANK, Block, Line, Span, Style, Table, line, plural
from assistant.rendering.safe import one_line
from assistant.schema.findings import DocumentCheck, Fault, Remark

_SHOWN = 300
"""Characters of a text that are shown; the document itself has the rest."""
_UNDER = " " * 4


def verified_blocks(verified: DocumentCheck, name: str) -> Iterator[Block]:
    """A summary as a table, then each finding: what, where, the text concerned, and what to do; then the remarks."""
    yield line(_verdict(verified, name), Style.GOOD if verified.holds else Style.WARNING)
    yield BLANK
    yield Table(("Checked", "All", "Hold"), tuple(_rows(verified)))
    if verified.faults:
        yield BLANK
        counts = Counter(one.kind.value for one in verified.faults)
        yield Table(("Found", "Times"), tuple((fault, str(count)) for fault, count in counts.items()))
    for number, one in enumerate(verified.faults, start=1):
        yield BLANK
        yield from _found(number, one)
    for remark in verified.remarks:
        yield BLANK
        yield from _remark(remark)


def _verdict(verified: DocumentCheck, name: str) -> str:
    told = "everything holds" if verified.holds else plural(len(verified.faults), "finding")
    remarks = f"; {plural(len(verified.remarks), 'remark')} on what was cited" if verified.remarks else ""
    return f"{name}: {told}{remarks}."


def _rows(verified: DocumentCheck) -> Iterator[tuple[str, str, str]]:
    yield "quotations verbatim", str(verified.quotation_count), str(verified.verbatim_count)
    yield "statements borne out", str(verified.claim_count), str(verified.supported_count)


def _found(number: int, one: Fault) -> Iterator[Line]:
    yield Line((Span(f"{number}. ", Style.NUMBER), Span(f"{one.kind.value}: {one_line(one.place)}", Style.TITLE)))
    if one.text:
        yield line(f"> {_short(one.text)}", lead=_UNDER)
    yield line(one.problem, lead=_UNDER)
    if one.difference:
        yield line(one.difference, Style.KEY, _UNDER)
    elif one.stored_text and one.stored_text not in one.advice:
        yield line(f"The archive has: {_short(one.stored_text)}", lead=_UNDER)
    yield line(one.advice, Style.FAINT, _UNDER)


def _remark(one: Remark) -> Iterator[Line]:
    yield line(f"{one.kind.value}: {one_line(one.place)}", Style.TITLE)
    yield line(one.message, Style.WARNING, _UNDER)
    yield line(one.advice, Style.FAINT, _UNDER)


def _short(text: str) -> str:
    flat = one_line(text)
    return flat if len(flat) <= _SHOWN else f"{flat[:_SHOWN].rsplit(' ', 1)[0]} …"


def verified_document(verified: DocumentCheck, name: str) -> dict[str, Any]:
    """`assistant verify --json`."""
    return {
        "file": name,
        "holds": verified.holds,
        "quotations": verified.quotation_count,
        "verbatim": verified.verbatim_count,
        "statements": verified.claim_count,
        "borne_out": verified.supported_count,
        "findings": [_document(one) for one in verified.faults],
        "remarks": [_remark_document(one) for one in verified.remarks],
    }


def _remark_document(one: Remark) -> dict[str, Any]:
    return {
        "about": one.kind.value,
        "where": one.place,
        "reference": one.reference,
        "told": one.message,
        "advice": one.advice,
    }


def _document(one: Fault) -> dict[str, Any]:
    return {
        "fault": one.kind.value,
        "where": one.place,
        "text": one.text,
        "problem": one.problem,
        "advice": one.advice,
        "stored": one.stored_text,
        "difference": one.difference,
    }
