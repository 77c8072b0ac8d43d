"""Numbered, verbatim citations, and the check that each of them still is one.

Knows nothing of how the evidence was found.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from assistant.answering.question import Question
from assistant.language.lexicon import STOP
from assistant.language.words import stem, tokens
from assistant.schema.answers import Citation, Evidence
from assistant.schema.articles import Article


class Numbering:
    """Gives citations their numbers, 1 upwards, the same span always the same number."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int, int], Citation] = {}

    def cite(self, evidence: Evidence, mark: Set[str]) -> tuple[Citation, ...]:
        """Cite a sentence and what it leans on, in the order of the text; ``mark`` are the stems that matter."""
        spans = [(evidence.context_start, evidence.context_end), (evidence.start, evidence.end)]
        return tuple(self._one(evidence.article, start, end, mark) for start, end in spans if start < end)

    def all(self) -> tuple[Citation, ...]:
        """Return every citation given so far, by number."""
        return tuple(self._known.values())

    def _one(self, article: Article, start: int, end: int, mark: Set[str]) -> Citation:
        span = (article.id, article.version, start, end)
        if span not in self._known:
            self._known[span] = cite(len(self._known) + 1, article, start, end, mark)
        return self._known[span]


def cite(number: int, article: Article, start: int, end: int, mark: Set[str] = frozenset()) -> Citation:
    """Cite one span of an article."""
    quote = article.text[start:end]
    return Citation(
        number, article.id, article.version, article.title, article.publisher, article.published, article.url,
        start, end, quote, marks(quote, mark),
    )  # fmt: skip


def cite_all(evidence: Sequence[Evidence], asked: Question) -> list[Citation]:
    """Cite pieces of evidence in the order given, with their scores and without what they lean on."""
    mark = frozenset(asked.weights)
    return [
        replace(cite(number, one.article, one.start, one.end, mark), score=round(one.score, 4))
        for number, one in enumerate(evidence, start=1)
    ]


def marks(quote: str, stems: Set[str]) -> tuple[tuple[int, int], ...]:
    """Return where in the quote words with these stems stand; neighbours become one mark."""
    found: list[tuple[int, int]] = []
    for word, start, end in tokens(quote):
        if word.lower() in STOP or stem(word) not in stems:
            continue
        if found and not quote[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def holds(citation: Citation, article: Article) -> bool:
    """Tell whether a citation is what it says: this version of this article, verbatim at these offsets."""
    same = (citation.article_id, citation.version) == (article.id, article.version)
    return same and citation.quote != "" and citation.quote == article.text[citation.start : citation.end]
