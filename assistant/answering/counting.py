"""Checks of figures and dates: are they in the evidence, in this order, and do they count the same thing.

Each check takes a claim and its evidence and returns what is wrong, or None. Knows nothing of the other checks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.answering.finding import Finding
from assistant.answering.roles import BE, Word, words_of
from assistant.answering.words import MONTHS, REPORTING, STOP, figures, same_name, tokens
from assistant.schema import Evidence, Verdict

COUNTED_REACH = 4
"""Within how many words after a figure the thing counted stands: "103 of the drones"."""
_RANGE = re.compile(r"(?<![\w.])([\d.,]*\d|[a-z]+)(?:[ ]\w+)?(?: to |-|–)([\d.,]*\d|[a-z]+)\b", re.I)


def known_figures(claim: str, evidence: Evidence) -> Finding | None:
    """Check that every figure of the claim is in the evidence."""
    known = figures(evidence.text)
    wrong = [one for one in figures(claim) if one not in known]
    if not wrong:
        return None
    verdict = Verdict.CONTRADICTED if known else Verdict.UNSUPPORTED
    return Finding(verdict, f"the figure {wrong[0]} is not in the evidence")


def dates(claim: str, evidence: Evidence) -> Finding | None:
    """Check that every month and day of the week of the claim is in the evidence."""
    known = _calendar(evidence.text)
    if wrong := [one for one in _calendar(claim) if one not in known]:
        verdict = Verdict.CONTRADICTED if known else Verdict.UNSUPPORTED
        return Finding(verdict, f"{wrong[0]} is not in the evidence")
    return None


def _calendar(text: str) -> list[str]:
    """Return the months and days of the week of a text: written with a capital, unlike "may" and "march"."""
    return [word for word, _, _ in tokens(text) if word[0].isupper() and word.lower() in MONTHS]


def ranges(claim: str, evidence: Evidence) -> Finding | None:
    """Check that "2.10 to 2.45" and "nine votes to four" have their figures in the order of the evidence."""
    known = figures(evidence.text)
    for match in _RANGE.finditer(claim):
        low, high = figures(match[1]), figures(match[2])
        if low and high and high[0] not in known[known.index(low[0]) + 1 :]:
            return Finding(Verdict.CONTRADICTED, f"the evidence does not have {match[0]}")
    return None


def counted(claim: str, evidence: Evidence) -> Finding | None:
    """Check that a figure counts the same thing: the word right after it stands near it in the evidence."""
    written = words_of(evidence.text)
    places = [number for number, word in enumerate(written) if word.stem[:1].isdigit()]
    for figure, thing in pairwise(words_of(claim)):
        if not figure.stem[:1].isdigit() or thing.gap.strip(" -") or not _is_thing(thing):
            continue
        near = [written[max(0, at - 1) : at + 1 + COUNTED_REACH] for at in places if written[at].stem == figure.stem]
        if near and not any(same_name(one.stem, thing.stem) for after in near for one in after):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not have {figure.text} {thing.text}")
    return None


def share(claim: str, evidence: Evidence) -> Finding | None:
    """Check that of several figures it is this one that something was done to: "103 drones were downed"."""
    for figure, act in _counted_acts(words_of(claim), COUNTED_REACH):
        known = [one for one, other in _counted_acts(words_of(evidence.text), len(evidence.text)) if other == act]
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
