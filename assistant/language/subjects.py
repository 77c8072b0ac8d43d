"""Whom the subject of a verb of saying names: offices and titles, and where a subject begins and ends.

Looks at capitals, commas and a few lists of words. Knows nothing of verbs. English only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.clauses import ARTICLES, BE, PREPOSITIONS, Word
from assistant.language.words import MONTHS, STOP, is_name


def listed(text: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(text.split())


MANY = listed(
    """police officials authorities prosecutors researchers scientists doctors witnesses residents media rescuers
    firefighters investigators experts analysts economists organisers organizers campaigners neighbours neighbors
    service services coastguard brigade"""
)
"""Heads that speak without a name: "police said"."""
_ONE = listed(
    """ministry ministries government office army military agency company court department group union party council
    commission committee administration campaign spokesman spokeswoman spokesperson president minister governor mayor
    official aide lawyer lawyers attorney adviser advisor leader leaders chief head director ambassador envoy
    representative commander general admiral staff source sources report statement study embassy team family navy force
    forces intelligence operator watchdog regulator charity bank"""
)
"""Heads that speak when something names them: "Ukraine's defence ministry said", "an aide to Putin"."""
TITLES = listed(
    """president minister secretary mayor governor senator councillor councilor congressman congresswoman chancellor
    general admiral colonel captain major sergeant lieutenant commander judge justice chief officer director professor
    doctor sir dame lord lady king queen prince princess pope bishop archbishop cardinal sheriff superintendent
    inspector detective speaker representative ambassador chairman chairwoman premier vice-president
    administrator counsel coordinator attorney spokesman spokeswoman spokesperson ceo cfo coo founder co-founder
    mr mrs ms dr prof gen lt col capt maj sgt sen sens rep reps gov st rev"""
)
_PARTICLES = listed("de la van von der den bin al el da di du le ibn")
INTRODUCERS = listed("and but as yet meanwhile however")
_TIME = listed(
    "early late last this earlier later yesterday today then next morning afternoon evening night week month"
)
_NOT_IN_NAME = (STOP | BE) - ARTICLES - PREPOSITIONS - listed("of his her its their former")
EDGE = re.compile(r"[,;:()—–…_\"“”]| - ")
_LONGEST = 14
"""Words of a subject; nobody's title is longer."""


def backward(words: Sequence[Word], end: int) -> list[Word]:
    """Return the words of the subject that ends there, nothing when it does not begin where a clause does."""
    begin = end
    while begin > 0 and end - begin < _LONGEST and not EDGE.search(words[begin].gap):
        begin -= 1
    run = _without_day(_without_time(list(words[begin : end + 1])))
    if run and run[0].lower in INTRODUCERS:
        run = run[1:]
    fits = run and not any(_breaks(one) for one in run) and not any("." in one.gap and len(one.gap) > 2 for one in run)
    return run if fits and _is_list_whole(words, begin, run) else []


def _is_list_whole(words: Sequence[Word], begin: int, run: Sequence[Word]) -> bool:
    """Tell whether "France and Poland" are all: not in "Germany, France and Poland"."""
    return not (any(one.lower == "and" for one in run) and "," in words[begin].gap)


def _breaks(word: Word) -> bool:
    return word.lower in _NOT_IN_NAME - {"and"} and not is_name(word.text) and word.text != "US"


def _without_time(run: list[Word]) -> list[Word]:
    """Take "On Wednesday 28 January 2026" and "Earlier this week" off the front."""
    at = int(bool(run) and run[0].lower in PREPOSITIONS)
    first = at
    while at < len(run) and (run[at].lower in _TIME | MONTHS or run[at].text[:1].isdigit()):
        at += 1
    return run[at:] if at > first else run


def _without_day(run: list[Word]) -> list[Word]:
    """Take "on Friday" and "Friday" off the end: "Musk on Thursday said"."""
    at = len(run)
    while at > 1 and (run[at - 1].lower in _TIME | MONTHS or run[at - 1].text[:1].isdigit()):
        at -= 1
    return run[: at - (run[at - 1].lower in PREPOSITIONS and at > 1)] if at < len(run) else run


