"""Does a claim simply follow its evidence: all of its words, in order, only asides and small words left out.

Such a claim says who does what as the evidence does. Knows nothing of verdicts.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.clauses import ARTICLES, BE, BREAKS, PREPOSITIONS, PRONOUNS, Word
from assistant.verification.alignment import Alignment, Gap

SKIPPED = 2
"""How many words of the evidence may be left out inside a claim that still follows it: "the (very old) bridge"."""
_FREE = ARTICLES | {"that", "also"}
_BIND = PREPOSITIONS | {"of", "and", "or", "not", "no"}
_LEADING = PREPOSITIONS | {"after", "before", "as", "when", "while", "along", "based", "inside"}
_HEAVY = BREAKS | BE | PREPOSITIONS | {"by", "of"}


def follows(laid: Alignment) -> bool:
    """Tell whether a claim is a run of its evidence."""
    return any(place >= 0 for place in laid.places) and all(_is_harmless(laid, gap) for gap in laid.gaps)


def _is_harmless(laid: Alignment, gap: Gap) -> bool:
    if any(word.lower not in _FREE for word in gap.new):
        return is_apposition(laid, gap)
    if gap.crosses and not (gap.old and {word.lower for word in gap.old} <= PRONOUNS):
        return False
    if gap.inside:
        return gap.aside or _is_light(gap.old)
    return gap.left or not gap.old or _may_begin_after(gap.old[-1], laid.written[gap.start + len(gap.old)])


def is_apposition(laid: Alignment, gap: Gap) -> bool:
    """Tell whether "is" stands for the comma in "Rook, the mayor,", and the claim ends where that does."""
    if gap.old or not gap.inside or {word.lower for word in gap.new} - BE:
        return False
    first, after = laid.written[gap.start], laid.places[-1] + 1
    closed = after == len(laid.written) or (after > 0 and "," in laid.written[after].gap)
    opening = next(laid.written[at] for at in range(gap.start, -1, -1) if at == 0 or "." in laid.written[at].gap)
    named = first.lower in ARTICLES or first.stem[:1].isdigit()
    return closed and named and "," in first.gap and opening.lower not in _LEADING


def _is_light(old: Sequence[Word]) -> bool:
    """Tell whether words left out are an adjective or an adverb or two: "the (very old) bridge"."""
    weighty = {word.lower for word in old} - ARTICLES
    return len(weighty) <= SKIPPED and not weighty & _HEAVY


def _may_begin_after(word: Word, first: Word) -> bool:
    """Tell whether a statement may begin between two words: not inside "an aide to | Putin" or "Kyiv's | mayor"."""
    return bool(first.gap.strip()) or not (word.lower in _BIND or word.lower.endswith(("'s", "’s")))
