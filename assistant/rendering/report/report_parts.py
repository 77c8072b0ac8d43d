"""The parts of a report in their order, in one wording for all forms: Markdown, HTML, DOCX, PDF.

All text becomes safe here, except that of statements, which each form passes through ``unbroken``. Each form escapes
the text itself. The structure of the documents is described in ``docs/reports.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from assistant.rendering.citation_note import UNTITLED
from assistant.rendering.layout import coverage_words, date_words
from assistant.rendering.safe_text import one_line, web_address
from assistant.schema.reports import CitedArticle, Report, Statement

NO_DAY = "no date"
_ADDRESS = re.compile(r"""(https?://\S*[^\s.,;:!?"'”’)\]>])""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prose:
    """Statements that make one paragraph."""

    kind: ClassVar[str] = "prose"

    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class StatementTable:
    """Rows with one statement each, under headings. ``shares`` are the widths of the columns, in per cent."""

    kind: ClassVar[str] = "table"

    name: str
    headings: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[str | Statement, ...], ...]


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """Questions that the archive does not answer."""

    kind: ClassVar[str] = "questions"

    items: tuple[OpenQuestion, ...]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An open question. One that is not ``plain`` holds more than a question and is set as a remark, not as a claim."""

    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class ReferencePiece:
    """A piece of a reference. ``address`` is its link, ``""`` for plain text."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A formatted reference, and the ``ID@VERSION`` that opens the article."""

    pieces: tuple[ReferencePiece, ...]
    key: str


@dataclass(frozen=True, slots=True)
class SourceList:
    """The list of sources."""

    kind: ClassVar[str] = "sources"

    items: tuple[SourceEntry, ...]


@dataclass(frozen=True, slots=True)
class ReportPart:
    """A heading and the body under it."""

    heading: str
    body: Prose | StatementTable | OpenQuestions | SourceList

    @property
    def kind(self) -> str:
        """``prose``, ``table``, ``questions`` or ``sources``."""
        return self.body.kind


def title(report: Report) -> str:
    """Return the title, on one line."""
    return one_line(report.title) or UNTITLED


def head(report: Report) -> str:
    """Return the remark under the title: the report's id and day, what was searched, and the model."""
    sentences = [
        f"Report {one_line(report.id)}, {date_words(report.created)}",
        f"Asked of {coverage_words(report.coverage)}",
    ]
    if report.as_of and report.as_of[:10] != report.created[:10]:
        sentences.append(f"Dates are counted from {date_words(report.as_of)}")
    if report.model:
        sentences.append(f"Model {one_line(report.model)}")
    return "".join(f"{sentence}. " for sentence in sentences).rstrip()


def parts(report: Report) -> list[ReportPart]:
    """Return the parts that are not empty. ValueError for marks out of order: some forms number footnotes anew."""
    filled_parts = [part for part in _all_parts(report) if _is_filled(part)]
    marks = [number for part in filled_parts for statement in _statements(part) for number in statement.notes]
    if not marks == [note.number for note in report.notes] == list(range(1, len(marks) + 1)):
        raise ValueError(f"footnotes of report {report.id} are out of order: marks {marks}")
    return filled_parts


def _all_parts(report: Report) -> Iterator[ReportPart]:
    yield ReportPart("Summary", Prose(report.summary))
    for section in report.sections:
        yield ReportPart(one_line(section.heading) or UNTITLED, Prose(section.statements))
    yield ReportPart("Who said what", _sayings(report))
    yield ReportPart("Timeline", _timeline(report))
    yield ReportPart("What the archive does not say", OpenQuestions(tuple(map(_question, report.silences))))
    yield ReportPart("Sources", SourceList(tuple(map(_source, report.sources))))


def _is_filled(part: ReportPart) -> bool:
    match part.body:
        case Prose(statements):
            return bool(statements)
        case StatementTable(rows=rows):
            return bool(rows)
        case OpenQuestions(items) | SourceList(items):
            return bool(items)


def _statements(part: ReportPart) -> Iterator[Statement]:
    match part.body:
        case Prose(statements):
            yield from statements
        case StatementTable(rows=rows):
            yield from (cell for row in rows for cell in row if isinstance(cell, Statement))


def _sayings(report: Report) -> StatementTable:
    rows = tuple((one_line(saying.speaker), saying.statement, _day(saying.day)) for saying in report.sayings)
    return StatementTable("sayings", ("Who", "What was said", "Published"), (22, 57, 21), rows)


def _timeline(report: Report) -> StatementTable:
    rows = tuple((_day(happening.day), happening.statement) for happening in report.timeline)
    return StatementTable("timeline", ("Date", "What happened"), (22, 78), rows)


def _day(day: str) -> str:
    return date_words(day) or NO_DAY


def _question(text: str) -> OpenQuestion:
    single_line = one_line(text)
    has_several_sentences = re.search(r"""[.!]["”’')\]]*\s|[。！]""", single_line)  # noqa: RUF001
    return OpenQuestion(single_line, single_line.endswith(("?", "？", "؟")) and not has_several_sentences)  # noqa: RUF001


def _source(article: CitedArticle) -> SourceEntry:
    pieces = (piece for piece in _ADDRESS.split(one_line(article.reference)) if piece)
    return SourceEntry(tuple(ReferencePiece(piece, web_address(piece)) for piece in pieces), one_line(article.key))
