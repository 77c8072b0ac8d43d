"""Feeds: what a publisher lists, what is kept of it, and what a refresh did. Plain, frozen data.

A feed is RSS, Atom, a JSON Feed or a sitemap; what it lists are entries, each for one page. Standard library only.
Moments are ISO 8601 in UTC, ``""`` when unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a feed says of one page: its address, and what may help where the page itself is silent.

    ``content`` is the whole story as HTML, where the feed carries it; ``id`` the feed's own name for the entry.
    """

    url: str
    id: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    publisher: str = ""
    language: str = ""
    content: str = ""

    @property
    def moment(self) -> str:
        """When it last changed, as far as it says so: what "newest" goes by."""
        return max(self.updated, self.published)


@dataclass(frozen=True, slots=True)
class Listing:
    """One feed or sitemap as read: its title, its entries and, of an index of sitemaps, the sitemaps it names."""

    kind: str
    title: str = ""
    entries: tuple[FeedEntry, ...] = ()
    sitemaps: tuple[FeedEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is followed. ``site`` is the page it was found on; ``problem`` why the last refresh failed."""

    name: str
    url: str
    kind: str
    title: str = ""
    site: str = ""
    added: str = ""
    checked: str = ""
    problem: str = ""
    pages: int = 0
    """How many of its pages are in the archive."""
    waiting: int = 0
    """How many pages are yet to be had."""


@dataclass(frozen=True, slots=True)
class CacheValidators:
    """HTTP validators of an earlier fetch (ETag, Last-Modified), and the URL after redirects."""

    url: str = ""
    etag: str = ""
    modified: str = ""


NO_VALIDATORS = CacheValidators()
"""Those of a page that was never fetched."""


@dataclass(frozen=True, slots=True)
class Due:
    """A page to fetch. ``article_id`` is its article of the last time; ``failures`` counts failed refreshes."""

    key: str
    entry: FeedEntry
    validators: CacheValidators = NO_VALIDATORS
    article_id: str = ""
    failures: int = 0


class PageOutcome(StrEnum):
    """What became of a page."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a refresh looked at. ``reason`` says why it failed, or what is remarkable about it."""

    outcome: PageOutcome
    url: str
    article_id: str = ""
    version: int = 0
    title: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """One feed after a refresh. ``listed`` counts its entries, of which the newest ``examined`` were looked at.

    ``unrequested`` counts those that were not fetched again: stored already, with an entry that has not changed.
    """

    feed: Feed
    listed: int = 0
    examined: int = 0
    unrequested: int = 0
    pages: tuple[Page, ...] = ()

    def count(self, outcome: PageOutcome) -> int:
        """Return how many pages had that outcome; those that were not fetched again are unchanged."""
        fetched = sum(page.outcome is outcome for page in self.pages)
        return fetched + self.unrequested if outcome is PageOutcome.UNCHANGED else fetched

    @property
    def failed(self) -> bool:
        """Whether the feed, or a page of it, could not be fetched."""
        return bool(self.feed.problem) or self.count(PageOutcome.FAILED) > 0
