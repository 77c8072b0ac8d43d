"""Feeds that an archive follows: add, remove, list and refresh; changed pages become new versions.

A refresh may be killed at any moment: the entries are noted first, then each page is fetched, stored and marked done.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from time import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.errors import InputError
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.formats.feed_entries import article_of
from assistant.ingestion.urls import fetchable, is_address, same_site, story_url
from assistant.ingestion.web.addresses import target
from assistant.ingestion.web.feed_listing import FetchedListing, fetch_listing
from assistant.ingestion.web.fetch_errors import BusyError, FetchError
from assistant.ingestion.web.fetching import FetchedPage, Fetcher
from assistant.ingestion.web.page_content import feed_links, file_of
from assistant.intake.pages import ArticleStore, PageIntake, PageResult, open_fetcher
from assistant.schema.events import Listener, Progress, ignore
from assistant.schema.feeds import NO_VALIDATORS, Due, Feed, FeedEntry, Page, PageOutcome, Refreshed
from assistant.storage.locks import feeds_lock
from assistant.storage.side_files.feeds import FILE, MOST_FAILURES, FeedStore, free_name

if TYPE_CHECKING:
    from collections.abc import Iterator


class Feeds:
    """The feeds of one archive."""

    def __init__(self, article_store: ArticleStore) -> None:
        self._article_store = article_store
        self._settings = article_store.settings

    def followed(self) -> list[Feed]:
        """Return all feeds, sorted by name."""
        with self._store(create=False) as store:
            return store.followed()

    def add(self, url: str, name: str = "") -> tuple[Feed, list[str]]:
        """Follow the feed or sitemap at a URL, or the first feed that the page there links to.

        Return it, and the other feeds that the page links to. Its entries are not fetched yet. Raises InputError when
        there is no feed that can be fetched, or it is followed already.
        """
        with self._store() as store, open_fetcher(self._settings, store) as fetcher:
            page_url = fetchable(url if is_address(url) else f"https://{url}")
            feed, others = _find_feed(fetcher, page_url or url)
            feed = Feed(
                name or free_name(_host(feed.site or feed.url), store.followed()),
                *(feed.url, feed.kind, feed.title, feed.site, datetime.now(UTC).isoformat(timespec="seconds")),
            )
            store.add(feed)
        return feed, others

    def remove(self, names: Sequence[str]) -> list[Feed]:
        """Stop following feeds, given by name or URL; return them. Their articles stay. InputError if unknown."""
        with self._store(create=False) as store:
            feeds = [store.get(name) for name in names]
            for feed in feeds:
                store.remove(feed.name)
        return feeds

    def refresh(self, names: Sequence[str] = (), *, listener: Listener = ignore) -> list[Refreshed]:
        """Fetch what is new or changed in these feeds, or in all; return the outcome of each, in order.

        Raises InputError for an unknown name, or when there are no feeds; ArchiveError when another process refreshes
        or writes. Pages that were stored before an error stay.
        """
        with self._store(create=False) as store:
            feeds = [store.get(name) for name in dict.fromkeys(names)] if names else store.followed()
        if not feeds:
            raise InputError("No feeds are followed.", "Follow one: assistant feeds add URL")
        with (
            feeds_lock(self._settings.index),
            self._store() as store,
            open_fetcher(self._settings, store) as fetcher,
        ):
            refresh = _Refresh(
                store, fetcher, PageIntake(self._article_store, fetcher), listener, self._settings.feed_pages
            )
            return [refresh.run(feed) for feed in feeds]

    @contextmanager
    def _store(self, *, create: bool = True) -> Iterator[FeedStore]:
        exists = create or (self._settings.index / FILE).exists()
        with FeedStore(self._settings.index if exists else None) as store:
            yield store


class _Refresh:
    """One refresh of several feeds."""

    def __init__(
        self, store: FeedStore, fetcher: Fetcher, intake: PageIntake, listener: Listener, max_pages: int
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._intake = intake
        self._listener = listener
        self._max_pages = max_pages

    def run(self, feed: Feed) -> Refreshed:
        """Note the entries of the feed; then fetch each page that is due."""
        self._listener(Progress(f"reading {feed.name}", 0, 0, "pages"))
        feed_listing, problem = self._fetch_listing(feed)
        entries = feed_listing.newest(self._max_pages) if feed_listing else []
        if feed_listing:
            entries_by_key = {_key(entry): entry for entry in reversed(entries)}
            self._store.note(feed.name, entries_by_key, feed_listing.validators, time())
            problem = "; ".join(feed_listing.problems)
        self._store.mark_checked(feed.name, feed_listing.listing.title if feed_listing else "", problem)
        due_pages = self._store.due(feed.name, time())
        current_keys = self._store.current(feed.name) - {due.key for due in due_pages}
        pages = [self._refresh_page(feed, due, number, len(due_pages)) for number, due in enumerate(due_pages)]
        entry_count = len(feed_listing.listing.entries) if feed_listing else 0
        return Refreshed(self._store.get(feed.name), entry_count, len(entries), len(current_keys), tuple(pages))

    def _fetch_listing(self, feed: Feed) -> tuple[FetchedListing | None, str]:
        """The listing of a feed, None when it is unchanged or cannot be fetched; and the reason why it cannot."""
        try:
            page = self._fetcher.fetch(feed.url, self._store.document(feed.name, feed.url))
            if page.unchanged:
                return None, ""
            feed_listing = fetch_listing(self._fetcher, page, lambda url: self._store.document(feed.name, url))
        except (FetchError, UnreadableError) as error:
            return None, str(error)
        if feed_listing is None:
            return None, "there is no feed at this address any more"
        if not feed_listing.listing.sitemaps:  # sitemaps may change while their index does not
            feed_listing.validators[feed.url] = page.validators
        return feed_listing, ""

    def _refresh_page(self, feed: Feed, due: Due, number: int, total: int) -> Page:
        self._listener(Progress(f"fetching {feed.name}", number, total, "pages"))
        if due.entry.url:
            result = self._intake.fetch_page(due)
        else:
            result = PageResult(Page(PageOutcome.FAILED, "", reason="no address"))
        if result.page.outcome is PageOutcome.FAILED:
            result = self._store_entry(feed, due, result)
        if result.page.outcome is PageOutcome.FAILED:
            self._store.count_failure(feed.name, due.key)
        else:
            self._store.mark_done(feed.name, due.key, result.validators, result.page.article_id, time())
        return result.page

    def _store_entry(self, feed: Feed, due: Due, failure: PageResult) -> PageResult:
        """Store the entry's own text in place of a page that cannot be fetched, if the feed belongs to its site.

        A busy host is tried again in later refreshes first.
        """
        entry = due.entry
        if isinstance(failure.error, BusyError) and due.failures < MOST_FAILURES - 1:
            return failure
        if entry.url and not (same_site(entry.url, feed.url) or same_site(entry.url, feed.site)):
            return failure
        article = article_of(entry, feed.url)
        if not article:
            return failure
        page = self._intake.store(entry.url or feed.url, [article])
        remark = f"the feed's own text; the page: {failure.page.reason}" if entry.url else "the feed's own text"
        return PageResult(Page(page.outcome, page.url, page.article_id, page.version, page.title, remark))


def _find_feed(fetcher: Fetcher, url: str) -> tuple[Feed, list[str]]:
    """The feed at a URL, without a name yet, and other feeds that the page there links to. Raises InputError."""
    page = _fetch(fetcher, url)
    if feed := _feed_on(fetcher, page, url):
        return feed, []
    links = feed_links(file_of(page))
    for link in links:
        if feed := _feed_on(fetcher, _fetch(fetcher, link), link, page.url):
            return feed, [other for other in links if other != link]
    raise InputError(f"There is no feed at {url}, and the page names none.", _hint(fetcher, page.url))


def _feed_on(fetcher: Fetcher, page: FetchedPage, url: str, site: str = "") -> Feed | None:
    try:
        feed_listing = fetch_listing(fetcher, page, lambda _: NO_VALIDATORS)
    except UnreadableError as error:
        raise InputError(f"The feed at {url} is {error}.", "Give the address of another.") from None
    return Feed("", url, feed_listing.listing.kind, feed_listing.listing.title, site) if feed_listing else None


def _fetch(fetcher: Fetcher, url: str) -> FetchedPage:
    try:
        return fetcher.fetch(url)
    except FetchError as error:
        raise InputError(f"{url} cannot be fetched: {error}.", "Check the address, or try again later.") from None


def _hint(fetcher: Fetcher, url: str) -> str:
    sitemaps = fetcher.robots.sitemaps(target(url))
    if sitemaps:
        return f"The site has sitemaps, which can be followed as well: {', '.join(sitemaps[:5])}"
    return "Give the address of an RSS, Atom or JSON feed, or of a sitemap."


def _key(entry: FeedEntry) -> str:
    """The key of an entry: the URL of its page, or else its id or title in the feed."""
    return story_url(entry.url) if entry.url else entry.id or entry.title


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "feed").removeprefix("www.")
