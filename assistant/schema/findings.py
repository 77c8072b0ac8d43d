"""What a check found: of one claim against its evidence, and of a whole document against the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.schema.answers import Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and, where it is not SUPPORTED, the reason in a few words."""

    verdict: Verdict
    reason: str = ""


SUPPORTED = Finding(Verdict.SUPPORTED)


class Fault(StrEnum):
    """What is wrong; the value is what scripts see."""

    ALTERED = "quote altered"
    CHANGED = "text changed since"
    RETRACTED = "source retracted"
    GONE = "source gone"
    CITATION = "citation altered"
    UNCITED = "uncited"
    UNSUPPORTED = "not borne out"
    NUMBERING = "numbering"


class About(StrEnum):
    """What a remark is about; the value is what scripts see."""

    CORRECTED = "corrected"
    RETRACTED = "retracted"
    NEWER = "newer version"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a person should know of a citation which holds: where, which, what, and where to read on."""

    about: About
    where: str
    reference: str
    told: str
    advice: str


@dataclass(frozen=True, slots=True)
class Found:
    """One fault: where, in which text, what is the matter and what to do.

    ``stored`` is what the archive has in its place, and ``difference`` marks the words, both ``""`` where that means
    nothing.
    """

    fault: Fault
    where: str
    text: str
    problem: str
    advice: str
    stored: str = ""
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """How many quotations and statements there are and how many of them hold, and everything found, in order."""

    quotations: int = 0
    verbatim: int = 0
    statements: int = 0
    borne_out: int = 0
    found: tuple[Found, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing was found; remarks may be there all the same."""
        return not self.found


def together(parts: Sequence[Verified]) -> Verified:
    """Return several as one."""
    return Verified(
        sum(one.quotations for one in parts),
        sum(one.verbatim for one in parts),
        sum(one.statements for one in parts),
        sum(one.borne_out for one in parts),
        tuple(found for one in parts for found in one.found),
        tuple(remark for one in parts for remark in one.remarks),
    )
