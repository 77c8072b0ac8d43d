"""All embeddings of an archive in one file that is read straight from memory: what makes an exact search cheap.

Row ``number - 1`` holds the embedding of the passage with that number in the catalogue. Numbers are never given twice,
so a row once written stays right, and rows of removed passages are merely never asked for. The file is made from the
catalogue and can be made again. It is no index: a search reads all of it, 0.07 ms for each thousand passages of 384
dimensions (two cores, once it is mapped), and the pages that it reads belong to the system's cache, not to the process.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

FILE = "embeddings.f32"
HEADER = 64
"""Bytes before the first row: whose embeddings these are. A multiple of what a processor likes to read at."""


class Matrix:
    """The file at ``path`` of the archive called ``archive``, whose embeddings have ``dimensions`` floats.

    Writers take turns (see ``guard``). Readers need no lock: what they may read is never written again.
    """

    def __init__(self, path: Path, archive: str, dimensions: int) -> None:
        self.path = path
        self._mark = f"{archive} {dimensions}".encode().ljust(HEADER)[:HEADER]
        self._dimensions = dimensions
        self._mapped: tuple[tuple[int, int], Any] | None = None

    def rows(self, needed: int) -> Any | None:
        """Return the rows, mapped into memory; None when the file is not whole, another's, or has under ``needed``."""
        mapped = self._map()
        return mapped if mapped is not None and len(mapped) >= needed else None

    def _map(self) -> Any | None:
        """Map the file, unless that was done: to let go of a mapping takes 40 ms for each 500,000 rows."""
        try:
            with self.path.open("rb") as file:
                found = os.fstat(file.fileno())
                same = (found.st_ino, found.st_size)
                if not self._mapped or self._mapped[0] != same:
                    self._mapped = None if file.read(HEADER) != self._mark else (same, self._rows(found.st_size))
        except OSError:
            self._mapped = None
        return self._mapped[1] if self._mapped else None

    def _rows(self, size: int) -> Any:
        import numpy as np

        held = (size - HEADER) // self._width
        if not held:
            return np.empty((0, self._dimensions), dtype=np.float32)
        return np.memmap(self.path, np.float32, "r", HEADER, (held, self._dimensions))

    @property
    def _width(self) -> int:
        return 4 * self._dimensions

    def write(self, numbered: Iterable[tuple[int, bytes]]) -> None:
        """Write embeddings (float32 bytes) to their rows, and return when they are on the disk. Raises OSError."""
        with self.path.open("r+b") as file:
            self._fill(file, numbered)

    def build(self, numbered: Iterable[tuple[int, bytes]]) -> None:
        """Make the file anew. Whoever reads the old one just now goes on reading that. Raises OSError."""
        new = self.path.with_name(f"{self.path.name}.new")
        with new.open("wb") as file:
            file.write(self._mark)
            self._fill(file, numbered)
        new.replace(self.path)

    def _fill(self, file: BinaryIO, numbered: Iterable[tuple[int, bytes]]) -> None:
        at = file.tell()
        for number, embedding in numbered:
            if at != (at := HEADER + (number - 1) * self._width):
                file.seek(at)
            at += file.write(embedding)
        file.flush()
        os.fsync(file.fileno())
