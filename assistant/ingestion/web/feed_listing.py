"""Listing of the pages in a feed or a sitemap; of an index of sitemaps, the pages in its newest sitemaps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.web.fetch_errors import FetchError
from assistant.ingestion.web.fetching import FetchedPage, Fetcher
from assistant.ingestion.web.page_content import file_of, listing_of
from assistant.schema.feeds import CacheValidators, FeedEntry, Listing

MOST_SITEMAPS = 10
"""Sitemaps of one index that are read, the newest; an index may name 50,000."""


@dataclass(slots=True)
class FetchedListing:
    """A listing with all its entries, the validators of each document by URL, and why some could not be fetched."""

    listing: Listing
    validators: dict[str, CacheValidators] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def newest(self, k: int) -> list[FeedEntry]:
        """Return the ``k`` entries that changed last, newest first; those without dates in the order of the listing."""
        return sorted(self.listing.entries, key=lambda entry: entry.moment, reverse=True)[:k]


def fetch_listing(
    fetcher: Fetcher, page: FetchedPage, stored_validators: Callable[[str], CacheValidators]
) -> FetchedListing | None:
    """Return the listing on a fetched page, None when it is neither feed nor sitemap.

    The sitemaps of an index are fetched, with the validators that ``stored_validators`` returns for their URLs. Raises
    UnreadableError for a feed or sitemap that is damaged.
    """
    listing = listing_of(file_of(page))
    if listing is None:
        return None
    result = FetchedListing(listing)
    sitemaps = sorted(listing.sitemaps, key=lambda sitemap: sitemap.moment, reverse=True)
    for sitemap in sitemaps[:MOST_SITEMAPS]:
        _add_sitemap(fetcher, sitemap.url, stored_validators, result)
    return result


def _add_sitemap(
    fetcher: Fetcher, url: str, stored_validators: Callable[[str], CacheValidators], result: FetchedListing
) -> None:
    """Add the entries of one sitemap, unless it is unchanged. An index within an index is not followed."""
    try:
        page = fetcher.fetch(url, stored_validators(url))
        listing = None if page.unchanged else listing_of(file_of(page))
    except (FetchError, UnreadableError) as error:
        result.problems.append(f"{url}: {error}")
        return
    result.validators[url] = page.validators
    if listing:
        result.listing = replace(result.listing, entries=result.listing.entries + listing.entries)
    elif not page.unchanged:
        result.problems.append(f"{url}: not a sitemap")
