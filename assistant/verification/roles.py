"""Checks of roles: who says it, who does it and to whom, and whose it is.

Each check takes a pair and returns a Finding, or None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.clauses import OWNER_REACH, acts, in_full, owned, subjects
from assistant.language.lexicon import POSSESSIVES, PRONOUNS
from assistant.language.speakers import possible_speakers
from assistant.language.words import Word, is_name, same_name, stem, words_of
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.comparison import Pair, Side

PROPERTY_REACH = 3
"""How many words after "attacks of" the owner may stand."""
_ACCORDING = re.compile(r"\baccording to [^,.;]*,?", re.I)


def same_speaker(pair: Pair) -> Finding | None:
    """Check that whom the claim has say something is somebody whom the evidence or its headline has say something."""
    sides = (pair.quote, pair.context, pair.title)
    speakers = {name for side in sides for name in possible_speakers(side.text)}
    named = speakers - PRONOUNS
    allowed = {stem(name) for name in in_full(named, pair.passage.words)}
    if speakers & PRONOUNS:  # "he" may be whoever speaks, or comes first, in the sentence before
        allowed |= {stem(name) for name in possible_speakers(pair.context.text) | subjects(pair.context.words)}
    evidence_stems = {word_stem for side in sides for word_stem in side.stems}
    for name in sorted(possible_speakers(pair.claim.text) - PRONOUNS):
        if name[0].isupper() and name.lower() in pair.evidence.plain_words:
            continue
        if not any(same_name(stem(name), other) for other in (evidence_stems if name.islower() else allowed)):
            verdict = Verdict.CONTRADICTED if named else Verdict.UNSUPPORTED
            return Finding(verdict, f"the evidence does not have {name} say that")
    return None


def same_agents(pair: Pair) -> Finding | None:
    """Check that what the claim has somebody do, or done to somebody, the evidence has with the same names.

    A pronoun in the evidence may stand for any name; what the evidence leaves open is no mistake.
    """
    evidence_acts = acts(_without_source(pair.evidence), pair.claim.plain_words)
    for act in acts(_without_source(pair.claim), pair.evidence.plain_words, close=True):
        same = [other for other in evidence_acts if other.stem == act.stem]
        agent = next((name for name in act.agents if name not in PRONOUNS), "")
        if agent and act.stem not in pair.evidence.stems:
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not have the word for what {agent} did")
        if agent and same and not act.passive and all(other.passive and not other.agents for other in same):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not say who did that, {agent} or another")
        if stranger := _stranger(act.agents, [other.agents for other in same], pair.passage):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not say that {stranger} did that")
        if stranger := _stranger(act.patients, [other.patients for other in same], pair.passage):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not say that of {stranger}")
    return None


def same_owners(pair: Pair) -> Finding | None:
    """Check that "Russia's latest attacks" are Russia's, or Russian, or his, in the evidence too."""
    evidence = pair.evidence.words
    for owner, noun in owned(pair.claim.words):
        around: list[Word] = []
        for position, word in enumerate(evidence):
            if word.stem == noun:
                around += evidence[max(0, position - OWNER_REACH) : position]
                after = evidence[position + 1 : position + 1 + PROPERTY_REACH]
                around += after if after and after[0].lower == "of" else []
        owners = [word.stem for word in around if is_name(word.text)]
        has_pronoun = any(word.lower in POSSESSIVES for word in around)
        if owners and not has_pronoun and not any(same_name(owner, other) for other in owners):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not have this {noun} belong to {owner}")
    return None


def _without_source(side: Side) -> list[Word]:
    """Return the words of a text without "according to somebody"."""
    return words_of(_ACCORDING.sub("", side.text)) if _ACCORDING.search(side.text) else side.words


def _stranger(names: Sequence[str], groups: Sequence[Sequence[str]], passage: Side) -> str:
    """Return a name that is in none of the groups of names of the evidence, ``""`` where one of these has a pronoun."""
    allowed = [stem(other) for other in in_full((name for group in groups for name in group), passage.words)]
    if not allowed or any(set(group) & PRONOUNS for group in groups):
        return ""
    named = (name for name in names if name not in PRONOUNS)
    return next((name for name in named if not any(same_name(stem(name), other) for other in allowed)), "")
