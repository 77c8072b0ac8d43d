"""Lines, tables and progress on a terminal; the only module that imports rich.

No text is ever read as rich's markup. Importing rich takes 0.1 s, so it is imported once there is something to show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from assistant.rendering.chat_blocks import understood_line
from assistant.rendering.layout import BLANK, Block, Line, Style, Table, bytes_words, citation_lines, line
from assistant.rendering.safe_text import one_line
from assistant.schema.answers import Citation
from assistant.schema.events import DraftText, Event, EvidenceFound, Listener, Notice, Progress, Understood

if TYPE_CHECKING:
    import rich.progress
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.control import Control
    from rich.live import Live
    from rich.text import Text

# Readable on dark and light backgrounds, and without colours: what matters is bold or underlined as well.
_STYLES = {
    Style.PLAIN: "",
    Style.DIRECT: "bold",
    Style.NUMBER: "bold cyan",
    Style.TITLE: "bold",
    Style.KEY: "bold underline",
    Style.PICKED: "reverse",
    Style.FAINT: "dim",
    Style.GOOD: "green",
    Style.WARNING: "bold yellow",
}
_ROWS_BESIDE_EVIDENCE = 12
"""Rows kept free while evidence is shown, for the question above it and the draft below."""
_DRAFT_CHARACTERS = 300
"""Characters at the end of the draft that are shown while it is generated."""


def show(blocks: Iterable[Block], stream: IO[str]) -> None:
    """Print the blocks, wrapped to the terminal's width."""
    console = _console(stream)
    for block in blocks:
        console.print(_renderable(block, console))


@contextmanager
def live(stream: IO[str]) -> Iterator[Listener]:
    """Yield a listener that shows the work on ``stream``; at the end the screen is as it was before.

    Notices are printed above the work and stay.
    """
    view = _View(_console(stream))
    with _live_display(view) as screen:

        def listen(event: Event) -> None:
            view.take(event)
            if isinstance(event, Notice):
                view.console.print(_line(line(f"note: {event.text}"), view.console))
            elif isinstance(event, EvidenceFound | Understood):
                screen.refresh()

        try:
            yield listen
        finally:
            # Rich prints a last frame whole and cannot erase one that is higher than the screen.
            view.is_over = len(view.row_widths) > view.console.height


def _live_display(view: _View) -> Live:
    from rich.console import ConsoleRenderable
    from rich.live import Live

    class Reflowing(Live):
        """Erases, too, the rows that a narrower window has wrapped into several, as most terminals do."""

        def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
            return [view.back_over_wrapped_rows(), *super().process_renderables(renderables)]

    return Reflowing(view, console=view.console, transient=True, refresh_per_second=8, redirect_stdout=False)


def _console(stream: IO[str]) -> Console:
    from rich.console import Console

    return Console(file=stream, markup=False, highlight=False, emoji=False)


def _renderable(block: Block, console: Console) -> RenderableType:
    return _line(block, console) if isinstance(block, Line) else _table(block)


def _line(block: Line, console: Console) -> Text:
    from rich.text import Text

    text = Text.assemble(*((span.text, _STYLES[span.style]) for span in block.spans))
    if not block.lead:
        return text
    lead = (block.lead, _STYLES[Style.FAINT])
    rows = text.wrap(console, max(20, console.width - len(block.lead)))
    for row in rows:
        row.rstrip()
    return Text("\n").join(Text.assemble(lead, row) for row in rows)


def _table(table: Table) -> RenderableType:
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in table.headings:
        grid.add_column(heading, overflow="fold")
    for row in table.rows:
        grid.add_row(*(Text(one_line(cell)) for cell in row))
    return grid


