"""Words that point from the day of writing: "yesterday", "last week", "this summer", "two years ago", "past 12 months".

"Last week" is the ISO week before the one of the day of writing, Monday to Sunday; "the past week" is the seven days
before it. "This Wednesday" is the one in the same ISO week, "next Wednesday" in the next, "last Wednesday" the nearest
before that was not yesterday. Cost: a few microseconds for each word that could begin one.
"""

from __future__ import annotations

import re
from datetime import timedelta

from assistant.language.dates.days import on_day, weekday
from assistant.language.dates.periods import Period, around, season, shift, third
from assistant.language.dates.rules import (
    AHEAD,
    BACK,
    MONTH,
    PART_OF_DAY,
    SEASON,
    THAT,
    WEEKDAY,
    DateReading,
    View,
    follows,
    month_number,
    rule,
)
from assistant.language.dates.years import named_month
from assistant.language.lexicon import DAY_PARTS, NUMBER_WORDS, alternatives


def _day(match: re.Match[str], view: View) -> DateReading | None:
    """Read "yesterday" and its like, and "last night", "this morning"."""
    word = match["word"].lower()
    if word == "today" and match["word"] != "today" and (match["word"].isupper() or follows(match, _IN_SENTENCE)):
        return None  # USA TODAY, the Today show
    day = view.anchor + timedelta(days=_DAYS.get(word, 0))
    return on_day(day)


_DAYS = {"yesterday": -1, "last night": -1, "tomorrow": 1}
_IN_SENTENCE = re.compile(r"\w\s$")


def _stretch(match: re.Match[str], view: View) -> DateReading | None:
    """Read "this month", "last year", "next quarter", and "past week", which is a window."""
    which, unit = match["which"].lower(), match["unit"].lower()
    the = follows(match, _THE)
    if the and _OF.match(match.string, match.end()):
        return None
    if which.endswith("past") or (which == "last" and the):
        return _window(1, unit, ahead=False, view=view)
    if which == "next" and the:  # "the next week" goes on with a story, "over the next week" looks ahead
        return _window(1, unit, ahead=True, view=view) if follows(match, _OVER_THE) else None
    return DateReading(around(shift(view.anchor, THAT[which], unit), unit))


_THE = re.compile(r"\b(?:the|these)\s$", re.I)
_OF = re.compile(r"\sof\b")
"""The last year of a reign is not the last year."""


def _stretches(match: re.Match[str], view: View) -> DateReading | None:
    """Read "last 12 months", "next two weeks"."""
    if _OF.match(match.string, match.end()):
        return None
    ahead = match["which"].lower() in ("next", "coming")
    return _window(number(match["count"]), match["unit"].lower(), ahead=ahead, view=view)


