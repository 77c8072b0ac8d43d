"""Check a claim against its evidence: figures, names, who did what, quotations, negation, words and meaning.

Every check is one that a person could repeat with the two sentences side by side; no language model judges itself
(asked to, models of this size are right 5 to 9 times in 16). English rules. Cost: well under a millisecond a claim,
and one embedding of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.answering import counting, negation
from assistant.answering.finding import SUPPORTED, Finding
from assistant.answering.roles import BE, BREAKS, OWNER_REACH, PRONOUNS, Word, acts, in_full, owned, speakers, words_of
from assistant.answering.words import MONTHS, REPORTING, STOP, is_name, same_name, stem, stems, tokens
from assistant.schema import Evidence, Verdict

MIN_WORDS_SHARED = 0.8
"""Share of a claim's words that must stand in its evidence; the rest may be rewording."""
MIN_CLOSENESS = 0.5
"""Cosine of claim and evidence; on the seed article restatements reach .6 and more, other sentences .1 to .45."""
NEAR_VERBATIM = 0.95
"""A claim with this share of its words in the evidence is not asked for closeness: a short true claim is far in
meaning from the long sentence that it is taken from."""
_QUOTED = re.compile(r"[\"“]([^\"“”]+)[\"”]")
_HEDGES = frozenset(
    "probably possibly perhaps might may could likely unlikely allegedly reportedly expected planned".split()
)
_CONDITIONS = frozenset("if whether unless".split())
_AHEAD = frozenset("would will shall".split())
_HAPPENED = frozenset("was were has have had been did".split())
_POSSESSIVE = frozenset("his her its their our my".split())


def check(claim: str, evidence: Evidence, closeness: Callable[[str, str], float]) -> Finding:
    """Check one sentence against its evidence. ``closeness`` gives the cosine of two texts."""
    for one in _CHECKS:
        if finding := one(claim, evidence):
            return finding
    if _shared(claim, evidence) >= NEAR_VERBATIM:
        return SUPPORTED
    if closeness(claim, evidence.quote) < MIN_CLOSENESS and closeness(claim, evidence.text) < MIN_CLOSENESS:
        return Finding(Verdict.UNSUPPORTED, "says something else than its evidence")
    return SUPPORTED


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


def _hedging(claim: str, evidence: Evidence) -> Finding | None:
    """Check that what the evidence calls possible, or still to come, is not stated as a fact."""
    written = _softened(evidence.quote)
    plain = {word.stem for word, hedge in written if not hedge}
    said = {word.stem: (word, hedge) for word, hedge in _softened(claim)}
    for word, hedge in written:
        if not hedge or word.stem in plain or word.stem not in said:
            continue
        stated, softly = said[word.stem]
        if (not softly and _happened(claim, stated)) if hedge in _AHEAD else softly in ("", "will", "shall"):
            return Finding(Verdict.UNSUPPORTED, f"states as a fact what the evidence calls {hedge}")
    return None


def _softened(text: str) -> list[tuple[Word, str]]:
    """Return each word of weight with the hedge, or the word of the future, right before it, or ``""``."""
    found, hedge = [], ""
    for word in words_of(text):
        if word.lower in _HEDGES | _CONDITIONS or (word.lower in _AHEAD and not hedge):
            hedge = word.lower
        elif word.lower not in STOP and not is_name(word.text):
            found.append((word, hedge))
            hedge = ""
    return found


def _happened(claim: str, word: Word) -> bool:
    """Tell whether a claim has something in the past: "guaranteed", "was arrested"."""
    return word.lower.endswith("ed") or bool(_HAPPENED & _lower(claim))


def _lower(text: str) -> set[str]:
    return {word.lower() for word, _, _ in tokens(text)}


def hedged(text: str) -> bool:
    """Tell whether a text calls something possible instead of stating it."""
    return bool(_HEDGES & _lower(text))


def _speakers(claim: str, evidence: Evidence) -> Finding | None:
    """Check that whom the claim has say something is somebody whom the evidence or its headline has say something."""
    texts = (evidence.quote, evidence.context, evidence.article.title)
    known = {name for text in texts for name in speakers(text)}
    stood_for = stems(evidence.context) if known & PRONOUNS else []
    allowed = [stem(name) for name in in_full(known - PRONOUNS, evidence.passage.text)] + stood_for
    written = stems(" ".join(texts))
    for name in speakers(claim) - PRONOUNS:
        if not any(same_name(stem(name), one) for one in (written if name.islower() else allowed)):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not have {name} say that")
    return None


