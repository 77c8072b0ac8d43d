"""Bytes to characters: UTF-8, UTF-16 with a byte order mark, what a page or XML declares, or an encoding that is sure.

What is neither is not read: a wrong character in a quote would be a wrong quote. Knows nothing of articles or of where
the bytes came from.
"""

from __future__ import annotations

import codecs
import re

from assistant.ingestion import encodings

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4096
_WESTERN = frozenset(("iso88591", "latin1", "ascii", "usascii"))
"""Declared so, and Windows' own in fact: the WHATWG's Encoding Standard has browsers read them so."""


class UnreadableError(Exception):
    """A file that cannot be taken in; its message is the reason, for the user."""


def decode(data: bytes, html: bool = False) -> str:
    """Return ``data`` as characters. Raises UnreadableError for binary data and for broken or unknown encodings."""
    encoding = encoding_of(data, html)
    if encoding == "utf-8-sig" and b"\0" in data:
        raise UnreadableError("binary file")
    return _decode_as(data, encoding)


def encoding_of(data: bytes, html: bool = False) -> str:
    """Return the name of the encoding of ``data``, all of a text or its beginning. Raises UnreadableError."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in data:
        raise UnreadableError("binary file")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError as error:
        found = _declared(data, html) or encodings.guess(data)
        if found:
            return found
        raise UnreadableError(f"not valid UTF-8 at byte {error.start}") from None
    return "utf-8-sig"


def _declared(data: bytes, html: bool) -> str:
    found = _XML.search(data[:_HEAD]) or (_DECLARED.search(data[:_HEAD]) if html else None)
    name = found[1].decode("ascii", "replace") if found else ""
    plain = name.lower().replace("-", "").replace("_", "")
    return "" if plain == "utf8" else "cp1252" if plain in _WESTERN else name


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        name = "UTF-8" if encoding == "utf-8-sig" else encoding
        raise UnreadableError(f"not valid {name}" + f" at byte {error.start}" * (name == "UTF-8")) from None
    except (LookupError, UnicodeError):  # declared, but no encoding of a text
        raise UnreadableError(f"not valid {encoding}") from None
    if "\0" in text:
        raise UnreadableError("binary file")
    return text
