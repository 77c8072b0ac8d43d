"""A model on its way: bytes are collected apart, hashed as they come, and moved into place only when right.

What one source brought, another can go on with, because every source brings the same bytes. A file that was cut off
stays in the workspace and is continued by the next run. Knows nothing of where bytes come from. Cost: hashing, about
1 GB a second, also for the bytes that an earlier run left.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Protocol, Self

from assistant.models.registry import FileSpec, ModelSpec
from assistant.models.stamps import record

BLOCK = 1 << 20
"""Bytes read, hashed and written at a time."""


class SourceError(Exception):
    """A source cannot deliver; the message says why, and the next source is tried."""


class Source(Protocol):
    """Brings the bytes of models."""

    @property
    def title(self) -> str: ...  # noqa: D102

    def spare(self, spec: ModelSpec) -> int:
        """Return the bytes of disk needed for the time of the fetch, beyond the model's own."""
        ...

    def fetch(self, delivery: Delivery) -> None:
        """Bring all that is missing. Raises SourceError if it cannot; OSError if the disk refuses."""
        ...


class Partial:
    """The bytes of one file so far. They are appended only, and hashed as they are."""

    def __init__(self, path: Path, spec: FileSpec) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self.spec = path, spec
        self._file = path.open("ab+")
        self.size = 0
        self._hash = hashlib.sha256()
        self._take_up()

    def _take_up(self) -> None:
        """Hash what an earlier run left; start over if that is more than the file can have."""
        left = os.fstat(self._file.fileno()).st_size
        if left > self.spec.bytes:
            return self.restart()
        self._file.seek(0)
        while self.size < left:
            self._count(self._file.read(BLOCK))
        return None

    def _count(self, data: bytes) -> None:
        self._hash.update(data)
        self.size += len(data)

    def restart(self) -> None:
        """Forget all bytes."""
        self._file.truncate(0)
        self.size = 0
        self._hash = hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Append. Raises SourceError if that is more than the file can have."""
        if self.size + len(data) > self.spec.bytes:
            self.restart()
            raise SourceError(f"{self.spec.path} is longer there than the {self.spec.bytes:,} bytes expected")
        self._file.write(data)
        self._count(data)

    def finish(self, target: Path) -> None:
        """Check and move to ``target``. Raises SourceError, and forgets the bytes, if they are not the right ones."""
        if (found := self._hash.hexdigest()) != self.spec.sha256 or self.size != self.spec.bytes:
            size = self.size
            self.restart()
            raise SourceError(f"{self.spec.path} has a wrong SHA-256 there: {found} over {size:,} bytes")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.path, target)

    def close(self) -> None:
        """Leave the bytes for the next run."""
        self._file.close()


class Delivery:
    """The files of one model that are still missing, and how far they are.

    ``folder`` is where finished files go; ``workspace`` is for everything else, on the same disk. ``report`` is
    called with the bytes of the model that are here.
    """

    def __init__(
        self, spec: ModelSpec, missing: Sequence[FileSpec], folder: Path, workspace: Path, report: Callable[[int], None]
    ) -> None:
        self.spec, self.missing, self.workspace = spec, list(missing), workspace
        self._folder, self._report = folder, report
        self._open: dict[str, Partial] = {}
        self._best = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with ExitStack() as stack:
            for partial in self._open.values():
                stack.callback(partial.close)

    def settle(self) -> None:
        """Take what an earlier run brought to the end but could not move into place."""
        for file in list(self.missing):
            if self.partial(file).size == file.bytes:
                with suppress(SourceError):  # wrong bytes, now forgotten
                    self.accept(file)

    @property
    def remaining(self) -> int:
        """Bytes still to come."""
        return sum(file.bytes - self.partial(file).size for file in self.missing)

    def partial(self, file: FileSpec) -> Partial:
        """Return the bytes of ``file`` so far, taking up what an earlier run left."""
        if file.path not in self._open:
            self._open[file.path] = Partial(self.workspace / "files" / file.path, file)
        return self._open[file.path]

    def write(self, file: FileSpec, data: bytes) -> None:
        """Append to ``file`` and report."""
        self.partial(file).write(data)
        self.report()

    def accept(self, file: FileSpec) -> None:
        """Check ``file`` and move it into place. Raises SourceError if it is not the right one."""
        self.partial(file).finish(self._folder / file.path)
        record(self._folder, file)
        del self._open[file.path]
        self.missing.remove(file)

    def report(self, coming: int = 0) -> None:
        """Tell how many bytes are here; ``coming`` have arrived but are not written yet. Never goes back."""
        here = self.spec.bytes - self.remaining + coming
        self._best = max(self._best, min(here, self.spec.bytes))
        self._report(self._best)
