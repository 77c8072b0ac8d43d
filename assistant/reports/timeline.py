"""When things happened: the dates in a sentence, and the table of events by date.

Only a day, a month or a year makes a row; "last week" and "since 2014" do not. Cost: some 50 microseconds a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.answering.evidence import dependence
from assistant.language.dates import Mention, mentions
from assistant.language.dates.periods import around
from assistant.language.lexicon import WEEKDAYS
from assistant.reports.statements import Draft, verbatim
from assistant.schema.answers import Evidence

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
NEARLY_A_WEEK = 6
"""Days. A weekday this long before publication may be the day after it: an article that was added to."""
_NAMED_BY_YEAR = re.compile(r"(?:(?<=\bthe )|(?<=\bThe )|(?<=\ba )|(?<=\band ))(?:19|20)\d\d (?=[A-Z])")
"""The year in the name of a thing: "the 2022 Open champion"."""
_WAS_PLANNED = re.compile(r"\bhad (?:been )?(?:set|due|planned|scheduled|expected|meant)\b")
"""What had been planned for Monday may have happened, or may still lie ahead."""
MOST_ROWS = 12
"""Rows of the table."""
_FAR_APART = (date(1990, 6, 15), date(2090, 2, 1))
"""Two days of publication; an expression that means the same date from both is a complete date."""


def days_of(quote: str, published: str) -> tuple[str, ...]:
    """Return the dates in a sentence, in its order: ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``.

    "Wednesday" is counted from the day of publication, ISO 8601; where that is ``""``, only complete dates count.
    """
    if published:
        anchor = date.fromisoformat(published[:10])
        dates = [mention for mention in mentions(quote, anchor) if not _is_doubtful(mention, quote, anchor)]
    else:
        early, late = (mentions(quote, day) for day in _FAR_APART)
        dates = [mention for mention in early if mention in late]
    return tuple(dict.fromkeys(day for mention in dates if (day := _iso_period(mention))))


def _is_doubtful(mention: Mention, quote: str, published: date) -> bool:
    """Return whether a year only names a thing, or a weekday may lie on the other side of the day of publication."""
    if _NAMED_BY_YEAR.match(quote, mention.start):
        return True
    is_weekday = mention.text.split()[-1].lower() in WEEKDAYS and not mention.explicit
    is_far = (published - mention.span.first).days == NEARLY_A_WEEK
    return is_weekday and (is_far or bool(_WAS_PLANNED.search(quote, 0, mention.start)))


def _iso_period(mention: Mention) -> str:
    """Return a day, a month or a year; ``""`` for any other period, and for what holds since then."""
    span = mention.span
    if mention.text.lower().startswith("since"):
        return ""
    if span.days == 1:
        return span.first.isoformat()
    if span == around(span.first, "month"):
        return span.first.isoformat()[:7]
    return span.first.isoformat()[:4] if span == around(span.first, "year") else ""


def timeline(evidence: Sequence[Evidence]) -> list[tuple[str, Draft]]:
    """Return day and statement, by day, of the sentences that have a date and stand alone, given best first."""
    rows = [
        (day, verbatim(piece))
        for piece in evidence
        if not dependence(piece.quote)
        and (day := _main_day(piece.quote, days_of(piece.quote, piece.article.published)))
    ]
    return sorted(rows[:MOST_ROWS], key=lambda row: row[0])


def _main_day(quote: str, days: Sequence[str]) -> str:
    """Return the first of the most precise dates, a day rather than a month or a year; ``""`` where there is none.

    Where the sentence has a year in figures, a date of another year is doubtful.
    """
    years = _YEAR.findall(quote)
    return max((day for day in days if not years or day[:4] in years), key=len, default="")
