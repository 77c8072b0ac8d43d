"""Each footnote of a document against the archive: is the source there, is the quote verbatim.

A quote in a document may differ from the stored text in what our own writing and reading change, and in nothing else:
white space, characters that are never written out (see ``rendering.safe``), and whether an accent is a character of its
own. One in JSON may not differ at all. Knows nothing of statements. Cost: a
look into the catalogue a note.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.rendering.layout import date_words
from assistant.rendering.safe_text import one_line
from assistant.schema.articles import Article
from assistant.schema.findings import Fault, Found
from assistant.verify.claims import same_form
from assistant.verify.differences import difference
from assistant.verify.document import REFERENCE, Note

Lookup = Callable[[str, int | None], Article | None]
"""Gives a version of an article, the newest for None; None where the archive has none."""

_RESTORE = "Put the stored words back, or cite what it should be with `assistant ask`."
_REMOVE = "Take the statement out, or find another source for it with `assistant ask`."


@dataclass(frozen=True, slots=True)
class Quoted:
    """A note and the span that its reference leads to."""

    note: Note
    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        """The stored words."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What came of one note: what it quotes, None where that is gone, whether verbatim, and what is wrong."""

    quoted: Quoted | None
    verbatim: bool
    found: tuple[Found, ...]


def resolve(note: Note, article: Lookup) -> Resolved:
    """Look a note up and compare it with what is stored."""
    quoted, problem = _span(note, article)
    if quoted is None:
        text = note.quote or note.head
        return Resolved(None, False, (Found(Fault.GONE, place(note), text, problem, _REMOVE),))
    found = list(_altered(note, quoted))
    verbatim = not found
    found += _citation(note, quoted.article)
    return Resolved(quoted, verbatim, tuple(found))


def _span(note: Note, article: Lookup) -> tuple[Quoted | None, str]:
    match = REFERENCE.fullmatch(note.reference)
    if match is None:
        return None, "The footnote names no place in an article: `ID@VERSION:START-END` is missing."
    version, start, end = (int(match[name]) for name in ("version", "start", "end"))
    stored = article(match["id"], version)
    if stored is None:
        newest = article(match["id"], None)
        if newest is None:
            return None, f"The archive has no article {match['id']}."
        return None, f"The archive has no version {version} of {match['id']}; the newest is {newest.version}."
    if not start < end <= len(stored.text):
        return None, f"{match['id']}@{version} has no text from {start} to {end}."
    return Quoted(note, stored, start, end), ""


def _altered(note: Note, quoted: Quoted) -> Iterator[Found]:
    stored, written = quoted.text, note.quote
    if not note.exact:
        stored, written = written_form(stored), written_form(written)
    if stored == written:
        return
    problem = "The quote is not what the article says." if written else "The footnote has no quote."
    shown = difference(stored, written)
    yield Found(Fault.ALTERED, place(note), written, problem, _RESTORE, quoted.text, shown)


def written_form(text: str) -> str:
    """Return a text as a quote in a document is compared: on one line, safe, accents put together."""
    return unicodedata.normalize("NFC", one_line(text))


def _citation(note: Note, article: Article) -> Iterator[Found]:
    """Title, publisher and day of the footnote are those of the article; more words may stand there."""
    written = _loose(note.head)
    facts = {"title": article.title, "publisher": article.publisher, "date": date_words(article.published)}
    wrong = [name for name, fact in facts.items() if _loose(fact) not in written]
    if wrong:
        stored = ", ".join(one_line(facts[name]) for name in wrong)
        problem = f"The footnote's {' and '.join(wrong)} is not the article's."
        yield Found(Fault.CITATION, place(note), note.head, problem, f"Write: {stored}.", stored)


def _loose(text: str) -> str:
    return same_form(written_form(text)).casefold()


def check_sources(sources: Sequence[tuple[str, str]] | None, notes: Sequence[Note], article: Lookup) -> Iterator[Found]:
    """Every cited article version is in the list of sources, if there is one, and every one listed in the archive."""
    if sources is None:
        return
    listed = {key for key, _ in sources}
    cited = dict[str, Note]()
    for note in notes:
        if match := REFERENCE.fullmatch(note.reference):
            cited.setdefault(f"{match['id']}@{match['version']}", note)
    for key, note in cited.items():
        if key not in listed:
            problem, advice = f"{key} is cited but not in the list of sources.", "Put it back into the list."
            yield Found(Fault.GONE, place(note), key, problem, advice)
    for key, where in dict(sources).items():
        article_id, _, version = key.rpartition("@")
        if key not in cited and article(article_id, int(version)) is None:
            problem, advice = f"The archive has no {key}.", "Take it out of the list of sources."
            yield Found(Fault.GONE, where or "the list of sources", key, problem, advice)


def place(note: Note) -> str:
    """Say where a note stands."""
    name = f"note {note.number}" if note.number else ""
    return ", ".join(part for part in (note.where, name) if part and part not in (f"foot{name}",))
