"""The pages that a feed or a sitemap lists, the newest first; of an index of sitemaps, those of its newest sitemaps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.web.fetch_errors import FetchError
from assistant.ingestion.web.fetching import Fetched, Fetcher
from assistant.ingestion.web.page_content import file_of, listing_of
from assistant.schema.feeds import Entry, Known, Listing

MOST_SITEMAPS = 10
"""Sitemaps read of one index, the newest; an index may name 50,000."""


@dataclass(slots=True)
class Listed:
    """What was found: the listing with all entries, the marks of each document, and what could not be had."""

    listing: Listing
    marks: dict[str, Known] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    left_out: int = 0
    """Sitemaps that were not read."""

    def newest(self, most: int) -> list[Entry]:
        """Return the entries that changed last, in that order; without dates in the order in which they are listed."""
        return sorted(self.listing.entries, key=lambda entry: entry.moment, reverse=True)[:most]


def listed(fetcher: Fetcher, fetched: Fetched, known: Callable[[str], Known]) -> Listed | None:
    """Return what a fetched page lists, None when it lists nothing; ``known`` are the marks of sitemaps in an index.

    Raises UnreadableError for a feed or sitemap that is damaged.
    """
    found = listing_of(file_of(fetched))
    if found is None:
        return None
    result = Listed(found)
    newest = sorted(found.sitemaps, key=lambda one: one.moment, reverse=True)
    result.left_out = max(0, len(newest) - MOST_SITEMAPS)
    for sitemap in newest[:MOST_SITEMAPS]:
        _add(fetcher, sitemap.url, known, result)
    return result


def _add(fetcher: Fetcher, url: str, known: Callable[[str], Known], result: Listed) -> None:
    """Add the pages of one sitemap, unless it is unchanged. An index within an index is left alone."""
    try:
        fetched = fetcher.fetch(url, known(url))
        found = None if fetched.unchanged else listing_of(file_of(fetched))
    except (FetchError, UnreadableError) as error:
        result.problems.append(f"{url}: {error}")
        return
    result.marks[url] = fetched.known
    if found:
        result.listing = replace(result.listing, entries=result.listing.entries + found.entries)
    elif not fetched.unchanged:
        result.problems.append(f"{url}: not a sitemap")
