"""Days by name: "28 January", "Jan. 28-30, 2026", "the 28th", "2026-01-28", "Wednesday night", "Friday last week".

Cost: a few microseconds for each word that could begin one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from assistant.language.dates.periods import Period, around, shift
from assistant.language.dates.rules import (
    AHEAD,
    MONTH,
    MONTH_TRIGGERS,
    PART_OF_DAY,
    THAT,
    UNKNOWN,
    WEEKDAY,
    WEEKDAY_TRIGGERS,
    YEAR,
    DateReading,
    View,
    follows,
    month_number,
    rule,
    year_of,
)
from assistant.language.lexicon import WEEKDAY_ABBREVIATIONS, WEEKDAYS, alternatives

FAR_AHEAD = 120
"""Days. A day and month without a year is the nearest such day, but not further ahead than this unless the text says
so: in the newsquiz articles, dates with a year lie ahead as often as behind up to about 140 days, then seldom."""
UNLIKELY = 300
"""Days. Against a day nearby, a verb that points to one further away than this has been misread."""


def weekday(name: str, anchor: date, step: int) -> date:
    """Return the nearest day of that name at or before the anchor; at or after it where ``step`` is AHEAD."""
    behind = (anchor.weekday() - WEEKDAYS.index(name.lower())) % 7
    return anchor + timedelta(days=-behind % 7 if step == AHEAD else -behind)


def on_day(day: date, *, explicit: bool = False) -> DateReading:
    """Return the reading of one day."""
    return DateReading(Period(day, day), explicit)


def _weekday(match: re.Match[str], view: View) -> DateReading | None:
    if follows(match, _NAMED_FRIDAY) or _SUNDAY_TIMES.match(match.string, match.end("weekday")):
        return None
    if match["that"]:
        week = around(shift(view.anchor, THAT[match["that"].lower()], "week"), "week")
        return on_day(week.first + timedelta(days=WEEKDAYS.index(match["weekday"].lower())))
    return on_day(weekday(match["weekday"], view.anchor, view.cue(match)))


_NAMED_FRIDAY = re.compile(
    r"\b(?:every|each|most|other|first|second|third|fourth|Black|Good|Super|Giving|Ash|Cyber|Bloody|Freaky|Fat|Palm|Easter|Holy|Maundy|Mail\son|that|on\sa)\s$|day(?:\sthrough\s|\s?[-–]\s?)$",
    re.I,
)
_SUNDAY_TIMES = re.compile(
    r"\s(?:Night\s(?:Football|Live|Lights|Fever)|Times|Mirror|Telegraph|Express|Mail|School|Post|Herald|Mass|Ticket"
    rf"|the\s13th)\b|(?:\sthrough\s|\s?[-–]\s?)(?:{alternatives(WEEKDAYS[3:]).title()})"
)
"""Names of papers and programmes; and "Monday through Friday", which says when a place is open."""


def _named_day(match: re.Match[str], view: View) -> DateReading | None:
    if _is_word(match):
        return None
    year, name = year_of(match, view), match["weekday"] or ""
    month, day, last = month_number(match["month"]), int(match["day"]), int(match["other"] or 0)
    first = date(year, month, day) if year else _nearest(_days(month, day, view.anchor), name, view, match)
    if (month, day) in _FAMOUS and not year and not name and abs((first - view.anchor).days) > _SOON:
        return None
    return DateReading(Period(first, first.replace(day=last) if last else first), explicit=True)


_FAMOUS = {(9, 11), (1, 6), (10, 7)}
_SOON = 60
"""Days that name what happened on them years ago, in 2001, 2021 and 2023, except around their anniversary."""
_ON = re.compile(r"\b(?:on|since|until)\s(?:the\s)?$", re.I)


def _is_word(match: re.Match[str]) -> bool:
    """Return whether a month in small letters is rather a word: "3 may follow", "2 march on", "a dec 4 model"."""
    name = match["month"]
    unsure = name[0].islower() and (len(name) < 4 or name == "march")
    return unsure and not match["year"] and not follows(match, _ON)


def _days(month: int, day: int, anchor: date) -> list[date]:
    """Return the days of that name around the anchor. Raises ValueError where there is none, as for 30 February."""
    days = [candidate for year in range(anchor.year - 8, anchor.year + 9) for candidate in _valid(year, month, day)]
    if not days:
        raise ValueError(f"month {month} has no day {day}")
    return days


def _valid(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return


def _nearest(days: list[date], name: str, view: View, match: re.Match[str]) -> date:
    """Return the day that the text means; a day of the week, where given, decides the year."""

    def away(day: date) -> int:
        return abs((day - view.anchor).days)

    fitting = [candidate for candidate in days if name and _is_on(candidate, name)]
    if fitting and away(fit := min(fitting, key=away)) < 400:
        return fit
    cue, nearest = view.cue(match), min(days, key=away)
    ahead = min(candidate for candidate in days if candidate >= view.anchor)
    behind = max(candidate for candidate in days if candidate <= view.anchor)
    if cue == UNKNOWN:
        return nearest if (nearest - view.anchor).days <= FAR_AHEAD else behind
    day = ahead if cue == AHEAD else behind
    return day if view.direction or away(day) <= UNLIKELY else nearest


def _is_on(day: date, weekday_name: str) -> bool:
    return WEEKDAYS[day.weekday()].startswith(weekday_name[:3].lower())


def _numbered_day(match: re.Match[str], view: View) -> DateReading | None:
    """Read "the 28th": the last one, or the next one where the text looks ahead."""
    if not follows(match, _ON_THE):
        return None
    step = 1 if view.cue(match) == AHEAD else -1
    for count in range(3):  # of three months in a row, one has 31 days
        month = shift(view.anchor.replace(day=1), step * count, "month")
        for day in _valid(month.year, month.month, int(match["day"])):
            if (day - view.anchor).days * step >= 0:
                return on_day(day)
    return None


_ON_THE = re.compile(r"\b(?:on|by|until|till|since|before|after)\sthe\s$", re.I)


def _iso_day(match: re.Match[str], view: View) -> DateReading | None:
    return on_day(date(int(match["year"]), int(match["month"]), int(match["day"])), explicit=True)


def _slashed_day(match: re.Match[str], view: View) -> DateReading | None:
    """Read 28/01/2026; 02/03/2026 is two days, so none."""
    first, second = int(match["first"]), int(match["second"])
    if first <= 12 and second <= 12 and first != second:
        return None
    day = date(int(match["year"]), min(first, second), max(first, second))
    return on_day(day, explicit=True)


_PREFIX = (
    rf"(?:(?P<weekday>(?:{alternatives(name[:3] for name in WEEKDAYS)})[a-z]{{0,6}})\b\.?{PART_OF_DAY},?\s(?:the\s)?)?"
)
_PREFIX_TRIGGERS = " ".join([*WEEKDAYS, *WEEKDAY_ABBREVIATIONS])
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_TO = r"(?:-|–|—|to|through|until)"
_OTHER = rf"(?:\s?(?:{_TO}|and|or)\s?(?P<other>\d{{1,2}})(?:st|nd|rd|th)?)?"
_OTHER_LAST = (
    rf"(?:\s?(?:{_TO}|(?:and|or)(?=\s\d\d?(?:st|nd|rd|th)?(?:[.,;]|$|\s(?:at|in|as|when|with)\b)))\s?"
    r"(?P<other>\d{1,2})(?:st|nd|rd|th)?(?![\w:%/]|[.,]\d|\s[ap]\.?m))?"
)
RULES = (
    rule(f"# {_PREFIX_TRIGGERS}", rf"{_PREFIX}{_DAY}{_OTHER}(?:\sof)?\s{MONTH}(?!\s\d{{1,2}}\b){YEAR}?", _named_day),
    rule(
        f"{MONTH_TRIGGERS} {_PREFIX_TRIGGERS}",
        rf"{_PREFIX}{MONTH}\s(?:the\s)?{_DAY}(?!\d|%|[:.,]\d){_OTHER_LAST}{YEAR}?",
        _named_day,
    ),
    rule("#", r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)", _iso_day),
    rule("#", r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>(?:19|20)\d\d)(?!\d)", _slashed_day),
    rule(
        "#",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)(?=\s*(?:$|[.,;:!?)]|(?:at|in|and|or|when|with|of\s(?:this|the)\smonth)\b))",
        _numbered_day,
    ),
    rule(WEEKDAY_TRIGGERS, rf"{WEEKDAY}(?:\s(?:of\s)?(?P<that>last|this|next)\sweek\b|{PART_OF_DAY})", _weekday),
)
