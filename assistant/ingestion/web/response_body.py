"""The body of a response, no larger than allowed: neither as sent nor unpacked.

Unpacks itself, a block at a time: a library that unpacks whole blocks, layer upon layer, can be made to fill any
memory. Knows nothing of requests.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from assistant.ingestion.web.fetch_errors import FetchError

_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 47}
"""zlib's word for each format; 47 also takes what servers send that mean zlib by gzip."""
_STEP = 64 * 1024


def collect(blocks: Iterable[bytes], encoding: str, most: int, *, cut: bool = False) -> bytes:
    """Return the body. Raises FetchError when it is larger than ``most`` bytes, unless it is to be ``cut`` there."""
    encoding = encoding.strip().lower()
    parts = _unpacked(blocks, encoding) if encoding not in ("", "identity") else blocks
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > most:
            if cut:
                break
            raise FetchError(f"larger than {most // (1024 * 1024)} MB")
    return bytes(body[:most])


def _unpacked(blocks: Iterable[bytes], encoding: str) -> Iterable[bytes]:
    if encoding not in _WINDOWS:
        raise FetchError(f"packed in a way that was not asked for: {encoding[:40]}")
    unpacker = zlib.decompressobj(wbits=_WINDOWS[encoding])
    try:
        for block in blocks:
            rest = block
            while rest and not unpacker.eof:
                yield unpacker.decompress(rest, _STEP)
                rest = unpacker.unconsumed_tail
    except zlib.error:
        raise FetchError("the packed page is damaged") from None
    if not unpacker.eof:
        raise FetchError("the page ended early")
