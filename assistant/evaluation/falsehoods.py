"""False claims: a true one with a single thing changed, as language models get it wrong.

Each rule takes a true claim and where it comes from and yields claims that its evidence does not bear out, often none.
English, by pattern. Knows nothing of how claims are checked. Cost: a few dozen patterns a claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from assistant.answering.words import MONTHS, NUMBER_WORDS, is_name, tokens


@dataclass(frozen=True, slots=True)
class Origin:
    """What a claim was made from: its evidence as one text, its article's text, and a sentence of another article."""

    evidence: str
    article: str
    other: str
    rng: Random


_NAMES = re.compile(r"[A-Z][\w’'-]*\w(?:[ ](?:of (?=[A-Z]))?[A-Z][\w’'-]*\w)*")
_PERSON = re.compile(
    r"\b(?!(?:The|On|In|At|By|For|And|But|An?|It|As|This|That|When|While|From|After|New)\b)[A-Z][a-z]+(?: [A-Z]\.)? [A-Z][a-z’'-]*[A-Za-z]+\b"
)
_SPEAKER = re.compile(
    r"(?P<before>(?:^|[,”\"] |\b(?:[Aa]ccording to|said|says) )(?:[Tt]he )?)(?P<who>[A-Z][\w’'-]+(?: [A-Z][\w.’'-]*\w)*|[Pp]olice|[Oo]fficials|[Hh]e|[Ss]he|company|researchers)"
    r"(?P<after> (?:said|says|added|explained|noted|told|announced|warned)\b|\.$|, )"
)
_SAID = r"(?:said|says|told|added|tweeted|wrote|explained|announced)"
_SAYING = re.compile(r"\b(?:said|says|added|explained|noted|told|announced|warned|according)\b", re.I)
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
    r"(?<!, )\b(?P<aux>is|are|was|were|will|would|could|should|can|has|have|had)\b(?! (?:not|n['’]t|never|no|nothing|only|so)\b)(?= [a-z])"
)
_PAST = re.compile(
    r"(?<=[a-z] )(?<!been )(?<!being )(?<!be )(?P<verb>announced|approved|signed|rejected|launched|released|won|said|killed|wanted|began|increased|found|made|took|opened|received|called|played|finished|earned|suffered|started|reached)(?= [a-z\d])"
)
_ONE = r"[A-Z][\w-]*\w(?: [A-Z][\w-]*\w)*"
_ACTION = re.compile(
    rf"\b(?P<one>{_ONE})(?: (?:has|have|had|will|would|was|is))?(?: [a-z]+ly)? (?:[a-z]+ed|beat|won|met|sued|told|hit|fought|left"
    rf"|bought|led|sold|said|says|tells|asks|urges|leads|owns|against|over|than|and its \w+)"
    rf"(?: (?:that|the|by|to|from|for|over|against|former|President))* (?P<other>{_ONE})\b(?!['’])"
)
_BASE = {"won": "win", "said": "say", "began": "begin", "found": "find", "made": "make", "took": "take"}
_NOT = re.compile(
    r"\b(?:(?P<be>is|are|was|were|will|would|could|should|has|have|had) not(?! (?:only|just|even|yet|necessarily|all|every))|(?P<contracted>is|are|was|were|would|could|should|has|have|had|do|does|did)n['’]t|(?P<cannot>cannot|can['’]t)|(?P<do>does|did|do) not|never) "
)
_HEDGES = (
    (r"\b(?:may|might|could) be\b", "is"), (r"\b(?:may|might|could) have been\b", "was"), (r"\b(?:may|might|could) have\b", "has"),
    (r"\b(?:may|might|could)(?= (?!not\b)[a-z])", "will"), (r"\b(?<!more )(?<!most )(?<!less )(?<!least )(?<!is )(?<!are )(?<!was )(?<!were )(?:allegedly|reportedly|possibly|probably|perhaps|potentially|likely|apparently) (?!to )", ""),
    (r"\b(?:is|are) expected to\b", "will"), (r"\b(?:was|were) expected to\b", "did"), (r"\b(?:is|are) likely to\b", "will"),
    (r"\b(?:hopes|wants|aims|intends) to\b", "will"), (r"\bis planning to\b", "will"),
    (r"\b(?:appears|seems) to be\b", "is"), (r"\bis believed to be\b", "is"), (r"\b(?:appears|seems) to have\b", "has"),
    (r"\b(?:is|are) accused of\b", "admitted"), (r"\b(?:is|are) considering\b", "started"), (r"\bsuspected ", ""), (r"\balleged ", ""),
    (r"\b(?:almost|nearly) (?=all|every|certain)", ""), (r"\b(?:about|around|nearly|almost) (?=\d)", "exactly "),
)  # fmt: skip
_OPPOSITES = (
    "rose fell", "increased decreased", "increase decrease", "increasing decreasing", "higher lower", "more fewer", "more less",
    "won lost", "win lose", "winning losing", "opened closed", "opening closing", "began ended", "start end", "started stopped", "approved rejected",
    "accepted refused", "supported opposed", "supports opposes", "allowed banned", "before after", "first last", "largest smallest",
    "highest lowest", "best worst", "best-selling worst-selling", "bigger smaller", "older younger", "early late", "earlier later",
    "gained lost", "raised lowered", "raise lower", "arrived left", "joined left", "bought sold", "buy sell", "strong weak",
    "stronger weaker", "success failure", "successful unsuccessful", "legal illegal", "positive negative", "safe dangerous",
    "cheap expensive", "north south", "northern southern", "east west", "eastern western", "inside outside", "added removed",
    "above below", "over under", "male female", "men women", "man woman", "father mother", "son daughter", "husband wife",
    "public private", "good bad", "new old", "hot cold", "guilty innocent", "Democrats Republicans", "Democratic Republican",
    "failed succeeded", "confirmed denied", "most least", "majority minority", "long short", "heavy light", "improved worsened",
    "growth decline", "up down", "survived died", "victory defeat", "profit loss", "hired fired", "praised criticized",
)  # fmt: skip
"""Pairs of which the verification knows some; most are here to see that it does without a list."""
PLACES = frozenset(
    """Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois
    Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana
    Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia Wisconsin Wyoming Chicago
    Houston Phoenix Philadelphia Dallas Boston Seattle Denver Detroit Miami Atlanta Moscow Kyiv London Paris Berlin
    Rome Madrid Tokyo Beijing Delhi Sydney Melbourne Toronto Ukraine Russia China Japan India France Germany Italy
    Spain Poland Turkey Iran Iraq Israel Egypt Nigeria Kenya Brazil Mexico Canada Australia Britain England Scotland
    Ireland Wales Sweden Finland Norway Denmark Greece Hungary Portugal Austria Afghanistan Pakistan Argentina""".split()
)


