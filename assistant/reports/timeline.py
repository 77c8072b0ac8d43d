"""When things happened: the dates that a sentence tells of, and the table of what happened by date.

Only a day, a month or a year makes a row; "last week" and "since 2014" do not. Knows nothing of how sentences were
found. Cost: some 50 microseconds a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.answering.evidence import leans
from assistant.language.dates import Mention, Span, mentions
from assistant.language.dates.periods import around
from assistant.language.lexicon import WEEKDAYS
from assistant.reports.statements import Draft, verbatim
from assistant.schema.answers import Evidence

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
NEARLY_A_WEEK = 6
_NAMED_BY_YEAR = re.compile(r"(?:(?<=\bthe )|(?<=\bThe )|(?<=\ba )|(?<=\band ))(?:19|20)\d\d (?=[A-Z])")
"""The year of a thing and not of what happened: "the 2022 Open champion"."""
_WAS_TO_COME = re.compile(r"\bhad (?:been )?(?:set|due|planned|scheduled|expected|meant)\b")
"""What had been planned for Monday may have been, or is to come."""
MOST = 12
"""Rows of the table."""

_EITHER = (date(1990, 6, 15), date(2090, 2, 1))
"""Two days of writing far apart: a date that is the same from both is written out."""


def days_of(quote: str, published: str) -> tuple[str, ...]:
    """Return the dates that a sentence tells of, in its order: ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``.

    "Wednesday" is counted from the day of publication, ISO 8601; where that is not known, ``""``, only dates that are
    written out are told.
    """
    if published:
        written = date.fromisoformat(published[:10])
        found = [one for one in mentions(quote, written) if not _is_doubtful(one, quote, written)]
    else:
        one, other = (mentions(quote, day) for day in _EITHER)
        found = [mention for mention in one if mention in other]
    return tuple(dict.fromkeys(day for mention in found if (day := _written(mention))))


def _is_doubtful(mention: Mention, quote: str, written: date) -> bool:
    """Tell whether a year only names a thing, or a weekday may lie on the other side of the day of writing.

    The day after publication: an article that was added to tells of that as well.
    """
    if _NAMED_BY_YEAR.match(quote, mention.start):
        return True
    weekday = mention.text.split()[-1].lower() in WEEKDAYS and not mention.explicit
    nearly_a_week = (written - mention.span.first).days == NEARLY_A_WEEK
    return weekday and (nearly_a_week or bool(_WAS_TO_COME.search(quote, 0, mention.start)))


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


def timeline(evidence: Sequence[Evidence]) -> list[tuple[str, Draft]]:
    """Return day and statement for those sentences, best first, that tell of one and stand alone; by day."""
    rows = [
        (day, verbatim(one))
        for one in evidence
        if not leans(one.quote) and (day := _day(one.quote, days_of(one.quote, one.article.published)))
    ]
    return sorted(rows[:MOST], key=lambda row: row[0])


def _day(quote: str, days: Sequence[str]) -> str:
    """Return the first of the dates that say most, a day rather than a month or a year; ``""`` where there is none.

    Where the sentence writes out a year, a date of another one is doubtful.
    """
    years = _YEAR.findall(quote)
    return max((day for day in days if not years or day[:4] in years), key=len, default="")
