"""What a verification finds: plain data, for people and for scripts. Knows nothing of how it was found or is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What is wrong; the value is what scripts see."""

    ALTERED = "quote altered"
    CHANGED = "text changed since"
    GONE = "source gone"
    CITATION = "citation altered"
    UNCITED = "uncited"
    UNSUPPORTED = "not borne out"
    NUMBERING = "numbering"


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

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.found


def together(parts: Sequence[Verified]) -> Verified:
    """Return several as one."""
    return Verified(
        sum(one.quotations for one in parts),
        sum(one.verbatim for one in parts),
        sum(one.statements for one in parts),
        sum(one.borne_out for one in parts),
        tuple(found for one in parts for found in one.found),
    )