def forward(words: Sequence[Word], begin: int) -> list[Word]:
    """Return the words of the subject that begins there, up to a comma, a full stop or a word that is no part of it."""
    run: list[Word] = []
    for word in words[begin : begin + _LONGEST]:
        ends = run and (EDGE.search(word.gap) or (word.gap.strip().startswith(".") and not is_short(run[-1])))
        named = run and is_name(run[-1].text) and word.lower in PREPOSITIONS  # "said Tarr | on the telephone"
        if ends or named or _breaks(word) or word.lower in INTRODUCERS - {"and"} or word.lower in MONTHS:
            break
        run.append(word)
    while run and run[-1].lower in PREPOSITIONS | ARTICLES | _TIME | {"of", "and"}:
        run.pop()
    return run


def is_short(word: Word) -> bool:
    """Tell whether a full stop behind a word ends no sentence: an initial, a title."""
    return len(word.text) == 1 or word.lower in TITLES


def named(run: Sequence[Word]) -> str:
    """Return whom a subject names: the last name, without title, or all of it where that name is not the head."""
    if not run or run[0].lower in PREPOSITIONS:
        return ""
    if any(one.lower in PREPOSITIONS for one in run) or any(one.lower == "and" for one in run):
        return _written(run) if is_head(run) and any(is_name(one.text) for one in run[1:]) else ""
    if not _is_part_of_name(run, len(run) - 1):
        return _by_office(run)
    begin = len(run) - 1
    while begin > 0 and _is_part_of_name(run, begin - 1) and not _is_possessive(run[begin - 1]):
        begin -= 1
    return untitled(run[:begin], run[begin:])


def is_head(run: Sequence[Word]) -> bool:
    """Tell whether what stands before "of", "for" or "in" can speak: "a spokesman for Putin", "officials in Odesa"."""
    at = next((number for number, one in enumerate(run) if one.lower in PREPOSITIONS | {"of"}), len(run))
    return at > 0 and (run[at - 1].lower in MANY | _ONE or is_name(run[at - 1].text))


def _is_part_of_name(run: Sequence[Word], at: int) -> bool:
    """Tell whether a word is a name, or stands inside one: "von der", "of" and "of the" between capitals."""
    word = run[at]
    if is_name(word.text) or word.text == "US" or word.lower.startswith(("al-", "el-")):
        return True
    if not 0 < at < len(run) - 1 or word.lower not in _PARTICLES | {"of", "the"}:
        return False
    before = run[at - 1]
    return before.lower == "of" if word.lower == "the" else is_name(before.text) or before.lower in _PARTICLES


def untitled(before: Sequence[Word], run: Sequence[Word]) -> str:
    """Return a name without its title, ``""`` when it is nothing but one; "the" right before it is kept."""
    last = max((at for at, one in enumerate(run[:-1]) if one.lower in TITLES), default=-1)
    name = run[last + 1 :]
    if last >= 0 and name[0].lower == "of":  # Secretary of State Antony Blinken
        name = name[2:] if len(name) > 2 else run
    if all(one.lower in TITLES | ARTICLES for one in name):
        return ""
    article = before[-1:] if before and before[-1].lower == "the" and last < 0 else ()
    return _written([*article, *name])


def _by_office(run: Sequence[Word]) -> str:
    head = run[-1].lower
    named = len(run) > 1 and (_is_possessive(run[0]) or any(is_name(one.text) for one in run[1:]))
    if head in MANY or (head in _ONE and named):
        return _written(run)
    return ""


def _is_possessive(word: Word) -> bool:
    return word.lower.endswith(("'s", "’s"))


def _written(run: Sequence[Word]) -> str:
    text = "".join(one.gap + one.text if at else one.text for at, one in enumerate(run))
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]
