"""False claims: a true one with a single thing changed, as language models get it wrong.

Each rule takes a true claim and where it comes from and yields claims that its evidence does not bear out, often none.
English, by pattern. Knows nothing of how claims are checked. Cost: a few dozen patterns a claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from random import Random

from assistant.evaluation.claims import exchanges
from assistant.evaluation.claims.exchanges import Origin, put
from assistant.evaluation.claims.phrases import blanked, capital
from assistant.language.lexicon import NUMBER_WORDS

_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()
_DATE = re.compile(
    r"\b(?:" + "|".join([*_WEEKDAYS, *(one for one in _MONTHS if one != "May")]) + r"|(?:19|20)\d\d|(?<=in )May)\b"
)
_FIGURE = re.compile(
    r"(?<![\w.,-])(?:\d+(?:[.,]\d+)*(?![\w.,]*\d)|(?:"
    + "|".join(one for one in NUMBER_WORDS if one not in ("one", "once", "zero"))
    + r")\b)"
)
_AUXILIARY = re.compile(
    r"(?<!, )\b(?:is|are|was|were|will|would|could|should|can|has|have|had)\b"
    r"(?! (?:not|n['’]t|never|no|nothing|only|so)\b)(?= [a-z])"
)
_PAST = re.compile(
    r"(?<=[a-z] )(?<!been )(?<!being )(?<!be )(?:announced|approved|signed|rejected|launched|released|won|said|killed"
    r"|wanted|began|increased|found|made|took|opened|received|called|played|finished|earned|suffered|started|reached)"
    r"(?= [a-z\d])"
)
_BASE = {"won": "win", "said": "say", "began": "begin", "found": "find", "made": "make", "took": "take"}
_NOT = re.compile(
    r"\b(?:(?P<be>is|are|was|were|will|would|could|should|has|have|had) not(?! (?:only|just|even|yet|necessarily|all))"
    r"|(?P<contracted>is|are|was|were|would|could|should|has|have|had|do|does|did)n['’]t|(?P<cannot>cannot|can['’]t)"
    r"|(?P<do>does|did|do) not|never) "
)
_ADVERB = r"(?:allegedly|reportedly|possibly|probably|perhaps|potentially|likely|apparently)"
_HEDGES = (
    (r"\b(?:may|might|could) be\b(?! (?:seen|heard|found))", "is"),
    (r"\b(?:may|might|could) have been\b", "was"),
    (r"\b(?:may|might|could) have\b", "has"),
    (r"\b(?:may|might|could)(?= (?!not\b|be\b)[a-z])", "will"),
    (rf"(?<!more )(?<!most )(?<!less )(?<!least )(?<!is )(?<!are )(?<!was )(?<!were ){_ADVERB} (?!to )", ""),
    (r"\b(?:is|are) expected to\b", "will"),
    (r"\b(?:was|were) expected to\b", "did"),
    (r"\b(?:is|are) likely to\b", "will"),
    (r"\b(?:hopes|wants|aims|intends) to\b", "will"),
    (r"\bis planning to\b", "will"),
    (r"\b(?:appears|seems|is believed) to be\b", "is"),
    (r"\b(?:appears|seems) to have\b", "has"),
    (r"\b(?:is|are) accused of\b", "admitted"),
    (r"\b(?:is|are) considering\b", "started"),
    (r"\b(?:suspected|alleged) ", ""),
    (r"\b(?:almost|nearly) (?=all|every|certain)", ""),
    (r"\b(?:about|around|nearly|almost) (?=\d)", "exactly "),
)
_OPPOSITES = (
    "rose fell", "increased decreased", "increase decrease", "increasing decreasing", "higher lower", "more fewer",
    "more less", "won lost", "win lose", "winning losing", "opened closed", "opening closing", "began ended",
    "start end", "started stopped", "approved rejected", "accepted refused", "supported opposed", "supports opposes",
    "allowed banned", "before after", "first last", "largest smallest", "highest lowest", "best worst",
    "best-selling worst-selling", "bigger smaller", "older younger", "early late", "earlier later", "gained lost",
    "raised lowered", "raise lower", "arrived left", "joined left", "bought sold", "buy sell", "strong weak",
    "stronger weaker", "success failure", "successful unsuccessful", "legal illegal", "positive negative",
    "safe dangerous", "cheap expensive", "north south", "northern southern", "east west", "eastern western",
    "inside outside", "added removed", "above below", "over under", "male female", "men women", "man woman",
    "father mother", "son daughter", "husband wife", "public private", "good bad", "new old", "hot cold",
    "guilty innocent", "Democrats Republicans", "Democratic Republican", "failed succeeded", "confirmed denied",
    "most least", "majority minority", "long short", "heavy light", "improved worsened", "growth decline", "up down",
    "survived died", "victory defeat", "profit loss", "hired fired", "praised criticized",
)  # fmt: skip
"""Pairs of which the verification knows some; most are here to see that it does without a list."""


def figure(claim: str, origin: Origin) -> Iterator[str]:
    """A figure becomes another: one a little off, one of the same evidence, or two of the claim change places."""
    here = [one for one in _FIGURE.finditer(claim) if not _is_year(one[0])]
    if not here:
        return
    found = origin.rng.choice(here)
    yield put(claim, found, _off(found[0], origin.rng))
    said = {_value(one[0]) for one in here}
    rivals = [one[0] for one in _FIGURE.finditer(origin.evidence) if _value(one[0]) not in said]
    yield from (put(claim, found, one) for one in rivals if not _is_year(one))
    one, other = here[0], here[-1]
    if _value(one[0]) != _value(other[0]) and "between" not in claim:
        yield claim[: one.start()] + other[0] + claim[one.end() : other.start()] + one[0] + claim[other.end() :]


def date(claim: str, origin: Origin) -> Iterator[str]:
    """A month, a day of the week or a year becomes another."""
    here = list(_DATE.finditer(claim))
    if here:
        found = origin.rng.choice(here)
        kinds = [group for group in (_WEEKDAYS, _MONTHS) if found[0] in group]
        rivals = kinds[0] if kinds else [str(int(found[0]) + step) for step in (-2, -1, 1, 2)]
        yield put(claim, found, origin.rng.choice([one for one in rivals if one not in claim]))


def negation_added(claim: str, origin: Origin) -> Iterator[str]:
    """From "was arrested" to "was not arrested"; from "approved" to "did not approve"."""
    here = list(_AUXILIARY.finditer(blanked(claim)))
    if claim.startswith("Not only"):
        return
    if here:
        found = origin.rng.choice(here)
        yield put(claim, found, found[0] + " not")
    elif past := _PAST.search(blanked(claim)):
        base = _BASE.get(past[0]) or re.sub(r"([^aeiou])\1ed$|ed$", lambda one: one[1] or "", past[0])
        yield put(claim, past, f"did not {base if base[-1] not in 'vcgs' else base + 'e'}")


def negation_removed(claim: str, origin: Origin) -> Iterator[str]:
    """From "has not resigned" to "has resigned"."""
    if found := _NOT.search(blanked(claim)):
        kept = found["be"] or found["contracted"] or ("can" if found["cannot"] else found["do"]) or ""
        yield put(claim, found, kept and kept + " ")


def half_of_another(claim: str, origin: Origin) -> Iterator[str]:
    """The first half of one sentence, the second of another."""
    mine, others = claim.rstrip(".").split(), origin.other.split()
    if len(mine) >= 8 and len(others) >= 10:
        yield " ".join(mine[: len(mine) // 2] + others[len(others) // 2 :])
        yield f"{claim.rstrip('.')} and {' '.join(others[len(others) // 2 :])}"


def opposite(claim: str, origin: Origin) -> Iterator[str]:
    """A word becomes its opposite."""
    text, found = blanked(claim), []
    for pair in _OPPOSITES:
        for one, other in (pair.split(), pair.split()[::-1]):
            found += [put(claim, hit, other) for hit in re.finditer(rf"(?<![\w-]){one}(?![\w-])", text)]
    if found:
        yield origin.rng.choice(found)


def hedge_dropped(claim: str, origin: Origin) -> Iterator[str]:
    """What may be, or is only said to be, is stated as a fact."""
    for pattern, plain in _HEDGES:
        if found := re.search(pattern, blanked(claim)):
            yield capital(put(claim, found, plain))


def quotation(claim: str, origin: Origin) -> Iterator[str]:
    """A word of a quotation is another one, or is left out."""
    for one in re.finditer(r"[“\"][^“”\"]+[”\"]", claim):
        words = [word for word in re.finditer(r"(?<= )[a-z]{4,}(?= )", claim) if one.start() < word.start() < one.end()]
        others = sorted(set(re.findall(r"\b[a-z]{4,}\b", origin.article)) - set(re.findall(r"\w+", one[0])))
        if words and others:
            found = origin.rng.choice(words)
            yield put(claim, found, origin.rng.choice(others))
            yield claim[: found.start()] + claim[found.end() + 1 :]


Twist = Callable[[str, Origin], Iterator[str]]
FALSEHOODS: Mapping[str, Twist] = {
    "figure": figure,
    "name": exchanges.name,
    "place": exchanges.place,
    "date": date,
    "negation added": negation_added,
    "negation removed": negation_removed,
    "speaker": exchanges.speaker,
    "actor and patient swapped": exchanges.actors,
    "half of another": half_of_another,
    "opposite word": opposite,
    "hedge dropped": hedge_dropped,
    "quotation altered": quotation,
}


def _value(figure: str) -> str:
    return NUMBER_WORDS.get(figure, figure.replace(",", ""))


def _is_year(figure: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", figure))


def _off(figure: str, rng: Random) -> str:
    """Return a figure near another, written like it."""
    if figure in NUMBER_WORDS:
        return rng.choice(
            [word for word in "two three four five six seven eight nine ten twelve twenty".split() if word != figure]
        )
    digits = [at for at, one in enumerate(figure) if one.isdigit()]
    at = rng.choice(digits)
    new = rng.choice([one for one in "123456789" if one != figure[at]])
    return figure[:at] + new + figure[at + 1 :]
