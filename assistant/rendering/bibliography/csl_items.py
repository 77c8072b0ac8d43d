"""An article as an item of CSL-JSON, the form that the other formats are made from.

An item says what the archive knows and no more: no author, no day, no address where the article has none. Nothing here
knows how a reference looks.
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
    """An article version, and the ``spans`` of it that are cited: offsets in its text, none for the whole."""

    article: Article
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def key(self) -> str:
        """What ``assistant show`` takes: ``ID@VERSION``."""
        return f"{self.article.id}@{self.article.version}"

    @property
    def entry(self) -> str:
        """Its name in a bibliography, by which a text cites it: without the "@" that begins a citation in Pandoc."""
        return f"{self.article.id}-v{self.article.version}"

    @property
    def places(self) -> str:
        """Where in the archive it stands: ``ID@VERSION``, or ``ID@VERSION:START-END`` for each span."""
        return ", ".join(f"{self.key}:{start}-{end}" for start, end in self.spans) or self.key


def merged(cited: Iterable[CitedVersion]) -> list[CitedVersion]:
    """Each article version once, in the order of the first mention, with all spans that are cited of it."""
    found: dict[str, CitedVersion] = {}
    for one in cited:
        before = found.get(one.key, CitedVersion(one.article))
        found[one.key] = CitedVersion(one.article, tuple(dict.fromkeys((*before.spans, *one.spans))))
    return list(found.values())


def item(cited: CitedVersion, accessed: date) -> Item:
    """The article as CSL-JSON. ``accessed`` is the day on which the user looked at it."""
    article = cited.article
    url = web_address(article.url)
    fields: Item = {
        "id": cited.entry,
        "type": "article-newspaper",
        "title": one_line(article.title) or "(untitled)",
        "author": names(article.authors, article.publisher),
        "container-title": one_line(article.publisher) or _site(url),
        "issued": _date(article.published),
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]},
        "URL": url,
        "language": language_of(article),
        "archive": ARCHIVE,
        "archive_location": cited.places,
        "note": f"{ARCHIVE}, {cited.places}, accessed {accessed.isoformat()}",
    }
    return {name: value for name, value in fields.items() if value}


def web_address(url: str) -> str:
    """The address when it is one of the web, without anything that TeX or RIS would read as more than an address."""
    address = one_line(url)
    try:
        known = urlsplit(address).scheme in ("http", "https")
    except ValueError:
        known = False
    return _NOT_IN_ADDRESS.sub(lambda match: f"%{ord(match[0]):02X}", address) if known else ""


def _site(url: str) -> str:
    """The name of the site, for an article whose publisher is unknown."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _date(published: str) -> dict[str, list[list[int]]] | None:
    """The day, the month or the year of an ISO date, None when unknown. Its own time zone's day, as it was printed."""
    match = _DATE.match(published)
    return {"date-parts": [[int(part) for part in match.groups() if part]]} if match else None
