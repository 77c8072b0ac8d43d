"""A session as plain data: questions and their answers in the order in which they were asked.

A chat is one; so is the work on a report, which can be stopped and taken up again. Standard library, schema and reports
only. Knows nothing of where sessions are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.schema.answers import Answer
from assistant.schema.articles import EVERYTHING, Filters
from assistant.schema.reports import Plan


class SessionKind(StrEnum):
    """What a session is for."""

    CHAT = "chat"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer. ``number`` counts from 1; ``asked`` is ISO 8601, UTC; ``as_of`` a day or ``""``."""

    number: int
    asked: str
    answer: Answer
    filters: Filters = EVERYTHING
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """Turns, oldest first. ``name`` may be empty; ``created`` and ``updated`` are ISO 8601, UTC."""

    id: str
    kind: SessionKind
    name: str
    created: str
    updated: str
    turns: tuple[Turn, ...] = ()
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A session in a list: how many turns it has, and its first question."""

    id: str
    kind: SessionKind
    name: str
    updated: str
    turns: int
    first: str
