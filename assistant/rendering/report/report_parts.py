"""What a report says and in which order, in one wording for all its forms: Markdown, HTML, DOCX, PDF.

Knows nothing of how a form looks or what it escapes. All text of articles passes through ``safe`` here. The form that
every document has is described in ``docs/reports.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.rendering.citation_note import UNTITLED
from assistant.rendering.layout import coverage_words, date_words
from assistant.rendering.safe_text import one_line, web_address
from assistant.schema.reports import CitedArticle, Report, Statement

NO_DAY = "no date"
_ADDRESS = re.compile(r"""(https?://\S*[^\s.,;:!?"'”’)\]>])""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prose:
    """Statements that make one paragraph."""

    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text with one statement each, under headings. ``shares`` are the columns' widths, of 100."""

    name: str
    headings: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[str | Statement, ...], ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions that stay open."""

    items: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """``plain`` is a single question and reads as one; anything else is set as a remark, so as to claim nothing."""

    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a reference; ``address`` is where it leads, ``""`` where it is no address."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A formatted reference, and the ``ID@VERSION`` that opens the article."""

    pieces: tuple[Piece, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Sources:
    """The list of sources."""

    items: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it."""

    heading: str
    body: Prose | Table | Questions | Sources

    @property
    def kind(self) -> str:
        """``prose``, ``table``, ``questions`` or ``sources``."""
        return type(self.body).__name__.lower()


def title(report: Report) -> str:
    """The title, on one line."""
    return one_line(report.title) or UNTITLED


def head(report: Report) -> str:
    """Which report this is, from when, of what it was asked, and by which model: the remark under the title."""
    said = [
        f"Report {one_line(report.id)}, {date_words(report.created)}",
        f"Asked of {coverage_words(report.coverage)}",
    ]
    if report.as_of and report.as_of[:10] != report.created[:10]:
        said.append(f"Dates are counted from {date_words(report.as_of)}")
    if report.model:
        said.append(f"Model {one_line(report.model)}")
    return "".join(f"{sentence}. " for sentence in said).rstrip()


def parts(report: Report) -> list[Part]:
    """The parts that are not empty. ValueError when a mark is not the next footnote's: other forms would count anew."""
    found = [part for part in _all_parts(report) if _filled(part)]
    marks = [number for part in found for statement in _statements(part) for number in statement.notes]
    if not marks == [note.number for note in report.notes] == list(range(1, len(marks) + 1)):
        raise ValueError(f"footnotes of report {report.id} are out of order: marks {marks}")
    return found


def _all_parts(report: Report) -> Iterator[Part]:
    yield Part("Summary", Prose(report.summary))
    for section in report.sections:
        yield Part(one_line(section.heading) or UNTITLED, Prose(section.statements))
    yield Part("Who said what", _sayings(report))
    yield Part("Timeline", _timeline(report))
    yield Part("What the archive does not say", Questions(tuple(map(_question, report.silences))))
    yield Part("Sources", Sources(tuple(map(_source, report.sources))))


def _filled(part: Part) -> bool:
    match part.body:
        case Prose(statements):
            return bool(statements)
        case Table(rows=rows):
            return bool(rows)
        case Questions(items) | Sources(items):
            return bool(items)


def _statements(part: Part) -> Iterator[Statement]:
    match part.body:
        case Prose(statements):
            yield from statements
        case Table(rows=rows):
            yield from (cell for row in rows for cell in row if isinstance(cell, Statement))


def _sayings(report: Report) -> Table:
    rows = tuple((one_line(s.speaker), s.statement, date_words(s.day) or NO_DAY) for s in report.sayings)
    return Table("sayings", ("Who", "What was said", "Published"), (22, 57, 21), rows)


def _timeline(report: Report) -> Table:
    rows = tuple((date_words(happening.day) or NO_DAY, happening.statement) for happening in report.timeline)
    return Table("timeline", ("Date", "What happened"), (22, 78), rows)


def _question(text: str) -> Question:
    flat = one_line(text)
    return Question(flat, flat.endswith(("?", "？", "؟")) and not re.search(r"""[.!]["”’')\]]*\s|[。！]""", flat))  # noqa: RUF001


def _source(cited: CitedArticle) -> Source:
    pieces = (piece for piece in _ADDRESS.split(one_line(cited.reference)) if piece)
    return Source(tuple(Piece(piece, web_address(piece)) for piece in pieces), one_line(cited.key))
