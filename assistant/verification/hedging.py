"""Checks of certainty: what the evidence calls possible, intended or still to come is not stated as a fact.

Each check takes a pair and returns a Finding, or None.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.inflection import root
from assistant.language.lexicon import CONDITIONS, EMPHASIS, FUTURE, HAVE, HEDGES, STOP, UNREALISED
from assistant.language.words import Word, is_name
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.comparison import Pair, Side
from assistant.verification.negation import last_clause

_PAST_AUXILIARIES = HAVE | {"was", "were", "been", "did"}
_SOFT = HEDGES | CONDITIONS | {"would"} | UNREALISED | {"can"}
"""Words of the claim that keep it as open as the evidence."""


def keeps_hedges(pair: Pair) -> Finding | None:
    """Check that what the evidence calls possible, or still to come, is not stated as a fact."""
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


def keeps_openness(pair: Pair) -> Finding | None:
    """Check that no word that leaves a thing open is gone from inside a claim, and none that closes it is new."""
    for gap in pair.alignment.gaps:
        new = {word.lower for word in gap.new}
        left_out = [word for word in last_clause(gap.old) if word.lower in HEDGES | UNREALISED]
        if gap.is_inside and left_out and not gap.is_aside and not new & _SOFT:
            return Finding(Verdict.UNSUPPORTED, f"leaves out that the evidence says {left_out[0].text}")
        if (emphasis := new & EMPHASIS) and not emphasis & pair.evidence.lower_words:
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not say {min(emphasis)}")
    return None


def _hedged(words: Sequence[Word]) -> list[tuple[Word, str]]:
    """Return each word with content, and the hedge or word of the future right before it, or ``""``."""
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


def _is_past(claim: Side, verb: Word) -> bool:
    """Return whether a claim puts a verb in the past: "guaranteed", "left", "was arrested"."""
    return verb.lower.endswith("ed") or root(verb.stem) != verb.stem or bool(_PAST_AUXILIARIES & claim.lower_words)
