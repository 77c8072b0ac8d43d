"""Supervision of the reader process: starts it, receives its messages, and restarts it after a file that ended it.

Iterating over a ``ReaderSupervisor`` yields the messages of ``reader_process`` in order. A file that ended its process
is Skipped with the reason, and reading goes on with the next one, in the same archive where it was in one. A thread
buffers up to ``AHEAD`` messages. Cost: 0.1 s of one core to start, while the embedder loads.
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
from assistant.intake.reader_process import ArticleRead, FileStarted, Message, ReadingFinished, ReadJob, give_up
from assistant.schema.archives import Skipped
from assistant.storage.passages import split

AHEAD = 64
"""Messages buffered, each with an article at most: about 1 MB."""
SILENT_SECONDS = 30
"""A process that sends nothing for so long hangs, on a network drive, say; one that computes ends by ``READ_SECONDS``.
Standard input may be silent for any time."""
_POLL_SECONDS = 0.5
_EXIT_SECONDS = 1
"""Time for a process to exit by itself before it is killed."""
MAX_RESTARTS = 10
"""Processes that the members of one archive may end. Each may take 10 s, and an archive may have any number."""
PROGRAM = ReadJob.__module__
_SIGNAL_REASONS = {"SIGXCPU": "it takes too long", "SIGKILL": "it takes too much memory, or somebody ended the reader"}


class ReaderSupervisor:
    """Reads files in a process of its own. Use it as a context manager: leaving it ends the process."""

    def __init__(self, paths: Sequence[InputPath], fields: FieldMap, index: Path) -> None:
        self._paths, self._fields, self._index = tuple(paths), fields, index
        self._messages: queue.Queue[Message | BaseException | None] = queue.Queue(AHEAD)
        self._process: subprocess.Popen[bytes] | None = None
        self._current = FileStarted((), "")
        self._open_files: list[FileStarted] = []  # the current file, after the archives that it is in
        self._failures = 0  # of processes, in the current file on disk
        self._silent_since = 0.0  # 0 while no message is awaited
        self._hangs = False
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._receive_all, name="reader-supervisor", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._kill()
        self._thread.join()

    def __iter__(self) -> Iterator[Message]:
        """Yield each message once. Raises the errors of the reader process."""
        while True:
            try:
                message = self._messages.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                self._kill_if_hung()
                continue
            if message is None:
                return
            if isinstance(message, BaseException):
                raise message
            yield message

    def _kill_if_hung(self) -> None:
        silent_since = self._silent_since
        if silent_since and STANDARD_INPUT not in self._paths and time.monotonic() - silent_since > SILENT_SECONDS:
            self._hangs = True
            self._kill()

    def _kill(self) -> None:
        if self._process:
            with suppress(OSError):
                self._process.kill()

    # The methods below run in the thread.

    def _receive_all(self) -> None:
        try:
            while not self._closed.is_set() and not self._run_process():
                pass
            self._put(None)
        except BaseException as error:  # noqa: BLE001 - __iter__ raises it again
            self._put(error)

    def _run_process(self) -> bool:
        """Let one process read as far as it gets; return whether it read everything."""
        done = self._current.position
        with tempfile.TemporaryDirectory() as folder:
            job = Path(folder) / "job"
            job.write_bytes(pickle.dumps(ReadJob(self._paths, self._fields, self._index, done)))
            with _start(job) as self._process:
                if self._closed.is_set():
                    self._kill()
                assert self._process.stdout is not None
                if self._receive(self._process.stdout):
                    return True
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(_EXIT_SECONDS)  # its own exit code says more than that of a kill
                self._kill()
        if not self._closed.is_set():
            self._skip_culprit(self._process.returncode, done)
        return False

    def _receive(self, stream: IO[bytes]) -> bool:
        """Put the messages of one process into the queue; return whether it read everything."""
        while not self._closed.is_set():
            self._silent_since = time.monotonic()
            try:
                message: Message = pickle.load(stream)  # noqa: S301 - from our own process
            except (EOFError, OSError, pickle.UnpicklingError):
                return False
            finally:
                self._silent_since = 0.0
            if isinstance(message, FileStarted):
                self._note_start(message)
            self._put(message)
            if isinstance(message, ReadingFinished | AssistantError):
                return True
        return False

    def _note_start(self, file: FileStarted) -> None:
        if file.position[:1] != self._current.position[:1]:
            self._failures = 0
        self._current = file
        self._open_files[len(file.position) - 1 :] = [file]

    def _skip_culprit(self, exit_code: int, done: Position) -> None:
        """Skip the file that ended the process. Raises InputError when it ended before its first file."""
        reason = f"it is silent for {SILENT_SECONDS} s" if self._hangs else _exit_reason(exit_code)
        self._hangs = False
        self._failures += 1
        culprit, reason = self._culprit(done, f"cannot be read: {reason}")
        position, skipped = give_up(culprit, reason)
        self._put(skipped)
        self._current = FileStarted(position, skipped.where)
        del self._open_files[len(position) :]

    def _culprit(self, done: Position, reason: str) -> tuple[FileStarted, str]:
        """Return what to skip, and why: the current file, or its archive where no file in it is the cause."""
        if self._current.position == done:
            if len(done) < 2:
                raise InputError(f"The files {reason}.", "See why with ASSISTANT_DEBUG=1.")
            return self._open_files[len(done) - 2], f"the rest of it {reason}"
        if len(self._current.position) > 1 and self._failures >= MAX_RESTARTS:
            self._put(Skipped(self._current.where, reason))
            return self._open_files[0], f"the rest of it is left: files in it ended {MAX_RESTARTS} readers"
        return self._current, reason

    def _put(self, message: Message | BaseException | None) -> None:
        while not self._closed.is_set():
            with suppress(queue.Full):
                self._messages.put(message, timeout=_POLL_SECONDS)
                return


def as_message(item: SourcedArticle | Skipped) -> Message:
    """Return an item that was read in this process as a message of the reader process."""
    return ArticleRead(item, split(item.article), 0) if isinstance(item, SourcedArticle) else item


def _start(job: Path) -> subprocess.Popen[bytes]:
    """Start the process with our ``sys.path``; ASSISTANT_DEBUG=1 shows its standard error."""
    code = f"import sys; sys.path[:] = {sys.path!r}; from {PROGRAM} import main; main(sys.argv[1])"
    stderr = None if os.environ.get("ASSISTANT_DEBUG") else subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-c", code, str(job)], stdout=subprocess.PIPE, stderr=stderr
    )


def _exit_reason(code: int) -> str:
    import signal

    if code >= 0:
        return f"the reader ended with code {code}"
    with suppress(ValueError):
        name = signal.Signals(-code).name
        return _SIGNAL_REASONS.get(name, f"it crashes the reader ({name})")
    return f"it crashes the reader (signal {-code})"
