"""What changed from one report to the next: statements, open questions, sources.

Statements are compared by their text, wherever they stand. Knows nothing of how reports are made or shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from assistant.reports.statements import flat
from assistant.schema.reports import Changes, Report, Statement

ALIKE = 0.6
"""Two statements from one article with this share of their words in common are one that was changed."""


def changes(before: Report, after: Report) -> Changes:
    """Compare two reports on the same questions."""
    old, new = _statements(before), _statements(after)
    gone = [text for text in old if text not in new]
    fresh = [text for text in new if text not in old]
    pairs = list(_pairs(gone, fresh, old, new))
    listed = {one.article_id: one for one in before.sources}
    now = {one.article_id: one for one in after.sources}
    return Changes(
        tuple(text for text in fresh if text not in {pair[1] for pair in pairs}),
        tuple(text for text in gone if text not in {pair[0] for pair in pairs}),
        tuple(pairs),
        tuple(one for one in before.silences if one not in after.silences),
        tuple(one for one in after.silences if one not in before.silences),
        tuple((listed[key], one) for key, one in now.items() if key in listed and listed[key].version != one.version),
        tuple(one for key, one in now.items() if key not in listed),
        tuple(one for key, one in listed.items() if key not in now),
    )


def _statements(report: Report) -> dict[str, set[str]]:
    """Return the texts of all statements, in order, with the articles that they cite."""
    cited = {note.number: note.article_id for note in report.notes}
    found: dict[str, set[str]] = {}
    for one in _all(report):
        found.setdefault(flat(one.text), set()).update(cited[number] for number in one.notes)
    return found


def _all(report: Report) -> Iterator[Statement]:
    yield from report.summary
    for section in report.sections:
        yield from section.statements
    yield from (saying.statement for saying in report.sayings)
    yield from (happening.statement for happening in report.timeline)


def _pairs(
    gone: Sequence[str], fresh: Sequence[str], old: dict[str, set[str]], new: dict[str, set[str]]
) -> Iterator[tuple[str, str]]:
    """Yield the statements that became another one of the same article, each with the one most like it."""
    left = list(fresh)
    for text in gone:
        near = [(_alike(text, other), other) for other in left if old[text] & new[other]]
        share, best = max(near, default=(0.0, ""))
        if share >= ALIKE:
            left.remove(best)
            yield text, best


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()
