"""The program of the reader process: reads files and splits articles, beside the process that embeds and stores them.

It is a process of its own to use a second core, and because a file may crash a parser, fill the memory or never end:
then only the reading of that file stops. It writes pickled messages to its standard output and blocks while the pipe is
full, so memory is bounded. It guards against hostile data; it is no sandbox against hostile code. ``supervisor`` starts
and watches it.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.ingestion.field_names import FieldMap
from assistant.ingestion.file import ReadProgress
from assistant.ingestion.paths import STANDARD_INPUT, InputPath, find_files, is_standard_input
from assistant.ingestion.readers import Position, SourcedArticle, read
from assistant.schema.archives import Mapped, Skipped
from assistant.schema.articles import Passage
from assistant.storage.catalogue import Catalogue
from assistant.storage.passages import split
from assistant.storage.tables import FILE

READ_SECONDS = 8
"""CPU seconds for a file, a member of an archive, or each article of a file that holds many. The time also starts anew
after each ``STRIDE_BYTES`` read of a file; a skipped part does not extend it. No file may hold up an ingest for more
than 10 s, of which rounding to whole seconds, ending the process and starting another take up to 2."""
MEMORY_BYTES = 1_000_000_000
"""Memory of the process. The largest article of the bench takes 60 MB, libraries included."""


@dataclass(frozen=True, slots=True)
class ReadJob:
    """The paths to read, except what is ``done``, which was read before. ``index`` is the archive's folder."""

    paths: Sequence[InputPath]
    fields: FieldMap
    index: Path
    done: Position


@dataclass(frozen=True, slots=True)
class TotalBytes:
    """The number of bytes of all files to read; 0 when it is not known beforehand."""

    count: int


@dataclass(frozen=True, slots=True)
class FileStarted:
    """A file, maybe a member of an archive, is about to be opened."""

    position: Position
    where: str


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """An article that is new or changed, with its passages; ``None`` for one that is stored already.

    ``bytes_read`` counts the bytes of all files so far.
    """

    item: SourcedArticle | None
    passages: Sequence[Passage]
    bytes_read: int


@dataclass(frozen=True, slots=True)
class ReadingFinished:
    """All files are read. Seconds spent reading, and splitting."""

    read_seconds: float
    split_seconds: float


Message = TotalBytes | FileStarted | ArticleRead | Mapped | Skipped | ReadingFinished | AssistantError


class ReadingRun:
    """One run over all paths. Calls ``send`` with each message; a ``send`` that blocks makes reading wait."""

    def __init__(self, job: ReadJob, send: Callable[[Message], None]) -> None:
        self._job = job
        self._send = send
        self._done = job.done
        self._current = FileStarted((), "")
        self._bytes_before = self._file_bytes = 0  # of the files on disk before the current one, and of that one
        self._read_seconds = self._split_seconds = 0.0
        self._catalogue = _catalogue(job.index)
        self._progress = ReadProgress(partial(_limit_cpu, READ_SECONDS))

    def run(self) -> None:
        """Send a message for everything that is read. An error in a reader costs the rest of its file, and no other."""
        if not self._done:
            self._send(TotalBytes(_total_bytes(self._job.paths)))
        while True:
            try:
                self._read_all()
                self._send(ReadingFinished(self._read_seconds, self._split_seconds))
                return
            except (AssistantError, BrokenPipeError):
                raise
            except Exception as error:
                if self._current.position <= self._done:
                    raise
                done, skipped = give_up(self._current, f"cannot be read: {_reason(error)}")
                self._send(skipped)
                self._done, self._current = done, FileStarted(done, skipped.where)
                self._file_bytes = self._bytes_before = 0

    def _read_all(self) -> None:
        items = read(self._job.paths, self._job.fields, self._done, self._start_file, self._progress)
        while True:
            start = time.perf_counter()
            item = next(items, None)
            self._read_seconds += time.perf_counter() - start
            if item is None:
                return
            self._send(self._article_read(item) if isinstance(item, SourcedArticle) else item)
            if isinstance(item, SourcedArticle):
                _limit_cpu(READ_SECONDS)

    def _article_read(self, item: SourcedArticle) -> ArticleRead:
        bytes_read = self._bytes_before + self._progress.bytes_read
        catalogue = self._catalogue
        if catalogue and catalogue.is_current(item.article, item.path, is_single=item.is_single):
            return ArticleRead(None, (), bytes_read)
        start = time.perf_counter()
        passages = split(item.article)
        self._split_seconds += time.perf_counter() - start
        return ArticleRead(item, passages, bytes_read)

    def _start_file(self, position: Position, where: str) -> None:
        """Note the file that is opened next, and send it, unless it is done or holds what is done."""
        if len(position) == 1:
            self._bytes_before += max(self._progress.bytes_read, self._file_bytes)
            self._progress.restart()
            self._file_bytes = _file_size(Path(where))
        if position > self._done:
            self._current = FileStarted(position, where)
            self._send(self._current)
        _limit_cpu(READ_SECONDS)


