"""The result of `assistant verify`, as lines for people and as JSON for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from assistant.rendering.layout import BLANK, Block, Line, Span, Style, Table, line, plural
from assistant.rendering.safe_text import one_line
from assistant.schema.findings import Found, Remark, Verified

_LONGEST_TEXT = 300
"""Characters of a text that are shown; the document has the rest."""
_UNDER = " " * 4


def verified_blocks(verified: Verified, name: str) -> Iterator[Block]:
    """Yield a summary as a table, then each finding with place, text and advice, then the remarks."""
    yield line(_verdict(verified, name), Style.GOOD if verified.holds else Style.WARNING)
    yield BLANK
    yield Table(("Checked", "All", "Hold"), tuple(_rows(verified)))
    if verified.found:
        yield BLANK
        counts = Counter(finding.fault.value for finding in verified.found)
        yield Table(("Found", "Times"), tuple((fault, str(count)) for fault, count in counts.items()))
    for number, finding in enumerate(verified.found, start=1):
        yield BLANK
        yield from _finding(number, finding)
    for remark in verified.remarks:
        yield BLANK
        yield from _remark(remark)


def _verdict(verified: Verified, name: str) -> str:
    result = "everything holds" if verified.holds else plural(len(verified.found), "finding")
    remarks = f"; {plural(len(verified.remarks), 'remark')} on what was cited" if verified.remarks else ""
    return f"{name}: {result}{remarks}."


def _rows(verified: Verified) -> Iterator[tuple[str, str, str]]:
    yield "quotations verbatim", str(verified.quotations), str(verified.verbatim)
    yield "statements borne out", str(verified.statements), str(verified.borne_out)


def _finding(number: int, finding: Found) -> Iterator[Line]:
    yield Line(
        (Span(f"{number}. ", Style.NUMBER), Span(f"{finding.fault.value}: {one_line(finding.where)}", Style.TITLE))
    )
    if finding.text:
        yield line(f"> {_short(finding.text)}", lead=_UNDER)
    yield line(finding.problem, lead=_UNDER)
    if finding.difference:
        yield line(finding.difference, Style.KEY, _UNDER)
    elif finding.stored and finding.stored not in finding.advice:
        yield line(f"The archive has: {_short(finding.stored)}", lead=_UNDER)
    yield line(finding.advice, Style.FAINT, _UNDER)


def _remark(remark: Remark) -> Iterator[Line]:
    yield line(f"{remark.about.value}: {one_line(remark.where)}", Style.TITLE)
    yield line(remark.told, Style.WARNING, _UNDER)
    yield line(remark.advice, Style.FAINT, _UNDER)


def _short(text: str) -> str:
    single_line = one_line(text)
    return single_line if len(single_line) <= _LONGEST_TEXT else f"{single_line[:_LONGEST_TEXT].rsplit(' ', 1)[0]} …"


def verified_document(verified: Verified, name: str) -> dict[str, Any]:
    """Return the document of `assistant verify --json`."""
    return {
        "file": name,
        "holds": verified.holds,
        "quotations": verified.quotations,
        "verbatim": verified.verbatim,
        "statements": verified.statements,
        "borne_out": verified.borne_out,
        "findings": [_finding_document(finding) for finding in verified.found],
        "remarks": [_remark_document(remark) for remark in verified.remarks],
    }


def _remark_document(remark: Remark) -> dict[str, Any]:
    return {
        "about": remark.about.value,
        "where": remark.where,
        "reference": remark.reference,
        "told": remark.told,
        "advice": remark.advice,
    }


def _finding_document(finding: Found) -> dict[str, Any]:
    return {
        "fault": finding.fault.value,
        "where": finding.where,
        "text": finding.text,
        "problem": finding.problem,
        "advice": finding.advice,
        "stored": finding.stored,
        "difference": finding.difference,
    }
