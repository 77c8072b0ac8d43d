"""Check that the claim replaces no figure, date, name or word of the evidence by another.

Example: evidence "Police say the bridge may close." / claim "Police say the tunnel may close." replaces "bridge".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.language.clauses import in_full
from assistant.language.inflection import root, same_word
from assistant.language.lexicon import CLASS_NOUNS, SAYING, STANDINS
from assistant.language.word_classes import has_content, is_count, is_date, is_naming, is_year
from assistant.language.words import Word, is_name, words_of
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.alignment import Alignment, Gap
from assistant.verification.comparison import Pair
from assistant.verification.negation import are_opposite

ADDED = 2
"""This many content words in one gap that the evidence lacks are a statement that the claim adds."""
MOST_REPLACED = 5
"""A claim replaces at most this many content words of the evidence; with more, it has left out a clause instead."""
ATTRIBUTION_REACH = 8
"""A gap that starts at most this many words after "according" or a verb of saying belongs to the attribution."""


def no_substitution(pair: Pair) -> Finding | None:
    """Check that no gap of the claim has another figure, date, name or word than the same gap of the evidence."""
    evidence_roots = pair.evidence_roots | pair.evidence.roots
    changes_voice = pair.activated or pair.passivated
    for gap in pair.alignment.gaps:
        new, old = _facing(gap)
        for is_of_class in (is_count, is_year, is_date, is_naming):
            may_move = changes_voice or (is_attribution(pair.alignment, gap) and not _is_exact(gap))
            if is_of_class is is_naming and may_move:
                continue
            if rival := _rival(pair, new, old, is_of_class):
                return Finding(Verdict.CONTRADICTED, f"the evidence has {rival[1].text}, not {rival[0].text}")
        if finding := _other_word(pair, new, old, evidence_roots):
            return finding
    return None


def is_attribution(alignment: Alignment, gap: Gap) -> bool:
    """Return whether a gap of the claim names the speaker. ``roles.same_speaker`` checks speakers."""
    end = gap.new_start + len(gap.new)
    first = max(0, gap.new_start - ATTRIBUTION_REACH)
    return any(word.lower in SAYING | {"according"} for word in alignment.claim[first : end + 2])


def _facing(gap: Gap) -> tuple[Sequence[Word], Sequence[Word]]:
    """Return the words of the claim and of the evidence that may replace each other in a gap.

    At an end of the claim, only the nearest words of the evidence count.
    """
    if gap.is_inside:
        return gap.new, gap.old if sum(map(has_content, gap.old)) <= MOST_REPLACED else ()
    reach = len(gap.new) + 1
    return gap.new, gap.old[:reach] if gap.has_left else gap.old[-reach:] if gap.has_right else ()


def _rival(
    pair: Pair, new: Sequence[Word], old: Sequence[Word], is_of_class: Callable[[Word], bool]
) -> tuple[Word, Word] | None:
    """Return the first word of a class in the claim and the different word of that class in the evidence, or None."""
    rivals = [word for word in old if is_of_class(word)]
    words = [word for word in new if is_of_class(word)]
    if not rivals or not words or {word.lower for word in old} & STANDINS:
        return None
    for word in words:
        if any(same_word(word, rival) for rival in rivals):
            return None
        if is_of_class is is_naming and _belongs(pair, word, rivals):
            return None
    return words[0], rivals[0]


def _belongs(pair: Pair, word: Word, rivals: Sequence[Word]) -> bool:
    """Return whether ``word`` is part of the full name of a name in the evidence: "Donald", where it has "Trump"."""
    names = in_full([name.text for name in (*rivals, *_matched_names(pair.alignment))], pair.passage.words)
    names |= in_full(names, pair.title.words)
    return any(word.stem == part.stem for name in names for part in words_of(name))


def _matched_names(alignment: Alignment) -> list[Word]:
    matches = zip(alignment.claim, alignment.positions, strict=True)
    return [word for word, position in matches if position >= 0 and is_name(word.text)]


def _other_word(pair: Pair, new: Sequence[Word], old: Sequence[Word], evidence_roots: set[str]) -> Finding | None:
    content = [word for word in new if has_content(word) and word.lower not in CLASS_NOUNS]
    strange = [word for word in content if root(word.stem) not in evidence_roots]
    left_out = [word for word in old if has_content(word) and root(word.stem) not in pair.claim.roots]
    for word in new:
        for other in old:
            if are_opposite(word.lower, other.lower):
                return Finding(Verdict.CONTRADICTED, f"the evidence has {other.text}, not {word.text}")
    if len(strange) >= ADDED:
        return Finding(Verdict.UNSUPPORTED, f"the evidence does not say {strange[0].text}")
    if strange and left_out:
        return Finding(Verdict.UNSUPPORTED, f"the evidence has {left_out[0].text}, not {strange[0].text}")
    return None


def _is_exact(gap: Gap) -> bool:
    """Return whether the claim only replaces the words of the gap, and leaves out at most one word besides."""
    return gap.is_inside and not gap.crosses_sentence and len(gap.old) <= len(gap.new) + 1
