"""Files to characters, without guessing: UTF-8, UTF-16 with a byte order mark, or what an HTML page declares.

Knows nothing of articles. Cost: the whole file is held in memory, up to ``MAX_BYTES``.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read whole; an article is rarely over 100 KB. JSON Lines are streamed and have no limit."""

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4096


class UnreadableError(Exception):
    """A file that cannot be taken in; its message is the reason, for the user."""


def read_text(path: Path, html: bool = False) -> str:
    """Return the characters of a file. Raises UnreadableError with the reason, and OSError."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        megabytes = MAX_BYTES // (1024 * 1024)
        raise UnreadableError(f"larger than {megabytes} MB ({size:,} bytes); split it, or use .jsonl")
    return decode(path.read_bytes(), html)


def decode(data: bytes, html: bool = False) -> str:
    """Return ``data`` as characters. Raises UnreadableError for binary data and for broken or unknown encodings."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_as(data, "utf-16")
    if b"\0" in data:
        raise UnreadableError("binary file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        declared = _DECLARED.search(data[:_HEAD]) if html else None
        if declared:
            return _decode_as(data, declared[1].decode("ascii", "replace"))
        raise UnreadableError(f"not valid UTF-8 at byte {error.start}") from None


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise UnreadableError(f"not valid {encoding}") from None
    if "\0" in text:
        raise UnreadableError("binary file")
    return text
