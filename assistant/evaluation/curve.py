"""Selective answering: how right it is against how often it speaks, for every threshold that confidence could have.

Source: El-Yaniv and Wiener 2010, "On the foundations of noise-free selective classification" (risk and coverage).
Pure functions of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evaluation.metrics import is_judged, is_right, said
from assistant.evaluation.results import Row

POINTS = 10
"""Thresholds in the table, about equally many answers apart."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold would give; shares from 0 to 1, None where there are no such questions.

    ``speaks`` is the share of questions it speaks on, ``right`` the share of those that it gets right. The others are
    the share of questions that it keeps silent on, where the articles hold the answer, where they do not, and where
    nothing answers.
    """

    threshold: float
    speaks: float
    right: float | None
    silent_in_articles: float | None
    silent_not_in_articles: float | None
    silent_unanswerable: float | None


def curve(rows: Sequence[Row], thresholds: Sequence[float] = ()) -> list[Point]:
    """Return one point a threshold, from speaking most to speaking least; empty when nothing was ever said.

    What was withheld counts as what it would have said. Where no ``thresholds`` are given, ten of the confidences are.
    """
    judged = [row for row in rows if is_judged(row)]
    sure = sorted(row.outcome.confidence for row in judged if _has_said(row))
    chosen = thresholds or [sure[at * len(sure) // POINTS] for at in range(POINTS) if sure]
    return [_point(threshold, judged) for threshold in dict.fromkeys(chosen)]


def _has_said(row: Row) -> bool:
    return bool(said(row))


def _speaks(row: Row, threshold: float) -> bool:
    return _has_said(row) and row.outcome.confidence >= threshold


def _point(threshold: float, rows: Sequence[Row]) -> Point:
    spoken = [row for row in rows if _speaks(row, threshold)]
    right = sum(map(is_right, spoken))
    return Point(
        threshold,
        len(spoken) / len(rows),
        right / len(spoken) if spoken else None,
        _silent([row for row in rows if row.item.in_articles is True], threshold),
        _silent([row for row in rows if row.item.in_articles is False], threshold),
        _silent([row for row in rows if not row.item.answerable], threshold),
    )


def _silent(rows: Sequence[Row], threshold: float) -> float | None:
    return sum(not _speaks(row, threshold) for row in rows) / len(rows) if rows else None
