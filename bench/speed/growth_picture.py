"""Draws the figures of `growth.py` as one SVG: passages across (each step is ten times more), milliseconds up."""

from __future__ import annotations

import json
import math
from html import escape
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 400, 60, 170, 50, 50
LINES = (
    ("all", "p50", "whole archive, p50", "#1b5e9b", ""),
    ("all", "p95", "whole archive, p95", "#1b5e9b", "5 4"),
    ("a year", "p50", "one year, p50", "#c2571a", ""),
    ("a large publisher", "p50", "one publisher, p50", "#2e7d4f", ""),
    ("all", "search p50", "without the embedder, p50", "#777777", ""),
)


def draw(figures: Path, picture: Path) -> None:
    """Write the picture."""
    rows = sorted((json.loads(line) for line in figures.read_text().splitlines()), key=lambda row: row["passages"])
    most = max(row["times"][name][kind] for row in rows for name, kind, *_ in LINES if name in row["times"])
    step = 100 if most < 1000 else 500
    top = step * math.ceil(most / step)
    parts = [_frame(rows, step, top), *_lines(rows, top)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
    picture.write_text(f'{head} font-size="12"><rect width="100%" height="100%" fill="white"/>{"".join(parts)}</svg>\n')


def _across(row: Any, rows: list[Any]) -> float:
    first, last = (math.log10(row["passages"]) for row in (rows[0], rows[-1]))
    return LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(row["passages"]) - first) / (last - first)


def _up(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def _text(x: float, y: float, text: str, *, anchor: str = "start", colour: str = "#222222") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _frame(rows: list[Any], step: int, top: int) -> str:
    parts = [_text(LEFT, 24, "What retrieval takes for one question, in milliseconds, by passages in the archive")]
    for value in range(0, top + 1, step):
        y = _up(value, top)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        parts.append(_text(LEFT - 8, y + 4, f"{value:,}", anchor="end"))
    parts += [_text(_across(row, rows), HEIGHT - 28, f"{row['passages']:,}", anchor="middle") for row in rows]
    return "".join(parts)


def _lines(rows: list[Any], top: int) -> list[str]:
    parts: list[str] = []
    label_heights: list[float] = []
    lines = sorted(LINES, key=lambda line: -rows[-1]["times"][line[0]][line[1]])
    for name, kind, label, colour, dashes in lines:
        points = [(_across(row, rows), _up(row["times"][name][kind], top)) for row in rows if name in row["times"]]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>'
        )
        y = max([points[-1][1] + 4, *(height + 15 for height in label_heights[-1:])])
        label_heights.append(y)
        parts.append(_text(WIDTH - RIGHT + 8, y, label, colour=colour))
    return parts
