"""Articles from feed entries: a page completed with the fields of its entry, and the content of an entry itself.

The fields of the page come first; an entry only fills in those that are empty. A canonical URL on another site is
ignored, so that no page can become a new version of somebody else's story.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.ingestion.formats.html import web_page
from assistant.ingestion.ids import article_id
from assistant.ingestion.records import article
from assistant.ingestion.urls import same_site, tidy
from assistant.schema.articles import Article
from assistant.schema.feeds import FeedEntry

_IDENTIFYING_CHARACTERS = 200
"""Of the text, used for the id of an article without a title, as in ``records``."""


def article_of(entry: FeedEntry, feed_url: str = "") -> Article | None:
    """Return the article that an entry contains, None when it has no content.

    The id of an entry without a page of its own comes from ``feed_url`` and the entry's id or title in that feed.
    """
    if not entry.content:
        return None
    page = web_page.extract(f"<html><body><article>{entry.content}</article></body></html>")
    fields = {"text": page.get("text", ""), "title": entry.title, "publisher": entry.publisher, "url": entry.url}
    fields |= {"published": entry.published, "updated": _update_moment(entry), "language": entry.language}
    story = article(fields)
    if story and feed_url and not entry.url:
        identity = f"{entry.id or entry.title} in {feed_url}"
        story = replace(story, id=article_id("", identity, story.title, story.publisher, story.published))
    return replace(story, authors=entry.authors) if story else None


def complete(page: Article, url: str, entry: FeedEntry) -> Article:
    """Return the article of a page at ``url``, with its empty fields filled from its entry.

    An id that was made from the fields is made anew; an id that the publisher gave stays.
    """
    canonical_url = tidy(page.url)
    completed = replace(
        page,
        title=page.title or entry.title,
        publisher=page.publisher or entry.publisher,
        authors=page.authors or entry.authors,
        published=page.published or entry.published or entry.updated,
        updated=page.updated or _update_moment(entry),
        language=page.language or entry.language,
        url=canonical_url if canonical_url and same_site(canonical_url, url) else tidy(url),
    )
    return replace(completed, id=_derived_id(completed)) if page.id == _derived_id(page) else completed


def _derived_id(page: Article) -> str:
    """The id that an article gets from its fields, without one from its publisher."""
    title = page.title or page.text[:_IDENTIFYING_CHARACTERS]
    return article_id("", page.url, title, page.publisher, page.published)


def _update_moment(entry: FeedEntry) -> str:
    """When the entry was updated after it was published, else ""."""
    return entry.updated if entry.updated > entry.published else ""
