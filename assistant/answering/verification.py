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

MIN_WORDS_SHARED = 0.8
"""Share of a claim's words that must stand in its evidence; the rest may be rewording."""
MIN_CLOSENESS = 0.5
"""Cosine of claim and evidence; on the seed article restatements reach .6 and more, other sentences .1 to .45."""
NEAR_VERBATIM = 0.95
"""A claim with this share of its words in the evidence is not asked for closeness: a short true claim is far in
meaning from the long sentence that it is taken from."""
SCOPE = 6
"""How many words after a negation it is taken to cover."""

_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without cannot denied deny denies refused refuse refuses rejected"
    " reject rejects failed fails unlikely barely hardly".split()
)
_CONTRACTED = re.compile(r"n['’]t\b")
_QUOTED = re.compile(r"[\"“]([^\"“”]+)[\"”]")
_HEDGES = frozenset(
    "probably possibly perhaps might may could likely unlikely allegedly reportedly expected planned".split()
)
_SAYING = frozenset(
    """said says say told tells added adds stated states reported reports announced confirmed claimed stressed noted
    wrote argued insisted warned explained reiterated declared pledged acknowledged""".split()
)
_PREPOSITIONS = frozenset("in at on to of from near by with for against between over into across around".split())
_PRONOUNS = frozenset("he she it they who which".split())


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and, where it is not SUPPORTED, the reason in a few words."""

    verdict: Verdict
    reason: str = ""


SUPPORTED = Finding(Verdict.SUPPORTED)


def check(claim: str, evidence: Evidence, closeness: Callable[[str, str], float]) -> Finding:
    """Check one sentence against its evidence. ``closeness`` gives the cosine of two texts."""
    for one in (_figures, _quotations, _names, _negation, _hedging, _speakers, _actors, _words):
        if finding := one(claim, evidence):
            return finding
    if _shared(claim, evidence) >= NEAR_VERBATIM:
        return SUPPORTED
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


def _hedging(claim: str, evidence: Evidence) -> Finding | None:
    """Check that what the evidence calls possible is not stated as a fact."""
    if _HEDGES & _lower(claim) or "would" in _lower(claim):
        return None
    words = [word for word, _, _ in tokens(evidence.quote)]
    claimed = set(stems(claim))
    for number, word in enumerate(words):
        if word.lower() in _HEDGES and claimed & {stem(one) for one in words[number + 1 : number + 4]} - STOP:
            return Finding(Verdict.UNSUPPORTED, f"states as a fact what the evidence calls {word.lower()}")
    return None


def _lower(text: str) -> set[str]:
    return {word.lower() for word, _, _ in tokens(text)}


def hedged(text: str) -> bool:
    """Tell whether a text calls something possible instead of stating it."""
    return bool(_HEDGES & _lower(text))


def _speakers(claim: str, evidence: Evidence) -> Finding | None:
    """Check that whom the claim has say something is somebody whom the evidence or its headline has say something."""
    sources = [_speakers_of(evidence.quote), _speakers_of(evidence.context), _speakers_of(evidence.article.title)]
    known = {name for names in sources for name in names}
    for name in _speakers_of(claim) - _PRONOUNS:
        if not any(same_name(stem(name), stem(one)) for one in known - _PRONOUNS) and not (
            known & _PRONOUNS and any(same_name(stem(name), one) for one in stems(evidence.context))
        ):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not have {name} say that")
    return None


def _speakers_of(text: str) -> set[str]:
    """Return every name, or pronoun in lower case, that stands nearest before a verb of saying."""
    found, words = set(), [word for word, _, _ in tokens(text)]
    for number, word in enumerate(words):
        if word.lower() in _SAYING:
            found.update(_nearest_subject(words[:number]))
    return found


def _nearest_subject(before: Sequence[str]) -> list[str]:
    """Return the last run of names, or the last pronoun in lower case, whichever is nearer the end."""
    run: list[str] = []
    for word in reversed(before):
        if is_name(word):
            run.append(word)
        elif run:
            break
        elif word.lower() in _PRONOUNS:
            return [word.lower()]
    return run


def _actors(claim: str, evidence: Evidence) -> Finding | None:
    """Check that what the claim has somebody do, the evidence has the same one do.

    For each name and the next word that is not one, the nearest name or pronoun before that word in the evidence must
    be the same name; a pronoun may stand for any name that the evidence gives.
    """
    for name, act in _acts(claim):
        subjects = _subjects_of(act, evidence.text)
        if subjects and not any(one in _PRONOUNS or same_name(stem(one), stem(name)) for one in subjects):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not say that {name} did that")
    return None


def _acts(claim: str) -> list[tuple[str, str]]:
    """Return each name that can be a subject, with the stem of the next word, unless that is across a comma."""
    found, words = [], tokens(claim)
    for number, (word, _, end) in enumerate(words):
        before = words[number - 1][0].lower() if number else ""
        following = [one for one in words[number + 1 : number + 4] if one[0].lower() not in STOP]
        if not is_name(word) or not following or before in _PREPOSITIONS:
            continue
        act, start, _ = following[0]
        if act.lower() not in REPORTING and act.isalpha() and not is_name(act) and "," not in claim[end:start]:
            found.append((word, stem(act)))
    return found


def _subjects_of(act: str, text: str) -> list[str]:
    """Return the names or the pronoun nearest before each place where a word stands in the evidence.

    In "the port of Pivdennyi" the name after the word is its own.
    """
    words = [word for word, _, _ in tokens(text)]
    found: list[str] = []
    for place in (number for number, word in enumerate(words) if stem(word) == act):
        if words[place + 1 : place + 2] == ["of"]:
            found += [word for word in words[place + 2 : place + 5] if is_name(word)]
        found += _nearest_subject(words[:place])
    return found


def _words(claim: str, evidence: Evidence) -> Finding | None:
    if _shared(claim, evidence) < MIN_WORDS_SHARED:
        return Finding(Verdict.UNSUPPORTED, "too many of its words are not in the evidence")
    return None


def _shared(claim: str, evidence: Evidence) -> float:
    """Return the share of the claim's words that stand in the evidence, 0 to 1; 0 for a claim without any."""
    said = [one for one in stems(claim) if one not in REPORTING]
    written = set(stems(f"{evidence.text} {evidence.article.title}"))
    found = sum(one in written or any(same_name(one, other) for other in written) for one in said)
    return found / len(said) if said else 0.0


def _flat(text: str) -> str:
    """Return a text with one kind of quotation mark and single spaces, lower case."""
    plain = text.translate(str.maketrans("“”‘’", "\"\"''"))
    return " ".join(plain.lower().split())
