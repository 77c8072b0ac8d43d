"""Checks of the wording as a whole: words in another order, and words that the evidence does not have.

Each check takes a pair and returns what is wrong, or None. Knows nothing of the other checks.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.clauses import BE, BREAKS, PREPOSITIONS, PRONOUNS, Word, active_only_in, words_of
from assistant.language.inflection import root
from assistant.language.word_classes import STANDINS
from assistant.language.words import MONTHS, REPORTING, STOP, is_name, same_name, stems
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.alignment import Alignment, Gap
from assistant.verification.comparison import Pair
from assistant.verification.excerpts import is_apposition
from assistant.verification.substitutions import is_attribution

MIN_WORDS_SHARED = 0.8
"""Share of a claim's words that must stand in its evidence; the rest may be rewording."""
_LEADS = PREPOSITIONS | BREAKS | BE | {"of", "to", "according", "as"}


def equated(pair: Pair) -> Finding | None:
    """Check that an "is" of the claim's own stands for the comma of an apposition: "Rook, the mayor,"."""
    for gap in pair.laid.gaps:
        only = bool(gap.new) and not {word.lower for word in gap.new} - BE
        if only and gap.inside and not gap.old and not is_apposition(pair.laid, gap) and _at_comma(pair.laid, gap):
            return Finding(Verdict.UNSUPPORTED, "makes two things one")
    return None


def _at_comma(laid: Alignment, gap: Gap) -> bool:
    return "," in laid.written[gap.start].gap


def moved(pair: Pair) -> Finding | None:
    """Check that a name or word of the evidence that the claim has elsewhere may stand there.

    It may after a preposition or a word between clauses, as somebody who speaks, where a pronoun stood, and where one
    of the two has the passive.
    """
    if active_only_in(pair.claim, pair.source.text) or active_only_in(pair.source.text, pair.claim):
        return None
    written = {root(word.stem) for word in pair.laid.written}
    for gap in pair.laid.gaps:
        there = [word for word in gap.new if word.lower not in STOP | MONTHS and root(word.stem) in written]
        pronoun = {word.lower for word in gap.old} & (STANDINS | PRONOUNS)
        if not there or pronoun or is_attribution(pair.laid, gap) or _is_loose(pair.laid, gap, there):
            continue
        return Finding(Verdict.UNSUPPORTED, f"the evidence has {there[0].text} elsewhere")
    return None


def _is_loose(laid: Alignment, gap: Gap, there: Sequence[Word]) -> bool:
    """Tell whether words may be moved: in claim or evidence a phrase begins there, as after "in", "when" or "is"."""
    at = next(at for at, word in enumerate(laid.written) if root(word.stem) == root(there[0].stem))
    first = next(number for number, word in enumerate(gap.new) if word is there[0])
    end = gap.place + len(gap.new)
    around = [*laid.said[max(0, gap.place - 1) : gap.place + first + 1], *laid.said[end - 1 : end + 1]]
    before = [word for word in laid.written[max(0, at - 2) : at] if word.lower not in BE]
    return bool({word.lower for word in (*around, *before)} & _LEADS)


def order(pair: Pair) -> Finding | None:
    """Check that each clause of a claim has the words of the evidence in their order: "the price of milk rose".

    Where the evidence has the passive, the order must differ: "the fire caused an overheated bearing". Where the claim
    has it, or the evidence a pronoun for what stands before, any order may be right.
    """
    written = [one for clause in _clauses(pair.source.text) for one in clause]
    turned = active_only_in(pair.claim, pair.source.text)
    free = active_only_in(pair.source.text, pair.claim)
    if {word.lower for word in words_of(pair.source.quote)} & {"it", "them", "they"}:
        return None
    for clause in _clauses(pair.claim):
        said = [one for one in clause if one in written]
        in_order = _longest_common(said, written) == len(said)
        if len(said) > 1 and not free & set(said) and in_order == bool(turned & set(said)):
            return Finding(Verdict.UNSUPPORTED, "puts the words of its evidence in another order")
    return None


def _clauses(text: str) -> list[list[str]]:
    """Return the stems of each clause's words, without names, dates, figures and words of saying."""
    clauses: list[list[str]] = [[]]
    for word in words_of(text):
        if word.gap.strip(' -"“') or word.lower in BREAKS | REPORTING | BE | {"that"}:
            clauses.append([])
        if word.text.isalpha() and not is_name(word.text) and word.lower not in STOP | REPORTING | MONTHS | BREAKS:
            clauses[-1].append(word.stem)
    return clauses


def _longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest sequence that stands in both, in order, with gaps."""
    best = [0] * (len(other) + 1)
    for word in one:
        above = best[:]
        for place, found in enumerate(other, start=1):
            best[place] = above[place - 1] + 1 if word == found else max(above[place], best[place - 1])
    return best[-1]


def words(pair: Pair) -> Finding | None:
    """Check that most of the claim's words stand in the evidence."""
    if shared(pair) < MIN_WORDS_SHARED:
        return Finding(Verdict.UNSUPPORTED, "too many of its words are not in the evidence")
    return None


def shared(pair: Pair) -> float:
    """Return the share of the claim's words that stand in the evidence, 0 to 1; 0 for a claim without any."""
    said = [root(one) for one in stems(pair.claim) if one not in REPORTING]
    known = pair.known
    found = sum(one in known or any(same_name(one, other) for other in known) for one in said)
    return found / len(said) if said else 0.0
