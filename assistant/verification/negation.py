"""Checks of negation: the evidence neither denies the claim nor says the opposite.

Each check takes a pair and returns a finding, or None where the claim passes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.language.lexicon import CALENDAR, CLAUSE_BREAKS, DENIALS, OPPOSITES, STOP
from assistant.language.words import Word, words_of
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.comparison import AnalysedText, Pair

SURE_REACH, REACH = 2, 8
"""Content words after a negation in the same clause: it surely denies the first 2, and it may deny the first 8."""
_CONTRACTED = re.compile(r"n['’]t\b")
_OPPOSITES: dict[str, set[str]] = {}
for _first, _second in map(str.split, OPPOSITES):
    _OPPOSITES.setdefault(_first, set()).add(_second)
    _OPPOSITES.setdefault(_second, set()).add(_first)


def same_denials(pair: Pair) -> Finding | None:
    """Check that claim and evidence deny the same words.

    A word that the claim surely denies must be a word that the evidence may deny, and the other way round. Where the
    evidence denies a word in one place and affirms it in another, the claim may do either. Example: evidence "The
    mayor did not resign." / claim "The mayor did resign." is contradicted.
    """
    claim_stems, evidence_stems = set(pair.claim.stems), set(pair.evidence.stems)
    denied = _denied(pair.evidence, REACH)
    added = _denied(pair.claim, SURE_REACH).keys() & evidence_stems - denied.keys()
    affirmed = Counter(word.stem for word in pair.evidence.words) - denied
    surely_denied = _denied(pair.evidence, SURE_REACH).keys() & claim_stems
    dropped = surely_denied - _denied(pair.claim, REACH).keys() - affirmed.keys()
    if added or dropped:
        return Finding(Verdict.CONTRADICTED, "the evidence has it the other way round")
    return None


def no_negation_added_or_lost(pair: Pair) -> Finding | None:
    """Check that the claim neither adds a "not" to the words of the evidence nor drops one from between them."""
    for gap in pair.alignment.gaps:
        added, lost = _has_denial(gap.new), _has_denial(last_clause(gap.old))
        if (gap.has_left and added and not lost) or (gap.is_inside and not gap.is_aside and lost and not added):
            return Finding(Verdict.CONTRADICTED, "the evidence has it the other way round")
    return None


def no_opposites(pair: Pair) -> Finding | None:
    """Check that the claim replaces no word of the evidence by its opposite.

    A word counts only if the evidence and its headline lack it, and its opposite only if the claim lacks it. Example:
    evidence "Prices rose." / claim "Prices fell." is contradicted.
    """
    evidence_words = pair.evidence.lower_words | pair.title.lower_words
    only_in_evidence = sorted(evidence_words - pair.claim.lower_words)
    for word in sorted(pair.claim.lower_words - evidence_words):
        if opposite := next((other for other in only_in_evidence if are_opposite(word, other)), None):
            return Finding(Verdict.CONTRADICTED, f"the evidence has {opposite}, not {word}")
    return None


def are_opposite(first: str, second: str) -> bool:
    """Return whether two words in lower case are opposites."""
    return second in _OPPOSITES.get(first, ())


def last_clause(words: Sequence[Word]) -> Sequence[Word]:
    """Return the words after the last "and" or "because": the words before it belong to another clause."""
    breaks = [position for position, word in enumerate(words) if word.lower in CLAUSE_BREAKS]
    return words[breaks[-1] + 1 :] if breaks else words


def _has_denial(words: Sequence[Word]) -> bool:
    return any(word.lower in DENIALS for word in words)


def _denied(text: AnalysedText, reach: int) -> Counter[str]:
    """Count the stems of the first ``reach`` content words after each negation in its clause."""
    words = words_of(_CONTRACTED.sub(" not", text.text)) if _CONTRACTED.search(text.text) else text.words
    negations = [position for position, word in enumerate(words) if word.lower in DENIALS]
    covered = {covered for position in negations for covered in _covered(words, position + 1)[:reach]}
    return Counter(words[position].stem for position in covered)


def _covered(words: Sequence[Word], start: int) -> list[int]:
    """Return the positions of the content words from ``start`` to the end of the clause."""
    positions = []
    for position in range(start, len(words)):
        if words[position].gap.strip(" -\"“'") or words[position].lower in CLAUSE_BREAKS:
            break
        if words[position].lower not in STOP | CALENDAR:
            positions.append(position)
    return positions
