"""Read a web page's metadata: schema.org as JSON-LD or microdata, OpenGraph, and other tags of the head.

Fields without metadata stay empty; nothing is guessed. Where sources contradict each other, JSON-LD comes first,
because search engines read it.
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
from assistant.ingestion.formats.markup import Element, parse_html
from assistant.ingestion.timestamps import normalise

_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|NewsItem)$")
_MAX_OBJECTS = 2000
"""Objects of JSON-LD that are searched; live blogs have one for each post."""
_PUBLISHED = (
    "article:published_time og:article:published_time datepublished parsely-pub-date sailthru.date pubdate publishdate "
    "publish-date publication_date dc.date.issued dcterms.issued dcterms.created dc.date date"
).split()
_UPDATED = (
    "article:modified_time og:article:modified_time og:updated_time datemodified parsely-updated dcterms.modified "
    "dc.date.modified lastmod last-modified revised"
).split()


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """A page's metadata of its article, cleaned; missing fields are ``""`` or ``()``. Dates are ISO 8601."""

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


def page_metadata(root: Element, source_url: str = "") -> PageMetadata:
    """Return the metadata of the page; ``source_url`` is the URL that it was fetched from, if it was."""
    json_ld = _json_ld_article(root)
    tags = _meta_tags(root)
    published = _first_valid_date(
        json_ld.get("datePublished"), *(tags.get(name) for name in _PUBLISHED), *_time_elements(root, "publi")
    )
    updated = _first_valid_date(
        json_ld.get("dateModified"), *(tags.get(name) for name in _UPDATED), *_time_elements(root, "updat|modif")
    )
    return PageMetadata(
        title=_name_of(json_ld.get("headline")) or _title_without_heading(root, tags),
        authors=tuple(_author_names(json_ld.get("author") or json_ld.get("creator"))),
        publisher=_name_of(json_ld.get("publisher")) or clean_line(tags.get("og:site_name", "")),
        published=published,
        updated=updated if updated > published else "",
        url=_page_url(root, json_ld, tags, source_url),
        language=root.get("lang") or _name_of(json_ld.get("inLanguage")) or tags.get("og:locale", "").replace("_", "-"),
        dateline=_name_of(json_ld.get("dateline")),
        note=_correction(json_ld.get("correction")),
        headings=tuple(heading.text() for heading in root.find_all(".//h1")[:3]),
        is_live="LiveBlogPosting" in _strings(json_ld.get("@type")),
    )


def _title_without_heading(root: Element, tags: dict[str, str]) -> str:
    """Return the longest part of <title>, since the shorter one names the paper; ``""`` if the page has a heading."""
    if root.find(".//h1") or tags.get("og:title"):
        return ""
    return max(re.split(r"\s+[-–—|·»:]+\s+", root.text(".//title")), key=len)


def _json_ld_article(root: Element) -> dict[str, Any]:
    """Return the first JSON-LD object of an article that has a headline, else the first of an article, else ``{}``."""
    scripts = [script for script in root.find_all(".//script") if "ld+json" in script.get("type")]
    objects = [value for script in scripts for value in _json_ld_objects(script)]
    articles = [value for value in objects if any(map(_ARTICLE_TYPE.search, _strings(value.get("@type"))))]
    return next((article for article in articles if article.get("headline")), articles[0] if articles else {})


def _json_ld_objects(script: Element) -> Iterator[dict[str, Any]]:
    """Yield every object in a script, outer ones first; none when it is not valid JSON."""
    source = re.sub(r"^\s*(?://)?\s*<!(?:--|\[CDATA\[)|(?:-->|\]\]>)\s*;?\s*$", "", script.raw_text())
    try:
        queue = [json.loads(source, strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MAX_OBJECTS):
        if not queue:
            return
        value = queue.pop(0)
        if isinstance(value, dict):
            yield value
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        queue.extend(child for child in children if isinstance(child, dict | list))


def _meta_tags(root: Element) -> dict[str, str]:
    """Return the content of <meta> elements by their lower-case name or property; the first of each name counts."""
    tags: dict[str, str] = {}
    for meta in root.find_all(".//meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and meta.get("content"):
            tags.setdefault(name.lower(), meta.get("content"))
    return tags


def _time_elements(root: Element, pattern: str) -> Iterator[str]:
    """Yield the dates of <time> elements whose class or microdata matches ``pattern``."""
    for time in root.find_all(".//time"):
        marks = f"{time.get('itemprop')} {time.get('class')} {'publi' if time.get('pubdate') else ''}"
        if re.search(pattern, marks, re.IGNORECASE):
            yield time.get("datetime")


def _first_valid_date(*values: Any) -> str:
    return next((date for value in values if isinstance(value, str) and (date := normalise(value))), "")


def _strings(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for text in value if isinstance(text, str)]
    return [value] if isinstance(value, str) else []


def _name_of(value: Any) -> str:
    """Return a string itself, the name of an object, or the first name in a list."""
    if isinstance(value, list):
        return next((name for entry in value if (name := _name_of(entry))), "")
    if isinstance(value, dict):
        return _name_of(value.get("name"))
    return clean_line(unescape(value)) if isinstance(value, str) else ""


def _author_names(value: Any) -> Iterator[str]:
    for author in value if isinstance(value, list) else [value]:
        name = _name_of(author)
        if name and not re.match(r"https?://", name):
            yield name


def _correction(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(filter(None, map(_correction, value)))
    if isinstance(value, dict):
        return _correction(value.get("text") or value.get("description"))
    fragment = parse_html(value) if isinstance(value, str) else None
    return clean(fragment.paragraphs()) if fragment else ""


def _page_url(root: Element, json_ld: dict[str, Any], tags: dict[str, str], source_url: str) -> str:
    """Return the page's canonical URL, else ``source_url``.

    A bare host, as careless pages declare, does not count, nor does a URL on another host than ``source_url``.
    """
    main = json_ld.get("mainEntityOfPage")
    links = [link.get("href") for link in root.find_all(".//link") if link.get("rel").lower() == "canonical"]
    main_url = main.get("@id") if isinstance(main, dict) else main
    for url in [*links[:1], tags.get("og:url"), main_url, json_ld.get("url")]:
        if isinstance(url, str) and (absolute_url := _absolute_url(url, source_url)):
            return absolute_url
    return source_url


def _absolute_url(url: str, source_url: str) -> str:
    try:
        url = urljoin(source_url, clean_line(url))
        parts = urlsplit(url)
        is_same_host = not source_url or _host(parts.netloc) == _host(urlsplit(source_url).netloc)
    except ValueError:
        return ""
    is_page = parts.scheme in ("http", "https") and parts.netloc and (parts.path.strip("/") or parts.query)
    return url if is_page and is_same_host else ""


def _host(netloc: str) -> str:
    return re.sub(r"^(?:www|m|mobile|amp)\.", "", netloc.lower())
