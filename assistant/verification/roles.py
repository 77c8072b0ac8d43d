"""Checks of who: who says it, who does it and to whom, and whose it is.

Each check takes a pair and returns what is wrong, or None. Knows nothing of the other checks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.clauses import OWNER_REACH, PRONOUNS, acts, in_full, owned, speakers, subjects, words_of
from assistant.language.words import is_name, same_name, stem, stems, tokens
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.comparison import Pair

_ACCORDING = re.compile(r"\baccording to [^,.;]*,?", re.I)
_POSSESSIVE = frozenset("his her its their our my".split())


def says(pair: Pair) -> Finding | None:
    """Check that whom the claim has say something is somebody whom the evidence or its headline has say something."""
    texts = (pair.source.quote, pair.source.context, pair.source.title)
    known = {name for text in texts for name in speakers(text)}
    stood_for = [stem(name) for name in subjects(pair.source.context)] if known & PRONOUNS else []
    allowed = [stem(name) for name in in_full(known - PRONOUNS, pair.source.passage)] + stood_for
    written = stems(" ".join(texts))
    for name in speakers(pair.claim) - PRONOUNS:
        if name[0].isupper() and name.lower() in _plain_words(pair.source.text):
            continue
        if not any(same_name(stem(name), one) for one in (written if name.islower() else allowed)):
            verdict = Verdict.CONTRADICTED if known - PRONOUNS else Verdict.UNSUPPORTED
            return Finding(verdict, f"the evidence does not have {name} say that")
    return None


def does(pair: Pair) -> Finding | None:
    """Check that what the claim has somebody do, or done to somebody, the evidence has with the same names.

    A pronoun in the evidence may stand for any name; what the evidence leaves open is no mistake.
    """
    written = acts(_untold(pair.source.text), _plain_words(pair.claim))
    for one in acts(_untold(pair.claim), _plain_words(pair.source.text), close=True):
        same = [other for other in written if other.stem == one.stem]
        agent = next((name for name in one.agents if name not in PRONOUNS), "")
        if agent and one.stem not in stems(pair.source.text):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not have the word for what {agent} did")
        if agent and same and not one.passive and all(other.passive and not other.agents for other in same):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not say who did that, {agent} or another")
        if wrong := _strangers(one.agents, [other.agents for other in same], pair.source.passage):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not say that {wrong} did that")
        if wrong := _strangers(one.patients, [other.patients for other in same], pair.source.passage):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not say that of {wrong}")
    return None


def _untold(text: str) -> str:
    """Return a text without who it is according to."""
    return _ACCORDING.sub("", text)


def owns(pair: Pair) -> Finding | None:
    """Check that "Russia's latest attacks" are Russia's, or Russian, or his, in the evidence too."""
    written = words_of(pair.source.text)
    for owner, thing in owned(words_of(pair.claim)):
        places = [number for number, word in enumerate(written) if word.stem == thing]
        near = [word for at in places for word in written[max(0, at - OWNER_REACH) : at]]
        near += [word for at in places for word in written[at + 1 : at + 4] if written[at + 1].lower == "of"]
        names = [word.stem for word in near if is_name(word.text)]
        pronoun = any(word.lower in _POSSESSIVE for word in near)
        if names and not pronoun and not any(same_name(owner, one) for one in names):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not have this {thing} belong to {owner}")
    return None


def _strangers(named: Sequence[str], known: Sequence[Sequence[str]], text: str) -> str:
    """Return a name that is not among those of any place in the evidence, each of which names somebody."""
    names = [name for name in named if name not in PRONOUNS]
    allowed = [stem(other) for other in in_full((name for place in known for name in place), text)]
    if not allowed or any(set(place) & PRONOUNS for place in known):
        return ""
    return next((name for name in names if not any(same_name(stem(name), one) for one in allowed)), "")


def _plain_words(text: str) -> frozenset[str]:
    return frozenset(word for word, _, _ in tokens(text) if word.islower())
