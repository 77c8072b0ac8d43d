"""Decide whether a claim is an excerpt of its evidence.

An excerpt has the words of the evidence in their order and leaves out only asides, an adjective or two, or whole ends
of the sentence. So it cannot change who does what. Example: evidence "The mayor, who is 61, may resign on Monday." /
claim "The mayor may resign."
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.lexicon import ARTICLES, BE, CLAUSE_BREAKS, DENIALS, PREPOSITIONS, PRONOUNS
from assistant.language.words import Word, is_possessive
from assistant.verification.alignment import Alignment, Gap

MOST_LEFT_OUT = 2
"""An excerpt may leave out at most this many words of the evidence in one gap: "the (very old) bridge"."""
_MAY_BE_ADDED = ARTICLES | {"that", "also"}
_BINDING = PREPOSITIONS | DENIALS | {"of", "and", "or"}
_LEADING = PREPOSITIONS | {"before", "as", "when", "while", "along", "based", "inside"}
_MUST_STAY = CLAUSE_BREAKS | BE | PREPOSITIONS | {"of"}


def is_excerpt(alignment: Alignment) -> bool:
    """Return whether the claim is an excerpt of the evidence."""
    has_match = any(position >= 0 for position in alignment.positions)
    return has_match and all(_is_harmless(alignment, gap) for gap in alignment.gaps)


def is_apposition(alignment: Alignment, gap: Gap) -> bool:
    """Return whether the claim has "is" where the evidence has the comma of an apposition, and ends with it.

    Example: evidence "Rook, the mayor, resigned." / claim "Rook is the mayor."
    """
    if gap.old or not gap.is_inside or {word.lower for word in gap.new} - BE:
        return False
    evidence = alignment.evidence
    first, end = evidence[gap.old_start], alignment.positions[-1] + 1
    is_closed = end == len(evidence) or (end > 0 and "," in evidence[end].gap)
    places = range(gap.old_start, -1, -1)
    opening = next(evidence[place] for place in places if place == 0 or "." in evidence[place].gap)
    is_noun = first.lower in ARTICLES or first.stem[:1].isdigit()
    return is_closed and is_noun and "," in first.gap and opening.lower not in _LEADING


def _is_harmless(alignment: Alignment, gap: Gap) -> bool:
    if any(word.lower not in _MAY_BE_ADDED for word in gap.new):
        return is_apposition(alignment, gap)
    if gap.crosses_sentence and not (gap.old and {word.lower for word in gap.old} <= PRONOUNS):
        return False
    if gap.is_inside:
        return gap.is_aside or _may_be_left_out(gap.old)
    following = gap.old_start + len(gap.old)
    return gap.has_left or not gap.old or _may_begin_after(gap.old[-1], alignment.evidence[following])


def _may_be_left_out(words: Sequence[Word]) -> bool:
    """Return whether a claim may leave out these words: at most two, such as adjectives, in "the (very old) bridge"."""
    left_out = {word.lower for word in words} - ARTICLES
    return len(left_out) <= MOST_LEFT_OUT and not left_out & _MUST_STAY


def _may_begin_after(last: Word, first: Word) -> bool:
    """Return whether a claim may begin with ``first``, the word after ``last`` in the evidence.

    A claim may not begin inside a phrase: "an aide to | Putin", "Kyiv's | mayor".
    """
    return bool(first.gap.strip()) or not (last.lower in _BINDING or is_possessive(last.lower))
