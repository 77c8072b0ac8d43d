"""Who said what: who speaks in a sentence, and the table of it.

Knows nothing of how sentences were found. Cost: some 30 microseconds a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.answering.citations import cite
from assistant.language.speakers import speaker
from assistant.reports.statements import Draft, verbatim
from assistant.schema.answers import Evidence

MOST = 12
"""Rows of the table."""
MOST_OF_ONE = 3
"""Rows of one speaker: others are to be heard as well."""


def speaker_of(quote: str, context: str = "") -> str:
    """Return who says a sentence, as written and without title; ``""`` where that is not plain.

    ``context`` is what the sentence leans on: "he said" is resolved only when it names exactly one person or body.
    """
    return speaker(quote, context)


def sayings(evidence: Sequence[Evidence]) -> list[tuple[str, str, Draft]]:
    """Return speaker, day of publication and statement for the sentences, best first, that somebody plainly says.

    The sentence that tells who "he" is is cited with it. By day, and in the order of the text.
    """
    said, rows = Counter[str](), []
    for one in evidence:
        who = speaker_of(one.quote, one.context)
        if who and said[who] < MOST_OF_ONE:
            said[who] += 1
            rows.append((who, one))
    rows = sorted(rows[:MOST], key=lambda row: (row[1].article.published, row[1].article.id, row[1].start))
    return [(who, one.article.day, with_context(one)) for who, one in rows]


def with_context(evidence: Evidence) -> Draft:
    """Make a statement of a sentence; what it leans on is cited after it."""
    draft, article = verbatim(evidence), evidence.article
    if not evidence.context:
        return draft
    return Draft(draft.text, (*draft.citations, cite(0, article, evidence.context_start, evidence.context_end)))
