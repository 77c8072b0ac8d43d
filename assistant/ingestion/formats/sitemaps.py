"""Read sitemaps, news sitemaps and sitemap indexes: the URLs of a site, with the date of each one's last change.

lxml parses element by element, without expanding entities and without network access.
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
from assistant.schema.feeds import FeedEntry, Listing

if TYPE_CHECKING:
    from lxml.etree import _Element

_PROLOGUE = rb"(?:\s|\xef\xbb\xbf|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)*"
_ROOT = re.compile(_PROLOGUE + rb"<(?:\w{1,20}:)?(?:urlset|sitemapindex)[\s>]", re.DOTALL | re.IGNORECASE)
_GZIP = b"\x1f\x8b"
MAX_ENTRIES = 50_000
"""Entries in one sitemap, the limit of the protocol."""


def is_sitemap(head: bytes) -> bool:
    """Whether a file that starts with ``head`` is a sitemap or a sitemap index, plain or gzipped."""
    return bool(_ROOT.match(_decompressed(head, 4096) if head.startswith(_GZIP) else head))


def listing(file: File) -> Listing:
    """Return the entries of the sitemap in their order. Raises UnreadableError, OSError."""
    from lxml import etree

    data = file.read()
    if data.startswith(_GZIP):
        data = _decompressed(data, MAX_BYTES + 1)
        data = in_memory(data, file.where, file.name).read()  # raises UnreadableError when it is too large
    pages: list[FeedEntry] = []
    sitemaps: list[FeedEntry] = []
    try:
        for _, element in etree.iterparse(
            io.BytesIO(data), tag=("{*}url", "{*}sitemap"), resolve_entities=False, no_network=True, load_dtd=False
        ):
            (sitemaps if etree.QName(element).localname == "sitemap" else pages).append(_entry(element, file.url))
            element.clear()
            if len(pages) + len(sitemaps) >= MAX_ENTRIES:
                break
    except etree.XMLSyntaxError as error:
        if not pages and not sitemaps:
            raise UnreadableError(f"not a sitemap that can be read: {clean_line(str(error))[:100]}") from None
    kind = "sitemap index" if sitemaps else "sitemap"
    return Listing(
        kind, "", tuple(page for page in pages if page.url), tuple(sitemap for sitemap in sitemaps if sitemap.url)
    )


def _entry(element: _Element, base: str) -> FeedEntry:
    return FeedEntry(
        url=tidy(urljoin(base, _text(element, "{*}loc"))),
        title=_text(element, "{*}news/{*}title"),
        published=normalise(_text(element, "{*}news/{*}publication_date")),
        updated=normalise(_text(element, "{*}lastmod")),
        publisher=_text(element, "{*}news/{*}publication/{*}name"),
        language=_text(element, "{*}news/{*}publication/{*}language"),
    )


def _text(element: _Element, path: str) -> str:
    return clean_line(element.findtext(path) or "")


def _decompressed(data: bytes, max_bytes: int) -> bytes:
    """Decompress at most ``max_bytes``; b"" for broken data, less for data that is cut off."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data, max_bytes)
    except zlib.error:
        return b""
