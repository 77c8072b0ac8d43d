"""Locks, and the seal that tells whether the vector index was left whole.

Embedded Chroma is not safe with two processes, not even one writer and one reader: measured on 1.5.9, four readers
beside a writer gave errors in two of four rounds and, after a kill, an index whose every later open is a segmentation
fault. So whoever opens it holds ``vectors.lock`` for that moment. A segmentation fault cannot be caught, so after an
unclean stop, or when files were changed by others, the index is first opened in a subprocess that may die. Chroma
leaves its files to the system to write: they are synced before their seal, which must not outlive a power cut alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.errors import ArchiveError

PROBE_SECONDS = 120
UNFINISHED = "unfinished"


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Be the archive's one writer. Raises ArchiveError at once when another process is, saying which and since when."""
    note = folder / "write.holder"
    with _lock(folder / "write.lock", wait=0) as held:
        if not held:
            holder = _read(note) or "another process"
            hint = "Let it finish, then run this again: what it has already done is skipped."
            raise ArchiveError(f"The archive {folder} is being written by {holder}.", hint)
        with suppress(OSError):  # a full disk: the lock holds all the same
            note.write_text(f"process {os.getpid()} since {time.strftime('%H:%M:%S')}", encoding="utf-8")
        try:
            yield
        finally:
            note.unlink(missing_ok=True)


@contextmanager
def vectors_lock(folder: Path, wait: float) -> Iterator[bool]:
    """Be the one process that has the vector index open; gives False when that cannot be had in ``wait`` seconds."""
    with _lock(folder / "vectors.lock", wait) as held:
        yield held


@contextmanager
def feeds_lock(folder: Path) -> Iterator[None]:
    """Be the one who refreshes the feeds. Raises ArchiveError at once when another process does."""
    with _lock(folder / "feeds.lock", wait=0) as held:
        if not held:
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


def is_sealed(vectors: Path) -> bool:
    """Tell whether the vector index was closed in good order and no file of it was changed since."""
    return _read(_seal(vectors)) == _fingerprint(vectors)


def break_seal(vectors: Path, *, unfinished: bool) -> None:
    """Mark the vector index as open, or as being built; it stays so marked if this process dies."""
    _write(_seal(vectors), UNFINISHED if unfinished else "open")


def seal(vectors: Path) -> None:
    """Mark the vector index as closed in good order, once all of it is on the disk. Raises OSError."""
    for path in _files(vectors):
        with path.open("r+b") as file:
            os.fsync(file.fileno())
    _write(_seal(vectors), _fingerprint(vectors))


def survives_opening(vectors: Path) -> bool:
    """Check the vector index in a subprocess; False when that fails in any way, a crash included.

    An index that was left while it was being built is not even opened. The caller holds ``vectors_lock``.
    """
    if _read(_seal(vectors)) == UNFINISHED:
        return False
    command = [sys.executable, "-m", "assistant.storage.chroma.probe", str(vectors)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PROBE_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _seal(vectors: Path) -> Path:
    return vectors.with_name("vectors.seal")


def _fingerprint(vectors: Path) -> str:
    """Names, sizes and times of the files; a few stats, whatever the size of the index."""
    return json.dumps([[str(path.relative_to(vectors)), *_stat(path)] for path in _files(vectors)])


def _files(vectors: Path) -> list[Path]:
    return sorted(path for path in vectors.rglob("*") if path.is_file())


def _stat(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _write(path: Path, text: str) -> None:
    """Write a note, and return when it is on the disk."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
