"""Bytes to characters, without guessing: UTF-8, UTF-16 with a byte order mark, or what an HTML page declares.

Knows nothing of articles or of where the bytes came from.
"""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4096


class UnreadableError(Exception):
    """A file that cannot be taken in; its message is the reason, for the user."""


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
