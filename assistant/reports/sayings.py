"""Who said what: the speaker of a sentence, and the table of speakers and statements.

Cost: some 30 microseconds a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.answering.citations import cite
from assistant.language.speakers import speaker
from assistant.reports.statements import Draft, verbatim
from assistant.schema.answers import Evidence

MOST_ROWS = 12
"""Rows of the table."""
MOST_ROWS_OF_ONE = 3
"""Rows of one speaker, to leave room for others."""


def speaker_of(quote: str, context: str = "") -> str:
    """Return who says a sentence, as written and without title; ``""`` where that is not plain.

    ``context`` is the sentence before: "he said" is resolved only when it names exactly one person or body.
    """
    return speaker(quote, context)


def sayings(evidence: Sequence[Evidence]) -> list[tuple[str, str, Draft]]:
    """Return speaker, day of publication and statement of each sentence with a plain speaker, given best first.

    Rows are ordered by day, then as in the text. The sentence that says who "he" is is cited with the statement.
    """
    rows_of, rows = Counter[str](), []
    for piece in evidence:
        name = speaker_of(piece.quote, piece.context)
        if name and rows_of[name] < MOST_ROWS_OF_ONE:
            rows_of[name] += 1
            rows.append((name, piece))
    rows = sorted(rows[:MOST_ROWS], key=lambda row: (row[1].article.published, row[1].article.id, row[1].start))
    return [(name, piece.article.day, with_context(piece)) for name, piece in rows]


def with_context(evidence: Evidence) -> Draft:
    """Make a statement of a sentence; its context is cited after it."""
    draft, article = verbatim(evidence), evidence.article
    if not evidence.context:
        return draft
    return Draft(draft.text, (*draft.citations, cite(0, article, evidence.context_start, evidence.context_end)))
