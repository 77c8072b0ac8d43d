"""Feeds that an archive follows: found, listed, let go, and refreshed: new pages come in, changed ones as new versions.

The order of things is what makes a kill harmless: first the list is noted, then each page is fetched, stored and
ticked off. Knows nothing of HTTP or of how articles are stored.
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
from assistant.ingestion.urls import fetchable, is_address, same_site, story_url
from assistant.ingestion.web.addresses import target
from assistant.ingestion.web.entries import article_of
from assistant.ingestion.web.failures import BusyError, FetchError
from assistant.ingestion.web.fetching import Fetched, Fetcher
from assistant.ingestion.web.listing import Listed, listed
from assistant.ingestion.web.reading import alternates, file_of
from assistant.intake.pages import Holdings, Looked, PageIntake, open_fetcher
from assistant.schema.events import Listener, Progress, ignore
from assistant.schema.feeds import NOTHING, Due, Entry, Feed, Outcome, Page, Refreshed
from assistant.storage.locks import feeds_lock
from assistant.storage.side_files.feeds import FILE, MOST_FAILURES, FeedStore, free_name

if TYPE_CHECKING:
    from collections.abc import Iterator


class Feeds:
    """The feeds of one archive."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._settings = holdings.settings

    def followed(self) -> list[Feed]:
        """Return all feeds, in the order of their names."""
        with self._store(create=False) as store:
            return store.followed()

    def add(self, url: str, name: str = "") -> tuple[Feed, list[str]]:
        """Follow the feed or sitemap at an address, or the first one that the page there names.

        Return it, and the other feeds that the page names. Fetches no pages. Raises InputError when there is none to be
        had, or it is followed already.
        """
        with self._store() as store, open_fetcher(self._settings, store) as fetcher:
            here = fetchable(url if is_address(url) else f"https://{url}")
            feed, others = _found(fetcher, here or url)
            feed = Feed(
                name or free_name(_host(feed.site or feed.url), store.followed()),
                *(feed.url, feed.kind, feed.title, feed.site, datetime.now(UTC).isoformat(timespec="seconds")),
            )
            store.add(feed)
        return feed, others

    def remove(self, names: Sequence[str]) -> list[Feed]:
        """Follow these feeds, by name or address, no more; return them. Their articles stay. InputError if unknown."""
        with self._store(create=False) as store:
            feeds = [store.get(name) for name in names]
            for feed in feeds:
                store.remove(feed.name)
        return feeds

    def refresh(self, names: Sequence[str] = (), *, listener: Listener = ignore) -> list[Refreshed]:
        """Fetch what is new or changed in these feeds, or in all; return what became of each, in order.

        Raises InputError for a name that is unknown, or when there are no feeds; ArchiveError when another process
        refreshes or writes. What was done until then is kept.
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
            work = _Refresh(store, fetcher, PageIntake(self._holdings, fetcher), listener, self._settings.feed_pages)
            return [work.run(feed) for feed in feeds]

    @contextmanager
    def _store(self, *, create: bool = True) -> Iterator[FeedStore]:
        exists = create or (self._settings.index / FILE).exists()
        with FeedStore(self._settings.index if exists else None) as store:
            yield store


class _Refresh:
    """One refresh of some feeds."""

    def __init__(self, store: FeedStore, fetcher: Fetcher, intake: PageIntake, listener: Listener, most: int) -> None:
        self._store = store
        self._fetcher = fetcher
        self._intake = intake
        self._listener = listener
        self._most = most

    def run(self, feed: Feed) -> Refreshed:
        """Note what the feed lists; then look at each page that is due."""
        self._listener(Progress(f"reading {feed.name}", 0, 0, "pages"))
        found, problem = self._listed(feed)
        entries = found.newest(self._most) if found else []
        if found:
            self._store.note(feed.name, {_key(entry): entry for entry in reversed(entries)}, found.marks, time())
            problem = "; ".join(found.problems)
        self._store.mark_checked(feed.name, found.listing.title if found else "", problem)
        due = self._store.due(feed.name, time())
        known = self._store.current(feed.name) - {one.key for one in due}
        pages = [self._page(feed, one, number, len(due)) for number, one in enumerate(due)]
        counted = len(found.listing.entries) if found else 0
        return Refreshed(self._store.get(feed.name), counted, len(entries), len(known), tuple(pages))

    def _listed(self, feed: Feed) -> tuple[Listed | None, str]:
        """What the feed lists, None when it is unchanged or cannot be had; and why it cannot."""
        try:
            fetched = self._fetcher.fetch(feed.url, self._store.document(feed.name, feed.url))
            if fetched.unchanged:
                return None, ""
            found = listed(self._fetcher, fetched, lambda url: self._store.document(feed.name, url))
        except (FetchError, UnreadableError) as error:
            return None, str(error)
        if found is None:
            return None, "there is no feed at this address any more"
        if not found.listing.sitemaps:  # of an index the sitemaps must be looked at even where it is unchanged itself
            found.marks[feed.url] = fetched.known
        return found, ""

    def _page(self, feed: Feed, due: Due, number: int, total: int) -> Page:
        self._listener(Progress(f"fetching {feed.name}", number, total, "pages"))
        looked = self._intake.look(due) if due.entry.url else Looked(Page(Outcome.FAILED, "", reason="no address"))
        if looked.page.outcome is Outcome.FAILED:
            looked = self._from_entry(feed, due, looked)
        if looked.page.outcome is Outcome.FAILED:
            self._store.count_failure(feed.name, due.key)
        else:
            self._store.mark_done(feed.name, due.key, looked.known, looked.page.article_id, time())
        return looked.page

    def _from_entry(self, feed: Feed, due: Due, looked: Looked) -> Looked:
        """The entry's own text in the place of a page that cannot be had, where the feed may speak for its site.

        A host that is only busy is tried again first, in later refreshes.
        """
        entry = due.entry
        if isinstance(looked.error, BusyError) and due.failures < MOST_FAILURES - 1:
            return looked
        if entry.url and not (same_site(entry.url, feed.url) or same_site(entry.url, feed.site)):
            return looked
        found = article_of(entry, within=feed.url)
        if not found:
            return looked
        page = self._intake.store(entry.url or feed.url, [found])
        remark = f"the feed's own text; the page: {looked.page.reason}" if entry.url else "the feed's own text"
        return Looked(Page(page.outcome, page.url, page.article_id, page.version, page.title, remark))


def _found(fetcher: Fetcher, url: str) -> tuple[Feed, list[str]]:
    """The feed at an address, nameless yet, and other feeds that the page there names. Raises InputError."""
    fetched = _fetched(fetcher, url)
    if feed := _feed_at(fetcher, fetched, url):
        return feed, []
    links = alternates(file_of(fetched))
    for link in links:
        if feed := _feed_at(fetcher, _fetched(fetcher, link), link, fetched.url):
            return feed, [other for other in links if other != link]
    raise InputError(f"There is no feed at {url}, and the page names none.", _hint(fetcher, fetched.url))


def _feed_at(fetcher: Fetcher, fetched: Fetched, url: str, site: str = "") -> Feed | None:
    try:
        found = listed(fetcher, fetched, lambda _: NOTHING)
    except UnreadableError as error:
        raise InputError(f"The feed at {url} is {error}.", "Give the address of another.") from None
    return Feed("", url, found.listing.kind, found.listing.title, site) if found else None


def _fetched(fetcher: Fetcher, url: str) -> Fetched:
    try:
        return fetcher.fetch(url)
    except FetchError as error:
        raise InputError(f"{url} cannot be fetched: {error}.", "Check the address, or try again later.") from None


def _hint(fetcher: Fetcher, url: str) -> str:
    sitemaps = fetcher.robots.sitemaps(target(url))
    if sitemaps:
        return f"The site has sitemaps, which can be followed as well: {', '.join(sitemaps[:5])}"
    return "Give the address of an RSS, Atom or JSON feed, or of a sitemap."


def _key(entry: Entry) -> str:
    """What an entry is known by: its page, or else what the feed calls it."""
    return story_url(entry.url) if entry.url else entry.id or entry.title


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "feed").removeprefix("www.")
