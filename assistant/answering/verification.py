"""Check a claim against its evidence: figures, names, who did what, quotations, negation, words and meaning.

Every check is one that a person could repeat with the two sentences side by side; no language model judges itself
(asked to, models of this size are right 5 to 9 times in 16). English rules. Cost: well under a millisecond a claim,
and one embedding of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answering.words import REPORTING, STOP, figures, is_name, same_name, stem, stems, tokens
from assistant.schema import Evidence, Verdict

MIN_WORDS_SHARED = 0.75
"""Share of a claim's words that must stand in its evidence; the rest may be rewording."""
MIN_CLOSENESS = 0.5
"""Cosine of claim and evidence; on the seed article restatements reach .6 and more, other sentences .1 to .45."""
SCOPE = 6
"""How many words after a negation it is taken to cover."""

_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without cannot denied deny denies refused refuse refuses rejected"
    " reject rejects failed fails unlikely barely hardly".split()
)
_CONTRACTED = re.compile(r"n['’]t\b")
_QUOTED = re.compile(r"[\"“]([^\"“”]+)[\"”]")
_PRONOUNS = frozenset("he she it they who which".split())


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and, where it is not SUPPORTED, the reason in a few words."""

    verdict: Verdict
    reason: str = ""


SUPPORTED = Finding(Verdict.SUPPORTED)


def check(claim: str, evidence: Evidence, closeness: Callable[[str, str], float]) -> Finding:
    """Check one sentence against its evidence. ``closeness`` gives the cosine of two texts."""
    for one in (_figures, _quotations, _names, _negation, _actors, _words):
        if finding := one(claim, evidence):
            return finding
    if closeness(claim, evidence.quote) < MIN_CLOSENESS and closeness(claim, evidence.text) < MIN_CLOSENESS:
        return Finding(Verdict.UNSUPPORTED, "says something else than its evidence")
    return SUPPORTED


def _figures(claim: str, evidence: Evidence) -> Finding | None:
    known = figures(evidence.text)
    wrong = [one for one in figures(claim) if one not in known]
    if not wrong:
        return None
    verdict = Verdict.CONTRADICTED if known else Verdict.UNSUPPORTED
    return Finding(verdict, f"the figure {wrong[0]} is not in the evidence")


def _quotations(claim: str, evidence: Evidence) -> Finding | None:
    source = _flat(evidence.text)
    for quoted in _QUOTED.findall(claim):
        if _flat(quoted).strip(" ,.") not in source:
            return Finding(Verdict.UNSUPPORTED, "a quotation is not verbatim")
    return None


def _names(claim: str, evidence: Evidence) -> Finding | None:
    known = {stem(word) for word, _, _ in tokens(f"{evidence.text} {evidence.article.title}")}
    for word, start, _ in tokens(claim):
        first = start == 0 or (claim[:start].rstrip().endswith(('"', "“")) and not claim[:start].strip('"“ '))
        if is_name(word) and not first and not any(same_name(stem(word), one) for one in known):
            return Finding(Verdict.UNSUPPORTED, f"{word} is not named in the evidence")
    return None


def _negation(claim: str, evidence: Evidence) -> Finding | None:
    """Compare what is denied: a claim and its evidence must deny the same words, or none that they share."""
    said, written = _denied(claim), _denied(evidence.text)
    shared = set(stems(claim)) & set(stems(evidence.text))
    if said & shared - written or (written & shared - said and _mostly(written & shared, stems(claim))):
        return Finding(Verdict.CONTRADICTED, "the evidence has it the other way round")
    return None


def _mostly(denied: set[str], claimed: Sequence[str]) -> bool:
    return 2 * len(denied) >= len(set(claimed))


def _denied(text: str) -> set[str]:
    """Return the stems that stand within the scope of a negation."""
    plain = _CONTRACTED.sub(" not", text)
    words = [word for word, _, _ in tokens(plain)]
    denied: set[str] = set()
    for number, word in enumerate(words):
        if word.lower() in _NEGATIONS:
            denied.update(stem(one) for one in words[number + 1 : number + 1 + SCOPE] if one.lower() not in STOP)
    return denied


def _actors(claim: str, evidence: Evidence) -> Finding | None:
    """Check that what the claim has somebody do, the evidence has the same one do.

    For each name and the next word that is not one, the nearest name or pronoun before that word in the evidence must
    be the same name; a pronoun may stand for any name that the evidence gives.
    """
    for name, act in _acts(claim):
        if act in REPORTING:
            continue
        subject = _subject_of(act, evidence.text)
        if subject and subject not in _PRONOUNS and not same_name(stem(subject), stem(name)):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not say that {name} did that")
    return None


def _acts(claim: str) -> list[tuple[str, str]]:
    """Return each name with the stem of the next word, if that is neither a name nor across a comma."""
    found, words = [], tokens(claim)
    for (word, _, end), *rest in (words[number : number + 3] for number in range(len(words))):
        following = [one for one in rest if one[0].lower() not in STOP]
        if is_name(word) and following and not is_name(following[0][0]) and "," not in claim[end : following[0][1]]:
            found.append((word, stem(following[0][0])))
    return found


def _subject_of(act: str, text: str) -> str:
    """Return the name or pronoun nearest before a word of the evidence; ``""`` if the word is not there or has none.

    A name that stands right after the word ("the port of Pivdennyi") counts too.
    """
    words = [word for word, _, _ in tokens(text)]
    places = [number for number, word in enumerate(words) if stem(word) == act]
    for place in places:
        before = [word for word in words[:place] if is_name(word) or word.lower() in _PRONOUNS]
        after = [word for word in words[place + 1 : place + 3] if is_name(word)]
        if after and not (before and before[-1] == words[place - 1]):
            return after[0]
        if before:
            return before[-1]
    return ""


def _words(claim: str, evidence: Evidence) -> Finding | None:
    said = [one for one in stems(claim) if one not in REPORTING]
    written = set(stems(f"{evidence.text} {evidence.article.title}"))
    if not said:
        return Finding(Verdict.UNSUPPORTED, "says nothing that can be checked")
    shared = sum(one in written or any(same_name(one, other) for other in written) for one in said)
    if shared / len(said) < MIN_WORDS_SHARED:
        return Finding(Verdict.UNSUPPORTED, "most of its words are not in the evidence")
    return None


def _flat(text: str) -> str:
    """Return a text with one kind of quotation mark and single spaces, lower case."""
    plain = text.translate(str.maketrans("“”‘’", "\"\"''"))
    return " ".join(plain.lower().split())
