"""Compare two runs over the same questions: which figures and which questions changed. Pure functions of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.errors import InputError
from assistant.evaluation.metrics import METRICS, groups, is_judged, is_right, measure, spoke
from assistant.evaluation.results import Row

Pair = tuple[float | None, float | None]
"""A figure of the baseline and of the new run."""


@dataclass(frozen=True, slots=True)
class Move:
    """A question on which the two runs differ. ``before`` and ``after`` are their answers, ``""`` for silence."""

    file: str
    id: str
    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``figures`` maps group and metric to before and after, over the ``common`` questions of both runs.

    ``lost`` questions went from right to wrong, ``won`` ones from wrong to right. Silence is right on unanswerable
    questions and wrong on others. In a run of retrieval only, a question is right if the first article is a gold one.
    """

    common: int
    figures: Mapping[str, Mapping[str, Pair]]
    lost: tuple[Move, ...]
    won: tuple[Move, ...]


def compare(before: Sequence[Row], after: Sequence[Row]) -> Comparison:
    """Compare two runs question by question.

    Raises InputError when they have no question in common, or are not of the same kind.
    """
    baseline = {row.item.key: row for row in before}
    pairs = [(baseline[row.item.key], row) for row in after if row.item.key in baseline]
    if not pairs:
        raise InputError("The baseline has none of these questions.", "Compare with a run over the same files.")
    if any(old.run.get("kind") != new.run.get("kind") for old, new in pairs):
        hint = "Compare answers with answers, and --retrieval-only with --retrieval-only."
        raise InputError("The baseline is of another kind.", hint)
    # Both runs are judged by the answers that the question file has now.
    old_rows = {new.item.key: Row(old.run, new.item, old.outcome) for old, new in pairs}
    parts = groups([new for _, new in pairs])
    figures = {name: _figures([old_rows[row.item.key] for row in part], part) for name, part in parts.items()}
    moves = [(is_good(old_rows[new.item.key]), is_good(new), _move(old_rows[new.item.key], new)) for _, new in pairs]
    lost = tuple(move for was_good, is_good_now, move in moves if was_good and not is_good_now)
    won = tuple(move for was_good, is_good_now, move in moves if is_good_now and not was_good)
    return Comparison(len(pairs), figures, lost, won)


def is_good(row: Row) -> bool:
    """Whether a row is right, or silent on an unanswerable question."""
    if not row.outcome.status:
        return row.outcome.ranking.get("hit@1") == 1
    return is_judged(row) and (is_right(row) if spoke(row) else not row.item.answerable)


def _figures(before: Sequence[Row], after: Sequence[Row]) -> dict[str, Pair]:
    return {metric.name: (measure(metric, before), measure(metric, after)) for metric in METRICS}


def _move(before: Row, after: Row) -> Move:
    item = after.item
    return Move(item.file, item.id, item.question, _statement(before), _statement(after))


def _statement(row: Row) -> str:
    """Return the answer, "" for silence; in a run of retrieval only, the id of the first article."""
    if not row.outcome.status:
        return next((str(article["id"]) for article in row.outcome.articles), "")
    return (row.outcome.direct or row.outcome.text) if spoke(row) else ""
