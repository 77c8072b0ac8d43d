"""Sitemaps, also those for news, and indexes of them: the pages of a site, and when each last changed.

lxml reads them element by element; entities are left alone and nothing is fetched. Knows nothing of the web.
"""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from assistant.ingestion.cleaning import clean_line
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import MAX_BYTES, File, in_memory
from assistant.ingestion.timestamps import normalise
from assistant.ingestion.urls import tidy
from assistant.schema.feeds import Entry, Listing

if TYPE_CHECKING:
    from lxml.etree import _Element

_PROLOGUE = rb"(?:\s|\xef\xbb\xbf|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)*"
_ROOT = re.compile(_PROLOGUE + rb"<(?:\w{1,20}:)?(?:urlset|sitemapindex)[\s>]", re.DOTALL | re.IGNORECASE)
_GZIP = b"\x1f\x8b"
MOST = 50_000
"""Pages of one sitemap; the protocol allows no more."""


def is_sitemap(head: bytes) -> bool:
    """Tell from the first bytes whether this is a sitemap or an index of them, also a compressed one."""
    return bool(_ROOT.match(_inflated(head, 4096) if head.startswith(_GZIP) else head))


def listing(file: File) -> Listing:
    """Return what the sitemap lists, in its own order. Raises UnreadableError, OSError."""
    from lxml import etree

    data = file.read()
    if data.startswith(_GZIP):
        data = _inflated(data, MAX_BYTES + 1)
        data = in_memory(data, file.where, file.name).read()  # raises when that is too much
    pages: list[Entry] = []
    maps: list[Entry] = []
    try:
        for _, element in etree.iterparse(
            io.BytesIO(data), tag=("{*}url", "{*}sitemap"), resolve_entities=False, no_network=True, load_dtd=False
        ):
            (maps if etree.QName(element).localname == "sitemap" else pages).append(_entry(element, file.url))
            element.clear()
            if len(pages) + len(maps) >= MOST:
                break
    except etree.XMLSyntaxError as error:
        if not pages and not maps:
            raise UnreadableError(f"not a sitemap that can be read: {clean_line(str(error))[:100]}") from None
    kind = "sitemap index" if maps else "sitemap"
    return Listing(kind, "", tuple(page for page in pages if page.url), tuple(one for one in maps if one.url))


def _entry(element: _Element, base: str) -> Entry:
    return Entry(
        url=tidy(urljoin(base, _text(element, "{*}loc"))),
        title=_text(element, "{*}news/{*}title"),
        published=normalise(_text(element, "{*}news/{*}publication_date")),
        updated=normalise(_text(element, "{*}lastmod")),
        publisher=_text(element, "{*}news/{*}publication/{*}name"),
        language=_text(element, "{*}news/{*}publication/{*}language"),
    )


def _text(element: _Element, path: str) -> str:
    return clean_line(element.findtext(path) or "")


def _inflated(data: bytes, most: int) -> bytes:
    """Decompress no more than that; what is cut off or broken ends early."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data, most)
    except zlib.error:
        return b""
