"""Content of a fetched page: as a File, as a listing (feed or sitemap), as articles, or as links to feeds.

A page is data: the only links that may be followed are those to feeds, when the user asks for one. Makes no request.
"""

from __future__ import annotations

import codecs
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File, in_memory
from assistant.ingestion.formats import sitemaps, syndication
from assistant.ingestion.formats.feed_entries import complete
from assistant.ingestion.readers import SourcedArticle, read_file
from assistant.ingestion.urls import fetchable
from assistant.ingestion.web.fetching import FetchedPage
from assistant.schema.archives import Mapped, Skipped
from assistant.schema.articles import Article
from assistant.schema.feeds import FeedEntry, Listing

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


def file_of(page: FetchedPage) -> File:
    """Return a page as a file for the readers of formats."""
    media_type, _, parameters = page.media_type.partition(";")
    media_type = media_type.strip().lower()
    data = _in_utf8(page.data, parameters) if media_type in _PAGE_TYPES else page.data
    name = PurePosixPath(unquote(urlsplit(page.url).path)).name
    return in_memory(data, page.url, name, page.url, media_type)


def listing_of(file: File) -> Listing | None:
    """Return the listing of a feed or a sitemap, None for any other file. Raises UnreadableError."""
    head = file.head()
    if sitemaps.is_sitemap(head):
        return sitemaps.listing(file)
    return syndication.listing(file) if syndication.is_feed(head) else None


def articles_of(file: File, entry: FeedEntry) -> list[Article | Skipped]:
    """Return the articles of a page, completed from its entry; a part that cannot be ingested is Skipped."""
    items = [item for item in read_file(file) if not isinstance(item, Mapped)]
    articles = [item.article if isinstance(item, SourcedArticle) else item for item in items]
    if len(articles) == 1 and isinstance(articles[0], Article):
        return [complete(articles[0], file.url, entry)]
    return articles or [Skipped(file.where, "no text")]


def feed_links(file: File) -> list[str]:
    """Return the URLs of the feeds that a page links to, in its order, feeds of comments last."""
    links = _FeedLinks()
    try:
        links.feed(file.text(html=True))
    except UnreadableError:
        return []
    urls = (fetchable(urljoin(urljoin(file.url, links.base), href)) for href in links.hrefs)
    return sorted(dict.fromkeys(filter(None, urls)), key=lambda url: "comment" in url.lower())


class _FeedLinks(HTMLParser):
    """Collects <link rel="alternate" type="application/rss+xml" href="...">."""

    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.base = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "base" and not self.base:
            self.base = attributes.get("href", "")
        is_feed = attributes.get("type", "").strip().lower() in _FEED_TYPES
        if tag == "link" and is_feed and "alternate" in attributes.get("rel", "").lower().split():
            self.hrefs.append(attributes.get("href", ""))


def _in_utf8(data: bytes, parameters: str) -> bytes:
    """Bytes that are not UTF-8 decoded by the charset of the media type, if it has one, and encoded in UTF-8."""
    charset = parameters.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    if not charset or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    try:
        data.decode()
    except UnicodeDecodeError:
        try:
            return data.decode(charset).encode()
        except (UnicodeError, LookupError):
            return data
    return data
