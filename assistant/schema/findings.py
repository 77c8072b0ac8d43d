"""Results of checks: of one claim against its evidence, and of a whole document against the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.schema.answers import Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one claim and, where it is not SUPPORTED, the reason in a few words."""

    verdict: Verdict
    reason: str = ""


SUPPORTED = Finding(Verdict.SUPPORTED)


class FaultKind(StrEnum):
    """What is wrong in a document. ``assistant verify --json`` prints the values."""

    ALTERED = "quote altered"
    CHANGED = "text changed since"
    RETRACTED = "source retracted"
    GONE = "source gone"
    CITATION = "citation altered"
    UNCITED = "uncited"
    UNSUPPORTED = "not borne out"
    NUMBERING = "numbering"


class RemarkKind(StrEnum):
    """What happened to a cited article. ``assistant verify --json`` prints the values."""

    CORRECTED = "corrected"
    RETRACTED = "retracted"
    NEWER = "newer version"


@dataclass(frozen=True, slots=True)
class Remark:
    """A note on a citation that holds: its place in the document, its reference, the message, and what to do next."""

    kind: RemarkKind
    place: str
    reference: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a document: its place, the text concerned, the problem, and what to do about it.

    ``stored_text`` is what the archive has instead. ``difference`` marks the words that differ. Both are ``""`` where
    they do not apply.
    """

    kind: FaultKind
    place: str
    text: str
    problem: str
    advice: str
    stored_text: str = ""
    difference: str = ""


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """The result of checking a document: counts, and all faults and remarks in order.

    ``verbatim_count`` is the number of quotations that are verbatim, ``supported_count`` that of supported claims.
    """

    quotation_count: int = 0
    verbatim_count: int = 0
    claim_count: int = 0
    supported_count: int = 0
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether there are no faults. There may be remarks."""
        return not self.faults


def combined(checks: Sequence[DocumentCheck]) -> DocumentCheck:
    """Return the sum of several checks: counts added, faults and remarks in order."""
    return DocumentCheck(
        sum(check.quotation_count for check in checks),
        sum(check.verbatim_count for check in checks),
        sum(check.claim_count for check in checks),
        sum(check.supported_count for check in checks),
        tuple(fault for check in checks for fault in check.faults),
        tuple(remark for check in checks for remark in check.remarks),
    )
