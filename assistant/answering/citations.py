"""Numbered, verbatim citations, and the check that a citation is verbatim."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from assistant.answering.question import Question
from assistant.language.lexicon import STOP
from assistant.language.words import stem, tokens
from assistant.schema.answers import Citation, Evidence
from assistant.schema.articles import Article


class Numbering:
    """Numbers citations from 1 upwards; the same span always has the same number."""

    def __init__(self) -> None:
        self._citations: dict[tuple[str, int, int, int], Citation] = {}

    def cite(self, evidence: Evidence, marked_stems: Set[str]) -> tuple[Citation, ...]:
        """Cite a sentence and its context, in the order of the text; words with ``marked_stems`` are marked."""
        spans = [(evidence.context_start, evidence.context_end), (evidence.start, evidence.end)]
        return tuple(self._citation(evidence.article, *span, marked_stems) for span in spans if span[0] < span[1])

    def all(self) -> tuple[Citation, ...]:
        """Return all citations, by number."""
        return tuple(self._citations.values())

    def _citation(self, article: Article, start: int, end: int, marked_stems: Set[str]) -> Citation:
        span = (article.id, article.version, start, end)
        if span not in self._citations:
            self._citations[span] = cite(len(self._citations) + 1, article, start, end, marked_stems)
        return self._citations[span]


def cite(number: int, article: Article, start: int, end: int, marked_stems: Set[str] = frozenset()) -> Citation:
    """Return the citation of one span of an article."""
    quote = article.text[start:end]
    return Citation(
        number, article.id, article.version, article.title, article.publisher, article.published, article.url,
        start, end, quote, marks(quote, marked_stems),
    )  # fmt: skip


def cite_all(evidence: Sequence[Evidence], question: Question) -> list[Citation]:
    """Return citations of pieces of evidence in the order given, scored and without their context."""
    marked_stems = frozenset(question.weights)
    return [
        replace(cite(number, piece.article, piece.start, piece.end, marked_stems), score=round(piece.score, 4))
        for number, piece in enumerate(evidence, start=1)
    ]


def marks(quote: str, stems: Set[str]) -> tuple[tuple[int, int], ...]:
    """Return the spans of the quote's words with these stems; neighbours become one span."""
    spans: list[tuple[int, int]] = []
    for word, start, end in tokens(quote):
        if word.lower() in STOP or stem(word) not in stems:
            continue
        if spans and not quote[spans[-1][1] : start].strip():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans)


def holds(citation: Citation, article: Article) -> bool:
    """Tell whether a citation is of this version of this article and verbatim at its offsets."""
    same = (citation.article_id, citation.version) == (article.id, article.version)
    return same and citation.quote != "" and citation.quote == article.text[citation.start : citation.end]
