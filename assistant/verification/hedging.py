"""Checks of certainty: the claim does not state as a fact what the evidence calls possible, intended or future.

Each check takes a pair and returns a finding, or None where the claim passes.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.inflection import root
from assistant.language.lexicon import CONDITIONS, EMPHASIS, FUTURE, HAVE, HEDGES, STOP, UNREALISED
from assistant.language.words import Word, is_name
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.comparison import AnalysedText, Pair
from assistant.verification.negation import last_clause

_PAST_AUXILIARIES = HAVE | {"was", "were", "been", "did"}
_SOFT = HEDGES | CONDITIONS | {"would"} | UNREALISED | {"can"}
"""A claim with one of these words is as uncertain as evidence with a hedge."""


def keeps_hedges(pair: Pair) -> Finding | None:
    """Check that the claim keeps the hedge, or the future, of each verb of the evidence.

    Example: evidence "Police say the mayor may resign." / claim "The mayor resigned." is unsupported.
    """
    in_evidence = _hedged(pair.quote.words)
    certain = {root(word.stem) for word, hedge in in_evidence if not hedge}
    in_claim = {root(word.stem): (word, hedge) for word, hedge in _hedged(pair.claim.words)}
    for word, hedge in in_evidence:
        meaning = root(word.stem)
        if not hedge or meaning in certain or meaning not in in_claim:
            continue
        claimed, claim_hedge = in_claim[meaning]
        is_in_past = not claim_hedge and _is_past(pair.claim, claimed)
        if is_in_past if hedge in FUTURE else claim_hedge in ("", "will", "shall"):
            return Finding(Verdict.UNSUPPORTED, f"states as a fact what the evidence calls {hedge}")
    return None


def no_certainty_added(pair: Pair) -> Finding | None:
    """Check that the claim drops no hedge of the evidence and adds no emphasis.

    Example: evidence "The talks reportedly failed." / claim "The talks failed." or "The talks certainly failed." is
    unsupported.
    """
    for gap in pair.alignment.gaps:
        new = {word.lower for word in gap.new}
        left_out = [word for word in last_clause(gap.old) if word.lower in HEDGES | UNREALISED]
        if gap.is_inside and left_out and not gap.is_aside and not new & _SOFT:
            return Finding(Verdict.UNSUPPORTED, f"leaves out that the evidence says {left_out[0].text}")
        if (emphasis := new & EMPHASIS) and not emphasis & pair.evidence.lower_words:
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not say {min(emphasis)}")
    return None


def _hedged(words: Sequence[Word]) -> list[tuple[Word, str]]:
    """Return each content word with the hedge or the future auxiliary before it, or ``""``."""
    hedged, hedge = [], ""
    for word in words:
        if set(word.gap) & set(",.;:!?"):
            hedge = ""
        if word.lower in HEDGES | CONDITIONS or (word.lower in FUTURE and not hedge):
            hedge = word.lower
        elif word.lower not in STOP and not is_name(word.text):
            hedged.append((word, hedge))
            hedge = ""
    return hedged


def _is_past(claim: AnalysedText, verb: Word) -> bool:
    """Return whether ``verb`` of the claim is in the past tense: "guaranteed", "left", "was arrested"."""
    return verb.lower.endswith("ed") or root(verb.stem) != verb.stem or bool(_PAST_AUXILIARIES & claim.lower_words)
