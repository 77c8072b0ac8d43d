"""What a web page says of itself: schema.org as JSON-LD or microdata, OpenGraph, and other tags of its head.

Read strictly: what is not said stays empty. Several of these may contradict each other; JSON-LD, which search engines
read, comes first. Knows nothing of how the article's text is found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from assistant.ingestion.cleaning import clean, clean_line
from assistant.ingestion.formats.markup import Node, parse_html
from assistant.ingestion.timestamps import normalise

_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|NewsItem)$")
_MOST_NODES = 2000
"""Objects of JSON-LD that are looked at; live blogs have one for each post."""
_PUBLISHED = (
    "article:published_time og:article:published_time datepublished parsely-pub-date sailthru.date pubdate publishdate "
    "publish-date publication_date dc.date.issued dcterms.issued dcterms.created dc.date date"
).split()
_UPDATED = (
    "article:modified_time og:article:modified_time og:updated_time datemodified parsely-updated dcterms.modified "
    "dc.date.modified lastmod last-modified revised"
).split()


@dataclass(frozen=True, slots=True)
class PageData:
    """What a page says of its article, cleaned; ``""`` and ``()`` for what it does not say. Dates are ISO 8601."""

    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""
    updated: str = ""
    url: str = ""
    language: str = ""
    dateline: str = ""
    note: str = ""
    headings: tuple[str, ...] = ()
    is_live: bool = False


def page_data(root: Node, came_from: str = "") -> PageData:
    """Return what the page says; ``came_from`` is its address on the web, if it came from there."""
    linked = _article(root)
    tags = _tags(root)
    published = _first_date(
        linked.get("datePublished"), *(tags.get(name) for name in _PUBLISHED), *_times(root, "publi")
    )
    updated = _first_date(
        linked.get("dateModified"), *(tags.get(name) for name in _UPDATED), *_times(root, "updat|modif")
    )
    return PageData(
        title=_name(linked.get("headline")) or _title_element(root, tags),
        authors=tuple(_authors(linked.get("author") or linked.get("creator"))),
        publisher=_name(linked.get("publisher")) or clean_line(tags.get("og:site_name", "")),
        published=published,
        updated=updated if updated > published else "",
        url=_address(root, linked, tags, came_from),
        language=root.get("lang") or _name(linked.get("inLanguage")) or tags.get("og:locale", "").replace("_", "-"),
        dateline=_name(linked.get("dateline")),
        note=_note(linked.get("correction")),
        headings=tuple(heading.words() for heading in root.all(".//h1")[:3]),
        is_live="LiveBlogPosting" in _strings(linked.get("@type")),
    )


def _title_element(root: Node, tags: dict[str, str]) -> str:
    """Where there is no heading: the longest part of the title, as the shorter names the paper."""
    if root.one(".//h1") or tags.get("og:title"):
        return ""
    return max(re.split(r"\s+[-–—|·»:]+\s+", root.words(".//title")), key=len)


def _article(root: Node) -> dict[str, Any]:
    """The object of JSON-LD that describes the article; the first of them that has a headline."""
    objects = [one for script in root.all(".//script") if "ld+json" in script.get("type") for one in _objects(script)]
    articles = [one for one in objects if any(map(_ARTICLE_TYPE.search, _strings(one.get("@type"))))]
    return next((one for one in articles if one.get("headline")), articles[0] if articles else {})


def _objects(script: Node) -> Iterator[dict[str, Any]]:
    """Every object in a piece of JSON-LD, outer ones first; none when it is no JSON."""
    source = re.sub(r"^\s*(?://)?\s*<!(?:--|\[CDATA\[)|(?:-->|\]\]>)\s*;?\s*$", "", script.characters())
    try:
        waiting = [json.loads(source, strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        found = waiting.pop(0)
        if isinstance(found, dict):
            yield found
        inside = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
        waiting.extend(one for one in inside if isinstance(one, dict | list))


def _tags(root: Node) -> dict[str, str]:
    """Elements meta by name, lower case, and microdata by the name of its property; the first of each counts."""
    tags: dict[str, str] = {}
    for meta in root.all(".//meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and meta.get("content"):
            tags.setdefault(name.lower(), meta.get("content"))
    return tags


def _times(root: Node, marked: str) -> Iterator[str]:
    """The moments of time elements that are marked as the publication or the last change."""
    for time in root.all(".//time"):
        marks = f"{time.get('itemprop')} {time.get('class')} {'publi' if time.get('pubdate') else ''}"
        if re.search(marked, marks, re.IGNORECASE):
            yield time.get("datetime")


def _first_date(*values: Any) -> str:
    return next((date for value in values if isinstance(value, str) and (date := normalise(value))), "")


def _strings(value: Any) -> list[str]:
    return (
        [one for one in value if isinstance(one, str)] if isinstance(value, list) else [value] * isinstance(value, str)
    )


def _name(value: Any) -> str:
    """A string, or the name of an object, or of the first in a list."""
    if isinstance(value, list):
        return next((name for one in value if (name := _name(one))), "")
    if isinstance(value, dict):
        return _name(value.get("name"))
    return clean_line(unescape(value)) if isinstance(value, str) else ""


def _authors(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        name = _name(one)
        if name and not re.match(r"https?://", name):
            yield name


def _note(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(filter(None, map(_note, value)))
    if isinstance(value, dict):
        return _note(value.get("text") or value.get("description"))
    page = parse_html(value) if isinstance(value, str) else None
    return clean(page.paragraphs()) if page else ""


def _address(root: Node, linked: dict[str, Any], tags: dict[str, str], came_from: str) -> str:
    """The page's own address. A bare host, as careless pages give, is none, nor is another host than it came from."""
    main = linked.get("mainEntityOfPage")
    links = [link.get("href") for link in root.all(".//link") if link.get("rel").lower() == "canonical"]
    named = [*links[:1], tags.get("og:url"), main.get("@id") if isinstance(main, dict) else main, linked.get("url")]
    for address in named:
        if isinstance(address, str) and (found := _absolute(address, came_from)):
            return found
    return came_from


def _absolute(address: str, came_from: str) -> str:
    try:
        address = urljoin(came_from, clean_line(address))
        parts = urlsplit(address)
        same = not came_from or _host(parts.netloc) == _host(urlsplit(came_from).netloc)
    except ValueError:
        return ""
    is_page = parts.scheme in ("http", "https") and parts.netloc and (parts.path.strip("/") or parts.query)
    return address if is_page and same else ""


def _host(netloc: str) -> str:
    return re.sub(r"^(?:www|m|mobile|amp)\.", "", netloc.lower())
