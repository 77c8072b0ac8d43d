"""Months, seasons, quarters, years and decades by name: "in January", "March 2023", "summer 2021", "the 1990s", "2022".

A bare "May" or "April" can be a person, a bare 2000 a number: the words around decide, and in doubt it is no time.
Cost: a few microseconds for each word that could begin one.
"""

from __future__ import annotations

import re

from assistant.language.dates.periods import around, months, season, shift, years
from assistant.language.dates.rules import (
    AHEAD,
    MONTH,
    MONTH_TRIGGERS,
    SEASON,
    YEAR,
    DateReading,
    View,
    follows,
    month_number,
    rule,
    year_of,
)
from assistant.language.lexicon import SEASONS


def named_month(number: int, view: View, *, ahead: bool) -> DateReading:
    """Return the nearest month of that number that has begun; with ``ahead`` the nearest that has not ended."""
    first = view.anchor.replace(day=1)
    back = (first.month - number) % 12
    span = around(shift(first, -back % 12 if ahead else -back, "month"), "month")
    return DateReading(span, explicit=True)


def _month(match: re.Match[str], view: View) -> DateReading | None:
    number, year = month_number(match["month"]), year_of(match, view)
    if year:
        if _COUNTED.match(match.string, match.end()):
            return None
        return DateReading(months(year, number), explicit=True)
    return named_month(number, view, ahead=view.cue(match) == AHEAD) if _is_month(match) else None


_THAT_MONTH = re.compile(r"\b(?:that|each|every)\s$", re.I)
_IN_MONTH = re.compile(
    r"(?:\b(?:in|since|until|at\sleast|late|early|during|throughout|(?:end|beginning|start|middle|month)\sof)\s|\bmid-)$",
    re.I,
)
_TO_MONTH = re.compile(
    rf"(?:\b(?:by|from|to|through|of|before|after|between|for|the|around)\s|{MONTH}(?:\s?[-–/]\s?|\s(?:and|or|to)\s))$",
    re.I,
)
_NAME = re.compile(r"\s[A-Z][a-z]|['’]s")
_MONTH_TO = re.compile(rf"\s?(?:to|through|and|or|-|–)\s{MONTH}(?!{_NAME.pattern})")


def _is_month(match: re.Match[str]) -> bool:
    """Return whether a month's bare name is meant, and not a person, a verb or part of another name."""
    name, end = match["month"], match.end("month")
    if (len(name) < 4 and name.lower() != "may") or name.endswith("."):
        return False
    if follows(match, _THAT_MONTH):
        return False
    if follows(match, _IN_MONTH):
        return name[0].isupper() or name != "march"
    if name[0].islower():
        return False
    named = bool(_NAME.match(match.string, end))
    if name in ("March", "April", "May", "June", "August"):
        return not named and (follows(match, _TO_MONTH) or bool(_MONTH_TO.match(match.string, end)))
    return not named or match.string[end] != " "


def _season(match: re.Match[str], view: View) -> DateReading | None:
    """Read "summer 2021". A winter of one year begins in December; "winter 2021-22" says the same."""
    year = year_of(match, view)
    if not year:
        return None
    return DateReading(season(match["season"].lower(), year), explicit=True)


def _quarter(match: re.Match[str], view: View) -> DateReading | None:
    year = year_of(match, view)
    number = "1234".find(match["number"]) if match["number"] else _NTH.index(match["nth"].lower())
    if not year:
        return None
    return DateReading(months(year, number * 3 + 1, 3), explicit=bool(match["year"]))


_NTH = ("first", "second", "third", "fourth")


def _decade(match: re.Match[str], view: View) -> DateReading | None:
    """Read "1990s", and "'90s" with its apostrophe: without one they are degrees, or somebody's age."""
    if match["short"] and not follows(match, _APOSTROPHE):
        return None
    first = int(match["long"] or f"19{match['short']}")
    return DateReading(years(first, first + 9), explicit=True)


_APOSTROPHE = re.compile(r"['’‘]$")


def _year(match: re.Match[str], view: View) -> DateReading | None:
    """Read "2022" and "2021-22" where they are years."""
    first, end = int(match["year"]), match["end"]
    if not _is_year(match, first):
        return None
    last = int(match["year"][: 4 - len(end)] + end) if end else first
    return DateReading(years(first, last), explicit=True)  # ValueError: 2020-10 is no pair of years


_NO_YEAR_BEFORE = re.compile(
    r"(?:[\w$£€#/:.,*+=-]|\b(?:about|nearly|almost|over|than|some|approximately|roughly|least|most|number|No\.|Nos\.|Route"
    r"|Highway|Flight|Project|Agenda|Vision|Model|Windows|Boeing|Room|Area|Title|Section|page)\s)$",
    re.I,
)
_MID = re.compile(r"\bmid-$", re.I)
_COUNTED = re.compile(
    r"\s(?:people|persons|men|women|children|kids|troops|soldiers|workers|jobs|homes|houses|miles|km|kilomet\w+|feet"
    r"|met(?:er|re)s?|pounds|dollars|euros|votes|students|deaths|cases|residents|employees|members|patients|tons|tonnes"
    r"|acres|calories|hours|points|yards|square|cubic|percent|per|times|years|days|GMT|UTC|local|hrs|words|pages|copies"
    r"|units|followers|vehicles|cars|guests|seats|shares|mg|kg|lbs|degrees|species|million|billion)\b",
    re.I,
)
_YEAR_BEFORE = re.compile(
    r"\b(?:an?|that|his|her|its|their|in|since|by|of|from|to|until|before|after|during|for|early|late|and|between|through|the|or|back\sin)\s$",
    re.I,
)
_OLD_YEAR_BEFORE = re.compile(r"\b(?:in|since|until|before|between|early|late|from|circa)\s$", re.I)


def _is_year(match: re.Match[str], year: int) -> bool:
    """Return whether four figures are a year: 1000 to 1899 only after "in" or its like, 1900 to 2099 nearly always."""
    if follows(match, _NO_YEAR_BEFORE) and not follows(match, _MID):
        return False
    if _COUNTED.match(match.string, match.end()):
        return False
    if year < 1900:
        return follows(match, _OLD_YEAR_BEFORE)
    return 1950 <= year <= 2049 or follows(match, _YEAR_BEFORE) or bool(match["end"])


RULES = (
    rule(MONTH_TRIGGERS, rf"{MONTH}{YEAR}?", _month),
    rule(" ".join(SEASONS), rf"{SEASON}{YEAR}(?:[-–]\d\d\b)?", _season),
    rule(
        "first second third fourth q1 q2 q3 q4",
        rf"(?:(?P<nth>first|second|third|fourth)[\s-]quarter|Q(?P<number>[1-4])){YEAR}",
        _quarter,
    ),
    rule("#", r"(?:(?P<long>(?:1[5-9]|20)\d0)|(?P<short>[2-9]0))s\b", _decade),
    rule("#", r"(?P<year>1\d{3}|20\d\d)(?:[-–/](?P<end>\d{4}|\d\d))?(?![\w%°]|[.,:]\d|[-–]\d)", _year),
)
