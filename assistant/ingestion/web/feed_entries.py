"""A page and the entry that led to it, put together: each says what the other leaves out.

The page comes first: an entry only fills in. Neither may speak for another site: a page that names a canonical
address elsewhere keeps its own, so that nobody can put a new version under somebody else's story.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.ingestion.formats import html
from assistant.ingestion.ids import article_id
from assistant.ingestion.records import article
from assistant.ingestion.urls import same_site, tidy
from assistant.schema.articles import Article
from assistant.schema.feeds import Entry

_IDENTIFYING = 200
"""As in ``records``: characters that stand in for a missing title."""


def article_of(entry: Entry, within: str = "") -> Article | None:
    """Return the story that an entry carries whole, None when it has no content.

    One without a page of its own is known by the feed, ``within`` which it stands, and by what that calls it.
    """
    if not entry.content:
        return None
    body = html.extract(f"<html><body><article>{entry.content}</article></body></html>")
    fields = {"text": body.get("text", ""), "title": entry.title, "publisher": entry.publisher, "url": entry.url}
    found = article({**fields, "published": entry.published, "updated": _later(entry), "language": entry.language})
    if found and within and not entry.url:
        identity = f"{entry.id or entry.title} in {within}"
        found = replace(found, id=article_id("", identity, found.title, found.publisher, found.published))
    return replace(found, authors=entry.authors) if found else None


def completed(found: Article, url: str, entry: Entry) -> Article:
    """Return the article of a page at ``url``, with what only its entry says, known by its own address."""
    canonical = tidy(found.url)
    filled = replace(
        found,
        title=found.title or entry.title,
        publisher=found.publisher or entry.publisher,
        authors=found.authors or entry.authors,
        published=found.published or entry.published or entry.updated,
        updated=found.updated or _later(entry),
        language=found.language or entry.language,
        url=canonical if canonical and same_site(canonical, url) else tidy(url),
    )
    return replace(filled, id=_identity(filled)) if found.id == _identity(found) else filled


def _identity(found: Article) -> str:
    """The id that its fields give it; another one was given to it."""
    title = found.title or found.text[:_IDENTIFYING]
    return article_id("", found.url, title, found.publisher, found.published)


def _later(entry: Entry) -> str:
    return entry.updated if entry.updated > entry.published else ""