def figure(claim: str, origin: Origin) -> Iterator[str]:
    """A figure becomes another: one a little off, one of the same evidence, or two of the claim change places."""
    here = [one for one in _FIGURE.finditer(claim) if not _is_year(one[0])]
    if not here:
        return
    found = origin.rng.choice(here)
    yield _put(claim, found, _off(found[0], origin.rng))
    said = {_value(one[0]) for one in here}
    rivals = [one[0] for one in _FIGURE.finditer(origin.evidence) if _value(one[0]) not in said]
    yield from (_put(claim, found, one) for one in rivals if not _is_year(one))
    one, other = here[0], here[-1]
    if _value(one[0]) != _value(other[0]) and "between" not in claim:
        yield claim[: one.start()] + other[0] + claim[one.end() : other.start()] + one[0] + claim[other.end() :]


def name(claim: str, origin: Origin) -> Iterator[str]:
    """A person or organisation becomes another one of the same evidence or, if there is none, of the same article."""
    here = [one for one in _named(claim) if one[0] not in PLACES]
    if not here:
        return
    found = origin.rng.choice(here)
    for text in (origin.evidence, origin.article):
        near = sorted({one[0] for one in _named(text) if _could_replace(one[0], found[0], claim)})
        if near:
            yield _put(claim, found, origin.rng.choice(near))


