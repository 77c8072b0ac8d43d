"""Summarise a run's figures as one JSON object and as tables. Pure functions of rows.

A table is a title, headings and rows of strings; the terminal and Markdown render it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.evaluation.curve import CurvePoint, curve
from assistant.evaluation.metrics import METRICS, Metric, groups, measure
from assistant.evaluation.results import Row, Run
from assistant.evaluation.run_comparison import Comparison, Move, Pair, compare

Figures = Mapping[str, Mapping[str, float | None]]
NOTHING = "–"
"""Shown where a metric does not apply."""
_QUESTION_WORDS = 12
"""Words of a question that are shown in a table."""


@dataclass(frozen=True, slots=True)
class Summary:
    """``figures`` maps group and metric to a figure, None where it does not apply; ``sizes`` counts a group's rows."""

    run: Run
    sizes: Mapping[str, int]
    figures: Figures
    curve: tuple[CurvePoint, ...]
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its title; every row has one cell for each heading."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def summarise(rows: Sequence[Row], baseline: Sequence[Row] = ()) -> Summary:
    """Return the figures of all groups. Raises InputError when the ``baseline`` cannot be compared with the rows."""
    parts = groups(rows)
    figures = {name: {metric.name: measure(metric, part) for metric in METRICS} for name, part in parts.items()}
    sizes = {name: len(part) for name, part in parts.items()}
    return Summary(rows[0].run, sizes, figures, tuple(curve(rows)), compare(baseline, rows) if baseline else None)


def document(summary: Summary) -> dict[str, Any]:
    """Return the summary as the JSON object that ``docs/evaluation.md`` describes."""
    return {
        "run": dict(summary.run),
        "groups": {
            group: {"questions": summary.sizes[group], **{name: _rounded(value) for name, value in figures.items()}}
            for group, figures in summary.figures.items()
        },
        "curve": [{name: _rounded(value) for name, value in asdict(point).items()} for point in summary.curve],
        "baseline": _comparison(summary.comparison) if summary.comparison else None,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def sheets(summary: Summary) -> Iterator[Sheet]:
    """Yield the tables: the figures, the curve, and the comparison with the baseline."""
    names = tuple(summary.figures)
    sizes = ("questions", *(f"{summary.sizes[name]:,}" for name in names))
    rows = [
        (metric.name, *(_figure(metric, summary.figures[name][metric.name]) for name in names))
        for metric in METRICS
        if any(summary.figures[name][metric.name] is not None for name in names)
    ]
    yield Sheet("Figures", ("", *names), (sizes, *rows))
    if summary.curve:
        yield Sheet(
            "How often it speaks, and how often it is then right", _CURVE_HEADINGS, tuple(map(_point, summary.curve))
        )
    if summary.comparison:
        yield from _comparison_sheets(summary.comparison)


_CURVE_HEADINGS = (
    *("confidence from", "speaks", "right when it speaks"),
    *("silent: in articles", "silent: not in articles", "silent: unanswerable"),
)


def _point(point: CurvePoint) -> tuple[str, ...]:
    return tuple(NOTHING if value is None else f"{value:.3f}" for value in asdict(point).values())


def _comparison_sheets(comparison: Comparison) -> Iterator[Sheet]:
    names = tuple(comparison.figures)
    rows = [
        (metric.name, *(_pair(metric, comparison.figures[name][metric.name]) for name in names))
        for metric in METRICS
        if any(comparison.figures[name][metric.name] != (None, None) for name in names)
    ]
    yield Sheet(f"Against the baseline, {comparison.common:,} questions", ("", *names), tuple(rows))
    for title, moves in (("Right before, not now", comparison.lost), ("Right now, not before", comparison.won)):
        if moves:
            yield Sheet(f"{title}: {len(moves)}", ("question", "", "before", "now"), tuple(map(_move_cells, moves)))


def _move_cells(move: Move) -> tuple[str, ...]:
    answers = (move.before or "(silent)", move.after or "(silent)")
    return (f"{move.file}:{move.id}", _shortened(move.question), *answers)


def _shortened(text: str) -> str:
    words = text.split()
    return " ".join(words[:_QUESTION_WORDS]) + (" ..." if len(words) > _QUESTION_WORDS else "")


def _figure(metric: Metric, value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.{metric.digits}f}"


def _pair(metric: Metric, pair: Pair) -> str:
    before, after = pair
    text = f"{_figure(metric, before)} → {_figure(metric, after)}"
    if before is None or after is None:
        return text if pair != (None, None) else NOTHING
    return f"{text} ({after - before:+,.{metric.digits}f})"


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "questions": comparison.common,
        "groups": {
            group: {
                name: {"before": _rounded(before), "after": _rounded(after)}
                for name, (before, after) in figures.items()
            }
            for group, figures in comparison.figures.items()
        },
        "lost": [_move(move) for move in comparison.lost],
        "won": [_move(move) for move in comparison.won],
    }


def _move(move: Move) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(move).items()}
