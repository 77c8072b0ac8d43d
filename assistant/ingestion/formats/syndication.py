"""RSS, Atom and JSON Feed: what a publisher lists, entry by entry.

feedparser, used here alone, reads all kinds of RSS and Atom, also broken ones. Makes no network request. Cost: 0.1 s
to load once, then about 1 ms an entry.
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

from assistant.ingestion.cleaning import clean_line
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.timestamps import normalise
from assistant.ingestion.urls import tidy
from assistant.ingestion.web.feed_entries import article_of
from assistant.schema.archives import Skipped
from assistant.schema.articles import Article
from assistant.schema.feeds import Entry, Listing

_PROLOGUE = re.compile(rb"(?:\s|\xef\xbb\xbf|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<(?:rss|feed|(?:\w{1,20}:)?RDF)[\s>]", re.IGNORECASE)
_JSON = re.compile(rb'\s*\{.*"https?://(?:www\.)?jsonfeed\.org/version/', re.DOTALL)
_TAG = re.compile(r"<[^<>]{1,2000}>")
MAX_BYTES = 2 * 1024 * 1024
"""A larger feed is refused: those of newsrooms have 10 kB to 1 MB, and one made to be slow takes 4 s a megabyte."""


def is_feed(head: bytes) -> bool:
    """Tell from the first bytes whether this is a feed."""
    begun = _PROLOGUE.match(head)
    return bool(_ROOT.match(head, begun.end() if begun else 0) or _JSON.match(head))


def read(file: File) -> Iterator[Article | Skipped]:
    """Yield the articles that a saved feed carries whole; entries with a summary alone are Skipped.

    Raises UnreadableError, OSError.
    """
    for entry in listing(file).entries:
        where = f"{file.where} ({entry.url or entry.title})"
        yield article_of(entry) or Skipped(where, "the feed has no more than a summary of it")


def listing(file: File) -> Listing:
    """Return what the feed lists, in its own order. Raises UnreadableError, OSError."""
    data = file.read()
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"larger than {MAX_BYTES // (1024 * 1024)} MB, for a feed")
    return _json_feed(file) if _JSON.match(data[:4096]) else _xml_feed(data, file)


def _xml_feed(data: bytes, file: File) -> Listing:
    import feedparser

    # Nothing is cleaned away here: that text was hidden must still be seen where a page is read.
    headers = {"content-location": file.url, "content-type": file.media_type or "application/xml"}
    try:
        found = feedparser.parse(
            io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # noqa: BLE001 - of any kind, on input made to break it
        raise UnreadableError(f"not a feed that can be read ({type(error).__name__})") from None
    if not found.version and not found.entries:
        raise UnreadableError("not a feed that can be read")
    channel = found.feed
    title, language = _plain(channel.get("title")), clean_line(channel.get("language") or "")
    kind = "Atom" if str(found.version).startswith("atom") else "RSS"
    return Listing(kind, title, tuple(_entry(item, file.url, title, language) for item in found.entries))


def _entry(item: Mapping[str, Any], base: str, publisher: str, language: str) -> Entry:
    link = item.get("feedburner_origlink") or item.get("link") or ""
    return Entry(
        url=tidy(urljoin(base, str(link))) if link else "",
        id=clean_line(str(item.get("id") or "")),
        title=_plain(item.get("title")),
        authors=tuple(filter(None, (clean_line(one.get("name") or "") for one in item.get("authors") or ()))),
        published=_moment(item, "published"),
        updated=_moment(item, "updated"),
        publisher=publisher,
        language=language,
        content=_content(item),
    )


def _moment(item: Mapping[str, Any], name: str) -> str:
    """A date as written if that is plain, else as feedparser understands it: it knows many more ways to write one."""
    if name not in item:  # asked for an "updated" that is not there, feedparser gives "published", and warns
        return ""
    if found := normalise(str(item[name] or "")):
        return found
    parsed = item.get(f"{name}_parsed")
    return date(*parsed[:3]).isoformat() if parsed else ""


def _content(item: Mapping[str, Any]) -> str:
    """The whole story, as HTML; a teaser that is given twice is none."""
    bodies = [_markup(one) for one in item.get("content") or ()]
    longest = max(bodies, key=len, default="")
    return longest if len(longest) > len(str(item.get("summary") or "")) or not item.get("summary") else ""


def _markup(content: Mapping[str, Any]) -> str:
    value = str(content.get("value") or "")
    return _paragraphs(value) if content.get("type") == "text/plain" else value


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n") if part.strip())


def _plain(markup: Any) -> str:
    """A headline without its tags; "&amp;" in it is "&"."""
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


def _json_entry(item: dict[str, Any], base: str, title: str, language: str, authors: tuple[str, ...]) -> Entry:
    written = item.get("content_html") or _paragraphs(_body(item.get("content_text")))
    link = _text(item.get("url")) or _text(item.get("id"))
    return Entry(
        url=tidy(urljoin(base, link)) if link else "",
        id=_text(item.get("id")),
        title=_text(item.get("title")),
        authors=_names(item) or authors,
        published=normalise(_text(item.get("date_published"))),
        updated=normalise(_text(item.get("date_modified"))),
        publisher=title,
        language=_text(item.get("language")) or language,
        content=_body(written),
    )


def _names(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Of ``authors``, or ``author`` as version 1 of the format had it."""
    many = value.get("authors")
    people = many if isinstance(many, list) else [value.get("author")]
    return tuple(filter(None, (_text(one.get("name")) for one in people if isinstance(one, dict))))


def _body(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _text(value: Any) -> str:
    return clean_line(str(value)) if isinstance(value, str | int) else ""
