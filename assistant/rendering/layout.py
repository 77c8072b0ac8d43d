"""Answers and articles as lines of styled text and tables, in one wording for terminal and plain text.

`terminal` and `plain_text` decide how a style looks. All text of articles and models passes through ``safe``.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.language.lexicon import MONTHS
from assistant.rendering.safe_text import one_line, safe
from assistant.schema.answers import Answer, Citation, Claim, Status, Verdict
from assistant.schema.archives import Coverage
from assistant.schema.articles import Article, Standing


class Style(StrEnum):
    """The role of a piece of text; the renderer decides how it looks."""

    PLAIN = "plain"
    DIRECT = "direct"
    NUMBER = "number"
    TITLE = "title"
    KEY = "key"
    """The words that matter in a quote."""
    PICKED = "picked"
    """A quote in its article."""
    FAINT = "faint"
    GOOD = "good"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of one line. ``text`` holds no line feed."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``lead`` stands before it, on a terminal before each row that it is wrapped into."""

    spans: tuple[Span, ...] = ()
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; every row has as many cells as there are headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Line | Table
BLANK = Line()
_MARK = re.compile(r"\s*\[\d+\]")
NO_ANSWER = "The archive does not contain the answer."
_MOST_PUBLISHERS = 5
_UNDER_NUMBER = " " * 4
_UNITS = ("B", "kB", "MB", "GB", "TB")


def line(text: str, style: Style = Style.PLAIN, lead: str = "") -> Line:
    """Return a line of one style."""
    return Line((Span(one_line(text), style),), lead)


def answer_blocks(answer: Answer) -> list[Block]:
    """Return the whole answer, or the reason why there is none."""
    return list(_answered(answer) if answer.status is Status.ANSWERED else _abstained(answer))


def _answered(answer: Answer) -> Iterator[Block]:
    if has_headline(answer):
        yield line(answer.direct, Style.DIRECT)
        yield BLANK
    yield Line(tuple(_with_numbers(answer.text, answer.citations)))
    if note := _left_out(answer.claims):
        yield line(note, Style.FAINT)
    for citation in answer.citations:
        yield BLANK
        yield from citation_lines(citation)


def has_headline(answer: Answer) -> bool:
    """Tell whether the direct answer is shown above the text, which may say no more."""
    return bool(answer.direct) and _MARK.sub("", answer.text).strip(" .") != answer.direct.strip(" .")


def _abstained(answer: Answer) -> Iterator[Block]:
    yield line(answer.reason or NO_ANSWER, Style.WARNING)
    yield line(f"Searched: {coverage_words(answer.coverage)}.")
    if answer.nearest:
        yield BLANK
        yield line("Nearest passages, not an answer:", Style.FAINT)
    for citation in answer.nearest:
        yield BLANK
        yield from citation_lines(citation)


def _with_numbers(text: str, citations: Iterable[Citation]) -> Iterator[Span]:
    """Style the marks of citations; "[7]" may also be an article's own text."""
    marks = {f"[{citation.number}]" for citation in citations}
    for piece in re.split(r"(\[\d+\])", one_line(text)):
        if piece:
            yield Span(piece, Style.NUMBER if piece in marks else Style.PLAIN)


def _left_out(claims: Sequence[Claim]) -> str:
    count = sum(claim.verdict is not Verdict.SUPPORTED for claim in claims)
    if not count:
        return ""
    return f"(Left out of the model's draft, because the articles do not say so: {plural(count, 'sentence')}.)"


def citation_lines(citation: Citation, *, reference: bool = True) -> Iterator[Line]:
    """Yield number and title, publisher and date, the quote, and the command that opens it."""
    title = one_line(citation.title) or "(untitled)"
    yield Line((Span(f"[{citation.number}] ", Style.NUMBER), Span(title, Style.TITLE)))
    if source := source_words(citation.publisher, citation.published):
        yield line(source, lead=_UNDER_NUMBER)
    yield from standing_lines(citation, _UNDER_NUMBER)
    for spans in marked(citation.quote, citation.marks, Style.KEY):
        yield Line(spans, f"{_UNDER_NUMBER}> ")
    if reference:
        yield line(f"assistant show {shlex.quote(citation.reference)}", Style.FAINT, _UNDER_NUMBER)


