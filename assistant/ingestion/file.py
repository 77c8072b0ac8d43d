"""A file: a name and bytes, wherever they are: on disk, in an archive, on standard input, on the web.

Every format is read from one of these, so no reader knows of folders, archives or addresses. Nothing is opened before
it is asked for. Cost: what is read whole is held in memory, up to ``MAX_BYTES``.
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
"""Largest file that is read whole; an article is rarely over 100 KB. Lists of articles are streamed where they can."""
HEAD_BYTES = 4096
"""Enough of a file to tell what it is."""


@dataclass(frozen=True, slots=True)
class File:
    """Bytes to read. ``where`` is what the user is told; ``name`` is the file's own, with its suffix.

    ``url`` and ``media_type`` are what the web said of it, ``""`` for what came from elsewhere; ``fields`` is what the
    user said of the names in it.
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
            return _all_of(stream, HEAD_BYTES)

    def read(self) -> bytes:
        """Return all bytes. Raises UnreadableError when there are more than ``MAX_BYTES``, and OSError."""
        with self.open() as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise UnreadableError(f"larger than {MAX_BYTES // (1024 * 1024)} MB; split it, or use .jsonl")
        return data

    def seekable(self) -> File:
        """Return the file itself if one can go back and forth in it, or else a copy in memory that one can.

        Raises UnreadableError when that is too large, and OSError.
        """
        with self.open() as stream:
            if stream.seekable():
                return self
        return replace(self, open=partial(io.BytesIO, self.read()))

    def text(self, html: bool = False) -> str:
        """Return all characters. Raises UnreadableError with the reason, and OSError."""
        return decode(self.read(), html)


Reader = Callable[[File], "Iterator[Article | Skipped | Mapped | File]"]
"""Yields the articles of a file, and files in it, which are read in their turn.

Raises UnreadableError, and OSError; a part that cannot be taken is Skipped.
"""


STRIDE_BYTES = 16 * 1024 * 1024


class ReadProgress:
    """How many bytes of the file on disk that was opened last are read; calls ``on_stride`` every ``STRIDE_BYTES``.

    Reading an archive reads one file on disk, whatever its members are.
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

    def opened() -> BinaryIO:
        return io.BufferedReader(_TrackedFile(path, progress or ReadProgress()))

    return File(shown(str(path)), path.name, opened, fields=fields)


def in_memory(data: bytes, where: str, name: str, url: str = "", media_type: str = "") -> File:
    """Return bytes that are there already, as a file."""
    return File(where, name, partial(io.BytesIO, data), url, media_type)


def once(stream: BinaryIO, where: str, name: str, fields: FieldMap = ()) -> File:
    """Return what can be read from beginning to end only: its beginning may be looked at before."""
    return File(where, name, _Once(stream).open, fields=fields)


def shown(name: str) -> str:
    """Return a name as it can be told and stored: what is no character, or steers a terminal, is replaced."""
    return "".join(character if character.isprintable() else "\ufffd" for character in name)


_LONGEST_NAME = 200


def safe_name(name: str) -> str:
    """Return a member's name without a way out of the archive, and as it can be shown."""
    parts = [part for part in re.split(r"[/\\]+", shown(name)) if part.strip(". ") and not re.fullmatch(r"\w:", part)]
    return "/".join(parts)[-_LONGEST_NAME:].lstrip("/") or "unnamed"


class _Once:
    """A stream, the first bytes of which are kept until more is asked for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._head: bytes | None = None
        self._is_read = False

    def open(self) -> BinaryIO:
        if self._is_read:
            raise UnreadableError("it can be read only once, from beginning to end")
        return io.BufferedReader(_FromHead(self), HEAD_BYTES)

    def piece(self, start: int, length: int) -> bytes:
        """Return up to ``length`` bytes from ``start``, which is where the last piece ended, or the beginning."""
        if self._head is None:
            self._head = _all_of(self._stream, HEAD_BYTES)
        if start < len(self._head):
            return self._head[start : start + length]
        self._is_read = self._is_read or len(self._head) == HEAD_BYTES
        return self._stream.read(length)


class _FromHead(io.RawIOBase):
    def __init__(self, source: _Once) -> None:
        self._source = source
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._source.piece(self._at, len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def _all_of(stream: BinaryIO, length: int) -> bytes:
    """Read ``length`` bytes, or all there are: a pipe gives fewer at a time."""
    data = b""
    while len(data) < length and (more := stream.read(length - len(data))):
        data += more
    return data
