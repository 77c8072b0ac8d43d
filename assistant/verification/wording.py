"""Checks of the wording: the claim keeps the order of words and has few words that the evidence lacks.

Each check takes a pair and returns a finding, or None where the claim passes.
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
"""Lowest share of the claim's words that the evidence must have; the rest may be rewording."""
_PHRASE_STARTS = PREPOSITIONS | CLAUSE_BREAKS | BE | {"of", "to", "according", "as"}
_NO_CLAUSE_WORD = STOP | REPORTING | CALENDAR | CLAUSE_BREAKS


def no_identity_added(pair: Pair) -> Finding | None:
    """Check that the claim replaces a comma by "is" only in an apposition.

    Example: evidence "Rook, the mayor, resigned." supports the claim "Rook is the mayor.". Evidence "With Rook, the
    mayor resigned." does not.
    """
    alignment = pair.alignment
    for gap in alignment.gaps:
        is_only_be = bool(gap.new) and not {word.lower for word in gap.new} - BE
        is_new = is_only_be and gap.is_inside and not gap.old
        if is_new and not is_apposition(alignment, gap) and "," in alignment.evidence[gap.old_start].gap:
            return Finding(Verdict.UNSUPPORTED, "makes two things one")
    return None


def no_word_moved(pair: Pair) -> Finding | None:
    """Check that the claim moves no word of the evidence to another place.

    A word may move after a preposition or a conjunction, in an attribution, into the place of a pronoun, and between
    active and passive. Example: evidence "Rook hired Vale." / claim "Vale hired Rook." is unsupported.
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
    """Return whether the moved word begins a phrase in the claim or in the evidence, as after "in", "when" or "is"."""
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
    """Check that each clause of the claim has its words in the order of the evidence.

    Example: evidence "The price of milk rose after the strike." / claim "The strike price of milk rose." is
    unsupported.

    Where a verb is active in the claim and passive in the evidence, the order must differ: evidence "The fire was
    caused by an overheated bearing." / claim "The fire caused an overheated bearing." is unsupported. Where a verb is
    passive only in the claim, or the quote has "it", "them" or "they", any order may be right.
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
    """Return the stems of the words of each clause, without names, dates, figures and verbs of saying."""
    clauses: list[list[str]] = [[]]
    for word in words:
        if word.gap.strip(' -"“') or word.lower in CLAUSE_BREAKS | REPORTING | BE | {"that"}:
            clauses.append([])
        if word.text.isalpha() and not is_name(word.text) and word.lower not in _NO_CLAUSE_WORD:
            clauses[-1].append(word.stem)
    return clauses


def _longest_common(first: Sequence[str], second: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    best = [0] * (len(second) + 1)
    for word in first:
        above = best[:]
        for column, other in enumerate(second, start=1):
            best[column] = above[column - 1] + 1 if word == other else max(above[column], best[column - 1])
    return best[-1]


def most_words_shared(pair: Pair) -> Finding | None:
    """Check that the evidence has most of the claim's words."""
    if share_of_words(pair) < MIN_WORDS_SHARED:
        return Finding(Verdict.UNSUPPORTED, "too many of its words are not in the evidence")
    return None


def share_of_words(pair: Pair) -> float:
    """Return the share of the claim's words that the evidence has, 0 to 1; 0 for a claim without words."""
    roots = [root(word_stem) for word_stem in pair.claim.stems if word_stem not in REPORTING]
    evidence_roots = pair.evidence_roots
    shared = sum(word in evidence_roots or any(same_name(word, other) for other in evidence_roots) for word in roots)
    return shared / len(roots) if roots else 0.0