def _window(count: int, unit: str, *, ahead: bool, view: View) -> DateReading:
    """Return the stretch of ``count`` units that ends, or with ``ahead`` begins, on the day of writing."""
    if unit == "hour":
        count, unit = -(-count // 24), "day"
    unit = unit.replace("centurie", "century")
    far = shift(view.anchor, count if ahead else -count, unit)
    return DateReading(Period(view.anchor, far) if ahead else Period(far, view.anchor))


def _weekend(match: re.Match[str], view: View) -> DateReading | None:
    """Read "last weekend" and "over the weekend", which is the last one to have begun.

    On a Monday, "this weekend" is the one just over.
    """
    which = (match["which"] or "").lower()
    if not which and not follows(match, _OVER_THE):
        return None
    span, cue = around(view.anchor, "weekend"), view.cue(match)
    begun = view.anchor >= span.first
    if which in ("last", "next"):
        span = around(shift(view.anchor, THAT[which], "week"), "weekend")
    elif which == "this" and view.anchor.weekday() > 0:
        pass
    elif cue != AHEAD and not begun:
        span = around(shift(view.anchor, -1, "week"), "weekend")
    return DateReading(span)


_OVER_THE = re.compile(r"\b(?:over|during|within|at|on|in|of)\sthe\s$", re.I)


def _which_weekday(match: re.Match[str], view: View) -> DateReading:
    which, name = match["which"].lower(), match["weekday"]
    if "coming" in which or (which == "this" and view.cue(match) == AHEAD):
        day = weekday(name, view.anchor, AHEAD)
    elif which in ("this", "next"):
        week = around(shift(view.anchor, THAT[which], "week"), "week")
        day = weekday(name, week.last, BACK)
    else:
        day = weekday(name, view.anchor - timedelta(days=2 if which == "last" else 1), BACK)
    return on_day(day)


def _which_month(match: re.Match[str], view: View) -> DateReading | None:
    """Read "last August": the nearest that is over; "next August": the nearest to come; "this August": of this year."""
    if match["month"].islower() and match["month"] in ("may", "march"):
        return None
    which, name = match["which"].lower(), month_number(match["month"])
    if which == "this":
        return DateReading(around(view.anchor.replace(day=1, month=name), "month"))
    first = shift(view.anchor.replace(day=1), 1 if which == "next" else -1, "month")
    return DateReading(named_month(name, View(first), ahead=which == "next").span)


def _which_season(match: re.Match[str], view: View) -> DateReading:
    """Read "last summer": the latest that is over; "next winter": the first to begin; "this fall": of this year.

    "This winter" is the nearest one.
    """
    which, name = match["which"].lower(), match["season"].lower()
    nearby = [season(name, view.anchor.year + step) for step in (-2, -1, 0, 1, 2)]
    if which == "next":
        span = min(
            (candidate for candidate in nearby if candidate.first > view.anchor), key=lambda candidate: candidate.first
        )
    elif which != "this":
        span = max(
            (candidate for candidate in nearby if candidate.last < view.anchor), key=lambda candidate: candidate.first
        )
    elif name == "winter":
        span = min(nearby, key=lambda span: max(span.first - view.anchor, view.anchor - span.last))
    else:
        span = nearby[2]
    return DateReading(span)


def _ago(match: re.Match[str], view: View) -> DateReading:
    """Read "three days ago" to the day, and weeks, months and years to the calendar week, month and year.

    Tens of years are meant roughly: within a year.
    """
    unit, count = match["unit"].lower(), number(match["count"])
    day = shift(view.anchor, -count, unit)
    if unit in ("decade", "century") or (unit == "year" and count % 10 == 0):
        return DateReading(
            Period(around(shift(day, -1, "year"), "year").first, around(shift(day, 1, "year"), "year").last)
        )
    return DateReading(around(day, unit))


def _part_of(match: re.Match[str], view: View) -> DateReading:
    """Read "the end of the year", which is the running one."""
    unit = match["unit"].lower()
    return DateReading(third(around(view.anchor, unit), PARTS[match["part"].lower()]))


PARTS = {"early": 0, "start": 0, "beginning": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
"""Which third of a time each word names."""


def number(text: str) -> int:
    """Return the number that a word or a figure of COUNT stands for; "a" is 1, "a couple of" 2."""
    word = text.lower()
    if word.isdigit():
        return int(word)
    if "couple" in word:
        return 2
    return 1 if word in ("a", "an") else int(NUMBER_WORDS[word])


_COUNTS = list(NUMBER_WORDS)[1:13]
"""One to twelve."""
_COUNT = rf"(?P<count>\d{{1,3}}|a\scouple(?:\sof)?|couple(?:\sof)?|an?|{alternatives(_COUNTS)})"
_UNIT = r"(?P<unit>day|week|month|year|decade|century)"
RULES = (
    rule(
        "today yesterday tomorrow tonight last this",
        rf"(?P<word>today|yesterday|tomorrow|tonight|last\snight|this(?=\s(?:{alternatives(DAY_PARTS)})\b))"
        rf"(?!\w){PART_OF_DAY}",
        _day,
    ),
    rule(
        "this last past next coming previous",
        rf"(?P<which>(?:last|past|next|coming|previous))\s{_COUNT}[\s-](?P<unit>hour|day|week|month|year|decade|centurie)s"
        rf"(?!\w|-)",
        _stretches,
    ),
    rule(
        "this last next past weekend",
        rf"(?:(?P<which>this(?:\spast)?|last|next|past)\s)?weekend(?!\w|\sof\s(?:{MONTH}|\d))",
        _weekend,
    ),
    rule(
        "this last next past",
        r"(?P<which>this\spast|this|last|next|past)\s(?P<unit>week|month|quarter|year|decade|century)(?!\w|-)",
        _stretch,
    ),
    rule(
        "this last next past coming",
        rf"(?P<which>this\spast|this\scoming|this|last|next|past|coming)\s{WEEKDAY}(?!,?\s(?:{MONTH}|\d)){PART_OF_DAY}",
        _which_weekday,
    ),
    rule("this last next past", rf"(?P<which>this\spast|this|last|next|past)\s{MONTH}(?!\s\d)", _which_month),
    rule("this last next past", rf"(?P<which>this\spast|this|last|next|past)\s{SEASON}", _which_season),
    rule(
        "start beginning middle end",
        r"(?P<part>start|beginning|middle|end)\sof\s(?:the|this)\s(?P<unit>week|month|year|decade|century)(?!\w)",
        _part_of,
    ),
    rule(f"# a an couple {' '.join(_COUNTS)}", rf"{_COUNT}[\s-]{_UNIT}s?\sago\b", _ago),
)
