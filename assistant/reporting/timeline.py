"""When things happened: the dates that a sentence tells of, and the table of what happened by date.

Only a day, a month or a year makes a row; "last week" and "since 2014" do not. Knows nothing of how sentences were
found. Cost: some 50 microseconds a sentence.
"""

from __future__ import annotations

from datetime import date

from assistant.answering.dates import Mention, Span, mentions
from assistant.answering.dates.spans import around

_EITHER = (date(1990, 6, 15), date(2090, 2, 1))
"""Two days of writing far apart: a date that is the same from both is written out."""


def days_of(quote: str, published: str) -> tuple[str, ...]:
    """Return the dates that a sentence tells of, in its order: ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``.

    "Wednesday" is counted from the day of publication, ISO 8601; where that is not known, ``""``, only dates that are
    written out are told.
    """
    if published:
        found = mentions(quote, date.fromisoformat(published[:10]))
    else:
        one, other = (mentions(quote, day) for day in _EITHER)
        found = [mention for mention in one if mention in other]
    return tuple(dict.fromkeys(day for mention in found if (day := _written(mention))))


def _written(mention: Mention) -> str:
    """Return a day, a month or a year; ``""`` for any other stretch, and for what holds since then."""
    span = mention.span
    if mention.text.lower().startswith("since"):
        return ""
    if span.days == 1:
        return span.first.isoformat()
    if _is(span, "month"):
        return span.first.isoformat()[:7]
    return span.first.isoformat()[:4] if _is(span, "year") else ""


def _is(span: Span, unit: str) -> bool:
    return span == around(span.first, unit)
