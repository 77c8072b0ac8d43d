"""The statements of a report and their footnotes: each statement is supported by its citations.

A statement is verbatim in one of its quotations, or passes the checks that answers pass; all others are left out. Every
mark has a footnote of its own. Cost: an embedding per statement that is reworded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.citations import cite, holds
from assistant.errors import AssistantError
from assistant.schema.answers import Citation, Evidence, Verdict
from assistant.schema.articles import Article, Passage
from assistant.schema.reports import Statement
from assistant.verification import check

Closeness = Callable[[str, str], float]


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement whose footnotes have no numbers yet, and its citations, at least one."""

    text: str
    citations: tuple[Citation, ...]

    @property
    def article(self) -> tuple[str, int]:
        """The id and version of the article that it is from."""
        return self.citations[-1].article_id, self.citations[-1].version


class Notes:
    """Numbers footnotes from 1, in the order in which statements are annotated."""

    def __init__(self) -> None:
        self._notes: list[Citation] = []

    def annotate(self, draft: Draft) -> Statement:
        """Return the statement with a new footnote for each of its citations."""
        first = len(self._notes) + 1
        self._notes += [replace(citation, number=number) for number, citation in enumerate(draft.citations, first)]
        return Statement(draft.text, tuple(range(first, len(self._notes) + 1)))

    def all(self) -> tuple[Citation, ...]:
        """Return all footnotes so far, by number."""
        return tuple(self._notes)


def verbatim(evidence: Evidence) -> Draft:
    """Return a sentence as a statement that cites itself."""
    return Draft(evidence.quote, (cite(0, evidence.article, evidence.start, evidence.end),))


def is_supported(draft: Draft, article_of: Callable[[Citation], Article], closeness: Closeness) -> bool:
    """Return whether its citations support a statement. Raises AssistantError for a citation that is not verbatim."""
    articles = [article_of(citation) for citation in draft.citations]
    for citation, article in zip(draft.citations, articles, strict=True):
        if not holds(citation, article):
            raise AssistantError(f"Citation {citation.reference} is not verbatim: this is a bug.", "Please report it.")
    if any(flat(draft.text) in flat(citation.quote) for citation in draft.citations):
        return True
    evidence = evidence_of(draft.citations, articles[-1])
    return check(draft.text, evidence, closeness).verdict is Verdict.SUPPORTED


def evidence_of(citations: Sequence[Citation], article: Article) -> Evidence:
    """Return the last citation as evidence; its context is the first citation before it from the same article."""
    last = citations[-1]
    passage = Passage(article.id, article.version, 0, last.start, last.end, last.quote)
    version = (article.id, article.version)
    first = next((citation for citation in citations[:-1] if (citation.article_id, citation.version) == version), None)
    context = (first.start, first.end) if first else (0, 0)
    return Evidence("", article, passage, last.start, last.end, last.score, 0.0, *context)


def flat(text: str) -> str:
    """Return a text with each run of white space as one space."""
    return " ".join(text.split())
