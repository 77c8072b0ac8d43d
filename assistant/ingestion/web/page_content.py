"""What came from the web as a file for the readers; which of it is a list of pages, and which is an article.

Everything that a page says is data: it is read, and never followed, but for the feed that it names when the user asks
for one. Makes no request.
"""

from __future__ import annotations

import codecs
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File, in_memory
from assistant.ingestion.formats import sitemaps, syndication
from assistant.ingestion.readers import SourcedArticle, read_file
from assistant.ingestion.urls import fetchable
from assistant.ingestion.web.feed_entries import completed
from assistant.ingestion.web.fetching import Fetched
from assistant.schema.archives import Mapped, Skipped
from assistant.schema.articles import Article
from assistant.schema.feeds import Entry, Listing

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")


def file_of(fetched: Fetched) -> File:
    """Return the page as a file."""
    media_type, _, parameters = fetched.media_type.partition(";")
    media_type = media_type.strip().lower()
    data = _in_utf8(fetched.data, parameters) if media_type in _PAGES else fetched.data
    name = PurePosixPath(unquote(urlsplit(fetched.url).path)).name
    return in_memory(data, fetched.url, name, fetched.url, media_type)


def listing_of(file: File) -> Listing | None:
    """Return the pages that a feed or a sitemap lists, None when it is neither. Raises UnreadableError."""
    head = file.head()
    if sitemaps.is_sitemap(head):
        return sitemaps.listing(file)
    return syndication.listing(file) if syndication.is_feed(head) else None


def articles_of(file: File, entry: Entry) -> list[Article | Skipped]:
    """Return what is in a page, with what only its entry says; what cannot be taken is Skipped."""
    pieces = [one for one in read_file(file) if not isinstance(one, Mapped)]
    found = [one.article if isinstance(one, SourcedArticle) else one for one in pieces]
    if len(found) == 1 and isinstance(found[0], Article):
        return [completed(found[0], file.url, entry)]
    return found or [Skipped(file.where, "no text")]


def alternates(file: File) -> list[str]:
    """Return the feeds that a page names in its head, in its order, those of comments last."""
    links = _Links()
    try:
        links.feed(file.text(html=True))
    except UnreadableError:
        return []
    found = (fetchable(urljoin(urljoin(file.url, links.base), href)) for href in links.hrefs)
    return sorted(dict.fromkeys(filter(None, found)), key=lambda url: "comment" in url.lower())


class _Links(HTMLParser):
    """Collects <link rel="alternate" type="application/rss+xml" href="...">."""

    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.base = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "base" and not self.base:
            self.base = given.get("href", "")
        is_feed = given.get("type", "").strip().lower() in _FEED_TYPES
        if tag == "link" and is_feed and "alternate" in given.get("rel", "").lower().split():
            self.hrefs.append(given.get("href", ""))


def _in_utf8(data: bytes, parameters: str) -> bytes:
    """What is not UTF-8 is read in the encoding that the server names, where it names one."""
    name = parameters.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    if not name or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    try:
        data.decode()
    except UnicodeDecodeError:
        try:
            return data.decode(name).encode()
        except (UnicodeError, LookupError):
            return data
    return data
