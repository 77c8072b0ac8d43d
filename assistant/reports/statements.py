"""Statements and their footnotes: each borne out by what it cites, each mark a footnote of its own.

A statement stands in one of its quotations, or passes the checks that answers pass; everything else is left out. Knows
nothing of where statements come from. Cost: an embedding for a statement that is reworded.
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
    """A statement before its footnotes are numbered, and the citations that it stands on, never none."""

    text: str
    citations: tuple[Citation, ...]

    @property
    def article(self) -> tuple[str, int]:
        """Which version of which article it is from."""
        return self.citations[-1].article_id, self.citations[-1].version


class Notes:
    """Gives footnotes their numbers, 1 upwards, in the order in which statements are made."""

    def __init__(self) -> None:
        self._all: list[Citation] = []

    def state(self, draft: Draft) -> Statement:
        """Return the statement, with a new footnote for each of its citations."""
        first = len(self._all) + 1
        self._all += [replace(one, number=number) for number, one in enumerate(draft.citations, first)]
        return Statement(draft.text, tuple(range(first, len(self._all) + 1)))

    def all(self) -> tuple[Citation, ...]:
        """Return every footnote given so far, by number."""
        return tuple(self._all)


def verbatim(evidence: Evidence) -> Draft:
    """Make a statement of a sentence as it is."""
    return Draft(evidence.quote, (cite(0, evidence.article, evidence.start, evidence.end),))


def stands(draft: Draft, article_of: Callable[[Citation], Article], closeness: Closeness) -> bool:
    """Tell whether a statement is borne out by its citations. AssistantError for a citation that is not verbatim."""
    articles = [article_of(one) for one in draft.citations]
    for citation, article in zip(draft.citations, articles, strict=True):
        if not holds(citation, article):
            raise AssistantError(f"Citation {citation.reference} is not verbatim: this is a bug.", "Please report it.")
    if any(flat(draft.text) in flat(one.quote) for one in draft.citations):
        return True
    evidence = evidence_of(draft.citations, articles[-1])
    return check(draft.text, evidence, closeness).verdict is Verdict.SUPPORTED


def evidence_of(citations: Sequence[Citation], article: Article) -> Evidence:
    """Return what citations cite: the last is the sentence, one before it from the same article its context."""
    last = citations[-1]
    passage = Passage(article.id, article.version, 0, last.start, last.end, last.quote)
    before = next(
        (one for one in citations[:-1] if (one.article_id, one.version) == (article.id, article.version)), None
    )
    context = (before.start, before.end) if before else (0, 0)
    return Evidence("", article, passage, last.start, last.end, last.score, 0.0, *context)


def flat(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())
