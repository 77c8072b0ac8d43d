"""Checks of certainty: what the evidence calls possible, intended or still to come is not stated as a fact.

Each check takes a pair and returns what is wrong, or None. Knows nothing of the other checks.
"""

from __future__ import annotations

from assistant.language.clauses import Word, words_of
from assistant.language.inflection import root
from assistant.language.words import STOP, is_name, tokens
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.comparison import Pair
from assistant.verification.negation import last_clause

HEDGES = frozenset(
    "probably possibly perhaps might may could likely unlikely allegedly reportedly expected planned".split()
)
_CONDITIONS = frozenset("if whether unless".split())
_AHEAD = frozenset("would will shall".split())
_HAPPENED = frozenset("was were has have had been did".split())
_OPEN = frozenset(
    """potentially apparently potential alleged suspected suspect apparent supposed supposedly likely reported presumed
    want wants wanted hope hopes hoped aim aims aimed intend intends intended plan plans planned planning consider
    considers considering considered seek seeks seeking try tries tried trying attempt attempts attempted threaten
    threatens threatened propose proposes proposed expect expects seem seems seemed appear appears appeared believe
    believes believed claim claims claimed accused suspects suspecting nearly almost""".split()
)
"""Words under which a thing is not a fact yet. Left out of the middle of a sentence, they make it one."""
_SURE = frozenset("exactly precisely all every always only entire entirely certainly definitely completely".split())
"""Words that say more than the same sentence without them."""
_SOFT = HEDGES | _CONDITIONS | _AHEAD | _OPEN | {"about", "around", "roughly", "some", "approximately", "can"}


def hedging(pair: Pair) -> Finding | None:
    """Check that what the evidence calls possible, or still to come, is not stated as a fact."""
    written = _softened(pair.source.quote)
    plain = {root(word.stem) for word, hedge in written if not hedge}
    said = {root(word.stem): (word, hedge) for word, hedge in _softened(pair.claim)}
    for word, hedge in written:
        meant = root(word.stem)
        if not hedge or meant in plain or meant not in said:
            continue
        stated, softly = said[meant]
        if (not softly and _happened(pair.claim, stated)) if hedge in _AHEAD else softly in ("", "will", "shall"):
            return Finding(Verdict.UNSUPPORTED, f"states as a fact what the evidence calls {hedge}")
    return None


def left_out(pair: Pair) -> Finding | None:
    """Check that no word that leaves a thing open is gone from inside a claim, and none that closes it is new."""
    laid = pair.laid
    for gap in laid.gaps:
        new = {word.lower for word in gap.new}
        open_ = [word for word in last_clause(gap.old) if word.lower in HEDGES | _OPEN]
        if gap.inside and open_ and not gap.aside and not (new & _SOFT - {"will", "shall"}):
            return Finding(Verdict.UNSUPPORTED, f"leaves out that the evidence says {open_[0].text}")
        if (sure := new & _SURE) and not sure & {word.lower for word in laid.written}:
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not say {min(sure)}")
    return None


def _softened(text: str) -> list[tuple[Word, str]]:
    """Return each word of weight with the hedge, or the word of the future, right before it, or ``""``."""
    found, hedge = [], ""
    for word in words_of(text):
        if set(word.gap) & set(",.;:!?"):
            hedge = ""
        if word.lower in HEDGES | _CONDITIONS or (word.lower in _AHEAD and not hedge):
            hedge = word.lower
        elif word.lower not in STOP and not is_name(word.text):
            found.append((word, hedge))
            hedge = ""
    return found


def _happened(claim: str, word: Word) -> bool:
    """Tell whether a claim has something in the past: "guaranteed", "left", "was arrested"."""
    return word.lower.endswith("ed") or root(word.stem) != word.stem or bool(_HAPPENED & _lower(claim))


def _lower(text: str) -> set[str]:
    return {word.lower() for word, _, _ in tokens(text)}