def give_up(file: FileStarted, reason: str) -> tuple[Position, Skipped]:
    """Return the position that is done when a file cannot be read, and the Skipped that reports it.

    Standard input cannot be read twice, so with a member of an archive there the rest of the archive is lost.
    """
    if len(file.position) > 1 and is_standard_input(file.where):
        remark = "the rest is lost, as standard input cannot be read again"
        return file.position[:1], Skipped(file.where, f"{reason}; {remark}")
    return file.position, Skipped(file.where, reason)


def _catalogue(index: Path) -> Catalogue | None:
    """The catalogue; None where there is none, or it cannot be opened, which the writer reports."""
    with suppress(AssistantError):
        return Catalogue(index) if (index / FILE).exists() else None
    return None


def _total_bytes(paths: Sequence[InputPath]) -> int:
    """Return the bytes of all files; 0 where standard input is among them."""
    if STANDARD_INPUT in paths:
        return 0
    return sum(_file_size(Path(file.where)) for file in find_files(paths) if not isinstance(file, Skipped))


def _file_size(path: Path) -> int:
    """Return the bytes of a file, 0 for anything else."""
    with suppress(OSError, ValueError):
        return path.stat().st_size if path.is_file() else 0
    return 0


def _reason(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return f"it takes more than {MEMORY_BYTES // 1_000_000_000} GB of memory"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return f"{type(error).__name__}: {str(error)[:200]}" if str(error) else type(error).__name__


def _limit_cpu(seconds: int) -> None:
    """Have the system end this process after so many CPU seconds from now on. Waiting does not count."""
    if resource := _resource():
        hard_limit = resource.getrlimit(resource.RLIMIT_CPU)[1]
        limit = int(time.process_time()) + 1 + seconds
        soft_limit = limit if hard_limit == resource.RLIM_INFINITY else min(limit, hard_limit)
        resource.setrlimit(resource.RLIMIT_CPU, (soft_limit, hard_limit))


def _limit_memory() -> None:
    """Limit memory to ``MEMORY_BYTES`` on Linux; elsewhere the system's own limits hold."""
    if (resource := _resource()) and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))


def _resource() -> Any:
    """The module ``resource``, which Windows does not have."""
    with suppress(ImportError):
        import resource

        return resource
    return None


def _follow_parent() -> None:
    """End this process when its parent has ended, even while it waits for input."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main(job_file: str) -> None:
    """Run the pickled ReadJob in a file, and remove the file; write pickled Messages to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C, and ends this process
    _follow_parent()
    job: ReadJob = pickle.loads(Path(job_file).read_bytes())  # noqa: S301 - written by ourselves a moment ago
    Path(job_file).unlink()
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # so that output of libraries does not mix with the messages

        def send(message: Message) -> None:
            pickle.dump(message, out, pickle.HIGHEST_PROTOCOL)
            out.flush()

        _limit_memory()
        with suppress(BrokenPipeError):
            try:
                ReadingRun(job, send).run()
            except AssistantError as error:
                send(error)
