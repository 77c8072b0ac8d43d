"""Dates as publishers write them, to ISO 8601. Month names are English.

A date that is ambiguous or unreadable becomes "": nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from assistant.language.lexicon import MONTH_NUMBERS, WEEKDAYS, alternatives

_MONTH = rf"(?P<month>{alternatives(MONTH_NUMBERS)})\.?"
_WEEKDAY = rf"(?:(?:{alternatives(name[:3] for name in WEEKDAYS)})[a-z]*\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_TIME = r"(?:[,\sT].*)?"
_MONTH_NAME_PATTERNS = (
    re.compile(rf"{_WEEKDAY}{_DAY}[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}}){_TIME}", re.IGNORECASE | re.DOTALL),
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}}){_TIME}", re.IGNORECASE | re.DOTALL),
)
_YEAR_FIRST = re.compile(rf"(\d{{4}})[/.](\d{{1,2}})[/.](\d{{1,2}}){_TIME}", re.DOTALL)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[/.](\d{{1,2}})[/.](\d{{4}}){_TIME}", re.DOTALL)
_MAIL = re.compile(r"(?:[A-Za-z]{3},\s*)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d{1,2}:\d{2}")
_UTC_SUFFIX = re.compile(r"\s*(?:UTC|GMT|Z)$", re.IGNORECASE)
_NANOSECONDS = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d{6})\d+")
_COMPACT = re.compile(r"(\d{8})T?(\d{6})(Z?)")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
"""Seconds or milliseconds since 1970, for the years 2001 to 2033."""
_LONGEST = 80
"""Characters of a date; a longer value is not parsed."""


def normalise(value: str) -> str:
    """Return a day (``2026-01-28``) or a moment in UTC (``2026-01-28T09:00:00+00:00``), "" if unreadable or ambiguous.

    A time without a zone is dropped: only the day is certain.
    """
    value = value.strip()
    if not value or len(value) > _LONGEST:
        return ""
    try:
        return _iso(value) or _mail(value) or _with_month_name(value) or _with_slashes_or_dots(value) or _compact(value)
    except (ValueError, OverflowError):  # such as 31 February, or a moment before the year 1
        return ""


def _iso(value: str) -> str:
    if not re.fullmatch(r"\d{4}(-?)\d\d\1\d\d(?:[Tt ].*)?", value):
        return ""
    value = _UTC_SUFFIX.sub("+00:00", _NANOSECONDS.sub(r"\1", value)) if len(value) > 10 else value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return ""
    return _moment(moment)


def _compact(value: str) -> str:
    """YYYYMMDDhhmmss, which GDELT writes with T and Z."""
    if match := _COMPACT.fullmatch(value):
        return _iso(f"{match[1]}T{match[2]}{match[3]}")
    return ""


def _moment(moment: datetime) -> str:
    if moment.tzinfo is None:
        return moment.date().isoformat()
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def from_seconds(value: int) -> str:
    """Return the moment of a number of seconds or milliseconds since 1970, "" outside the years 2001 to 2033."""
    digits = str(value)
    return _moment(datetime.fromtimestamp(int(digits[:10]), UTC)) if _EPOCH.fullmatch(digits) else ""


def _mail(value: str) -> str:
    return _moment(parsedate_to_datetime(value)) if _MAIL.match(value) else ""


def _with_month_name(value: str) -> str:
    for pattern in _MONTH_NAME_PATTERNS:
        if match := pattern.fullmatch(value):
            month = MONTH_NUMBERS[match["month"].lower()]
            return date(int(match["year"]), month, int(match["day"])).isoformat()
    return ""


def _with_slashes_or_dots(value: str) -> str:
    if match := _YEAR_FIRST.fullmatch(value):
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    if match := _YEAR_LAST.fullmatch(value):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first > 12:
            return date(year, second, first).isoformat()
        if second > 12 or first == second:
            return date(year, first, second).isoformat()
    return ""
