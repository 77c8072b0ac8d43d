"""The parts of a rule for an expression of time: triggers, pattern and reader; and where bare names point.

Where a name fits several days ("Wednesday", "28 January"), the words near it decide: "will" and its like point ahead,
reported speech back. Cost: some 5 microseconds for each such cue.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assistant.language.dates.periods import Period
from assistant.language.lexicon import (
    DAY_PARTS,
    IRREGULAR_PASTS,
    MONTH_ABBREVIATIONS,
    MONTH_NUMBERS,
    MONTHS,
    SAYING,
    SEASONS,
    WEEKDAYS,
    alternatives,
)

BACK, UNKNOWN, AHEAD = -1, 0, 1


@dataclass(frozen=True, slots=True)
class View:
    """The day a text was written, and where bare names point.

    ``direction`` is BACK or AHEAD; with UNKNOWN the words near a name decide.
    """

    anchor: date
    direction: int = UNKNOWN

    def cue(self, match: re.Match[str]) -> int:
        """Return BACK or AHEAD where the view or the words near the match say so, else UNKNOWN."""
        return self.direction or _cue(match)


@dataclass(frozen=True, slots=True)
class DateReading:
    """The days an expression means; ``explicit`` when it names a day, month or year of the calendar."""

    span: Period
    explicit: bool = False


Reader = Callable[[re.Match[str], View], DateReading | None]
"""Returns None for what is no expression of time. May raise ValueError or OverflowError for days that do not exist."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What to look for where one of the ``triggers`` (words in small letters, ``#`` for figures) begins, and how."""

    triggers: frozenset[str]
    pattern: re.Pattern[str]
    read: Reader


def rule(triggers: str, pattern: str, read: Reader) -> Rule:
    """Make a rule; ``triggers`` are separated by spaces, the pattern ignores case."""
    return Rule(frozenset(triggers.split()), re.compile(pattern, re.IGNORECASE), read)


def follows(match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Return whether the text right before the match ends with a pattern, itself ending in ``$``."""
    return bool(pattern.search(match.string, max(0, match.start() - 30), match.start()))


_OPEN_QUOTE = re.compile(r"[\"“‘']$")
_CLOSE_QUOTE = re.compile(r"[\"”’'](?!s\b)")


def is_title(match: re.Match[str]) -> bool:
    """Return whether the match stands alone between quotation marks: “1984”, “Wednesday”."""
    return follows(match, _OPEN_QUOTE) and bool(_CLOSE_QUOTE.match(match.string, match.end()))


_BEFORE, _AFTER = 80, 50
"""Characters before and after a name in which to look for a verb."""
_OPENING = 12
"""Characters: no more than "Beginning on" stands before a name that opens its sentence."""
_SENTENCE_END = re.compile(r"(?:(?<![A-Z])(?<![A-Z][a-z])(?<![A-Z][a-z]{2})\.|[;!?:\n]|[.,!?][”\"])(?=\s|$)")
"""Not the stops of "U.S.", "Dr." and "Gov."; those of sentences that end in a short name are missed."""
_AHEAD = (
    r"will|won['’]t|shall|would|could|must|can|should|needs? to|(?<!was )(?<!were )going to|set to|(?:is|are) to be"
    r"|to be (?:held|released|announced|unveiled)|expected|predicted|(?<!regularly )scheduled|slated|due|expires?"
    r"|upcoming|coming|until|till|plans? to|planned for|planning to|hopes? to|starting|(?<!to )begins?|beginning|later"
    r"|deadline|takes? effect|takes place|kicks? off|returns|airs|premieres|comes|marks|meets|opens|faces"
)
_PASTS = alternatives(verb for verb in SAYING | IRREGULAR_PASTS if not verb.endswith("ed"))
_BACK = rf"{_PASTS}|according|statement|interview|ago|since|hit|put|beat|showed|(?<!be )(?!need|hundred)[a-z]{{2,}}ed"
_CUE = re.compile(rf"\b(?:(?P<ahead>{_AHEAD})|(?P<back>{_BACK}))\b")


def _cue(match: re.Match[str]) -> int:
    """Return the direction of the cue right after the match, or else of the nearest one before it in its sentence.

    Where the match opens the sentence, and in "Wednesday's game will be", the first cue after it decides.
    """
    text, start, end = match.string, match.start(), match.end()
    before = _SENTENCE_END.split(text[max(0, start - _BEFORE) : start])[-1]
    after = _SENTENCE_END.split(text[end : end + _AFTER])[0]
    cue = _CUE.search(after) if after[:2] in ("'s", "’s") else _CUE.match(after, 1)  # "a court on Friday blocked"
    cue = cue or next(reversed([*_CUE.finditer(before)]), None)
    if not cue and len(before) <= _OPENING:
        cue = _CUE.search(after)
    if not cue:
        return UNKNOWN
    return AHEAD if cue.lastgroup == "ahead" else BACK


# Patterns that several rules share.

_MONTH_NAMES = alternatives(name.capitalize() for name in MONTHS)
_MONTH = rf"(?:{_MONTH_NAMES}|(?:{alternatives(name.capitalize() for name in MONTH_ABBREVIATIONS)})\.?)(?!\w)"
MONTH = rf"(?P<month>{_MONTH})"
MONTH_TRIGGERS = " ".join(MONTH_NUMBERS)
WEEKDAY = rf"(?P<weekday>{alternatives(WEEKDAYS)})(?!\w|\s(?:in|of)\s{_MONTH})"
"""Not "the last Monday in May", which is a rule for every year."""
WEEKDAY_TRIGGERS = " ".join(WEEKDAYS)
SEASON = rf"(?P<season>{alternatives(SEASONS)})(?!\w)"
PART_OF_DAY = rf"(?:\s(?:early\s|late\s|mid-?)?(?:{alternatives(DAY_PARTS)})\b)?"
YEAR = r"(?:,?\s(?:of\s)?(?:(?P<year>1\d{3}|20\d\d)\b|(?P<that>last|this|next)\syear\b))"
THAT = {"last": -1, "this": 0, "next": 1}


def month_number(name: str) -> int:
    """Return the number of a month, 1 to 12, from its name or abbreviation."""
    return MONTH_NUMBERS[name.rstrip(".").lower()]


def year_of(match: re.Match[str], view: View) -> int | None:
    """Return the year that stands in a match of YEAR, as a figure or as "last year"."""
    if match["year"]:
        return int(match["year"])
    return view.anchor.year + THAT[match["that"].lower()] if match["that"] else None
