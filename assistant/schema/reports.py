"""A report as plain data: what was asked for, and the document that came of it. Every statement has its footnotes.

Standard library and the schema only, so that importing it costs nothing. Knows nothing of how a report is made, looks,
or is checked.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.schema.answers import Citation
from assistant.schema.archives import Coverage
from assistant.schema.articles import EVERYTHING, Filters


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """A question that a report asks, and the heading of the section that its answer goes under."""

    question: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a report is to be about. ``topic`` is empty where the questions were given; days are ``YYYY-MM-DD``."""

    title: str
    questions: tuple[PlannedQuestion, ...] = ()
    topic: str = ""
    filters: Filters = EVERYTHING
    as_of: str = ""
    model: str = ""
    style: str = "apa"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a report and the numbers of its footnotes, never none."""

    text: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Statements under a heading."""

    heading: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    """Who said what: a row of the table. ``day`` is the publication day of the article, ``""`` when unknown."""

    speaker: str
    day: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened when: a row of the timeline. ``day`` is ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``."""

    day: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class CitedArticle:
    """One entry of the list of sources: an article version, and its reference formatted in a citation style."""

    article_id: str
    version: int
    reference: str

    @property
    def key(self) -> str:
        """What ``assistant show`` takes: ``ID@VERSION``."""
        return f"{self.article_id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Report:
    """The document. ``notes`` are its footnotes, numbered 1 upwards in the order in which they are first met.

    The order of the parts is that of the fields: summary, sections, sayings, timeline, silences, sources. Each mark in
    the text has a footnote of its own, so that numbers are the same in every format. ``silences`` are the questions
    that the archive does not answer. ``created`` is ISO 8601, UTC.
    """

    id: str
    title: str
    created: str
    as_of: str
    model: str
    coverage: Coverage
    summary: tuple[Statement, ...] = ()
    sections: tuple[Section, ...] = ()
    sayings: tuple[Saying, ...] = ()
    timeline: tuple[Happening, ...] = ()
    silences: tuple[str, ...] = ()
    notes: tuple[Citation, ...] = ()
    sources: tuple[CitedArticle, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What a newer report says differently: statements that are new, gone, or changed (before, after).

    ``answered`` and ``opened`` are questions, ``versions``, ``sources`` and ``dropped`` cited articles.
    """

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    answered: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    versions: tuple[tuple[CitedArticle, CitedArticle], ...] = ()
    sources: tuple[CitedArticle, ...] = ()
    dropped: tuple[CitedArticle, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)
