"""Compares two reports: which statements, open questions and sources changed.

Statements are compared by their text, wherever in the report they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from assistant.reports.statements import flat
from assistant.schema.reports import Changes, Report, Statement

ALIKE = 0.6
"""Share of words in common (0 to 1) above which two statements from one article are one that was changed."""


def changes(before: Report, after: Report) -> Changes:
    """Compare two reports on the same questions."""
    old_statements, new_statements = _cited_articles(before), _cited_articles(after)
    gone = [text for text in old_statements if text not in new_statements]
    new = [text for text in new_statements if text not in old_statements]
    pairs = list(_changed_pairs(gone, new, old_statements, new_statements))
    old_sources = {source.article_id: source for source in before.sources}
    new_sources = {source.article_id: source for source in after.sources}
    return Changes(
        tuple(text for text in new if text not in {pair[1] for pair in pairs}),
        tuple(text for text in gone if text not in {pair[0] for pair in pairs}),
        tuple(pairs),
        tuple(question for question in before.silences if question not in after.silences),
        tuple(question for question in after.silences if question not in before.silences),
        tuple(
            (old_sources[article_id], source)
            for article_id, source in new_sources.items()
            if article_id in old_sources and old_sources[article_id].version != source.version
        ),
        tuple(source for article_id, source in new_sources.items() if article_id not in old_sources),
        tuple(source for article_id, source in old_sources.items() if article_id not in new_sources),
    )


def _cited_articles(report: Report) -> dict[str, set[str]]:
    """Return the ids of the articles that each statement cites, by the text of the statement, in order."""
    article_ids = {note.number: note.article_id for note in report.notes}
    cited: dict[str, set[str]] = {}
    for statement in _all_statements(report):
        cited.setdefault(flat(statement.text), set()).update(article_ids[number] for number in statement.notes)
    return cited


def _all_statements(report: Report) -> Iterator[Statement]:
    yield from report.summary
    for section in report.sections:
        yield from section.statements
    yield from (saying.statement for saying in report.sayings)
    yield from (happening.statement for happening in report.timeline)


def _changed_pairs(
    gone: Sequence[str], new: Sequence[str], old_statements: dict[str, set[str]], new_statements: dict[str, set[str]]
) -> Iterator[tuple[str, str]]:
    """Yield each statement that is gone with the new one most like it, if they cite the same article and are ALIKE."""
    unpaired = list(new)
    for text in gone:
        candidates = [
            (_similarity(text, other), other) for other in unpaired if old_statements[text] & new_statements[other]
        ]
        similarity, best = max(candidates, default=(0.0, ""))
        if similarity >= ALIKE:
            unpaired.remove(best)
            yield text, best


def _similarity(text: str, other: str) -> float:
    return SequenceMatcher(None, text.split(), other.split(), autojunk=False).ratio()
