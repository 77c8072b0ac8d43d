"""The cells beside a statement in our tables: the speaker, the day of publication, the day of what happened.

They are worked out again from the quotes, by the same functions that made them. Knows nothing of the statement itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.language.lexicon import PRONOUNS, STOP
from assistant.language.sentences import sentences
from assistant.language.speakers import possible_speakers
from assistant.language.words import stem, tokens
from assistant.reports.sayings import speaker_of
from assistant.reports.timeline import days_of
from assistant.schema.findings import Fault, Found
from assistant.verify.claims import Said, day_of
from assistant.verify.document import Role
from assistant.verify.footnotes import Quoted

LOOK_BACK = 3
"""Sentences before a quote that may say who "he" is: as far as the evidence itself looks."""


def check_row(said: Said, quotes: Sequence[Quoted]) -> Iterator[Found]:
    """Return what is wrong with the cells beside a statement; nothing outside of our tables."""
    if said.role is Role.SAYING:
        yield from _speaker(said, quotes)
        yield from _published(said, quotes)
    elif said.role is Role.HAPPENING:
        yield from _happened(said, quotes)


def _speaker(said: Said, quotes: Sequence[Quoted]) -> Iterator[Found]:
    speakers = [name for one in quotes for name in _speakers(one, quotes) if name]
    if not speakers:  # not plain, so anybody will do whom the checks of statements have say something there
        speakers = [name for one in quotes for name in possible_speakers(one.text) - PRONOUNS]
    if not any(_same(said.who, name) for name in speakers):
        known = " or ".join(dict.fromkeys(speakers))
        advice = f"Write: {known}." if known else "Take the row out."
        yield _found(said, said.who, "The quote does not have this one say it.", advice, known)


def _speakers(quoted: Quoted, quotes: Sequence[Quoted]) -> Iterator[str]:
    """Yield who may say a quote: by itself, after a quote of the same row, or after the sentences before it."""
    yield speaker_of(quoted.text)
    for other in quotes:
        if other is not quoted and other.article == quoted.article:
            yield speaker_of(quoted.text, other.text)
    text = quoted.article.text
    before = [text[start:end] for start, end in sentences(text) if end <= quoted.start]
    for context in reversed(before[-LOOK_BACK:]):
        yield speaker_of(quoted.text, context)


def _same(written: str, known: str) -> bool:
    """Tell whether two names are one, given in full or by the last name alone."""
    one, other = ([stem(word) for word, _, _ in tokens(name) if word.lower() not in STOP] for name in (written, known))
    return bool(one and other) and one[-1] == other[-1] and (set(one) <= set(other) or set(other) <= set(one))


def _published(said: Said, quotes: Sequence[Quoted]) -> Iterator[Found]:
    known = [one.article.day for one in quotes]
    day = day_of(said.day)
    if day not in known and not (not any(known) and not any(one.isdigit() for one in said.day)):
        stored = " or ".join(dict.fromkeys(one for one in known if one)) or "no date"
        yield _found(said, said.day, "The article was not published on this day.", f"Write: {stored}.", stored)


def _happened(said: Said, quotes: Sequence[Quoted]) -> Iterator[Found]:
    known = [day for one in quotes for day in days_of(one.text, one.article.published)]
    if day_of(said.day) not in known:
        stored = " or ".join(dict.fromkeys(known))
        advice = f"Write: {stored}." if stored else "Take the row out."
        yield _found(said, said.day, "The quote does not tell of this day.", advice, stored)


def _found(said: Said, text: str, problem: str, advice: str, stored: str) -> Found:
    return Found(Fault.UNSUPPORTED, said.where, text, problem, advice, stored)
