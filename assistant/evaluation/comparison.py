"""Two runs over the same questions: what moved, and on which questions. Pure functions of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.errors import InputError
from assistant.evaluation.metrics import METRICS, groups, is_judged, is_right, measure, spoke
from assistant.evaluation.results import Row

Pair = tuple[float | None, float | None]
"""A figure before and after."""


@dataclass(frozen=True, slots=True)
class Move:
    """A question on which the two runs differ. ``before`` and ``after`` are what was said, ``""`` for silence."""

    file: str
    id: str
    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``figures`` maps group and metric to before and after, over the ``common`` questions that both runs have.

    ``lost`` went from right to wrong, ``won`` from wrong to right. Silence is right where nothing answers, and wrong
    elsewhere. For retrieval alone, right is a gold article in the first place.
    """

    common: int
    figures: Mapping[str, Mapping[str, Pair]]
    lost: tuple[Move, ...]
    won: tuple[Move, ...]


def compare(before: Sequence[Row], after: Sequence[Row]) -> Comparison:
    """Compare two runs, question by question. InputError when they have no question, or not the kind, in common."""
    old = {row.item.key: row for row in before}
    pairs = [(old[row.item.key], row) for row in after if row.item.key in old]
    if not pairs:
        raise InputError("The baseline has none of these questions.", "Compare with a run over the same files.")
    if any(one.run.get("kind") != other.run.get("kind") for one, other in pairs):
        hint = "Compare answers with answers, and --retrieval-only with --retrieval-only."
        raise InputError("The baseline is of another kind.", hint)
    # What the question file says now is what is right, for both.
    was = {row.item.key: Row(one.run, row.item, one.outcome) for one, row in pairs}
    parts = groups([row for _, row in pairs])
    figures = {name: _figures([was[row.item.key] for row in part], part) for name, part in parts.items()}
    moves = [(is_good(was[row.item.key]), is_good(row), _move(was[row.item.key], row)) for _, row in pairs]
    lost = tuple(move for old_good, new_good, move in moves if old_good and not new_good)
    won = tuple(move for old_good, new_good, move in moves if new_good and not old_good)
    return Comparison(len(pairs), figures, lost, won)


def is_good(row: Row) -> bool:
    """Tell whether a row is as it should be: right, or silent where nothing answers."""
    if not row.outcome.status:
        return row.outcome.ranking.get("hit@1") == 1
    return is_judged(row) and (is_right(row) if spoke(row) else not row.item.answerable)


def _figures(before: Sequence[Row], after: Sequence[Row]) -> dict[str, Pair]:
    return {metric.name: (measure(metric, before), measure(metric, after)) for metric in METRICS}


def _move(before: Row, after: Row) -> Move:
    item = after.item
    return Move(item.file, item.id, item.question, _said(before), _said(after))


def _said(row: Row) -> str:
    if not row.outcome.status:
        return next((str(one["id"]) for one in row.outcome.articles), "")
    return (row.outcome.direct or row.outcome.text) if spoke(row) else ""
