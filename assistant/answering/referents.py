"""Whom "he" or "she" means in a follow-up question: the person who was spoken of last.

Small models answer such questions instead of rewriting them (bench/RESULTS.md), so the name is put in by rule. A
name is that of a person if an article that was spoken of has it behind a title or before a word of saying, or goes on
with its last part alone, as the news does. Knows nothing of sexes: a woman of whom the question speaks ("the girl")
keeps "she" from meaning anybody else. Cost: a few searches in a few articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.language.words import MONTHS, REPORTING, STOP
from assistant.schema.answers import Answer, Status

_PRONOUN = re.compile(r"\b(he|him|his|she|her|hers)\b", re.I)
_POSSESSIVE = re.compile(r"\b(his|her)(?=\s+[a-z])", re.I)
_NAME = re.compile(r"\b[A-Z][\w'’-]*\.?(?:\s+(?:(?:de|van|von|bin|al)\s+)*[A-Z][\w'’-]*)*")
_SEXED = {
    "he": re.compile(r"\b(man|boy|father|son|brother|husband|king|prince|actor)\b", re.I),
    "she": re.compile(r"\b(woman|girl|mother|daughter|sister|wife|queen|princess|actress)\b", re.I),
}
_TITLE = (
    r"\b(?i:president|minister|chancellor|mayor|councillor|senator|governor|judge|general|chief|head|leader|manager"
    r"|aide|adviser|spokesman|spokeswoman|secretary|director|editor|officer|journalist|biologist|baker|singer|actor"
    r"|actress|player|coach|professor|mr|mrs|ms|dr|sir|pope|king|queen|prince|princess)\.?\s+(?:[A-Z][\w'’.-]*\s+)*"
)
_SAYING = r"(?:,[^,.]{1,60})?,?\s+(?:said|says|told|tells|added|named|wrote|argued|announced|explained|noted|warned)\b"
MOST_PARTS = 4
"""Words of a name; a longer run of capitals is a headline."""


def with_person(question: str, recent: Sequence[Answer], texts: Sequence[str]) -> str:
    """Put the name of the person spoken of last for "he" or "she"; the question as it is where nobody fits.

    ``recent`` are the last turns, oldest first; ``texts`` the articles that they spoke of.
    """
    found = _PRONOUN.search(question)
    if found is None:
        return question
    sex = "he" if found[0].lower() in ("he", "him", "his") else "she"
    who = next((name for name in _spoken_of(recent, sex) if any(_is_person(name, text) for text in texts)), "")
    if not who:
        return question
    possessive = _POSSESSIVE.match(question, found.start()) or found[0].lower() == "hers"
    owner = f"{who}'s" if possessive else who
    return question[: found.start()] + owner + question[found.end() :]


def _spoken_of(recent: Sequence[Answer], sex: str) -> Iterator[str]:
    """Yield the names in the last turns, the newest first, up to a turn that speaks of such a person without a name."""
    for turn in reversed(recent):
        asked = turn.standalone or turn.question
        if _SEXED[sex].search(asked):
            return
        if turn.status is Status.ANSWERED and len(names := list(_names(turn.direct))) == 1:
            yield names[0]
        yield from _names(asked)


def _names(text: str) -> Iterator[str]:
    for run in _NAME.findall(text):
        words = run.split()
        while words and words[0].lower() in STOP | REPORTING:
            words = words[1:]
        if words and len(words) <= MOST_PARTS and words[0].lower() not in MONTHS:
            yield " ".join(words).removesuffix("'s").removesuffix("’s")


def _is_person(name: str, text: str) -> bool:
    written = re.escape(name)
    if re.match(_TITLE, name) or re.search(rf"{_TITLE}{written}\b", text) or re.search(rf"\b{written}{_SAYING}", text):
        return True
    first, _, last = map(re.escape, name.rpartition(" "))
    return bool(first) and name in text and bool(re.search(rf"(?<!{first} )\b{last}\b(?! [A-Z])", text))
