"""What a refreshed report says differently, as lines: words that went stand in [- -], words that came in {+ +}."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from assistant.rendering.layout import BLANK, Block, Line, Span, Style, line
from assistant.rendering.safe import one_line
from assistant.schema.reports import Changes

_MARKS = {"same": ("", "", Style.PLAIN), "gone": ("[-", "-]", Style.WARNING), "new": ("{+", "+}", Style.GOOD)}


def change_blocks(found: Changes) -> list[Block]:
    """All changes, each kind under its heading, or that there are none."""
    if not found:
        return [line("Nothing changed.")]
    parts = [
        _part("Changed", [_difference(before, after) for before, after in found.changed]),
        _part("New", [_line("+ ", text, Style.GOOD) for text in found.new]),
        _part("Gone", [_line("- ", text, Style.WARNING) for text in found.gone]),
        _part("Answered now", [_line("+ ", text) for text in found.answered]),
        _part("Not answered any more", [_line("- ", text) for text in found.opened]),
        _part(
            "Sources in a new version",
            [_line("", f"{one.key} -> {two.key} {two.reference}") for one, two in found.versions],
        ),
        _part("Sources new", [_line("+ ", f"{one.key} {one.reference}") for one in found.sources]),
        _part("Sources gone", [_line("- ", f"{one.key} {one.reference}") for one in found.dropped]),
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
    for kind, words in word_diff(before, after):
        opening, closing, style = _MARKS[kind]
        spans += [Span(f"{opening}{one_line(words)}{closing}", style), Span(" ")]
    return Line(tuple(spans[:-1]), "  ")


def word_diff(before: str, after: str) -> list[tuple[str, str]]:
    """Return the words of two texts in runs, each with what became of it: ``same``, ``gone`` or ``new``."""
    old, new = before.split(), after.split()
    runs: list[tuple[str, str]] = []
    for _, begin, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[begin:end] == new[first:last]:
            runs.append(("same", " ".join(old[begin:end])))
            continue
        runs += [("gone", " ".join(old[begin:end])), ("new", " ".join(new[first:last]))]
    return [run for run in runs if run[1]]
