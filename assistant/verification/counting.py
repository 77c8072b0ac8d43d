"""Checks of figures and dates: the evidence has them too, in the same order, and they count the same things.

Each check takes a pair and returns a finding, or None where the claim passes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from assistant.language.dates import mentions
from assistant.language.lexicon import BE, CALENDAR, REPORTING, STOP
from assistant.language.word_classes import is_date
from assistant.language.words import Word, figures, same_name
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.comparison import Pair

COUNTED_REACH = 4
"""A figure counts a noun that follows within this many words: "103 of the drones"."""
PAIR_REACH = 4
"""Two figures belong together where at most this many words separate them: "23 out of 193"."""
_RANGE = re.compile(r"(?<![\w.])([\d.,]*\d|[a-z]+)(?:[ ]\w+)?(?: to |-|–)([\d.,]*\d|[a-z]+)\b", re.I)


def figures_in_evidence(pair: Pair) -> Finding | None:
    """Check that the evidence has every figure of the claim."""
    strange = [figure for figure in pair.claim.figures if figure not in pair.evidence.figures]
    return Finding(Verdict.UNSUPPORTED, f"the figure {strange[0]} is not in the evidence") if strange else None


def calendar_in_evidence(pair: Pair) -> Finding | None:
    """Check that the evidence has every month and every day of the week of the claim."""
    names = [word.text for word in pair.evidence.words if is_date(word)]
    if strange := [word.text for word in pair.claim.words if is_date(word) and word.text not in names]:
        return Finding(Verdict.UNSUPPORTED, f"{strange[0]} is not in the evidence")
    return None


def same_dates(pair: Pair) -> Finding | None:
    """Check that the evidence has every date of the claim.

    Where the quote has exactly one date, a claim with another date contradicts the quote.
    """
    if not pair.day:
        return None
    anchor = date.fromisoformat(pair.day)
    for mention in mentions(pair.claim.text, anchor):
        in_evidence = mention.text in pair.evidence.text or mention.text in pair.evidence.figures
        if mention.explicit and not in_evidence:
            verdict = Verdict.CONTRADICTED if len(mentions(pair.quote.text, anchor)) == 1 else Verdict.UNSUPPORTED
            return Finding(verdict, f"{mention.text} is not in the evidence")
    return None


def ranges_in_order(pair: Pair) -> Finding | None:
    """Check that the figures of a range or a score are in the order of the evidence.

    Example: evidence "The council voted nine to four." / claim "The council voted four to nine." is contradicted.
    """
    if swapped := _swapped(pair):
        return Finding(Verdict.CONTRADICTED, f"the evidence has {swapped[1]} before {swapped[0]}")
    evidence_figures = pair.evidence.figures
    for match in _RANGE.finditer(pair.claim.text):
        low, high = figures(match[1]), figures(match[2])
        if low and high and high[0] not in evidence_figures[evidence_figures.index(low[0]) + 1 :]:
            return Finding(Verdict.CONTRADICTED, f"the evidence does not have {match[0]}")
    return None


def _swapped(pair: Pair) -> tuple[str, str] | None:
    """Return two neighbouring figures of the claim that the evidence has in the opposite order, or None.

    The evidence must have each figure exactly once, and both at most ``PAIR_REACH`` words apart.
    """
    in_claim, in_evidence = (
        [(position, word.stem) for position, word in enumerate(side.words) if word.stem[:1].isdigit()]
        for side in (pair.claim, pair.evidence)
    )
    evidence_stems = [figure for _, figure in in_evidence]
    positions = {figure: position for position, figure in in_evidence}
    unique = {figure for figure in evidence_stems if evidence_stems.count(figure) == 1}
    for (start, first), (end, second) in pairwise(in_claim):
        may_be_compared = {first, second} <= unique and end - start <= PAIR_REACH
        if may_be_compared and 0 < positions[first] - positions[second] <= PAIR_REACH:
            return first, second
    return None


def same_things_counted(pair: Pair) -> Finding | None:
    """Check that each figure of the claim counts the same thing as in the evidence.

    The noun right after the figure must also stand near that figure in the evidence. Example: evidence "It has 12
    beds and 40 nurses." / claim "It has 40 beds." is unsupported.
    """
    evidence = pair.evidence.words
    for figure, noun in pairwise(pair.claim.words):
        if not figure.stem[:1].isdigit() or noun.gap.strip(" -") or not _is_countable(noun):
            continue
        positions = [position for position, word in enumerate(evidence) if word.stem == figure.stem]
        around = [evidence[max(0, position - 1) : position + 1 + COUNTED_REACH] for position in positions]
        if around and not any(same_name(word.stem, noun.stem) for words in around for word in words):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not have {figure.text} {noun.text}")
    return None


def same_figure_acted_on(pair: Pair) -> Finding | None:
    """Check that a passive verb of the claim has the figure that the evidence has with this verb.

    Example: evidence "It fired 180 drones, of which 103 were downed." contradicts the claim "180 drones were downed.".
    """
    acts_in_evidence = _counted_acts(pair.evidence.words, len(pair.evidence.words))
    for figure, act in _counted_acts(pair.claim.words, COUNTED_REACH):
        rivals = [other for other, other_act in acts_in_evidence if other_act == act]
        if rivals and figure not in rivals:
            return Finding(Verdict.CONTRADICTED, f"the evidence has {rivals[0]}, not {figure}")
    return None


def _counted_acts(words: Sequence[Word], reach: int) -> list[tuple[str, str]]:
    """Return each passive verb with the last figure before it: pairs of figure and stem of the verb.

    The figure stands in the same sentence, at most ``reach`` words before the verb.
    """
    acts, figure, start = [], "", 0
    for position, word in enumerate(words):
        if any(mark in word.gap for mark in ".!?"):
            figure = ""
        if word.stem[:1].isdigit():
            figure, start = word.stem, position
        elif figure and position - start <= reach and words[position - 1].lower in BE:
            acts.append((figure, word.stem))
    return acts


def _is_countable(word: Word) -> bool:
    is_plain = word.text.islower() or word.lower in CALENDAR
    return is_plain and word.text.isalpha() and word.lower not in STOP | REPORTING
