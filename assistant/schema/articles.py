"""Articles and their passages, and the filters that narrow them: plain, frozen data that every other room uses.

Offsets are counted in characters of ``Article.text``, ``end`` exclusive: ``article.text[start:end]`` is the span.
Dates are ISO 8601 strings (``2026-01-28`` or ``2026-01-28T09:30:00+00:00``), ``""`` when unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """What a publisher says of an article that it published: nothing more, that it was wrong, that it is withdrawn."""

    GOOD = ""
    CORRECTED = "CORRECTED"
    RETRACTED = "RETRACTED"


@dataclass(frozen=True, slots=True)
class Article:
    """One news item as stored. ``text`` is the body; the headline is ``title`` alone.

    ``note`` is the editor's: a correction, the reason of a retraction; ``dateline`` the place that the story is told
    from. ``published`` is when its first version came out, ``updated`` when this one did.
    """

    id: str
    title: str
    text: str
    publisher: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    url: str = ""
    language: str = ""
    version: int = 1
    dateline: str = ""
    note: str = ""
    standing: Standing = Standing.GOOD

    @property
    def day(self) -> str:
        """The publication day, ``YYYY-MM-DD``, or ``""``."""
        return self.published[:10]

    @property
    def date(self) -> date | None:
        """The publication day as a date, None when unknown."""
        return date.fromisoformat(self.day) if self.day else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A contiguous span of one version of an article: ``text == article.text[start:end]``."""

    article_id: str
    version: int
    index: int
    start: int
    end: int
    text: str

    @property
    def id(self) -> str:
        """Key of the passage in the catalogue and in the vector index."""
        return f"{self.article_id}@{self.version}#{self.index}"


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage and its score, 0 to 1, higher is better."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Filters:
    """What to search in. ``after`` and ``before`` are days, both inclusive; empty means no limit.

    ``known_by`` leaves out what was published after that day, and keeps articles without a date.
    """

    after: str = ""
    before: str = ""
    publishers: tuple[str, ...] = ()
    known_by: str = ""

    def __bool__(self) -> bool:
        return bool(self.after or self.before or self.known_by or self.publishers)


EVERYTHING = Filters()
"""The whole archive."""
