"""A file to read, from disk, an archive, standard input or the web: every format reads its bytes through ``File``.

A file is opened only when it is read. Cost: a file that is read whole is held in memory, up to ``MAX_BYTES``.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from assistant.ingestion.decoding import UnreadableError, decode
from assistant.ingestion.field_names import FieldMap
from assistant.schema.archives import Mapped, Skipped
from assistant.schema.articles import Article

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read whole. An article is rarely over 100 KB; lists of articles are streamed where possible."""
HEAD_BYTES = 4096
"""Enough of a file to identify its kind."""


@dataclass(frozen=True, slots=True)
class File:
    """Bytes to read. ``where`` is the path shown to the user; ``name`` is the file's own name, with its suffix.

    ``url`` and ``media_type`` come from the web server and are ``""`` for other files; ``fields`` is the user's mapping
    of field names.
    """

    where: str
    name: str
    open: Callable[[], BinaryIO]
    url: str = ""
    media_type: str = ""
    fields: FieldMap = ()

    def head(self) -> bytes:
        """Return the first bytes, at most ``HEAD_BYTES``. Raises OSError."""
        with self.open() as stream:
            return _read_fully(stream, HEAD_BYTES)

    def read(self) -> bytes:
        """Return all bytes. Raises UnreadableError when there are more than ``MAX_BYTES``, and OSError."""
        with self.open() as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise UnreadableError(f"larger than {MAX_BYTES // (1024 * 1024)} MB; split it, or use .jsonl")
        return data

    def seekable(self) -> File:
        """Return the file itself if its stream is seekable, else a copy in memory that is.

        Raises UnreadableError when the copy would be larger than ``MAX_BYTES``, and OSError.
        """
        with self.open() as stream:
            if stream.seekable():
                return self
        return replace(self, open=partial(io.BytesIO, self.read()))

    def text(self, html: bool = False) -> str:
        """Return all characters. Raises UnreadableError with the reason, and OSError."""
        return decode(self.read(), html)


FileReader = Callable[[File], "Iterator[Article | Skipped | Mapped | File]"]
"""Yields the articles of a file, and the files in it, which are read in their turn.

Raises UnreadableError, and OSError; a part that cannot be ingested is Skipped.
"""


STRIDE_BYTES = 16 * 1024 * 1024
"""Bytes read between two calls of ``ReadProgress``'s callback."""


class ReadProgress:
    """Bytes read of the file on disk that was opened last. Calls ``on_stride`` every ``STRIDE_BYTES``.

    An archive is one file on disk, whatever its members are.
    """

    def __init__(self, on_stride: Callable[[], object] = bool) -> None:
        self.bytes_read = 0
        self._on_stride = on_stride

    def restart(self) -> None:
        """Count from 0: another file is opened."""
        self.bytes_read = 0

    def advance(self, offset: int) -> None:
        """Note that the file is read up to ``offset``."""
        is_stride = offset // STRIDE_BYTES > self.bytes_read // STRIDE_BYTES
        self.bytes_read = max(self.bytes_read, offset)
        if is_stride:
            self._on_stride()


class _TrackedFile(io.FileIO):
    """A file on disk that reports how far it is read, whichever method reads it."""

    def __init__(self, path: Path, progress: ReadProgress) -> None:
        super().__init__(path)
        self._progress = progress

    def readinto(self, buffer: Any, /) -> int | None:
        count = super().readinto(buffer)
        self._progress.advance(self.tell())
        return count

    def readall(self) -> bytes:
        data = super().readall()
        self._progress.advance(self.tell())
        return data


def on_disk(path: Path, fields: FieldMap = (), progress: ReadProgress | None = None) -> File:
    """Return a file on disk, not opened yet. What is read of it is reported to ``progress``."""

    def open_file() -> BinaryIO:
        return io.BufferedReader(_TrackedFile(path, progress or ReadProgress()))

    return File(printable(str(path)), path.name, open_file, fields=fields)


def in_memory(data: bytes, where: str, name: str, url: str = "", media_type: str = "") -> File:
    """Return bytes in memory as a file."""
    return File(where, name, partial(io.BytesIO, data), url, media_type)


def from_stream(stream: BinaryIO, where: str, name: str, fields: FieldMap = ()) -> File:
    """Return a file for a stream that cannot seek: its head may be read several times, the whole of it once."""
    return File(where, name, _StreamSource(stream).open, fields=fields)


def printable(name: str) -> str:
    """Return a name that is safe to print and store: surrogates and control characters become U+FFFD."""
    return "".join(character if character.isprintable() else "\ufffd" for character in name)


_LONGEST_NAME = 200
"""Characters of a member's name, counted from its end."""


def safe_name(name: str) -> str:
    """Return a member's name in printable form, without the steps (``..``, ``C:``) that lead out of the archive."""
    parts = [
        part for part in re.split(r"[/\\]+", printable(name)) if part.strip(". ") and not re.fullmatch(r"\w:", part)
    ]
    return "/".join(parts)[-_LONGEST_NAME:].lstrip("/") or "unnamed"


class _StreamSource:
    """A stream that can be opened again until more than its first ``HEAD_BYTES`` were read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._head: bytes | None = None
        self._is_read = False

    def open(self) -> BinaryIO:
        if self._is_read:
            raise UnreadableError("it can be read only once, from beginning to end")
        return io.BufferedReader(_StreamReader(self), HEAD_BYTES)

    def read_at(self, start: int, length: int) -> bytes:
        """Return up to ``length`` bytes from ``start``, which is where the last read ended, or the beginning."""
        if self._head is None:
            self._head = _read_fully(self._stream, HEAD_BYTES)
        if start < len(self._head):
            return self._head[start : start + length]
        self._is_read = self._is_read or len(self._head) == HEAD_BYTES
        return self._stream.read(length)


class _StreamReader(io.RawIOBase):
    def __init__(self, source: _StreamSource) -> None:
        self._source = source
        self._offset = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._source.read_at(self._offset, len(buffer))
        buffer[: len(data)] = data
        self._offset += len(data)
        return len(data)


def _read_fully(stream: BinaryIO, length: int) -> bytes:
    """Read ``length`` bytes, or up to the end: one read of a pipe may return fewer."""
    data = b""
    while len(data) < length and (more := stream.read(length - len(data))):
        data += more
    return data
