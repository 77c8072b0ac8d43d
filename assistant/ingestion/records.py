"""From loosely named fields, as in JSON or front matter, to an Article.

Takes the first field of each kind that holds something; other fields are ignored. Knows nothing of files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant.ingestion.dates import normalise
from assistant.ingestion.ids import article_id
from assistant.ingestion.text import clean, clean_line
from assistant.schema import Article

Record = Mapping[str, Any]

NAMES = {
    "id": ("id",),
    "title": ("title", "headline"),
    "text": ("text", "body", "content", "articleBody"),
    "publisher": ("publisher", "source", "source_name", "sitename"),
    "authors": ("authors", "author", "byline"),
    "published": ("published", "published_at", "date", "datePublished", "publishedAt"),
    "updated": ("updated", "updated_at", "dateModified", "updatedAt"),
    "url": ("url", "link"),
    "language": ("language", "lang", "inLanguage"),
}
"""Our field -> the names it goes by, in order: our own, then those of schema.org and of common news APIs."""

_IDENTIFYING = 200
"""Characters of the text that stand in for a missing title where articles are told apart."""


def article(record: Record) -> Article | None:
    """Return the Article that ``record`` describes, or None if it has no text."""
    text = clean(_string(record, "text"))
    if not any(character.isalnum() for character in text):
        return None
    title, publisher, url = (clean_line(_string(record, name)) for name in ("title", "publisher", "url"))
    published = normalise(_string(record, "published"))
    return Article(
        id=article_id(clean_line(_string(record, "id")), url, title or text[:_IDENTIFYING], publisher, published),
        title=title,
        text=text,
        publisher=publisher,
        authors=_authors(_value(record, "authors")),
        published=published,
        updated=normalise(_string(record, "updated")),
        url=url,
        language=clean_line(_string(record, "language")).lower(),
    )


def _value(record: Record, name: str) -> Any:
    """The first non-empty value for one of our fields, or None."""
    values = (record.get(key) for key in NAMES[name])
    return next((value for value in values if value not in (None, "", [], {})), None)


def _string(record: Record, name: str) -> str:
    return _plain(_value(record, name))


def _plain(value: Any) -> str:
    """A string, number or date as a string; of an object its name; of anything else nothing."""
    if isinstance(value, Mapping):
        return _plain(value.get("name"))
    if value is None or isinstance(value, bool | list | tuple | float):
        return ""
    return str(value)


def _authors(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        names = _split_byline(clean_line(value))
    else:
        names = [_plain(item) for item in value] if isinstance(value, list | tuple) else [_plain(value)]
    cleaned = (clean_line(name) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _split_byline(byline: str) -> list[str]:
    """Names out of "By Jane Doe and John Roe". A comma alone may stand before an office, and splits nothing."""
    byline = re.sub(r"^by ?:? ", "", byline, flags=re.IGNORECASE)
    *first, last = re.split(r" ?; ?|,? (?:and|&) ", byline)
    if first and ";" not in byline:
        first = [name for part in first for name in part.split(",")]
    return [*first, last]
