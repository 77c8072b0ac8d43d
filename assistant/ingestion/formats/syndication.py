"""Read the entries of RSS, Atom and JSON Feed.

feedparser reads all versions of RSS and Atom, broken ones too. Makes no network request. Cost: 0.1 s to load once, then
about 1 ms an entry.
"""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urljoin

from assistant.errors import needs
from assistant.ingestion.cleaning import clean_line
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.formats.feed_entries import article_of
from assistant.ingestion.timestamps import normalise
from assistant.ingestion.urls import tidy
from assistant.schema.archives import Skipped
from assistant.schema.articles import Article
from assistant.schema.feeds import FeedEntry, Listing

_PROLOGUE = re.compile(rb"(?:\s|\xef\xbb\xbf|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<(?:rss|feed|(?:\w{1,20}:)?RDF)[\s>]", re.IGNORECASE)
_JSON_FEED = re.compile(rb'\s*\{.*"https?://(?:www\.)?jsonfeed\.org/version/', re.DOTALL)
_TAG = re.compile(r"<[^<>]{1,2000}>")
MAX_BYTES = 2 * 1024 * 1024
"""A larger feed is refused: those of newsrooms have 10 kB to 1 MB, and a hostile one takes 4 s a megabyte."""


def is_feed(head: bytes) -> bool:
    """Whether a file that starts with ``head`` is a feed."""
    prologue = _PROLOGUE.match(head)
    return bool(_ROOT.match(head, prologue.end() if prologue else 0) or _JSON_FEED.match(head))


def read(file: File) -> Iterator[Article | Skipped]:
    """Yield the articles that a saved feed contains in full; entries with only a summary are Skipped.

    Raises UnreadableError, OSError.
    """
    for entry in listing(file).entries:
        location = f"{file.where} ({entry.url or entry.title})"
        yield article_of(entry) or Skipped(location, "the feed has no more than a summary of it")


def listing(file: File) -> Listing:
    """Return the entries of the feed in their order. Raises UnreadableError, OSError."""
    data = file.read()
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"larger than {MAX_BYTES // (1024 * 1024)} MB, for a feed")
    return _json_feed(file) if _JSON_FEED.match(data[:4096]) else _xml_feed(data, file)


def _xml_feed(data: bytes, file: File) -> Listing:
    with needs("web", "A feed in XML"):
        import feedparser

    # No sanitising here: it would remove the marks of hidden text, which web_page needs to leave that out.
    headers = {"content-location": file.url, "content-type": file.media_type or "application/xml"}
    try:
        feed = feedparser.parse(
            io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # noqa: BLE001 - hostile input raises errors of many kinds
        raise UnreadableError(f"not a feed that can be read ({type(error).__name__})") from None
    if not feed.version and not feed.entries:
        raise UnreadableError("not a feed that can be read")
    channel = feed.feed
    title, language = _headline(channel.get("title")), clean_line(channel.get("language") or "")
    kind = "Atom" if str(feed.version).startswith("atom") else "RSS"
    return Listing(kind, title, tuple(_entry(item, file.url, title, language) for item in feed.entries))


def _entry(item: Mapping[str, Any], base: str, publisher: str, language: str) -> FeedEntry:
    link = item.get("feedburner_origlink") or item.get("link") or ""
    return FeedEntry(
        url=tidy(urljoin(base, str(link))) if link else "",
        id=clean_line(str(item.get("id") or "")),
        title=_headline(item.get("title")),
        authors=tuple(filter(None, (clean_line(author.get("name") or "") for author in item.get("authors") or ()))),
        published=_date(item, "published"),
        updated=_date(item, "updated"),
        publisher=publisher,
        language=language,
        content=_content(item),
    )


def _date(item: Mapping[str, Any], name: str) -> str:
    """Return a date in ISO 8601, with feedparser's day where we cannot read it: feedparser knows more formats."""
    if name not in item:  # for a missing "updated", feedparser returns "published", with a warning
        return ""
    if normalised := normalise(str(item[name] or "")):
        return normalised
    parsed = item.get(f"{name}_parsed")
    return date(*parsed[:3]).isoformat() if parsed else ""


def _content(item: Mapping[str, Any]) -> str:
    """Return the whole story as HTML; "" where the content only repeats the summary."""
    bodies = [_markup(content) for content in item.get("content") or ()]
    longest = max(bodies, key=len, default="")
    return longest if len(longest) > len(str(item.get("summary") or "")) or not item.get("summary") else ""


def _markup(content: Mapping[str, Any]) -> str:
    value = str(content.get("value") or "")
    return _paragraphs_html(value) if content.get("type") == "text/plain" else value


def _paragraphs_html(text: str) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())


def _headline(markup: Any) -> str:
    """Return a headline without tags, with entities replaced: "&amp;" is "&"."""
    return clean_line(html.unescape(_TAG.sub("", str(markup or ""))))


def _json_feed(file: File) -> Listing:
    try:
        value = json.loads(file.text())
    except (ValueError, RecursionError):
        raise UnreadableError("not a JSON Feed that can be read") from None
    items = value.get("items")
    if not isinstance(items, list):
        raise UnreadableError("a JSON Feed without items")
    title, language, author = _text(value.get("title")), _text(value.get("language")), _names(value)
    return Listing(
        "JSON Feed",
        title,
        tuple(_json_entry(item, file.url, title, language, author) for item in items if isinstance(item, dict)),
    )


def _json_entry(item: dict[str, Any], base: str, title: str, language: str, authors: tuple[str, ...]) -> FeedEntry:
    content = item.get("content_html") or _paragraphs_html(_string(item.get("content_text")))
    link = _text(item.get("url")) or _text(item.get("id"))
    return FeedEntry(
        url=tidy(urljoin(base, link)) if link else "",
        id=_text(item.get("id")),
        title=_text(item.get("title")),
        authors=_names(item) or authors,
        published=normalise(_text(item.get("date_published"))),
        updated=normalise(_text(item.get("date_modified"))),
        publisher=title,
        language=_text(item.get("language")) or language,
        content=_string(content),
    )


def _names(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names in ``authors``, or in ``author``, the field of version 1 of the format."""
    authors = value.get("authors")
    people = authors if isinstance(authors, list) else [value.get("author")]
    return tuple(filter(None, (_text(person.get("name")) for person in people if isinstance(person, dict))))


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _text(value: Any) -> str:
    return clean_line(str(value)) if isinstance(value, str | int) else ""