def place(claim: str, origin: Origin) -> Iterator[str]:
    """A place becomes another one: of the same article if it has one, else any."""
    here = [one for one in _named(claim) if one[0] in PLACES]
    if here:
        found = origin.rng.choice(here)
        near = sorted({one[0] for one in _named(origin.article) if one[0] in PLACES and one[0] not in claim})
        anywhere = sorted(PLACES - set(re.findall(r"\w+", claim)))
        yield _put(claim, found, origin.rng.choice(near if near and origin.rng.random() < 0.7 else anywhere))


def date(claim: str, origin: Origin) -> Iterator[str]:
    """A month, a day of the week or a year becomes another."""
    here = list(_DATE.finditer(claim))
    if here:
        found = origin.rng.choice(here)
        kinds = [group for group in (_WEEKDAYS, _MONTHS) if found[0] in group]
        rivals = kinds[0] if kinds else [str(int(found[0]) + step) for step in (-2, -1, 1, 2)]
        yield _put(claim, found, origin.rng.choice([one for one in rivals if one not in claim]))


def negation_added(claim: str, origin: Origin) -> Iterator[str]:
    """ "was arrested" becomes "was not arrested"; "approved" becomes "did not approve"."""
    here = list(_AUXILIARY.finditer(_outside_quotes(claim)))
    if claim.startswith("Not only"):
        return
    if here:
        found = origin.rng.choice(here)
        yield _put(claim, found, found[0] + " not")
    elif found := _PAST.search(_outside_quotes(claim)):
        base = _BASE.get(found[0]) or re.sub(r"([^aeiou])\1ed$|ed$", lambda one: one[1] or "", found[0])
        yield _put(claim, found, f"did not {base if base[-1] not in 'vcgs' else base + 'e'}")


def negation_removed(claim: str, origin: Origin) -> Iterator[str]:
    """ "has not resigned" becomes "has resigned"."""
    if found := _NOT.search(_outside_quotes(claim)):
        kept = found["be"] or found["contracted"] or ("can" if found["cannot"] else found["do"]) or ""
        yield _put(claim, found, kept and kept + " ")


def speaker(claim: str, origin: Origin) -> Iterator[str]:
    """Somebody else says it: a person of the same evidence or, if there is none, of the same article."""
    here = [one for one in _SPEAKER.finditer(_outside_quotes(claim)) if _SAYING.search(one[0])]
    if not here:
        return
    start, end = here[0].span("who")
    for text in (origin.evidence, origin.article):
        people = sorted({one[0] for one in _named(text) if _PERSON.fullmatch(one[0]) and _unrelated(one[0], claim)})
        if people := [one for one in people if _is_person(one, origin.article)]:
            yield claim[:start] + origin.rng.choice(people) + claim[end:]


def actors(claim: str, origin: Origin) -> Iterator[str]:
    """Who does it and to whom it is done change places: "Rovers beat Stenby" becomes "Stenby beat Rovers"."""
    for found in _ACTION.finditer(_outside_quotes(claim)):
        one, other = found["one"], found["other"]
        if is_date(one) or is_date(other) or not _unrelated(one, other):
            continue
        if all(re.search(rf"[a-z,] {re.escape(who)}\b", origin.article) for who in (one, other)):
            between = claim[found.end("one") : found.start("other")]
            yield claim[: found.start("one")] + other + between + one + claim[found.end("other") :]


