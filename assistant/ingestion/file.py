"""A file: a name and bytes, wherever they are: on disk, in an archive, on standard input, on the web.

Every format is read from one of these, so no reader knows of folders, archives or addresses. Nothing is opened before
it is asked for. Cost: what is read whole is held in memory, up to ``MAX_BYTES``.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from assistant.ingestion.decoding import UnreadableError, decode
from assistant.schema import Article, Skipped

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read whole; an article is rarely over 100 KB. Lists of articles are streamed where they can."""
HEAD_BYTES = 4096
"""Enough of a file to tell what it is."""


@dataclass(frozen=True, slots=True)
class File:
    """Bytes to read. ``where`` is what the user is told; ``name`` is the file's own, with its suffix.

    ``url`` and ``media_type`` are what the web said of it, ``""`` for what came from elsewhere.
    """

    where: str
    name: str
    open: Callable[[], BinaryIO]
    url: str = ""
    media_type: str = ""

    def head(self) -> bytes:
        """Return the first bytes, at most ``HEAD_BYTES``. Raises OSError."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)

    def read(self) -> bytes:
        """Return all bytes. Raises UnreadableError when there are more than ``MAX_BYTES``, and OSError."""
        with self.open() as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise UnreadableError(f"larger than {MAX_BYTES // (1024 * 1024)} MB; split it, or use .jsonl")
        return data

    def text(self, html: bool = False) -> str:
        """Return all characters. Raises UnreadableError with the reason, and OSError."""
        return decode(self.read(), html)


Reader = Callable[[File], Iterator[Article | Skipped]]
"""Yields the articles of a file. Raises UnreadableError, and OSError; a part that cannot be taken is Skipped."""


class _Place:
    """How far the file of the file system that was opened last has been read, in bytes."""

    reached = 0


place = _Place()
"""One for the process, which reads one file after the other: progress is told by it."""


class _Followed(io.FileIO):
    """A file on disk that notes how far it is read, however it is read."""

    def readinto(self, buffer: Any, /) -> int | None:
        count = super().readinto(buffer)
        place.reached = max(place.reached, self.tell())
        return count

    def readall(self) -> bytes:
        data = super().readall()
        place.reached = max(place.reached, self.tell())
        return data


def on_disk(path: Path) -> File:
    """Return a file of the file system; nothing is opened yet."""
    return File(str(path), path.name, lambda: io.BufferedReader(_Followed(path)))


def in_memory(data: bytes, where: str, name: str, url: str = "", media_type: str = "") -> File:
    """Return bytes that are there already, as a file."""
    return File(where, name, lambda: io.BytesIO(data), url, media_type)
