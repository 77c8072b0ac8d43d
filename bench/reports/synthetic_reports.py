"""Synthetic reports, made by rule out of an archive, without a language model: material to edit and verify.

Statements are as the pipeline writes them: verbatim sentences, each with its footnote, and restatements that the
verification accepts, with a footnote for the sentence that they lean on before. Tables are as in a real report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from random import Random

from assistant.answering.citations import cite
from assistant.reports.sayings import speaker_of
from assistant.reports.timeline import days_of
from assistant.schema.answers import Citation, Evidence, Verdict
from assistant.schema.archives import Coverage
from assistant.schema.articles import Article
from assistant.schema.reports import CitedArticle, Happening, Report, Saying, Section, Statement
from assistant.verification import check
from bench.claims.cases import Case, build

SECTIONS, EACH = 3, 4
"""Sections of a report, statements of a section."""
ROWS = 4


def synthetic_reports(
    articles: Sequence[Article], many: int, seed: int, closeness: Callable[[str, str], float]
) -> Iterator[Report]:
    """Yield reports, each over some of the articles' sentences."""
    cases = [case for case in build(articles, 200, seed) if case.true and _holds(case, closeness)]
    rng = Random(f"reports {seed}")
    for number in range(1, many + 1):
        yield _report(number, rng.sample(cases, min(len(cases), 60)))


def _holds(case: Case, closeness: Callable[[str, str], float]) -> bool:
    return check(case.claim, case.evidence, closeness).verdict is Verdict.SUPPORTED


class _Notebook:
    """Numbers footnotes as they come, one a mark."""

    def __init__(self) -> None:
        self.notes: list[Citation] = []
        self._number = count(1)

    def state(self, text: str, evidence: Evidence) -> list[Statement]:
        """A restatement rests on its evidence and what that leans on; verbatim, the two are statements of their own."""
        spans = [(evidence.context_start, evidence.context_end), (evidence.start, evidence.end)]
        citations = [self._cite(evidence.article, *span) for span in spans if span[0] < span[1]]
        if text == evidence.quote:
            return [Statement(citation.quote, (citation.number,)) for citation in citations]
        return [Statement(text, tuple(citation.number for citation in citations))]

    def row(self, evidence: Evidence) -> Statement:
        return Statement(evidence.quote, (self._cite(evidence.article, evidence.start, evidence.end).number,))

    def _cite(self, article: Article, start: int, end: int) -> Citation:
        self.notes.append(cite(next(self._number), article, start, end))
        return self.notes[-1]


def _report(number: int, cases: Sequence[Case]) -> Report:
    book = _Notebook()
    summary = [statement for case in cases[:3] for statement in book.state(case.claim, case.evidence)]
    sections = [
        Section(
            f"Part {index + 1}",
            tuple(statement for case in part for statement in book.state(case.claim, case.evidence)),
        )
        for index in range(SECTIONS)
        if (part := cases[3 + index * EACH : 3 + (index + 1) * EACH])
    ]
    evidences = list(
        {(evidence.article.id, evidence.start): evidence for evidence in (case.evidence for case in cases)}.values()
    )
    spoken = [
        (speaker, evidence) for evidence in evidences if (speaker := speaker_of(evidence.quote, evidence.context))
    ]
    sayings = [Saying(speaker, evidence.article.day, book.row(evidence)) for speaker, evidence in spoken[:ROWS]]
    dated = [
        (days[0], evidence) for evidence in evidences if (days := days_of(evidence.quote, evidence.article.published))
    ]
    timeline = [Happening(day, book.row(evidence)) for day, evidence in dated[:ROWS]]
    articles = dict.fromkeys((note.article_id, note.version, note.title, note.publisher) for note in book.notes)
    sources = [CitedArticle(key, version, f"{title}. {publisher}.") for key, version, title, publisher in articles]
    coverage = Coverage(len(sources), 0, (), "", "")
    empty = Report(f"2026-11-24-{number:06x}", f"What was reported, part {number}", "2026-11-24T08:00:00+00:00",
                   "2026-11-24", "made by rule", coverage)  # fmt: skip
    silences = ("Who won the cup?", "What will it cost in the end?", "When did it begin?")
    return replace(
        empty, summary=tuple(summary), sections=tuple(sections), sayings=tuple(sayings), timeline=tuple(timeline),
        silences=silences, notes=tuple(book.notes), sources=tuple(sources),
    )  # fmt: skip
