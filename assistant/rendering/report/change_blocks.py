"""What a refreshed report says differently, as lines, with changed statements compared word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.rendering.layout import BLANK, Block, Line, Span, Style, line
from assistant.rendering.safe_text import one_line
from assistant.rendering.word_diff import addition, removal, word_runs
from assistant.schema.reports import Changes


def change_blocks(changes: Changes) -> list[Block]:
    """Return all changes, each kind under its heading, or that there are none."""
    if not changes:
        return [line("Nothing changed.")]
    parts = [
        _part("Changed", [_difference(before, after) for before, after in changes.changed]),
        _part("New", [_line("+ ", text, Style.GOOD) for text in changes.new]),
        _part("Gone", [_line("- ", text, Style.WARNING) for text in changes.gone]),
        _part("Answered now", [_line("+ ", text) for text in changes.answered]),
        _part("Not answered any more", [_line("- ", text) for text in changes.opened]),
        _part(
            "Sources in a new version",
            [_line("", f"{old.key} -> {new.key} {new.reference}") for old, new in changes.versions],
        ),
        _part("Sources new", [_line("+ ", f"{source.key} {source.reference}") for source in changes.sources]),
        _part("Sources gone", [_line("- ", f"{source.key} {source.reference}") for source in changes.dropped]),
    ]
    return [block for part in parts for block in part][1:]


def _part(heading: str, lines: Sequence[Line]) -> Iterator[Block]:
    if lines:
        yield BLANK
        yield line(f"{heading} ({len(lines)}):", Style.TITLE)
        yield from lines


def _line(mark: str, text: str, style: Style = Style.PLAIN) -> Line:
    return Line((Span(one_line(f"{mark}{text}"), style),), "  ")


def _difference(before: str, after: str) -> Line:
    spans: list[Span] = []
    for run in word_runs(before.split(), after.split()):
        old, new = one_line(" ".join(run.old)), one_line(" ".join(run.new))
        if run.is_same:
            spans += [Span(new), Span(" ")]
            continue
        spans += [Span(removal(old), Style.WARNING), Span(" ")] if run.old else []
        spans += [Span(addition(new), Style.GOOD), Span(" ")] if run.new else []
    return Line(tuple(spans[:-1]), "  ")
