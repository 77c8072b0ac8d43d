"""An article as an item of CSL-JSON, from which the other formats are made.

An item has only what the archive knows: no author, day or address where the article has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from assistant.rendering.bibliography.author_names import names
from assistant.rendering.bibliography.title_language import language_of
from assistant.rendering.safe_text import one_line
from assistant.schema.articles import Article

Item = dict[str, Any]
ARCHIVE = "news-assistant archive"
_NOT_IN_ADDRESS = re.compile(r'[ "<>\\^`{|}]')
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class CitedVersion:
    """An article version, and the ``spans`` of it that are cited (offsets in its text), none for the whole."""

    article: Article
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def key(self) -> str:
        """What ``assistant show`` takes: ``ID@VERSION``."""
        return f"{self.article.id}@{self.article.version}"

    @property
    def entry(self) -> str:
        """Its id in a bibliography, without the "@" that begins a citation in Pandoc."""
        return f"{self.article.id}-v{self.article.version}"

    @property
    def places(self) -> str:
        """Its place in the archive: ``ID@VERSION``, or ``ID@VERSION:START-END`` for each span."""
        return ", ".join(f"{self.key}:{start}-{end}" for start, end in self.spans) or self.key


def merged(mentions: Iterable[CitedVersion]) -> list[CitedVersion]:
    """Return each article version once, in the order of first mention, with all its cited spans."""
    versions: dict[str, CitedVersion] = {}
    for version in mentions:
        earlier_spans = versions[version.key].spans if version.key in versions else ()
        spans = tuple(dict.fromkeys((*earlier_spans, *version.spans)))
        versions[version.key] = CitedVersion(version.article, spans)
    return list(versions.values())


def item(version: CitedVersion, accessed: date) -> Item:
    """Return the article as CSL-JSON. ``accessed`` is the day on which the user read it."""
    article = version.article
    url = web_address(article.url)
    fields: Item = {
        "id": version.entry,
        "type": "article-newspaper",
        "title": one_line(article.title) or "(untitled)",
        "author": names(article.authors, article.publisher),
        "container-title": one_line(article.publisher) or _site(url),
        "issued": _date(article.published),
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]},
        "URL": url,
        "language": language_of(article),
        "archive": ARCHIVE,
        "archive_location": version.places,
        "note": f"{ARCHIVE}, {version.places}, accessed {accessed.isoformat()}",
    }
    return {name: value for name, value in fields.items() if value}


def web_address(url: str) -> str:
    """Return a web address, with what TeX or RIS could misread escaped; ``""`` for anything else."""
    address = one_line(url)
    try:
        is_web = urlsplit(address).scheme in ("http", "https")
    except ValueError:
        is_web = False
    return _NOT_IN_ADDRESS.sub(lambda match: f"%{ord(match[0]):02X}", address) if is_web else ""


def _site(url: str) -> str:
    """Return the name of the site, for an article whose publisher is unknown."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _date(published: str) -> dict[str, list[list[int]]] | None:
    """Return day, month or year of an ISO date, in its own time zone, None when unknown."""
    match = _DATE.match(published)
    return {"date-parts": [[int(part) for part in match.groups() if part]]} if match else None
