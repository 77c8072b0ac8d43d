"""How an expression of time is read: rules, the day they are read from, and where bare names point.

Where a name fits several days ("Wednesday", "28 January"), the words near it choose: "will" and its like point ahead,
reported speech back. Knows no expression itself. English only. Standard library; a cue costs some 5 microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assistant.language.dates.periods import Span

BACK, UNKNOWN, AHEAD = -1, 0, 1


@dataclass(frozen=True, slots=True)
class View:
    """From where a text is read: the day it was written, and where bare names point.

    ``direction`` is BACK or AHEAD; with UNKNOWN the words near a name decide.
    """

    anchor: date
    direction: int = UNKNOWN

    def cue(self, match: re.Match[str]) -> int:
        """Return BACK or AHEAD where the view or the words near the match say so, else UNKNOWN."""
        return self.direction or _cue(match)


@dataclass(frozen=True, slots=True)
class Reading:
    """The days an expression means; ``explicit`` when it names a day, month or year of the calendar."""

    span: Span
    explicit: bool = False


Reader = Callable[[re.Match[str], View], Reading | None]
"""Returns None for what is no time. May raise ValueError or OverflowError for days that do not exist."""


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
    """Tell whether the text right before the match ends with a pattern, itself ending in ``$``."""
    return bool(pattern.search(match.string, max(0, match.start() - 30), match.start()))


_OPEN_QUOTE = re.compile(r"[\"“‘']$")
_CLOSE_QUOTE = re.compile(r"[\"”’'](?!s\b)")


def is_title(match: re.Match[str]) -> bool:
    """Tell whether the match stands alone between quotation marks: “1984”, “Wednesday”."""
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
_BACK = (
    r"said|says|told|according|statement|interview|wrote|was|were|has|had|did|ago|since|came|went|took|made|died|fell"
    r"|rose|won|lost|met|left|got|gave|found|held|began|became|sent|spoke|led|ran|saw|hit|put|paid|brought|knew|grew"
    r"|broke|struck|shot|stood|drew|drove|flew|threw|sought|caught|sold|felt|heard|fought|beat|showed"
    r"|(?<!be )(?!need|hundred)[a-z]{2,}ed"
)
_CUE = re.compile(rf"\b(?:(?P<ahead>{_AHEAD})|(?P<back>{_BACK}))\b")


def _cue(match: re.Match[str]) -> int:
    """Look at the word right after the match, then at the nearest telling one before it in its sentence.

    Where the match opens the sentence, and first of all in "Wednesday's game will be", the words that follow tell.
    """
    text, start, end = match.string, match.start(), match.end()
    before = _SENTENCE_END.split(text[max(0, start - _BEFORE) : start])[-1]
    after = _SENTENCE_END.split(text[end : end + _AFTER])[0]
    told = _CUE.search(after) if after[:2] in ("'s", "’s") else _CUE.match(after, 1)  # "a court on Friday blocked"
    told = told or next(reversed([*_CUE.finditer(before)]), None)
    if not told and len(before) <= _OPENING:
        told = _CUE.search(after)
    if not told:
        return UNKNOWN
    return AHEAD if told.lastgroup == "ahead" else BACK


# Words that several rules are made of.

_MONTH_KEYS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:Jan(?:\.|uary)?|Feb(?:\.|ruary)?|Mar(?:\.|ch)?|Apr(?:\.|il)?|May|Jun(?:\.|e)?|Jul(?:\.|y)?"
    r"|Aug(?:\.|ust)?|Sep(?:\.|t\.?|tember)?|Oct(?:\.|ober)?|Nov(?:\.|ember)?|Dec(?:\.|ember)?)(?!\w)"
)
MONTH = rf"(?P<month>{_MONTH})"
MONTH_WORDS = (
    f"{' '.join(_MONTH_KEYS)} sept january february march april june july august september october november december"
)
WEEKDAY = rf"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?!\w|\s(?:in|of)\s{_MONTH})"
"""Not the last Monday in May, which is a rule."""
WEEKDAY_WORDS = "monday tuesday wednesday thursday friday saturday sunday"
SEASON = r"(?P<season>spring|summer|fall|autumn|winter)(?!\w)"
PART_OF_DAY = r"(?P<part>\s(?:early\s|late\s|mid-?)?(?:morning|afternoon|evening|night)\b)?"
YEAR = r"(?:,?\s(?:of\s)?(?:(?P<year>1\d{3}|20\d\d)\b|(?P<that>last|this|next)\syear\b))"
THAT = {"last": -1, "this": 0, "next": 1}


def month_number(name: str) -> int:
    """Return the number of a month, 1 to 12, from its name or abbreviation."""
    return _MONTH_KEYS.index(name[:3].lower()) + 1


def year_of(match: re.Match[str], view: View) -> int | None:
    """Return the year that stands in a match of YEAR, as a figure or as "last year"."""
    if match["year"]:
        return int(match["year"])
    return view.anchor.year + THAT[match["that"].lower()] if match["that"] else None
