"""The seal of the vector index: a note beside its folder that says whether Chroma's files were left whole.

It holds the files' names, sizes and times, and the generation of their contents. Chroma leaves its files to the system
to write, so they are synced before they are sealed: the seal must not outlive them in a power cut. A segmentation fault
cannot be caught; an index whose seal is broken is therefore first opened in a subprocess (see ``probe``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROBE_SECONDS = 120
UNFINISHED = "unfinished"
Fingerprint = list[tuple[str, int, int]]
"""Name, size in bytes and time of change in nanoseconds of each file."""


def is_sealed(vectors: Path) -> bool:
    """Tell whether the vector index was closed in good order and no file of it has changed since."""
    return _read(vectors).partition("\n")[0] == json.dumps(fingerprint(vectors))


def generation(vectors: Path) -> str:
    """Return the name of the contents of a sealed index, ``""`` if it has none. Every change gives a new one."""
    return _read(vectors).partition("\n")[2]


def break_seal(vectors: Path, *, unfinished: bool) -> None:
    """Mark the vector index as open, or as being built; it stays so marked if this process dies."""
    _write(vectors, UNFINISHED if unfinished else "open")


def seal(vectors: Path, contents: str = "") -> None:
    """Mark the vector index as closed in good order, once all of it is on the disk. Raises OSError.

    ``contents`` is its generation.
    """
    for path in _files(vectors):
        with path.open("r+b") as file:
            os.fsync(file.fileno())
    _write(vectors, f"{json.dumps(fingerprint(vectors))}\n{contents}")


def fingerprint(vectors: Path) -> Fingerprint:
    """Return names, sizes and times of the files: a few stats, whatever the size of the index."""
    stats = [(path, path.stat()) for path in _files(vectors)]
    return [(str(path.relative_to(vectors)), stat.st_size, stat.st_mtime_ns) for path, stat in stats]


def survives_opening(vectors: Path) -> bool:
    """Check the vector index in a subprocess; False when that fails in any way, a crash included.

    An index that was left while it was being built is not even opened. The caller holds ``vectors_lock``.
    """
    if _read(vectors) == UNFINISHED:
        return False
    command = [sys.executable, "-m", "assistant.storage.chroma.probe", str(vectors)]
    try:
        probe = subprocess.run(command, capture_output=True, timeout=PROBE_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return False
    return probe.returncode == 0


def _files(vectors: Path) -> list[Path]:
    return sorted(path for path in vectors.rglob("*") if path.is_file())


def _note(vectors: Path) -> Path:
    return vectors.with_name("vectors.seal")


def _write(vectors: Path, text: str) -> None:
    """Write the note, and return when it is on the disk."""
    with _note(vectors).open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _read(vectors: Path) -> str:
    try:
        return _note(vectors).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
