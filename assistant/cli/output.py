"""Results on stdout, everything else on stderr: rich on a terminal, plain in a pipe."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from assistant.errors import AssistantError
from assistant.rendering.chat_blocks import understood_line
from assistant.rendering.json_documents import dumps
from assistant.rendering.layout import Block, bytes_words, citation_lines, line
from assistant.rendering.plain_text import plain
from assistant.rendering.safe_text import one_line
from assistant.schema.events import Event, EvidenceFound, Listener, Notice, Progress, Understood, ignore


def show(blocks: Iterable[Block]) -> None:
    """Print a result."""
    _write(blocks, sys.stdout)


def show_json(document: Mapping[str, Any]) -> None:
    """Print a result for a program."""
    sys.stdout.write(dumps(document))


def show_text(text: str) -> None:
    """Print a result that is text already."""
    sys.stdout.write(text)


def is_terminal() -> bool:
    """Tell whether input and output are a terminal that can move its cursor."""
    return sys.stdin.isatty() and _is_screen(sys.stdout)


def note(text: str, *, quiet: bool = False) -> None:
    """Print a remark on stderr."""
    if not quiet:
        _write([line(text)], sys.stderr)


def notice(event: Event) -> None:
    """Print an event on stderr if it is a notice; a listener for work without progress."""
    if isinstance(event, Notice):
        note(f"note: {event.text}")


@contextmanager
def watching(*, quiet: bool) -> Iterator[Listener]:
    """Yield a listener that shows progress on stderr: redrawn on a terminal, a line at a time elsewhere."""
    if quiet:
        yield ignore
    elif _is_screen(sys.stderr):
        from assistant.rendering.terminal import live

        with live(sys.stderr) as listener:
            yield listener
    else:
        yield _LineByLine()


class _LineByLine:
    """Logs each task once, when it begins; notices; how a question is understood; the evidence."""

    def __init__(self) -> None:
        self._begun_tasks: set[str] = set()

    def __call__(self, event: Event) -> None:
        if isinstance(event, EvidenceFound):
            blocks = [part for citation in event.citations for part in citation_lines(citation, reference=False)]
            _write([line("Evidence:"), *blocks], sys.stderr)
        elif isinstance(event, Understood):
            _write([understood_line(event.standalone)], sys.stderr)
        elif isinstance(event, Notice):
            notice(event)
        elif isinstance(event, Progress) and event.task not in self._begun_tasks:
            self._begun_tasks.add(event.task)
            _write([line(_task_line(event))], sys.stderr)


def _task_line(event: Progress) -> str:
    size = bytes_words(event.total) if event.unit == "bytes" else f"{event.total:,} {event.unit}"
    remarks = "; ".join(part for part in (size if event.total else "", event.detail) if part)
    return f"{event.task} ({remarks})" if remarks else event.task


def complain(error: BaseException) -> None:
    """Print the error and its hint, one line each; the traceback too if ASSISTANT_DEBUG is set."""
    if os.environ.get("ASSISTANT_DEBUG"):
        traceback.print_exception(error)
    if isinstance(error, AssistantError):
        message, hint = error.message, error.hint
    else:
        message, hint = (
            f"{type(error).__name__}: {error}",
            "This is a fault in the program. See where with ASSISTANT_DEBUG=1.",
        )
    sys.stderr.write(f"error: {one_line(message)}\n" + (f"hint: {one_line(hint)}\n" if hint else ""))


def _write(blocks: Iterable[Block], stream: IO[str]) -> None:
    if _is_screen(stream):
        from assistant.rendering import terminal

        terminal.show(blocks, stream)
    else:
        stream.write(plain(blocks))
    stream.flush()


def _is_screen(stream: IO[str]) -> bool:
    return stream.isatty() and os.environ.get("TERM") != "dumb"
