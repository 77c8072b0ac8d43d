"""Checks of the wording as a whole: no words in another order, and few that the evidence does not have.

Each check takes a pair and returns a Finding, or None.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.inflection import root
from assistant.language.lexicon import BE, CALENDAR, CLAUSE_BREAKS, PREPOSITIONS, REPORTING, STANDINS, STOP
from assistant.language.words import Word, is_name, same_name
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.alignment import Alignment, Gap
from assistant.verification.comparison import Pair
from assistant.verification.excerpts import is_apposition
from assistant.verification.substitutions import is_attribution

MIN_WORDS_SHARED = 0.8
"""Share of a claim's words that must stand in its evidence; the rest may be rewording."""
_PHRASE_STARTS = PREPOSITIONS | CLAUSE_BREAKS | BE | {"of", "to", "according", "as"}
_NO_CLAUSE_WORD = STOP | REPORTING | CALENDAR | CLAUSE_BREAKS


def nothing_equated(pair: Pair) -> Finding | None:
    """Check that an "is" of the claim's own stands for the comma of an apposition: "Rook, the mayor,"."""
    alignment = pair.alignment
    for gap in alignment.gaps:
        is_only_be = bool(gap.new) and not {word.lower for word in gap.new} - BE
        is_new = is_only_be and gap.is_inside and not gap.old
        if is_new and not is_apposition(alignment, gap) and "," in alignment.evidence[gap.old_start].gap:
            return Finding(Verdict.UNSUPPORTED, "makes two things one")
    return None


def nothing_moved(pair: Pair) -> Finding | None:
    """Check that a name or word of the evidence that the claim has elsewhere may stand there.

    It may after a preposition or a word between clauses, as somebody who speaks, where a pronoun stood, and where one
    of the two has the passive.
    """
    if pair.activated or pair.passivated:
        return None
    for gap in pair.alignment.gaps:
        moved = [w for w in gap.new if w.lower not in STOP | CALENDAR and root(w.stem) in pair.evidence.roots]
        for_pronoun = {word.lower for word in gap.old} & STANDINS
        if not moved or for_pronoun or is_attribution(pair.alignment, gap) or _may_move(pair.alignment, gap, moved[0]):
            continue
        return Finding(Verdict.UNSUPPORTED, f"the evidence has {moved[0].text} elsewhere")
    return None


def _may_move(alignment: Alignment, gap: Gap, moved: Word) -> bool:
    """Return whether a phrase begins there in the claim or in the evidence, as after "in", "when" or "is"."""
    same = (place for place, word in enumerate(alignment.evidence) if root(word.stem) == root(moved.stem))
    position = next(same)
    first = next(place for place, word in enumerate(gap.new) if word is moved)
    end = gap.new_start + len(gap.new)
    in_claim = [
        *alignment.claim[max(0, gap.new_start - 1) : gap.new_start + first + 1],
        *alignment.claim[end - 1 : end + 1],
    ]
    in_evidence = alignment.evidence[max(0, position - 2) : position]
    before = [word for word in in_evidence if word.lower not in BE]
    return bool({word.lower for word in (*in_claim, *before)} & _PHRASE_STARTS)


def same_order(pair: Pair) -> Finding | None:
    """Check that each clause of a claim has the words of the evidence in their order: "the price of milk rose".

    Where the evidence has the passive, the order must differ: "the fire caused an overheated bearing". Where the claim
    has it, or the evidence a pronoun for what stands before, any order may be right.
    """
    if pair.quote.lower_words & {"it", "them", "they"}:
        return None
    evidence = [word_stem for clause in _clauses(pair.evidence.words) for word_stem in clause]
    for clause in _clauses(pair.claim.words):
        common = [word_stem for word_stem in clause if word_stem in evidence]
        in_order = _longest_common(common, evidence) == len(common)
        if len(common) > 1 and not pair.passivated & set(common) and in_order == bool(pair.activated & set(common)):
            return Finding(Verdict.UNSUPPORTED, "puts the words of its evidence in another order")
    return None


def _clauses(words: Sequence[Word]) -> list[list[str]]:
    """Return the stems of each clause's words, without names, dates, figures and words of saying."""
    clauses: list[list[str]] = [[]]
    for word in words:
        if word.gap.strip(' -"“') or word.lower in CLAUSE_BREAKS | REPORTING | BE | {"that"}:
            clauses.append([])
        if word.text.isalpha() and not is_name(word.text) and word.lower not in _NO_CLAUSE_WORD:
            clauses[-1].append(word.stem)
    return clauses


def _longest_common(first: Sequence[str], second: Sequence[str]) -> int:
    """Return the length of the longest sequence that stands in both, in order, with gaps."""
    best = [0] * (len(second) + 1)
    for word in first:
        above = best[:]
        for column, other in enumerate(second, start=1):
            best[column] = above[column - 1] + 1 if word == other else max(above[column], best[column - 1])
    return best[-1]


def most_words_shared(pair: Pair) -> Finding | None:
    """Check that most of the claim's words stand in the evidence."""
    if share_of_words(pair) < MIN_WORDS_SHARED:
        return Finding(Verdict.UNSUPPORTED, "too many of its words are not in the evidence")
    return None


def share_of_words(pair: Pair) -> float:
    """Return the share of the claim's words that stand in the evidence, 0 to 1; 0 for a claim without any."""
    roots = [root(word_stem) for word_stem in pair.claim.stems if word_stem not in REPORTING]
    evidence_roots = pair.evidence_roots
    shared = sum(word in evidence_roots or any(same_name(word, other) for other in evidence_roots) for word in roots)
    return shared / len(roots) if roots else 0.0
