"""The body of an HTTP response, unpacked, up to a limit in bytes.

zlib is used directly, 64 KB at a time: a library that unpacks whole blocks, in several layers, can be made to fill the
memory.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from assistant.ingestion.web.fetch_errors import FetchError

_ZLIB_WINDOW_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 47}
"""zlib's ``wbits`` of each encoding. 47 detects gzip and zlib, since servers send either as deflate."""
_STEP_BYTES = 64 * 1024


def read_body(blocks: Iterable[bytes], encoding: str, max_bytes: int, *, cut: bool = False) -> bytes:
    """Return the body, cut at ``max_bytes`` if ``cut``. Raises FetchError when a body that is not cut is larger."""
    encoding = encoding.strip().lower()
    parts = _unpacked(blocks, encoding) if encoding not in ("", "identity") else blocks
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > max_bytes:
            if cut:
                break
            raise FetchError(f"larger than {max_bytes // (1024 * 1024)} MB")
    return bytes(body[:max_bytes])


def _unpacked(blocks: Iterable[bytes], encoding: str) -> Iterable[bytes]:
    if encoding not in _ZLIB_WINDOW_BITS:
        raise FetchError(f"packed in a way that was not asked for: {encoding[:40]}")
    unpacker = zlib.decompressobj(wbits=_ZLIB_WINDOW_BITS[encoding])
    try:
        for block in blocks:
            remainder = block
            while remainder and not unpacker.eof:
                yield unpacker.decompress(remainder, _STEP_BYTES)
                remainder = unpacker.unconsumed_tail
    except zlib.error:
        raise FetchError("the packed page is damaged") from None
    if not unpacker.eof:
        raise FetchError("the page ended early")
