"""Days and spans of days: calendar arithmetic for expressions such as "last month", and how a day is written.

Weeks are ISO weeks, Monday to Sunday; seasons are the meteorological ones of the northern hemisphere. Cost: about a
microsecond a call.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.language.lexicon import MONTHS, SEASONS

_UNIT_LENGTHS_IN_DAYS = {"day": 1, "week": 7, "weekend": 7}
_UNIT_LENGTHS_IN_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}


@dataclass(frozen=True, slots=True)
class Period:
    """A period of days, both ends inclusive. Raises ValueError when it ends before it begins."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a span cannot end ({self.last}) before it begins ({self.first})")

    @property
    def days(self) -> int:
        """How many days it has, at least 1."""
        return (self.last - self.first).days + 1

    def contains(self, day: date) -> bool:
        """Return whether the day lies in it."""
        return self.first <= day <= self.last


def months(year: int, month: int, count: int = 1) -> Period:
    """Return ``count`` whole months from the first of a month (1 to 12) on. Raises ValueError outside the calendar."""
    end_year, end_month = divmod(year * 12 + month - 1 + count - 1, 12)
    return Period(date(year, month, 1), date(end_year, end_month + 1, monthrange(end_year, end_month + 1)[1]))


def years(first: int, last: int) -> Period:
    """Return whole years, both inclusive."""
    return Period(date(first, 1, 1), date(last, 12, 31))


def season(name: str, year: int) -> Period:
    """Return the season that begins in a year; winter ends in the next one."""
    return months(year, SEASONS[name], 3)


def shift(day: date, count: int, unit: str) -> date:
    """Move a day by ``count`` units (``day`` to ``century``); a day its month does not have becomes the last one."""
    if unit in _UNIT_LENGTHS_IN_DAYS:
        return day + timedelta(days=count * _UNIT_LENGTHS_IN_DAYS[unit])
    year, month = divmod(day.year * 12 + day.month - 1 + count * _UNIT_LENGTHS_IN_MONTHS[unit], 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def around(day: date, unit: str) -> Period:
    """Return the calendar day, week, weekend, month, quarter, year, decade or century that the day is in.

    The weekend is the one that ends the day's week.
    """
    if unit in _UNIT_LENGTHS_IN_DAYS:
        monday = day - timedelta(days=day.weekday())
        ends = {"day": (day, day), "week": (monday, monday + timedelta(days=6))}
        return Period(*ends.get(unit, (monday + timedelta(days=5), monday + timedelta(days=6))))
    count = _UNIT_LENGTHS_IN_MONTHS[unit]
    if count >= 12:
        first = day.year - day.year % (count // 12)
        return years(first, first + count // 12 - 1)
    return months(day.year, day.month - (day.month - 1) % count, count)


def third(span: Period, number: int) -> Period:
    """Return the first (0), middle (1) or last (2) third of a span: early, mid, late.

    Whole months are kept together where there are several: early 2023 is January to April. Less than three days are
    not divided.
    """
    if span.days < 3:
        return span
    count = _whole_months(span)
    if count >= 3:
        begin, end = count * number // 3, count * (number + 1) // 3
        first = shift(span.first, begin, "month")
        return months(first.year, first.month, end - begin)
    begin, end = span.days * number // 3, span.days * (number + 1) // 3
    return Period(span.first + timedelta(days=begin), span.first + timedelta(days=end - 1))


def format_day(day: date) -> str:
    """Return a day as readers write it: ``28 January 2026``."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def format_month(day: date) -> str:
    """Return the month of a day: ``January 2026``."""
    return f"{MONTHS[day.month - 1].capitalize()} {day.year}"


def format_span(span: Period) -> str:
    """Return a span as readers write it: ``2025``, ``January 2026``, ``3 to 5 May 2026``, ``June to August 2025``."""
    count = _whole_months(span)
    if count and count % 12 == 0 and span.first.month == 1:
        begin, end = str(span.first.year), str(span.last.year)
    else:
        write = format_month if count else format_day
        begin, end = write(span.first), write(span.last)
    if begin == end:
        return begin
    if span.first.year == span.last.year:
        same_month = span.first.month == span.last.month
        begin = str(span.first.day) if same_month else begin.removesuffix(f" {span.first.year}")
    return f"{begin} to {end}"


def _whole_months(span: Period) -> int:
    """Return how many calendar months the span is made of; 0 when it does not begin and end with a month."""
    first, last = span.first, span.last
    if first.day != 1 or last.day != monthrange(last.year, last.month)[1]:
        return 0
    return (last.year - first.year) * 12 + last.month - first.month + 1
