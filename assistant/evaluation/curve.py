"""The curve of selective answering: accuracy against coverage, for each threshold of confidence.

Source: El-Yaniv and Wiener 2010, "On the foundations of noise-free selective classification" (risk and coverage).
Pure functions of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evaluation.metrics import is_judged, is_right, statement
from assistant.evaluation.results import Row

POINTS = 10
"""Thresholds in the table, with about the same number of answers between each two."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The figures at a threshold: shares from 0 to 1, None where there are no such questions.

    ``speaks`` is the share of questions that are answered, ``right`` the share of these that are right. The other
    shares are of unanswered questions: with the answer in the articles, without it there, and unanswerable ones.
    """

    threshold: float
    speaks: float
    right: float | None
    silent_in_articles: float | None
    silent_not_in_articles: float | None
    silent_unanswerable: float | None


def curve(rows: Sequence[Row], thresholds: Sequence[float] = ()) -> list[CurvePoint]:
    """Return one point for each threshold, from the lowest to the highest; empty when no row has an answer.

    Withheld answers count as answers. The default thresholds are ``POINTS`` of the rows' confidences.
    """
    judged_rows = [row for row in rows if is_judged(row)]
    confidences = sorted(row.outcome.confidence for row in judged_rows if statement(row))
    quantiles = [confidences[index * len(confidences) // POINTS] for index in range(POINTS) if confidences]
    return [_point(threshold, judged_rows) for threshold in dict.fromkeys(thresholds or quantiles)]


def _speaks(row: Row, threshold: float) -> bool:
    return bool(statement(row)) and row.outcome.confidence >= threshold


def _point(threshold: float, rows: Sequence[Row]) -> CurvePoint:
    answered_rows = [row for row in rows if _speaks(row, threshold)]
    right = sum(map(is_right, answered_rows))
    return CurvePoint(
        threshold,
        len(answered_rows) / len(rows),
        right / len(answered_rows) if answered_rows else None,
        _silent([row for row in rows if row.item.in_articles is True], threshold),
        _silent([row for row in rows if row.item.in_articles is False], threshold),
        _silent([row for row in rows if not row.item.answerable], threshold),
    )


def _silent(rows: Sequence[Row], threshold: float) -> float | None:
    return sum(not _speaks(row, threshold) for row in rows) / len(rows) if rows else None
