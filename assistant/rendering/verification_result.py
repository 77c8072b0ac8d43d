"""The result of `assistant verify`, as lines for people and as JSON for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from assistant.rendering.layout import BLANK, Block, Line, Span, Style, Table, line, plural
from assistant.rendering.safe_text import one_line
from assistant.schema.findings import DocumentCheck, Fault, Remark

_LONGEST_TEXT = 300
"""Characters of a text that are shown; the document has the rest."""
_UNDER = " " * 4


def verified_blocks(check: DocumentCheck, name: str) -> Iterator[Block]:
    """Yield a summary as a table, then each finding with place, text and advice, then the remarks."""
    yield line(_verdict(check, name), Style.GOOD if check.holds else Style.WARNING)
    yield BLANK
    yield Table(("Checked", "All", "Hold"), tuple(_rows(check)))
    if check.faults:
        yield BLANK
        counts = Counter(finding.kind.value for finding in check.faults)
        yield Table(("Found", "Times"), tuple((fault, str(count)) for fault, count in counts.items()))
    for number, finding in enumerate(check.faults, start=1):
        yield BLANK
        yield from _finding(number, finding)
    for remark in check.remarks:
        yield BLANK
        yield from _remark(remark)


def _verdict(check: DocumentCheck, name: str) -> str:
    result = "everything holds" if check.holds else plural(len(check.faults), "finding")
    remarks = f"; {plural(len(check.remarks), 'remark')} on what was cited" if check.remarks else ""
    return f"{name}: {result}{remarks}."


def _rows(check: DocumentCheck) -> Iterator[tuple[str, str, str]]:
    yield "quotations verbatim", str(check.quotation_count), str(check.verbatim_count)
    yield "statements borne out", str(check.claim_count), str(check.supported_count)


def _finding(number: int, finding: Fault) -> Iterator[Line]:
    yield Line(
        (Span(f"{number}. ", Style.NUMBER), Span(f"{finding.kind.value}: {one_line(finding.place)}", Style.TITLE))
    )
    if finding.text:
        yield line(f"> {_short(finding.text)}", lead=_UNDER)
    yield line(finding.problem, lead=_UNDER)
    if finding.difference:
        yield line(finding.difference, Style.KEY, _UNDER)
    elif finding.stored_text and finding.stored_text not in finding.advice:
        yield line(f"The archive has: {_short(finding.stored_text)}", lead=_UNDER)
    yield line(finding.advice, Style.FAINT, _UNDER)


def _remark(remark: Remark) -> Iterator[Line]:
    yield line(f"{remark.kind.value}: {one_line(remark.place)}", Style.TITLE)
    yield line(remark.message, Style.WARNING, _UNDER)
    yield line(remark.advice, Style.FAINT, _UNDER)


def _short(text: str) -> str:
    single_line = one_line(text)
    return single_line if len(single_line) <= _LONGEST_TEXT else f"{single_line[:_LONGEST_TEXT].rsplit(' ', 1)[0]} …"


def verified_document(check: DocumentCheck, name: str) -> dict[str, Any]:
    """Return the document of `assistant verify --json`."""
    return {
        "file": name,
        "holds": check.holds,
        "quotations": check.quotation_count,
        "verbatim": check.verbatim_count,
        "statements": check.claim_count,
        "borne_out": check.supported_count,
        "findings": [_finding_document(finding) for finding in check.faults],
        "remarks": [_remark_document(remark) for remark in check.remarks],
    }


def _remark_document(remark: Remark) -> dict[str, Any]:
    return {
        "about": remark.kind.value,
        "where": remark.place,
        "reference": remark.reference,
        "told": remark.message,
        "advice": remark.advice,
    }


def _finding_document(finding: Fault) -> dict[str, Any]:
    return {
        "fault": finding.kind.value,
        "where": finding.place,
        "text": finding.text,
        "problem": finding.problem,
        "advice": finding.advice,
        "stored": finding.stored_text,
        "difference": finding.difference,
    }
