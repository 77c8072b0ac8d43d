"""Feeds: what a publisher lists, what is kept of it, and what a refresh did. Plain, frozen data.

A feed is RSS, Atom, a JSON Feed or a sitemap; what it lists are entries, each for one page. Standard library only.
Moments are ISO 8601 in UTC, ``""`` when unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Entry:
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
    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[Entry, ...] = ()


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
class Known:
    """What was fetched before: where it was in the end, and the marks that the server gave it (ETag, Last-Modified)."""

    url: str = ""
    etag: str = ""
    modified: str = ""


NOTHING = Known()
"""Nothing was fetched before."""


@dataclass(frozen=True, slots=True)
class Due:
    """A page to be fetched. ``article_id`` is what it became the last time; ``failures`` counts failed refreshes."""

    key: str
    entry: Entry
    known: Known = NOTHING
    article_id: str = ""
    failures: int = 0


class Outcome(StrEnum):
    """What became of a page."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a refresh looked at. ``reason`` says why it failed, or what is remarkable about it."""

    outcome: Outcome
    url: str
    article_id: str = ""
    version: int = 0
    title: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """One feed after a refresh. ``listed`` counts its entries, of which the newest ``taken`` were looked at.

    ``known`` are those that were not asked for again: they are in the archive, and their entries say nothing new.
    """

    feed: Feed
    listed: int = 0
    taken: int = 0
    known: int = 0
    pages: tuple[Page, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """How many pages came to that; those not asked for again are unchanged."""
        asked = sum(page.outcome is outcome for page in self.pages)
        return asked + self.known if outcome is Outcome.UNCHANGED else asked

    @property
    def failed(self) -> bool:
        """Whether the feed, or some page of it, could not be had."""
        return bool(self.feed.problem) or self.count(Outcome.FAILED) > 0
