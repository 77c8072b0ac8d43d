"""False claims by exchange: another person, place or speaker, or two who change places.

Names are told by their looks. Knows nothing of how claims are checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from assistant.evaluation.claims.phrases import PERSON, blanked
from assistant.language.lexicon import CALENDAR
from assistant.language.words import is_name, tokens


@dataclass(frozen=True, slots=True)
class Origin:
    """What a claim was made from: its evidence as one text, its article's text, and a sentence of another article."""

    evidence: str
    article: str
    other: str
    rng: Random


_NAMES = re.compile(r"[A-Z][\w’'-]*\w(?:[ ](?:of (?=[A-Z]))?[A-Z][\w’'-]*\w)*")
_PERSON = re.compile(PERSON)
_SPEAKER = re.compile(
    r"(?:^|[,”\"] |\b(?:[Aa]ccording to|said|says) )(?:[Tt]he )?"
    r"(?P<who>[A-Z][\w’'-]+(?: [A-Z][\w.’'-]*\w)*|[Pp]olice|[Oo]fficials|[Hh]e|[Ss]he|company|researchers)"
    r"(?: (?:said|says|added|explained|noted|told|announced|warned)\b|\.$|, )"
)
_SAID = r"(?:said|says|told|added|tweeted|wrote|explained|announced)"
_SAYING = re.compile(r"\b(?:said|says|added|explained|noted|told|announced|warned|according)\b", re.I)
_TITLE = r"(?:Mr|Mrs|Ms|Dr|President|Sen|Rep|Gov)\.?"
_ONE = r"[A-Z][\w-]*\w(?: [A-Z][\w-]*\w)*"
_ACTION = re.compile(
    rf"\b(?P<one>{_ONE})(?: (?:has|have|had|will|would|was|is))?(?: [a-z]+ly)? (?:[a-z]+ed|beat|won|met|sued|told|hit"
    r"|fought|left|bought|led|sold|said|says|tells|asks|urges|leads|owns|against|over|than|and its \w+)"
    rf"(?: (?:that|the|by|to|from|for|over|against|former|President))* (?P<other>{_ONE})\b(?!['’])"
)
PLACES = frozenset(
    """Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho
    Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi
    Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia
    Wisconsin Wyoming Chicago Houston Phoenix Philadelphia Dallas Boston Seattle Denver Detroit Miami Atlanta
    Moscow Kyiv London Paris Berlin Rome Madrid Tokyo Beijing Delhi Sydney Melbourne Toronto Ukraine Russia
    China Japan India France Germany Italy Spain Poland Turkey Iran Iraq Israel Egypt Nigeria Kenya Brazil
    Mexico Canada Australia Britain England Scotland Ireland Wales Sweden Finland Norway Denmark Greece Hungary
    Portugal Austria Afghanistan Pakistan Argentina""".split()
)


def name(claim: str, origin: Origin) -> Iterator[str]:
    """A person or organisation becomes another one of the same evidence or, if there is none, of the same article."""
    here = [one for one in _named(claim) if one[0] not in PLACES]
    if not here:
        return
    found = origin.rng.choice(here)
    for text in (origin.evidence, origin.article):
        near = sorted({one[0] for one in _named(text) if _could_replace(one[0], found[0], claim)})
        if near:
            yield put(claim, found, origin.rng.choice(near))


def place(claim: str, origin: Origin) -> Iterator[str]:
    """A place becomes another one: of the same article if it has one, else any."""
    here = [one for one in _named(claim) if one[0] in PLACES]
    if here:
        found = origin.rng.choice(here)
        near = sorted({one[0] for one in _named(origin.article) if one[0] in PLACES and one[0] not in claim})
        anywhere = sorted(PLACES - set(re.findall(r"\w+", claim)))
        yield put(claim, found, origin.rng.choice(near if near and origin.rng.random() < 0.7 else anywhere))


def speaker(claim: str, origin: Origin) -> Iterator[str]:
    """Somebody else says it: a person of the same evidence or, if there is none, of the same article."""
    here = [one for one in _SPEAKER.finditer(blanked(claim)) if _SAYING.search(one[0])]
    if not here or here[0]["who"].lower() in ("he", "she", "it", "they"):
        return  # "he" may be the very one
    start, end = here[0].span("who")
    for text in (origin.evidence, origin.article):
        people = sorted({one[0] for one in _named(text) if _PERSON.fullmatch(one[0]) and _unrelated(one[0], claim)})
        if people := [one for one in people if _is_person(one, origin.article)]:
            yield claim[:start] + origin.rng.choice(people) + claim[end:]


def actors(claim: str, origin: Origin) -> Iterator[str]:
    """Who does it and to whom it is done change places: "Rovers beat Stenby" becomes "Stenby beat Rovers"."""
    for found in _ACTION.finditer(blanked(claim)):
        one, other = found["one"], found["other"]
        if is_date(one) or is_date(other) or not _unrelated(one, other):
            continue
        if all(re.search(rf"[a-z,] {re.escape(who)}\b", origin.article) for who in (one, other)):
            between = claim[found.end("one") : found.start("other")]
            yield claim[: found.start("one")] + other + between + one + claim[found.end("other") :]


def put(claim: str, found: re.Match[str], new: str) -> str:
    """Return a claim with something else in the place of a match."""
    return claim[: found.start()] + new + claim[found.end() :]


def is_date(text: str) -> bool:
    """Tell whether a capitalised word is a month or a day."""
    return text.split(maxsplit=1)[0].lower() in CALENDAR


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
    if new.endswith(("'s", "’s")) != old.endswith(("'s", "’s")) or new[:5] == old[:5]:
        return False
    return same and new not in PLACES and not is_date(new) and _unrelated(new, claim)


def _is_person(name: str, article: str) -> bool:
    """Tell whether a name is somebody's who says something in the article, or is spoken of with a title."""
    last = re.escape(name.rsplit(maxsplit=1)[-1])
    said = rf"{last}(?:, [^,.]+,)? {_SAID}|{_SAID} {re.escape(name)}|{_TITLE} {re.escape(name)}"
    return bool(re.search(said, article))


def _unrelated(one: str, text: str) -> bool:
    """Tell whether a name shares no word with a text."""
    return not {word.lower() for word, _, _ in tokens(one)} & {
        word.lower().removesuffix("'s").removesuffix("’s") for word, _, _ in tokens(text)
    }
