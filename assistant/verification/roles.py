"""Checks of roles: the claim keeps the speakers, the agents, the patients and the owners of the evidence.

Each check takes a pair and returns a finding, or None where the claim passes.
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
from assistant.verification.comparison import AnalysedText, Pair

PROPERTY_REACH = 3
"""The owner stands at most this many words after the noun: "attacks of Russia"."""
_ACCORDING = re.compile(r"\baccording to [^,.;]*,?", re.I)


def same_speaker(pair: Pair) -> Finding | None:
    """Check that everybody who speaks in the claim also speaks in the evidence or its headline.

    Example: evidence "Police say the mayor may resign." / claim "Rook says the mayor may resign." is contradicted.
    Where the evidence has no speaker, such a claim is unsupported.
    """
    texts = (pair.quote, pair.context, pair.title)
    speakers = {name for text in texts for name in possible_speakers(text.text)}
    named = speakers - PRONOUNS
    allowed = {stem(name) for name in in_full(named, pair.passage.words)}
    if speakers & PRONOUNS:  # "he" may be any speaker or subject of the sentence before
        allowed |= {stem(name) for name in possible_speakers(pair.context.text) | subjects(pair.context.words)}
    evidence_stems = {word_stem for text in texts for word_stem in text.stems}
    for name in sorted(possible_speakers(pair.claim.text) - PRONOUNS):
        if name[0].isupper() and name.lower() in pair.evidence.plain_words:
            continue
        if not any(same_name(stem(name), other) for other in (evidence_stems if name.islower() else allowed)):
            verdict = Verdict.CONTRADICTED if named else Verdict.UNSUPPORTED
            return Finding(verdict, f"the evidence does not have {name} say that")
    return None


def same_agents(pair: Pair) -> Finding | None:
    """Check that every act of the claim has the same agents and patients in the evidence.

    A pronoun in the evidence may stand for any name. Where the evidence has the act without a name, the claim may name
    one, but not the agent of a passive: evidence "Vale was hired." / claim "Rook hired Vale." is unsupported, and so is
    evidence "Rook hired Vale." / claim "Vale hired Rook.".
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
    """Check that a noun of the claim has the same owner in the evidence.

    Example: claim "Russia's latest attacks". The evidence may say "Russia's attacks", "Russian attacks", "attacks of
    Russia" or "his attacks", but not only "Ukraine's attacks".
    """
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


def _without_source(text: AnalysedText) -> list[Word]:
    """Return the words of a text without phrases such as "according to the police"."""
    return words_of(_ACCORDING.sub("", text.text)) if _ACCORDING.search(text.text) else text.words


def _stranger(names: Sequence[str], groups: Sequence[Sequence[str]], passage: AnalysedText) -> str:
    """Return the first of ``names`` that is in none of the ``groups`` of names of the evidence, or ``""``.

    Also return ``""`` where a group has a pronoun: it may stand for any name.
    """
    allowed = [stem(other) for other in in_full((name for group in groups for name in group), passage.words)]
    if not allowed or any(set(group) & PRONOUNS for group in groups):
        return ""
    named = (name for name in names if name not in PRONOUNS)
    return next((name for name in named if not any(same_name(stem(name), other) for other in allowed)), "")