def _actors(claim: str, evidence: Evidence) -> Finding | None:
    """Check that what the claim has somebody do, or done to somebody, the evidence has with the same names.

    A pronoun in the evidence may stand for any name; what the evidence leaves open is no mistake.
    """
    plain, title = _plain_words(claim), evidence.article.title
    written, headline = acts(evidence.text, plain), acts(title, plain)
    for one in acts(claim, _plain_words(evidence.text), close=True):
        same = [other for other in written if other.stem == one.stem]
        same = same or [other for other in headline if other.stem == one.stem]
        agent = next((name for name in one.agents if name not in PRONOUNS), "")
        if agent and one.stem not in stems(f"{evidence.text} {title}"):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not have the word for what {agent} did")
        if agent and same and not one.passive and all(other.passive and not other.agents for other in same):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not say who did that, {agent} or another")
        if wrong := _strangers(one.agents, [other.agents for other in same], evidence.passage.text):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not say that {wrong} did that")
        if wrong := _strangers(one.patients, [other.patients for other in same], evidence.passage.text):
            return Finding(Verdict.UNSUPPORTED, f"the evidence does not say that of {wrong}")
    return None


def _owners(claim: str, evidence: Evidence) -> Finding | None:
    """Check that "Russia's latest attacks" are Russia's, or Russian, or his, in the evidence too."""
    written = words_of(evidence.text)
    for owner, thing in owned(words_of(claim)):
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


def _order(claim: str, evidence: Evidence) -> Finding | None:
    """Check that each clause of a claim has the words of the evidence in their order: "the price of milk rose".

    Where the evidence has the passive, the order must differ: "the fire caused an overheated bearing". Where the claim
    has it, or the evidence a pronoun for what stands before, any order may be right.
    """
    written = [one for clause in _clauses(evidence.text) for one in clause]
    turned = _active_only_in(claim, evidence.text)
    free = _active_only_in(evidence.text, claim)
    if _lower(evidence.quote) & {"it", "them", "they"}:
        return None
    for clause in _clauses(claim):
        said = [one for one in clause if one in written]
        in_order = _longest_common(said, written) == len(said)
        if len(said) > 1 and not free & set(said) and in_order == bool(turned & set(said)):
            return Finding(Verdict.UNSUPPORTED, "puts the words of its evidence in another order")
    return None


def _clauses(text: str) -> list[list[str]]:
    """Return the stems of each clause's words, without names, dates, figures and words of saying."""
    clauses: list[list[str]] = [[]]
    for word in words_of(text):
        if word.gap.strip(' -"“') or word.lower in BREAKS | REPORTING | BE | {"that"}:
            clauses.append([])
        if word.text.isalpha() and not is_name(word.text) and word.lower not in STOP | REPORTING | MONTHS | BREAKS:
            clauses[-1].append(word.stem)
    return clauses


def _longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest sequence that stands in both, in order, with gaps."""
    best = [0] * (len(other) + 1)
    for word in one:
        above = best[:]
        for place, found in enumerate(other, start=1):
            best[place] = above[place - 1] + 1 if word == found else max(above[place], best[place - 1])
    return best[-1]


def _active_only_in(text: str, other: str) -> set[str]:
    """Return the stems of words that are active in a text and passive in another."""
    here = {(one.stem, one.passive) for one in acts(text)}
    there = {(one.stem, one.passive) for one in acts(other)}
    return {
        stem for stem, passive in here if not passive and (stem, True) in there - here and (stem, False) not in there
    }


def _plain_words(text: str) -> frozenset[str]:
    return frozenset(word for word, _, _ in tokens(text) if word.islower())


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


_CHECKS = (
    counting.known_figures, counting.dates, counting.ranges, counting.counted, counting.share,
    _quotations, _names, negation.negation, negation.opposites, _hedging, _speakers, _actors, _owners, _order, _words,
)  # fmt: skip


def _flat(text: str) -> str:
    """Return a text with one kind of quotation mark and single spaces, lower case."""
    plain = text.translate(str.maketrans("“”‘’", "\"\"''"))
    return " ".join(plain.lower().split())