class _View:
    """The work in progress, redrawn a few times a second: rewritten question, bars, evidence, draft."""

    def __init__(self, console: Console) -> None:
        from rich.spinner import Spinner

        self.console = console
        self.bars = _bars(console)
        self.tasks: dict[str, rich.progress.TaskID] = {}
        self.spinner = Spinner("dots", style="dim")
        self.evidence: tuple[Citation, ...] = ()
        self.draft = ""
        self.standalone = ""
        self.is_over = False
        self.row_widths: list[int] = []  # columns of each row of the last frame
        self.width = console.width  # of the window at the last frame

    def take(self, event: Event) -> None:
        match event:
            case Understood():
                self.standalone = event.standalone
            case EvidenceFound():
                self.evidence = event.citations
            case DraftText():
                self.draft += event.text
            case Progress():
                self._advance(event)

    def _advance(self, event: Progress) -> None:
        task_id = self.tasks.get(event.task)
        if task_id is None:
            task_id = self.bars.add_task(one_line(event.task), total=None, unit=event.unit, detail="", pace="")
            self.tasks[event.task] = task_id
        detail, pace = one_line(event.detail), one_line(event.pace)
        self.bars.update(task_id, completed=event.done, total=event.total or None, detail=detail, pace=pace)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.console import Group
        from rich.segment import Segment

        frame = Group(*(() if self.is_over else self._parts()))
        self.width = options.size.width
        self.row_widths = [Segment.get_line_length(row) for row in console.render_lines(frame, options, pad=False)]
        yield frame

    def back_over_wrapped_rows(self) -> Control:
        """Return what moves the cursor up over the rows that wrapping has added to the last frame."""
        from rich.control import Control
        from rich.segment import ControlType

        width = self.console.width
        added_rows = sum(max(0, columns - 1) // width for columns in self.row_widths) if width < self.width else 0
        self.width = width
        return Control(
            *((ControlType.CARRIAGE_RETURN,), (ControlType.ERASE_IN_LINE, 2), (ControlType.CURSOR_UP, 1)) * added_rows
        )

    def _parts(self) -> Iterator[RenderableType]:
        if self.standalone:
            yield from map(self._line, (understood_line(self.standalone), BLANK))
        if self.tasks and not self.evidence:
            yield self.bars
            yield from (self._line(remark) for remark in self._remarks())
        yield from self._evidence()
        yield from self._draft() if self.draft else self._spinner()

    def _evidence(self) -> Iterator[RenderableType]:
        """Yield the best evidence that there is room for, the first piece in any case."""
        room = self.console.height - _ROWS_BESIDE_EVIDENCE
        for number, citation in enumerate(self.evidence):
            rows = [self._line(part) for part in (*citation_lines(citation, reference=False), BLANK)]
            room -= sum(len(row.wrap(self.console, self.console.width)) for row in rows)
            if number and room < 0:
                return
            yield from rows

    def _draft(self) -> Iterator[RenderableType]:
        yield self._line(line("Draft, not checked yet:", Style.FAINT))
        yield self._line(line(self.draft[-_DRAFT_CHARACTERS:], Style.FAINT, "  "))

    def _line(self, block: Line) -> Text:
        return _line(block, self.console)

    def _remarks(self) -> list[Line]:
        """Return the details of unfinished tasks: licence and source of a model, name of a file."""
        unfinished = (task for task in self.bars.tasks if not task.finished and task.fields["detail"])
        return [line(task.fields["detail"], Style.FAINT, "  ") for task in unfinished]

    def _spinner(self) -> Iterator[RenderableType]:
        is_busy = any(not task.finished for task in self.bars.tasks)
        if self.evidence or not is_busy:
            self.spinner.update(text="reading the evidence" if self.evidence else "working")
            yield self.spinner


def _bars(console: Console) -> rich.progress.Progress:
    """Return one bar for each task: name, amount done, pace, time left."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=12),
        _amount_column(),
        TimeRemainingColumn(compact=True),
        console=console,
    )


def _amount_column() -> rich.progress.ProgressColumn:
    from rich.progress import ProgressColumn, Task
    from rich.table import Column
    from rich.text import Text

    class Amount(ProgressColumn):
        def render(self, task: Task) -> Text:
            amount = _amount(int(task.completed), task.total, task.fields["unit"])
            return Text(f"{amount}, {pace}" if (pace := task.fields["pace"] or _speed(task)) else amount)

    return Amount(Column(no_wrap=True))


def _speed(task: rich.progress.Task) -> str:
    return f"{bytes_words(task.speed)}/s" if task.fields["unit"] == "bytes" and task.speed else ""


def _amount(done: int, total: float | None, unit: str) -> str:
    """Return ``240.0 MB of 1.1 GB`` or ``120 of 300 articles``."""
    if unit == "bytes":
        return bytes_words(done) + (f" of {bytes_words(total)}" if total else "")
    return f"{done:,}" + (f" of {int(total):,}" if total else "") + f" {one_line(unit)}"
