"""Receive the files of a model: collect and hash the bytes in a workspace, and move complete files into place.

All sources deliver the same bytes, so one source can continue the partial file of another. Partial files stay in the
workspace for the next run. Cost: hashing, about 1 GB a second, also for the bytes of earlier runs.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Protocol, Self

from assistant.models.checksums import record
from assistant.models.registry import FileSpec, ModelSpec

BLOCK = 1 << 20
"""Bytes read, hashed and written at a time."""


class SourceError(Exception):
    """A source cannot deliver, for the reason in the message; the next source is tried."""


class ModelSource(Protocol):
    """A place to fetch model files from."""

    @property
    def title(self) -> str: ...  # noqa: D102

    def spare(self, spec: ModelSpec) -> int:
        """Return the bytes of disk that a fetch needs temporarily, beyond the model's own size."""
        ...

    def fetch(self, delivery: Delivery) -> None:
        """Fetch all missing files. Raises SourceError if the source cannot deliver, OSError for the disk."""
        ...


class Partial:
    """A partial file: bytes are only appended, and hashed as they are written."""

    def __init__(self, path: Path, spec: FileSpec) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self.spec = path, spec
        self._file = path.open("ab+")
        self.size = 0
        self._hash = hashlib.sha256()
        self._resume()

    def _resume(self) -> None:
        """Hash the bytes of an earlier run; start over if there are more than the file has."""
        earlier_size = os.fstat(self._file.fileno()).st_size
        if earlier_size > self.spec.bytes:
            return self.restart()
        self._file.seek(0)
        while self.size < earlier_size:
            self._add_to_hash(self._file.read(BLOCK))
        return None

    def _add_to_hash(self, data: bytes) -> None:
        self._hash.update(data)
        self.size += len(data)

    def restart(self) -> None:
        """Discard all bytes."""
        self._file.truncate(0)
        self.size = 0
        self._hash = hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Append ``data``. Raises SourceError, and discards all bytes, if the file becomes too long."""
        if self.size + len(data) > self.spec.bytes:
            self.restart()
            raise SourceError(f"{self.spec.path} is longer there than the {self.spec.bytes:,} bytes expected")
        self._file.write(data)
        self._add_to_hash(data)

    def finish(self, target: Path) -> None:
        """Check the file and move it to ``target``. Raises SourceError, and discards all bytes, if they are wrong."""
        if (sha256 := self._hash.hexdigest()) != self.spec.sha256 or self.size != self.spec.bytes:
            size = self.size
            self.restart()
            raise SourceError(f"{self.spec.path} has a wrong SHA-256 there: {sha256} over {size:,} bytes")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.path, target)

    def close(self) -> None:
        """Close the file; its bytes stay for the next run."""
        self._file.close()


class Delivery:
    """The missing files of one model, and the bytes of them that have arrived.

    Complete files go to ``folder``, everything else to ``workspace`` on the same disk. ``report`` is called with the
    number of the model's bytes that have arrived.
    """

    def __init__(
        self, spec: ModelSpec, missing: Sequence[FileSpec], folder: Path, workspace: Path, report: Callable[[int], None]
    ) -> None:
        self.spec, self.missing, self.workspace = spec, list(missing), workspace
        self._folder, self._report = folder, report
        self._open: dict[str, Partial] = {}
        self._reported = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with ExitStack() as stack:
            for partial in self._open.values():
                stack.callback(partial.close)

    def settle(self) -> None:
        """Move files into place that an earlier run completed."""
        for file in list(self.missing):
            if self.partial(file).size == file.bytes:
                with suppress(SourceError):  # wrong bytes, now discarded
                    self.accept(file)

    @property
    def remaining(self) -> int:
        """The number of bytes that have not arrived."""
        return sum(file.bytes - self.partial(file).size for file in self.missing)

    def partial(self, file: FileSpec) -> Partial:
        """Return the partial file of ``file``, with the bytes of earlier runs."""
        if file.path not in self._open:
            self._open[file.path] = Partial(self.workspace / "files" / file.path, file)
        return self._open[file.path]

    def write(self, file: FileSpec, data: bytes) -> None:
        """Append ``data`` to the partial file and report progress."""
        self.partial(file).write(data)
        self.report()

    def accept(self, file: FileSpec) -> None:
        """Check ``file`` and move it into place. Raises SourceError if its bytes are wrong."""
        self.partial(file).finish(self._folder / file.path)
        record(self._folder, file)
        del self._open[file.path]
        self.missing.remove(file)

    def report(self, unwritten: int = 0) -> None:
        """Report the bytes that have arrived, ``unwritten`` ones included. The number never decreases."""
        arrived = self.spec.bytes - self.remaining + unwritten
        self._reported = max(self._reported, min(arrived, self.spec.bytes))
        self._report(self._reported)
