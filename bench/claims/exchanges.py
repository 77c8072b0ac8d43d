"""False claims by exchange: another person, place or speaker, or two who change places.

Names are recognised by capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from assistant.language.lexicon import CALENDAR
from assistant.language.words import is_name, tokens
from bench.claims.phrases import PERSON, blanked


@dataclass(frozen=True, slots=True)
class Origin:
    """The source of a claim: its evidence as one text, its article's text, and a sentence of another article."""

    evidence: str
    article: str
    other: str
    rng: Random


_NAMES = re.compile(r"[A-Z][\w’'-]*\w(?:[ ](?:of (?=[A-Z]))?[A-Z][\w’'-]*\w)*")
_PERSON = re.compile(PERSON)
# These verbs do not come from `assistant.language.lexicon`. The verifier reads attributions with the lexicon; a bench
# with the same lists would only change speakers that the verifier can find.
_SPEAKER = re.compile(
    r"(?:^|[,”\"] |\b(?:[Aa]ccording to|said|says) )(?:[Tt]he )?"
    r"(?P<who>[A-Z][\w’'-]+(?: [A-Z][\w.’'-]*\w)*|[Pp]olice|[Oo]fficials|[Hh]e|[Ss]he|company|researchers)"
    r"(?: (?:said|says|added|explained|noted|told|announced|warned)\b|\.$|, )"
)
_SAYING_VERB = r"(?:said|says|told|added|tweeted|wrote|explained|announced)"
_SAYING = re.compile(r"\b(?:said|says|added|explained|noted|told|announced|warned|according)\b", re.I)
_TITLE = r"(?:Mr|Mrs|Ms|Dr|President|Sen|Rep|Gov)\.?"
_NAME_RUN = r"[A-Z][\w-]*\w(?: [A-Z][\w-]*\w)*"
_ACTION = re.compile(
    rf"\b(?P<one>{_NAME_RUN})(?: (?:has|have|had|will|would|was|is))?(?: [a-z]+ly)? (?:[a-z]+ed|beat|won|met|sued"
    r"|told|hit|fought|left|bought|led|sold|said|says|tells|asks|urges|leads|owns|against|over|than|and its \w+)"
    rf"(?: (?:that|the|by|to|from|for|over|against|former|President))* (?P<other>{_NAME_RUN})\b(?!['’])"
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
    names = [match for match in _named(claim) if match[0] not in PLACES]
    if not names:
        return
    old = origin.rng.choice(names)
    for text in (origin.evidence, origin.article):
        rivals = sorted({rival[0] for rival in _named(text) if _could_replace(rival[0], old[0], claim)})
        if rivals:
            yield put(claim, old, origin.rng.choice(rivals))


def place(claim: str, origin: Origin) -> Iterator[str]:
    """A place becomes another one: of the same article if it has one, else any."""
    places = [match for match in _named(claim) if match[0] in PLACES]
    if places:
        old = origin.rng.choice(places)
        rivals = sorted({rival[0] for rival in _named(origin.article) if rival[0] in PLACES and rival[0] not in claim})
        anywhere = sorted(PLACES - set(re.findall(r"\w+", claim)))
        yield put(claim, old, origin.rng.choice(rivals if rivals and origin.rng.random() < 0.7 else anywhere))


def speaker(claim: str, origin: Origin) -> Iterator[str]:
    """Somebody else says it: a person of the same evidence or, if there is none, of the same article."""
    matches = [match for match in _SPEAKER.finditer(blanked(claim)) if _SAYING.search(match[0])]
    if not matches or matches[0]["who"].lower() in ("he", "she", "it", "they"):
        return  # "he" may be the very one
    start, end = matches[0].span("who")
    for text in (origin.evidence, origin.article):
        people = sorted(
            {match[0] for match in _named(text) if _PERSON.fullmatch(match[0]) and _unrelated(match[0], claim)}
        )
        if people := [person for person in people if _is_person(person, origin.article)]:
            yield claim[:start] + origin.rng.choice(people) + claim[end:]


def actors(claim: str, origin: Origin) -> Iterator[str]:
    """Who does it and to whom it is done change places: "Rovers beat Stenby" becomes "Stenby beat Rovers"."""
    for match in _ACTION.finditer(blanked(claim)):
        actor, patient = match["one"], match["other"]
        if is_date(actor) or is_date(patient) or not _unrelated(actor, patient):
            continue
        if all(re.search(rf"[a-z,] {re.escape(party)}\b", origin.article) for party in (actor, patient)):
            between = claim[match.end("one") : match.start("other")]
            yield claim[: match.start("one")] + patient + between + actor + claim[match.end("other") :]


def put(claim: str, match: re.Match[str], new: str) -> str:
    """Return a claim with something else in the place of a match."""
    return claim[: match.start()] + new + claim[match.end() :]


def is_date(text: str) -> bool:
    """Tell whether a capitalised word is a month or a day."""
    return text.split(maxsplit=1)[0].lower() in CALENDAR


def _named(text: str) -> list[re.Match[str]]:
    """Return the names in a text; at the beginning of a sentence only names of two words or more count."""
    return [
        match
        for match in _NAMES.finditer(text)
        if all(is_name(word) for word, _, _ in tokens(match[0]) if word != "of")
        and (
            " " in match[0]
            or match[0] in PLACES
            or (match.start() and text[match.start() - 1] == " " and text[match.start() - 2] not in '.!?”"')
        )
    ]


def _could_replace(new: str, old: str, claim: str) -> bool:
    """Tell whether a name is of the same make as another and not named in the claim yet."""
    same = bool(_PERSON.fullmatch(new)) == bool(_PERSON.fullmatch(old)) and len(new) > 2
    if new.endswith(("'s", "’s")) != old.endswith(("'s", "’s")) or new[:5] == old[:5]:
        return False
    return same and new not in PLACES and not is_date(new) and _unrelated(new, claim)


def _is_person(name: str, article: str) -> bool:
    """Tell whether a name is a person's: one who says something in the article, or has a title there."""
    last = re.escape(name.rsplit(maxsplit=1)[-1])
    pattern = rf"{last}(?:, [^,.]+,)? {_SAYING_VERB}|{_SAYING_VERB} {re.escape(name)}|{_TITLE} {re.escape(name)}"
    return bool(re.search(pattern, article))


def _unrelated(name: str, text: str) -> bool:
    """Tell whether a name shares no word with a text."""
    return not {word.lower() for word, _, _ in tokens(name)} & {
        word.lower().removesuffix("'s").removesuffix("’s") for word, _, _ in tokens(text)
    }