def standing_lines(citation: Citation, lead: str) -> Iterator[Line]:
    """Yield the standing of a corrected or retracted story, and the number of other outlets that have it."""
    if words := standing_words(citation.standing, citation.note):
        yield line(words, Style.WARNING, lead)
    if citation.also:
        yield line(f"also in {plural(len(citation.also), 'outlet')}", Style.FAINT, lead)


def standing_words(standing: Standing, note: str) -> str:
    """Return ``RETRACTED: the reason``, ``""`` for a story in good standing."""
    return ": ".join(part for part in (standing.value, one_line(note)) if part) if standing else ""


def article_blocks(article: Article, span: tuple[int, int] | None = None) -> list[Block]:
    """Return the article, with ``span`` (offsets in its text) highlighted."""
    facts = [source_words(article.publisher, article.published), ", ".join(article.authors), article.url]
    facts.append(f"{article.id}@{article.version}")
    head = [line(article.title or "(untitled)", Style.TITLE), *(line(fact, Style.FAINT) for fact in facts if fact)]
    if words := standing_words(article.standing, article.note):
        head.append(line(words, Style.WARNING))
    body = [Line(spans) for spans in marked(article.text, (span,) if span else (), Style.PICKED)]
    return [*head, BLANK, *body]


def marked(text: str, marks: Iterable[tuple[int, int]], style: Style) -> list[tuple[Span, ...]]:
    """Return the lines of ``text``, with the ``marks`` (offsets in it, in any order) in ``style``."""
    pieces: list[Span] = []
    position = 0
    for start, end in sorted(marks):
        start, end = max(start, position), min(end, len(text))  # noqa: PLW2901 - overlapping marks become one
        if start < end:
            pieces += [Span(text[position:start]), Span(text[start:end], style)]
            position = end
    pieces.append(Span(text[position:]))
    return _lines(pieces)


def _lines(pieces: Iterable[Span]) -> list[tuple[Span, ...]]:
    lines: list[list[Span]] = [[]]
    for piece in pieces:
        for count, part in enumerate(safe(piece.text).split("\n")):
            if count:
                lines.append([])
            if part:
                lines[-1].append(Span(part, piece.style))
    return [tuple(spans) for spans in lines]


def source_words(publisher: str, published: str) -> str:
    """Return publisher and date, those that are known."""
    return ", ".join(part for part in (one_line(publisher), date_words(published)) if part)


def date_words(date: str) -> str:
    """Return ``28 January 2026`` for an ISO date, ``January 2026`` for a month, anything else as it is."""
    match = re.match(r"(\d{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01])|$)", date)
    if not match:
        return one_line(date)
    day = f"{int(match[3])} " if match[3] else ""
    return f"{day}{MONTHS[int(match[2]) - 1].capitalize()} {match[1]}"


def coverage_words(coverage: Coverage) -> str:
    """Return the number of articles, their publishers and their dates."""
    if not coverage.articles:
        return "no articles (the archive is empty, or nothing in it fits the filters)"
    words = plural(coverage.articles, "article")
    if coverage.publishers:
        words += f" from {publisher_words(coverage.publishers)}"
    if coverage.first:
        words += f", {date_range_words(coverage)}"
    return words


def publisher_words(publishers: Sequence[str]) -> str:
    """Return the first few publishers by name and the number of others."""
    named, more = list(publishers[:_MOST_PUBLISHERS]), len(publishers) - _MOST_PUBLISHERS
    last = [f"{more} more"] if more > 0 else named[1:][-1:]
    first = named if more > 0 else named[: len(named) - len(last)]
    return one_line(" and ".join(part for part in (", ".join(first), *last) if part))


def date_range_words(coverage: Coverage) -> str:
    """Return the first and the last day, one day when they are the same."""
    first, last = date_words(coverage.first), date_words(coverage.last)
    return first if first == last else f"{first} to {last}"


def plural(count: int, noun: str) -> str:
    """Return ``1 article``, ``1,200 articles``."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def bytes_words(count: float) -> str:
    """Return ``1.1 GB``: decimal units, as publishers of models give them."""
    power = 0
    while round(count, 1) >= 1000 and power < len(_UNITS) - 1:
        count, power = count / 1000, power + 1
    return f"{count:.0f} B" if not power else f"{count:.1f} {_UNITS[power]}"
