"""False claims: a true claim with a single change, of the kinds that language models get wrong.

Each rule takes a true claim and its origin and yields claims that the evidence does not support, often none. English,
by pattern. Cost: a few dozen patterns a claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from random import Random

from assistant.language.lexicon import NUMBER_WORDS
from bench.claims import exchanges
from bench.claims.exchanges import Origin, put
from bench.claims.phrases import blanked, capital

_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()
_DATE = re.compile(
    r"\b(?:"
    + "|".join([*_WEEKDAYS, *(month for month in _MONTHS if month != "May")])
    + r"|(?:19|20)\d\d|(?<=in )May)\b"
)
_FIGURE = re.compile(
    r"(?<![\w.,-])(?:\d+(?:[.,]\d+)*(?![\w.,]*\d)|(?:"
    + "|".join(word for word in NUMBER_WORDS if word not in ("one", "once", "zero"))
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
"""The verification lists some of these pairs; most test that it works without a list."""


def figure(claim: str, origin: Origin) -> Iterator[str]:
    """A figure becomes another: one a little off, one of the same evidence, or two of the claim change places."""
    figures = [match for match in _FIGURE.finditer(claim) if not _is_year(match[0])]
    if not figures:
        return
    old = origin.rng.choice(figures)
    yield put(claim, old, _off(old[0], origin.rng))
    values = {_value(match[0]) for match in figures}
    rivals = [match[0] for match in _FIGURE.finditer(origin.evidence) if _value(match[0]) not in values]
    yield from (put(claim, old, rival) for rival in rivals if not _is_year(rival))
    first, last = figures[0], figures[-1]
    if _value(first[0]) != _value(last[0]) and "between" not in claim:
        yield claim[: first.start()] + last[0] + claim[first.end() : last.start()] + first[0] + claim[last.end() :]


def date(claim: str, origin: Origin) -> Iterator[str]:
    """A month, a day of the week or a year becomes another."""
    dates = list(_DATE.finditer(claim))
    if dates:
        old = origin.rng.choice(dates)
        kinds = [group for group in (_WEEKDAYS, _MONTHS) if old[0] in group]
        rivals = kinds[0] if kinds else [str(int(old[0]) + step) for step in (-2, -1, 1, 2)]
        yield put(claim, old, origin.rng.choice([rival for rival in rivals if rival not in claim]))


def negation_added(claim: str, origin: Origin) -> Iterator[str]:
    """From "was arrested" to "was not arrested"; from "approved" to "did not approve"."""
    auxiliaries = list(_AUXILIARY.finditer(blanked(claim)))
    if claim.startswith("Not only"):
        return
    if auxiliaries:
        auxiliary = origin.rng.choice(auxiliaries)
        yield put(claim, auxiliary, auxiliary[0] + " not")
    elif past := _PAST.search(blanked(claim)):
        base = _BASE.get(past[0]) or re.sub(r"([^aeiou])\1ed$|ed$", lambda match: match[1] or "", past[0])
        yield put(claim, past, f"did not {base if base[-1] not in 'vcgs' else base + 'e'}")


def negation_removed(claim: str, origin: Origin) -> Iterator[str]:
    """From "has not resigned" to "has resigned"."""
    if match := _NOT.search(blanked(claim)):
        verb = match["be"] or match["contracted"] or ("can" if match["cannot"] else match["do"]) or ""
        yield put(claim, match, verb and verb + " ")


def half_of_another(claim: str, origin: Origin) -> Iterator[str]:
    """The first half of one sentence, the second of another."""
    mine, others = claim.rstrip(".").split(), origin.other.split()
    if len(mine) >= 8 and len(others) >= 10:
        yield " ".join(mine[: len(mine) // 2] + others[len(others) // 2 :])
        yield f"{claim.rstrip('.')} and {' '.join(others[len(others) // 2 :])}"


def opposite(claim: str, origin: Origin) -> Iterator[str]:
    """A word becomes its opposite."""
    text, claims = blanked(claim), []
    for pair in _OPPOSITES:
        for word, opposite_word in (pair.split(), pair.split()[::-1]):
            claims += [put(claim, match, opposite_word) for match in re.finditer(rf"(?<![\w-]){word}(?![\w-])", text)]
    if claims:
        yield origin.rng.choice(claims)


def hedge_dropped(claim: str, origin: Origin) -> Iterator[str]:
    """What may be, or is only said to be, is stated as a fact."""
    for pattern, plain in _HEDGES:
        if match := re.search(pattern, blanked(claim)):
            yield capital(put(claim, match, plain))


def quotation(claim: str, origin: Origin) -> Iterator[str]:
    """A word of a quotation is another one, or is left out."""
    for quotation in re.finditer(r"[“\"][^“”\"]+[”\"]", claim):
        words = [
            word
            for word in re.finditer(r"(?<= )[a-z]{4,}(?= )", claim)
            if quotation.start() < word.start() < quotation.end()
        ]
        others = sorted(set(re.findall(r"\b[a-z]{4,}\b", origin.article)) - set(re.findall(r"\w+", quotation[0])))
        if words and others:
            word = origin.rng.choice(words)
            yield put(claim, word, origin.rng.choice(others))
            yield claim[: word.start()] + claim[word.end() + 1 :]


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
    digits = [position for position, character in enumerate(figure) if character.isdigit()]
    position = rng.choice(digits)
    new = rng.choice([digit for digit in "123456789" if digit != figure[position]])
    return figure[:position] + new + figure[position + 1 :]
