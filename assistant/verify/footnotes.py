"""Check each footnote of a document against the archive: the source exists and the quote is verbatim.

A quote in a document may differ from the stored text only where writing and reading a document change a text: in white
space, in characters that are never written out (see ``rendering.safe_text``), and in the Unicode form of accents. A
quote in JSON may not differ at all. Cost: one catalogue lookup for each note.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.rendering.layout import date_words
from assistant.rendering.safe_text import one_line
from assistant.schema.articles import Article
from assistant.schema.findings import Fault, FaultKind
from assistant.verify.claims import comparable
from assistant.verify.differences import difference
from assistant.verify.document import REFERENCE, Note

ArticleLookup = Callable[[str, int | None], Article | None]
"""Takes the id of an article and a version number, or None for the newest version. Returns that version of the article,
or None if the archive does not have it."""

_RESTORE = "Put the stored words back, or cite what it should be with `assistant ask`."
_REMOVE = "Take the statement out, or find another source for it with `assistant ask`."


@dataclass(frozen=True, slots=True)
class Quotation:
    """A note and the span of the stored article that its reference leads to."""

    note: Note
    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        """The stored words."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class NoteCheck:
    """The result of checking one note; ``quotation`` is None where its source is gone."""

    quotation: Quotation | None
    is_verbatim: bool
    faults: tuple[Fault, ...]


def check_note(note: Note, article: ArticleLookup) -> NoteCheck:
    """Look up the source of a note and compare the note with what is stored."""
    quotation, problem = _quotation(note, article)
    if quotation is None:
        text = note.quote or note.head
        return NoteCheck(None, False, (Fault(FaultKind.GONE, note_place(note), text, problem, _REMOVE),))
    quote_faults = tuple(_quote_faults(note, quotation))
    return NoteCheck(quotation, not quote_faults, (*quote_faults, *_citation_faults(note, quotation.article)))


def _quotation(note: Note, article: ArticleLookup) -> tuple[Quotation | None, str]:
    """Return the span that a note refers to, or None and the problem."""
    match = REFERENCE.fullmatch(note.reference)
    if match is None:
        return None, "The footnote names no place in an article: `ID@VERSION:START-END` is missing."
    version, start, end = (int(match[name]) for name in ("version", "start", "end"))
    cited = article(match["id"], version)
    if cited is None:
        newest = article(match["id"], None)
        if newest is None:
            return None, f"The archive has no article {match['id']}."
        return None, f"The archive has no version {version} of {match['id']}; the newest is {newest.version}."
    if not start < end <= len(cited.text):
        return None, f"{match['id']}@{version} has no text from {start} to {end}."
    return Quotation(note, cited, start, end), ""


def _quote_faults(note: Note, quotation: Quotation) -> Iterator[Fault]:
    stored_text, quote = quotation.text, note.quote
    if not note.is_exact:
        stored_text, quote = written_form(stored_text), written_form(quote)
    if stored_text == quote:
        return
    problem = "The quote is not what the article says." if quote else "The footnote has no quote."
    marked_words = difference(stored_text, quote)
    yield Fault(FaultKind.ALTERED, note_place(note), quote, problem, _RESTORE, quotation.text, marked_words)


def written_form(text: str) -> str:
    """Return a text in the form in which a quote of a document is compared: one line, safe, accents composed (NFC)."""
    return unicodedata.normalize("NFC", one_line(text))


def _citation_faults(note: Note, article: Article) -> Iterator[Fault]:
    """Yield a fault unless the footnote has title, publisher and day of the article; it may have more words."""
    head = _loose_form(note.head)
    facts = {"title": article.title, "publisher": article.publisher, "date": date_words(article.published)}
    wrong = [name for name, fact in facts.items() if _loose_form(fact) not in head]
    if wrong:
        stored_text = ", ".join(one_line(facts[name]) for name in wrong)
        problem = f"The footnote's {' and '.join(wrong)} is not the article's."
        yield Fault(FaultKind.CITATION, note_place(note), note.head, problem, f"Write: {stored_text}.", stored_text)


def _loose_form(text: str) -> str:
    return comparable(written_form(text)).casefold()


def check_sources(
    sources: Sequence[tuple[str, str]] | None, notes: Sequence[Note], article: ArticleLookup
) -> Iterator[Fault]:
    """Yield the faults of the list of sources: cited versions that it lacks, and entries that the archive lacks."""
    if sources is None:
        return
    listed_keys = {key for key, _ in sources}
    cited_notes = dict[str, Note]()
    for note in notes:
        if match := REFERENCE.fullmatch(note.reference):
            cited_notes.setdefault(f"{match['id']}@{match['version']}", note)
    for key, note in cited_notes.items():
        if key not in listed_keys:
            problem, advice = f"{key} is cited but not in the list of sources.", "Put it back into the list."
            yield Fault(FaultKind.GONE, note_place(note), key, problem, advice)
    for key, place in dict(sources).items():
        article_id, _, version = key.rpartition("@")
        if key not in cited_notes and article(article_id, int(version)) is None:
            problem, advice = f"The archive has no {key}.", "Take it out of the list of sources."
            yield Fault(FaultKind.GONE, place or "the list of sources", key, problem, advice)


def note_place(note: Note) -> str:
    """Return the place of a note in words: "line 3, note 1"."""
    name = f"note {note.number}" if note.number else ""
    return ", ".join(part for part in (note.place, name) if part and part not in (f"foot{name}",))
