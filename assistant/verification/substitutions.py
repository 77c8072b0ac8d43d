"""Checks of what stands where: another figure, date, name or word in the place of what the evidence has.

Each check takes a pair and returns what is wrong, or None. Knows nothing of the other checks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.language.clauses import SAYING, Word, active_only_in, in_full, words_of
from assistant.language.inflection import root, same
from assistant.language.word_classes import KINDS, STANDINS, has_weight, is_count, is_date, is_naming, is_year
from assistant.language.words import is_name
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.alignment import Alignment, Gap
from assistant.verification.comparison import Pair
from assistant.verification.negation import are_opposite

ADDED = 2
"""So many words of weight in a row that the evidence does not have are a statement of their own."""
SLOT = 5
"""How many words of weight the evidence may have where the claim has another: more are a clause left out."""
ATTRIBUTION = 8
"""How many words "according to" may stand before the end of the name."""


def in_place(pair: Pair) -> Finding | None:
    """Check that where the evidence has a figure, a date, a name or a word, the claim has no other one."""
    known = pair.known | {root(word.stem) for word in words_of(pair.source.text)}
    turned = active_only_in(pair.claim, pair.source.text) or active_only_in(pair.source.text, pair.claim)
    for gap in pair.laid.gaps:
        new, old = _facing(gap)
        for kind in (is_count, is_year, is_date, is_naming):
            if kind is is_naming and (turned or (is_attribution(pair.laid, gap) and not _is_exact(gap))):
                continue
            if rival := _rival(pair, new, old, kind):
                return Finding(Verdict.CONTRADICTED, f"the evidence has {rival[1].text}, not {rival[0].text}")
        if finding := _other_word(pair, new, old, known):
            return finding
    return None


def _facing(gap: Gap) -> tuple[Sequence[Word], Sequence[Word]]:
    """Return the words of a gap that stand for each other: at the end of a claim only the nearest."""
    if gap.inside:
        return gap.new, gap.old if sum(map(has_weight, gap.old)) <= SLOT else ()
    reach = len(gap.new) + 1
    return gap.new, gap.old[:reach] if gap.left else gap.old[-reach:] if gap.right else ()


def _rival(
    pair: Pair, new: Sequence[Word], old: Sequence[Word], kind: Callable[[Word], bool]
) -> tuple[Word, Word] | None:
    """Return a word of the claim of one kind and the word of that kind that the evidence has in its place."""
    rivals = [word for word in old if kind(word)]
    mine = [word for word in new if kind(word)]
    if not rivals or not mine or {word.lower for word in old} & STANDINS:
        return None
    for word in mine:
        if any(same(word, other) for other in rivals) or (kind is is_naming and _belongs(pair, word, rivals)):
            return None
    return mine[0], rivals[0]


def _belongs(pair: Pair, word: Word, rivals: Sequence[Word]) -> bool:
    """Tell whether a name is part of one that the evidence has: "Donald" of the "Trump" in the article."""
    beside = in_full([other.text for other in (*rivals, *_matched_names(pair.laid))], pair.source.passage)
    beside |= in_full(beside, pair.source.title)
    return any(word.stem == other.stem for name in beside for other in words_of(name))


def _matched_names(laid: Alignment) -> list[Word]:
    return [word for word, place in zip(laid.said, laid.places, strict=True) if place >= 0 and is_name(word.text)]


def _other_word(pair: Pair, new: Sequence[Word], old: Sequence[Word], known: set[str]) -> Finding | None:
    strange = [word for word in new if has_weight(word) and root(word.stem) not in known and word.lower not in KINDS]
    said = {root(word.stem) for word in pair.laid.said}
    left_out = [word for word in old if has_weight(word) and root(word.stem) not in said]
    for word in new:
        for other in old:
            if are_opposite(word.lower, other.lower):
                return Finding(Verdict.CONTRADICTED, f"the evidence has {other.text}, not {word.text}")
    if len(strange) >= ADDED:
        return Finding(Verdict.UNSUPPORTED, f"the evidence does not say {strange[0].text}")
    if strange and left_out:
        return Finding(Verdict.UNSUPPORTED, f"the evidence has {left_out[0].text}, not {strange[0].text}")
    return None


def is_attribution(laid: Alignment, gap: Gap) -> bool:
    """Tell whether a gap of the claim is who says it, which is another check's."""
    end = gap.place + len(gap.new)
    before = laid.said[max(0, gap.place - ATTRIBUTION) : gap.place]
    return any(word.lower in SAYING | {"according"} for word in (*before, *laid.said[gap.place : end + 2]))


def _is_exact(gap: Gap) -> bool:
    """Tell whether one thing stands for another, with nothing else left out."""
    return gap.inside and not gap.crosses and len(gap.old) <= len(gap.new) + 1
