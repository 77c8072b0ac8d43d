"""The locks of an archive: one writer, one process at the vector index, one at the feeds.

Embedded Chroma is not safe with two processes, not even one writer and one reader: measured on 1.5.9, four readers
beside a writer gave errors in two of four rounds and, after a kill, an index whose every later open is a segmentation
fault. So a process holds ``vectors.lock`` whenever it uses Chroma.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.errors import ArchiveError


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Be the archive's one writer. Raises ArchiveError at once when another process is, saying which and since when."""
    note = _note(folder)
    with _lock(folder / "write.lock", wait=0) as is_ours:
        if not is_ours:
            holder = _read(note) or "another process"
            hint = "Let it finish, then run this again: what it has already done is skipped."
            raise ArchiveError(f"The archive {folder} is being written by {holder}.", hint)
        with suppress(OSError):  # a full disk: the lock holds all the same
            note.write_text(f"process {os.getpid()} since {time.strftime('%H:%M:%S')}", encoding="utf-8")
        try:
            yield
        finally:
            note.unlink(missing_ok=True)


def has_writer(folder: Path) -> bool:
    """Tell whether a process writes to the archive, or was killed while it did."""
    return _note(folder).exists()


@contextmanager
def vectors_lock(folder: Path, wait: float) -> Iterator[bool]:
    """Be the one process that uses the vector index; gives False when that cannot be had in ``wait`` seconds."""
    with _lock(folder / "vectors.lock", wait) as is_ours:
        yield is_ours


@contextmanager
def feeds_lock(folder: Path) -> Iterator[None]:
    """Be the one who refreshes the feeds. Raises ArchiveError at once when another process does."""
    with _lock(folder / "feeds.lock", wait=0) as is_ours:
        if not is_ours:
            raise ArchiveError(
                f"The feeds of {folder} are being refreshed by another process.", "Let it finish, then run this again."
            )
        yield


@contextmanager
def _lock(path: Path, wait: float) -> Iterator[bool]:
    from filelock import FileLock, Timeout

    lock = FileLock(path)
    try:
        lock.acquire(timeout=wait)
    except Timeout:
        yield False
        return
    except OSError as error:
        hint = "Make the folder writable, or choose another with --index."
        raise ArchiveError(f"The archive {path.parent} cannot be written: {error.strerror}.", hint) from error
    try:
        yield True
    finally:
        lock.release()


def _note(folder: Path) -> Path:
    return folder / "write.holder"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
