"""The reading process: files to articles with their passages, beside the process that embeds and stores them.

A program of its own, so that both cores are busy, and so that a file that crashes a parser, eats up memory or never
comes to an end stops nothing but its own reading. What it finds goes through its standard output as pickles; it waits
while nobody takes them, so memory is bounded. No sandbox against hostile code: it guards against hostile data.
Started and watched by ``supply``. Knows nothing of embeddings.
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
"""Seconds of one core that a file may take (a member of an archive too), or an article where a file holds many. What is
skipped gives no more time, but for each ``STRIDE_BYTES`` that are read of a file. No file may hold an ingest up for
10 s, and the last bits (whole seconds, ending the process, starting another) take up to 2."""
MEMORY_BYTES = 1_000_000_000
"""What a file may take. The largest article of the bench takes 60 MB, libraries included."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to read: places, but for what is ``done``, which was read before. ``index`` is the archive's folder."""

    places: Sequence[InputPath]
    fields: FieldMap
    index: Path
    done: Position


@dataclass(frozen=True, slots=True)
class Total:
    """How many bytes there are to read; 0 when that cannot be told beforehand."""

    bytes: int


@dataclass(frozen=True, slots=True)
class Begun:
    """A file is about to be opened, which may be in an archive: where it is, and its name."""

    way: Position
    where: str


@dataclass(frozen=True, slots=True)
class Supplied:
    """An article that is new or changed, with its passages; ``None`` in place of one that is stored already.

    ``reached`` are the bytes read so far.
    """

    found: SourcedArticle | None
    passages: Sequence[Passage]
    reached: int


@dataclass(frozen=True, slots=True)
class Finished:
    """All is read, and how many seconds that took: reading, and splitting."""

    read: float
    split: float


Message = Total | Begun | Supplied | Mapped | Skipped | Finished | AssistantError


class Reading:
    """One run over all paths. What it finds it tells; a listener that is busy makes it wait."""

    def __init__(self, job: Job, tell: Callable[[Message], None]) -> None:
        self._job = job
        self._tell = tell
        self._done = job.done
        self._at = Begun((), "")
        self._behind = self._size = 0  # bytes of the files before this one, and of this one
        self._read = self._split = 0.0
        self._catalogue = _catalogue(job.index)
        self._progress = ReadProgress(partial(_allow, READ_SECONDS))

    def run(self) -> None:
        """Tell all that there is. A fault in a reader costs the rest of its file, and no other."""
        if not self._done:
            self._tell(Total(_total(self._job.places)))
        while True:
            try:
                self._run()
                self._tell(Finished(self._read, self._split))
                return
            except (AssistantError, BrokenPipeError):
                raise
            except Exception as error:
                if self._at.way <= self._done:
                    raise
                done, skipped = given_up(self._at, f"cannot be read: {_reason(error)}")
                self._tell(skipped)
                self._done, self._at, self._size, self._behind = done, Begun(done, skipped.where), 0, 0

    def _run(self) -> None:
        found = read(self._job.places, self._job.fields, self._done, self._opened, self._progress)
        while True:
            start = time.perf_counter()
            one = next(found, None)
            self._read += time.perf_counter() - start
            if one is None:
                return
            self._tell(self._supplied(one) if isinstance(one, SourcedArticle) else one)
            if isinstance(one, SourcedArticle):
                _allow(READ_SECONDS)

    def _supplied(self, found: SourcedArticle) -> Supplied:
        reached = self._behind + self._progress.bytes_read
        stored = self._catalogue
        if stored and stored.is_current(found.article, found.path, alone=found.alone):
            return Supplied(None, (), reached)
        start = time.perf_counter()
        passages = split(found.article)
        self._split += time.perf_counter() - start
        return Supplied(found, passages, reached)

    def _opened(self, way: Position, where: str) -> None:
        """Note which file comes now, and tell it, but for what is done, and what that is in."""
        if len(way) == 1:
            self._behind += max(self._progress.bytes_read, self._size)
            self._progress.restart()
            self._size = _size(Path(where))
        if way > self._done:
            self._at = Begun(way, where)
            self._tell(self._at)
        _allow(READ_SECONDS)


def given_up(at: Begun, reason: str) -> tuple[Position, Skipped]:
    """Return what is done with when a file cannot be read, and how that is told.

    From standard input nothing is read twice, so all that is left of an archive goes with a member.
    """
    if len(at.way) > 1 and is_standard_input(at.where):
        return at.way[:1], Skipped(at.where, f"{reason}; the rest is lost, as standard input cannot be read again")
    return at.way, Skipped(at.where, reason)


def _catalogue(index: Path) -> Catalogue | None:
    """What is stored already; None where there is nothing, or it cannot be opened: the writer sees to that."""
    with suppress(AssistantError):
        return Catalogue(index) if (index / FILE).exists() else None
    return None


def _total(places: Sequence[InputPath]) -> int:
    """Return the bytes of all files; 0 where standard input is among them."""
    if STANDARD_INPUT in places:
        return 0
    return sum(_size(Path(file.where)) for file in find_files(places) if not isinstance(file, Skipped))


def _size(path: Path) -> int:
    """Return the bytes of a file, 0 for what is none."""
    with suppress(OSError, ValueError):
        return path.stat().st_size if path.is_file() else 0
    return 0


def _reason(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return f"it takes more than {MEMORY_BYTES // 1_000_000_000} GB of memory"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return f"{type(error).__name__}: {str(error)[:200]}" if str(error) else type(error).__name__


def _allow(seconds: int) -> None:
    """Have the system end this process when it has worked so long from now on. Time spent waiting does not count."""
    if resource := _resource():
        most = resource.getrlimit(resource.RLIMIT_CPU)[1]
        limit = int(time.process_time()) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))


def _limit_memory() -> None:
    """Refuse more memory than ``MEMORY_BYTES``, on Linux; elsewhere the system's own limits hold."""
    if (resource := _resource()) and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))


def _resource() -> Any:
    """The module of limits, which Windows does not have."""
    with suppress(ImportError):
        import resource

        return resource
    return None


def _follow_parent() -> None:
    """End this process when the one that started it has ended, even while it waits for input."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main(job_file: str) -> None:
    """Read what the job in a file says, which is removed; write pickled Messages to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one, which ends it
    _follow_parent()
    job: Job = pickle.loads(Path(job_file).read_bytes())  # noqa: S301 - written by ourselves a moment ago
    Path(job_file).unlink()
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # what a library prints must not get among the messages

        def tell(message: Message) -> None:
            pickle.dump(message, out, pickle.HIGHEST_PROTOCOL)
            out.flush()

        _limit_memory()
        with suppress(BrokenPipeError):
            try:
                Reading(job, tell).run()
            except AssistantError as error:
                tell(error)