def half_of_another(claim: str, origin: Origin) -> Iterator[str]:
    """The first half of one sentence, the second of another."""
    mine, others = claim.rstrip(".").split(), origin.other.split()
    if len(mine) >= 8 and len(others) >= 10:
        yield " ".join(mine[: len(mine) // 2] + others[len(others) // 2 :])
        yield f"{claim.rstrip('.')} and {' '.join(others[len(others) // 2 :])}"


def opposite(claim: str, origin: Origin) -> Iterator[str]:
    """A word becomes its opposite."""
    text, found = _outside_quotes(claim), []
    for pair in _OPPOSITES:
        for one, other in (pair.split(), pair.split()[::-1]):
            found += [_put(claim, hit, other) for hit in re.finditer(rf"(?<![\w-]){one}(?![\w-])", text)]
    if found:
        yield origin.rng.choice(found)


def hedge_dropped(claim: str, origin: Origin) -> Iterator[str]:
    """What may be, or is only said to be, is stated as a fact."""
    for pattern, plain in _HEDGES:
        if found := re.search(pattern, _outside_quotes(claim)):
            yield _capital(_put(claim, found, plain))


def quotation(claim: str, origin: Origin) -> Iterator[str]:
    """A word of a quotation is another one, or is left out."""
    for one in re.finditer(r"[“\"][^“”\"]+[”\"]", claim):
        words = [word for word in re.finditer(r"(?<= )[a-z]{4,}(?= )", claim) if one.start() < word.start() < one.end()]
        others = sorted(set(re.findall(r"\b[a-z]{4,}\b", origin.article)) - set(re.findall(r"\w+", one[0])))
        if words and others:
            found = origin.rng.choice(words)
            yield _put(claim, found, origin.rng.choice(others))
            yield claim[: found.start()] + claim[found.end() + 1 :]


Twist = Callable[[str, Origin], Iterator[str]]
FALSEHOODS: Mapping[str, Twist] = {
    "figure": figure,
    "name": name,
    "place": place,
    "date": date,
    "negation added": negation_added,
    "negation removed": negation_removed,
    "speaker": speaker,
    "actor and patient swapped": actors,
    "half of another": half_of_another,
    "opposite word": opposite,
    "hedge dropped": hedge_dropped,
    "quotation altered": quotation,
}


def is_date(text: str) -> bool:
    """Tell whether a capitalised word is a month or a day."""
    return text.split(maxsplit=1)[0].lower() in MONTHS


def _named(text: str) -> list[re.Match[str]]:
    """Return the runs of names in a text; what begins a sentence counts only if it is a run of two."""
    return [
        one
        for one in _NAMES.finditer(text)
        if all(is_name(word) for word, _, _ in tokens(one[0]) if word != "of")
        and (
            " " in one[0]
            or one[0] in PLACES
            or (one.start() and text[one.start() - 1] == " " and text[one.start() - 2] not in '.!?”"')
        )
    ]


def _could_replace(new: str, old: str, claim: str) -> bool:
    """Tell whether a name is of the same make as another and not named in the claim yet."""
    same = bool(_PERSON.fullmatch(new)) == bool(_PERSON.fullmatch(old)) and len(new) > 2
    return same and new not in PLACES and not is_date(new) and _unrelated(new, claim)


def _is_person(name: str, article: str) -> bool:
    """Tell whether a name is somebody's who says something in the article, or is spoken of with a title."""
    last = re.escape(name.rsplit(maxsplit=1)[-1])
    said = rf"{last}(?:, [^,.]+,)? {_SAID}|{_SAID} {re.escape(name)}|(?:Mr|Mrs|Ms|Dr|President|Sen|Rep|Gov)\.? {re.escape(name)}"
    return bool(re.search(said, article))


def _unrelated(one: str, text: str) -> bool:
    """Tell whether a name shares no word with a text."""
    return not {word.lower() for word, _, _ in tokens(one)} & {
        word.lower().removesuffix("'s").removesuffix("’s") for word, _, _ in tokens(text)
    }


def _outside_quotes(claim: str) -> str:
    """Return a claim of the same length with its quotations blanked."""
    return re.sub(r"[“\"][^“”\"]*[”\"]", lambda one: "_" * len(one[0]), claim)


def _put(claim: str, found: re.Match[str], new: str) -> str:
    return claim[: found.start()] + new + claim[found.end() :]


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


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
