"""Checks of figures and dates: are they in the evidence, in this order, and do they count the same thing.

Each check takes a pair and returns what is wrong, or None. Knows nothing of the other checks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from assistant.language.clauses import BE, Word, words_of
from assistant.language.dates import mentions
from assistant.language.words import MONTHS, REPORTING, STOP, figures, same_name, tokens
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.comparison import Pair

COUNTED_REACH = 4
"""Within how many words after a figure the thing counted stands: "103 of the drones"."""
NEAR = 4
"""Within how many words two figures belong together: "23 out of 193"."""
_RANGE = re.compile(r"(?<![\w.])([\d.,]*\d|[a-z]+)(?:[ ]\w+)?(?: to |-|–)([\d.,]*\d|[a-z]+)\b", re.I)


def known_figures(pair: Pair) -> Finding | None:
    """Check that every figure of the claim is in the evidence."""
    known = figures(pair.source.text)
    wrong = [one for one in figures(pair.claim) if one not in known]
    return Finding(Verdict.UNSUPPORTED, f"the figure {wrong[0]} is not in the evidence") if wrong else None


def dates(pair: Pair) -> Finding | None:
    """Check that every month and day of the week of the claim is in the evidence."""
    known = _calendar(pair.source.text)
    if wrong := [one for one in _calendar(pair.claim) if one not in known]:
        return Finding(Verdict.UNSUPPORTED, f"{wrong[0]} is not in the evidence")
    return None


def dated(pair: Pair) -> Finding | None:
    """Check the dates that are left: where the sentence has one date, another one contradicts it."""
    source = pair.source
    if not source.day:
        return None
    anchor = date.fromisoformat(source.day)
    for one in mentions(pair.claim, anchor):
        if one.explicit and one.text not in source.text and one.text not in figures(source.text):
            verdict = Verdict.CONTRADICTED if len(mentions(source.quote, anchor)) == 1 else Verdict.UNSUPPORTED
            return Finding(verdict, f"{one.text} is not in the evidence")
    return None


def _calendar(text: str) -> list[str]:
    """Return the months and days of the week of a text: written with a capital, unlike "may" and "march"."""
    return [word for word, _, _ in tokens(text) if word[0].isupper() and word.lower() in MONTHS]


def ranges(pair: Pair) -> Finding | None:
    """Check that "2.10 to 2.45" and "nine votes to four" have their figures in the order of the evidence."""
    if swapped := _swapped(pair):
        return Finding(Verdict.CONTRADICTED, f"the evidence has {swapped[1]} before {swapped[0]}")
    known = figures(pair.source.text)
    for match in _RANGE.finditer(pair.claim):
        low, high = figures(match[1]), figures(match[2])
        if low and high and high[0] not in known[known.index(low[0]) + 1 :]:
            return Finding(Verdict.CONTRADICTED, f"the evidence does not have {match[0]}")
    return None


def _swapped(pair: Pair) -> tuple[str, str] | None:
    """Return two figures, a few words apart, that the evidence has, each once and as near, the other way round."""
    said, written = (
        [(at, word.stem) for at, word in enumerate(words) if word.stem[:1].isdigit()]
        for words in (pair.laid.said, pair.laid.written)
    )
    stands = {figure: at for at, figure in written}
    once = {figure for _, figure in written if sum(figure == other for _, other in written) == 1}
    for (here, one), (there, other) in pairwise(said):
        if {one, other} <= once and there - here <= NEAR and 0 < stands[one] - stands[other] <= NEAR:
            return one, other
    return None


def counted(pair: Pair) -> Finding | None:
    """Check that a figure counts the same thing: the word right after it stands near it in the evidence."""
    written = words_of(pair.source.text)
    places = [number for number, word in enumerate(written) if word.stem[:1].isdigit()]
    for figure, thing in pairwise(words_of(pair.claim)):
        if not figure.stem[:1].isdigit() or thing.gap.strip(" -") or not _is_thing(thing):
            continue
        near = [written[max(0, at - 1) : at + 1 + COUNTED_REACH] for at in places if written[at].stem == figure.stem]
        if near and not any(same_name(one.stem, thing.stem) for after in near for one in after):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not have {figure.text} {thing.text}")
    return None


def share(pair: Pair) -> Finding | None:
    """Check that of several figures it is this one that something was done to: "103 drones were downed"."""
    for figure, act in _counted_acts(words_of(pair.claim), COUNTED_REACH):
        known = [one for one, other in _counted_acts(words_of(pair.source.text), len(pair.source.text)) if other == act]
        if known and figure not in known:
            return Finding(Verdict.CONTRADICTED, f"the evidence has {known[0]}, not {figure}")
    return None


def _counted_acts(words: Sequence[Word], reach: int) -> list[tuple[str, str]]:
    """Return each passive verb's stem with the last figure before it in its sentence, at most ``reach`` words away."""
    found, last, at = [], "", 0
    for number, word in enumerate(words):
        if any(mark in word.gap for mark in ".!?"):
            last = ""
        if word.stem[:1].isdigit():
            last, at = word.stem, number
        elif last and number - at <= reach and words[number - 1].lower in BE:
            found.append((last, word.stem))
    return found


def _is_thing(word: Word) -> bool:
    plain = word.text.islower() or word.lower in MONTHS
    return plain and word.text.isalpha() and word.lower not in STOP | REPORTING
