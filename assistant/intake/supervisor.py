"""The other end of the reading process: starts it, takes what it finds, and starts it anew when a file was its end.

Iterating over a ``Supply`` gives what ``reader_program`` tells, in order. A file that ended its reader is Skipped with
the reason, and reading goes on with the next one, in the same archive where it was in one. A thread takes a few
articles in advance; more than those are never in memory. Cost: 0.1 s of one core to start, while the embedder loads.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

from assistant.errors import AssistantError, InputError
from assistant.ingestion.field_names import FieldMap
from assistant.ingestion.paths import STANDARD_INPUT, InputPath
from assistant.ingestion.readers import Position, SourcedArticle
from assistant.intake.reader_process import Begun, Finished, Job, Message, Supplied, given_up
from assistant.schema.archives import Skipped
from assistant.storage.passages import split

AHEAD = 64
"""Messages taken in advance, an article each at most: about 1 MB."""
SILENT_SECONDS = 30
"""A reader that says nothing for so long, and is not slow for work (see ``READ_SECONDS``), hangs: on a network drive,
say. Standard input may be silent as long as it likes."""
_LOOK_SECONDS = 0.5
_END_SECONDS = 1
MOST_ENDS = 10
"""Readers that one archive may end: each may take 10 s, and as many as it has members would take forever."""
PROGRAM = Job.__module__
_REASONS = {"SIGXCPU": "it takes too long", "SIGKILL": "it takes too much memory, or somebody ended the reader"}


class Supply:
    """What files hold, read by a process of its own. Use it as a context manager: leaving it ends the process."""

    def __init__(self, places: Sequence[InputPath], fields: FieldMap, index: Path) -> None:
        self._places, self._fields, self._index = tuple(places), fields, index
        self._waiting: queue.Queue[Message | BaseException | None] = queue.Queue(AHEAD)
        self._process: subprocess.Popen[bytes] | None = None
        self._at = Begun((), "")
        self._opened: list[Begun] = []  # the file that is read, behind the archives that it is in
        self._ends = 0  # of readers, by what is in the same file of the file system
        self._silent_since = 0.0  # 0 while the reader is not waited for
        self._hangs = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._take_all, name="supply", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._end()
        self._thread.join()

    def __iter__(self) -> Iterator[Message]:
        """Yield each message once. Raises the errors of the reading process."""
        while True:
            try:
                message = self._waiting.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                self._look()
                continue
            if message is None:
                return
            if isinstance(message, BaseException):
                raise message
            yield message

    def _look(self) -> None:
        """End a reader that hangs."""
        since = self._silent_since
        if since and STANDARD_INPUT not in self._places and time.monotonic() - since > SILENT_SECONDS:
            self._hangs = True
            self._end()

    def _end(self) -> None:
        if self._process:
            with suppress(OSError):
                self._process.kill()

    # In the thread

    def _take_all(self) -> None:
        try:
            while not self._over.is_set() and not self._is_finished():
                pass
            self._put(None)
        except BaseException as error:  # noqa: BLE001 - it is raised again by whoever iterates
            self._put(error)

    def _is_finished(self) -> bool:
        """Let one process read as far as it gets; tell whether that was to the end."""
        before = self._at.way
        with tempfile.TemporaryDirectory() as folder:
            job = Path(folder) / "job"
            job.write_bytes(pickle.dumps(Job(self._places, self._fields, self._index, before)))
            with _start(job) as self._process:
                if self._over.is_set():
                    self._end()
                assert self._process.stdout is not None
                if self._take(self._process.stdout):
                    return True
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(_END_SECONDS)  # its own end says more than ours
                self._end()
        if not self._over.is_set():
            self._note_end(self._process.returncode, before)
        return False

    def _take(self, stream: IO[bytes]) -> bool:
        """Pass on what one process tells; tell whether it came to its end."""
        while not self._over.is_set():
            self._silent_since = time.monotonic()
            try:
                message: Message = pickle.load(stream)  # noqa: S301 - from our own process
            except (EOFError, OSError, pickle.UnpicklingError):
                return False
            finally:
                self._silent_since = 0.0
            if isinstance(message, Begun):
                self._note_begun(message)
            self._put(message)
            if isinstance(message, Finished | AssistantError):
                return True
        return False

    def _note_begun(self, begun: Begun) -> None:
        if begun.way[:1] != self._at.way[:1]:
            self._ends = 0
        self._at = begun
        self._opened[len(begun.way) - 1 :] = [begun]

    def _note_end(self, code: int, before: Position) -> None:
        """Tell which file the reader did not survive. Raises InputError when it did not even come to one."""
        reason = f"it is silent for {SILENT_SECONDS} s" if self._hangs else _reason(code)
        self._hangs = False
        self._ends += 1
        lost, reason = self._lost(before, f"cannot be read: {reason}")
        way, skipped = given_up(lost, reason)
        self._put(skipped)
        self._at = Begun(way, skipped.where)
        del self._opened[len(way) :]

    def _lost(self, before: Position, reason: str) -> tuple[Begun, str]:
        """Return what is not read any further, and why: a file; or an archive, where no file in it is to blame."""
        if self._at.way == before:
            if len(before) < 2:
                raise InputError(f"The files {reason}.", "See why with ASSISTANT_DEBUG=1.")
            return self._opened[len(before) - 2], f"the rest of it {reason}"
        if len(self._at.way) > 1 and self._ends >= MOST_ENDS:
            self._put(Skipped(self._at.where, reason))
            return self._opened[0], f"the rest of it is left: files in it ended {MOST_ENDS} readers"
        return self._at, reason

    def _put(self, message: Message | BaseException | None) -> None:
        while not self._over.is_set():
            with suppress(queue.Full):
                self._waiting.put(message, timeout=_LOOK_SECONDS)
                return


def supplied(found: SourcedArticle | Skipped) -> Message:
    """Return what was read here as the reading process would tell it."""
    return Supplied(found, split(found.article), 0) if isinstance(found, SourcedArticle) else found


def _start(job: Path) -> subprocess.Popen[bytes]:
    """Start the reading process; it imports from where this one does, and its own remarks are for developers."""
    code = f"import sys; sys.path[:] = {sys.path!r}; from {PROGRAM} import main; main(sys.argv[1])"
    remarks = None if os.environ.get("ASSISTANT_DEBUG") else subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-c", code, str(job)], stdout=subprocess.PIPE, stderr=remarks
    )


def _reason(code: int) -> str:
    import signal

    if code >= 0:
        return f"the reader ended with code {code}"
    with suppress(ValueError):
        name = signal.Signals(-code).name
        return _REASONS.get(name, f"it crashes the reader ({name})")
    return f"it crashes the reader (signal {-code})"
