"""Checks the cells beside a claim in our tables: the speaker, the day of publication, the day of the event.

The cells are computed again from the quotes, by the functions that made them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.language.lexicon import PRONOUNS, STOP
from assistant.language.sentences import sentences
from assistant.language.speakers import possible_speakers
from assistant.language.words import stem, tokens
from assistant.reports.sayings import speaker_of
from assistant.reports.timeline import days_of
from assistant.schema.findings import Fault, FaultKind
from assistant.verify.claims import DocumentClaim, day_of
from assistant.verify.document import RowRole
from assistant.verify.footnotes import Quotation

LOOK_BACK = 3
"""Sentences before a quote in which "he" is resolved, as far as evidence itself looks back."""


def check_row(claim: DocumentClaim, quotations: Sequence[Quotation]) -> Iterator[Fault]:
    """Yield the faults of the cells beside a claim; none outside of our tables."""
    if claim.role is RowRole.STATEMENT:
        yield from _speaker_faults(claim, quotations)
        yield from _publication_faults(claim, quotations)
    elif claim.role is RowRole.HAPPENING:
        yield from _event_faults(claim, quotations)


def _speaker_faults(claim: DocumentClaim, quotations: Sequence[Quotation]) -> Iterator[Fault]:
    speakers = [name for quotation in quotations for name in _speakers(quotation, quotations) if name]
    if not speakers:  # no plain speaker, so accept anybody whom the checks of claims take for one
        speakers = [name for quotation in quotations for name in possible_speakers(quotation.text) - PRONOUNS]
    if not any(_is_same_name(claim.speaker, name) for name in speakers):
        names = " or ".join(dict.fromkeys(speakers))
        advice = f"Write: {names}." if names else "Take the row out."
        yield _fault(claim, claim.speaker, "The quote does not have this one say it.", advice, names)


def _speakers(quotation: Quotation, quotations: Sequence[Quotation]) -> Iterator[str]:
    """Yield the possible speakers of a quote: by itself, after a quote of the same row, after the sentences before."""
    yield speaker_of(quotation.text)
    for other in quotations:
        if other is not quotation and other.article == quotation.article:
            yield speaker_of(quotation.text, other.text)
    text = quotation.article.text
    preceding = [text[start:end] for start, end in sentences(text) if end <= quotation.start]
    for context in reversed(preceding[-LOOK_BACK:]):
        yield speaker_of(quotation.text, context)


def _is_same_name(name: str, other_name: str) -> bool:
    """Return whether two names are the same, in full or by the last name alone."""
    stems, other_stems = _name_stems(name), _name_stems(other_name)
    return (
        bool(stems and other_stems)
        and stems[-1] == other_stems[-1]
        and (set(stems) <= set(other_stems) or set(other_stems) <= set(stems))
    )


def _name_stems(name: str) -> list[str]:
    return [stem(word) for word, _, _ in tokens(name) if word.lower() not in STOP]


def _publication_faults(claim: DocumentClaim, quotations: Sequence[Quotation]) -> Iterator[Fault]:
    days = [quotation.article.day for quotation in quotations]
    is_undated = not any(days) and not any(character.isdigit() for character in claim.day)
    if day_of(claim.day) not in days and not is_undated:
        stored_text = " or ".join(dict.fromkeys(day for day in days if day)) or "no date"
        problem = "The article was not published on this day."
        yield _fault(claim, claim.day, problem, f"Write: {stored_text}.", stored_text)


def _event_faults(claim: DocumentClaim, quotations: Sequence[Quotation]) -> Iterator[Fault]:
    days = [day for quotation in quotations for day in days_of(quotation.text, quotation.article.published)]
    if day_of(claim.day) not in days:
        stored_text = " or ".join(dict.fromkeys(days))
        advice = f"Write: {stored_text}." if stored_text else "Take the row out."
        yield _fault(claim, claim.day, "The quote does not tell of this day.", advice, stored_text)


def _fault(claim: DocumentClaim, text: str, problem: str, advice: str, stored_text: str) -> Fault:
    return Fault(FaultKind.UNSUPPORTED, claim.place, text, problem, advice, stored_text)
