"""Pages from the web into the archive, one at a time: each is stored before the next one is asked for.

So stopping at any moment loses the page in hand at most, and nobody waits for the archive while a page is on its way.
Knows nothing of where the list of pages comes from. Cost: mostly the pause between two requests to a host.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.readers import SourcedArticle
from assistant.ingestion.urls import tidy
from assistant.ingestion.web.addresses import networks
from assistant.ingestion.web.feed_listing import Listed, listed
from assistant.ingestion.web.fetch_errors import FetchError
from assistant.ingestion.web.fetching import Fetched, Fetcher
from assistant.ingestion.web.page_content import articles_of, file_of
from assistant.ingestion.web.robots import RulesKept
from assistant.schema.archives import IngestReport, Skipped
from assistant.schema.articles import Article
from assistant.schema.events import Listener, Progress, ignore
from assistant.schema.feeds import NOTHING, Due, Entry, Known, Outcome, Page
from assistant.settings import Settings


class Holdings(Protocol):
    """Where fetched articles go: the articles of an open archive."""

    @property
    def settings(self) -> Settings: ...  # noqa: D102

    def version(self, article_id: str) -> Article | None:
        """Return the newest version of an article, None when the archive does not have it."""
        ...

    def take(self, found: Iterable[SourcedArticle | Skipped], *, listener: Listener) -> IngestReport:
        """Store articles."""
        ...


@dataclass(frozen=True, slots=True)
class Looked:
    """A page that was looked at: what became of it, the server's marks, and why it could not be had, if so."""

    page: Page
    known: Known = NOTHING
    error: Exception | None = None


def open_fetcher(settings: Settings, kept: RulesKept | None = None) -> Fetcher:
    """Return a fetcher as the settings have it. Raises InputError when they name networks that are none."""
    return Fetcher(networks(settings.private_addresses), settings.fetch_delay, kept=kept)


class PageIntake:
    """Fetches pages and stores their articles."""

    def __init__(self, holdings: Holdings, fetcher: Fetcher, listener: Listener = ignore) -> None:
        self._holdings = holdings
        self._fetcher = fetcher
        self._listener = listener

    def look(self, due: Due) -> Looked:
        """Fetch a page, unless it is unchanged, and store what is in it."""
        held = self._holdings.version(due.article_id) if due.article_id else None
        try:
            fetched = self._fetcher.fetch(due.entry.url, due.known if held else None)
            if fetched.unchanged and held:
                page = Page(Outcome.UNCHANGED, due.entry.url, held.id, held.version, held.title)
                return Looked(page, fetched.known)
            found = articles_of(file_of(fetched), due.entry)
        except (FetchError, UnreadableError) as error:
            return Looked(Page(Outcome.FAILED, due.entry.url, reason=str(error)), error=error)
        if held and len(found) == 1 and isinstance(found[0], Article):
            found = [replace(found[0], id=held.id)]  # the same page: the same article, whatever its headline is now
        return Looked(self.store(due.entry.url, found), fetched.known)

    def store(self, url: str, found: Iterable[Article | Skipped]) -> Page:
        """Store the articles of one page."""
        report, articles = self.take(url, found)
        if not articles:
            return Page(Outcome.FAILED, url, reason=next((one.reason for one in report.skipped), "no text"))
        outcome = Outcome.NEW if report.added else Outcome.UPDATED if report.updated else Outcome.UNCHANGED
        stored = self._holdings.version(articles[0].id) or articles[0]
        return Page(outcome, url, stored.id, stored.version, stored.title, stored.standing.lower())

    def take(self, url: str, found: Iterable[Article | Skipped]) -> tuple[IngestReport, list[Article]]:
        """Store articles; return what that did, and the articles."""
        pieces = [piece if isinstance(piece, Skipped) else self._remembered(piece) for piece in found]
        articles = [piece for piece in pieces if isinstance(piece, Article)]
        alone = len(articles) == 1
        read = [piece if isinstance(piece, Skipped) else SourcedArticle(piece, url, alone) for piece in pieces]
        if not articles:
            return IngestReport(skipped=tuple(piece for piece in pieces if isinstance(piece, Skipped))), []
        return self._holdings.take(read, listener=self._listener), articles

    def _remembered(self, found: Article) -> Article:
        """With what was known of it already: without its entry a page says less, and that is no new version."""
        if not (held := self._holdings.version(found.id)):
            return found
        return replace(
            found,
            publisher=found.publisher or held.publisher,
            authors=found.authors or held.authors,
            published=found.published or held.published,
            language=found.language or held.language,
        )


class _Addresses:
    """Takes in pages, and what feeds and sitemaps list, and adds up what that did."""

    def __init__(self, holdings: Holdings, fetcher: Fetcher, report: IngestReport, listener: Listener) -> None:
        self.report = report
        self._fetcher = fetcher
        self._intake = PageIntake(holdings, fetcher, _but_batches(listener))
        self._most = holdings.settings.feed_pages
        self._listener = listener

    def take(self, url: str) -> None:
        """Take in what is at an address; what cannot be had is skipped."""
        self._listener(Progress(f"fetching {url}", 0, 0, "pages"))
        try:
            fetched = self._fetcher.fetch(url)
            found = listed(self._fetcher, fetched, lambda _: NOTHING)
            if found:
                self._take_listed(url, found)
            else:
                self._take_page(fetched, Entry(tidy(fetched.url)))
        except (FetchError, UnreadableError) as error:
            self._skip(url, str(error))

    def _take_listed(self, url: str, found: Listed) -> None:
        entries = found.newest(self._most)
        rest = len(found.listing.entries) - len(entries)
        detail = f"the newest of {rest + len(entries):,} in the {found.listing.kind}" if rest else ""
        for number, entry in enumerate(entries):
            self._listener(Progress(f"fetching the pages of {url}", number, len(entries), "pages", detail))
            try:
                self._take_page(self._fetcher.fetch(entry.url), entry)
            except (FetchError, UnreadableError) as error:
                self._skip(entry.url or entry.title, str(error))
        for problem in found.problems:
            self._skip(url, problem)
        if not entries and not found.problems:
            self._skip(url, f"the {found.listing.kind} lists no pages")

    def _take_page(self, fetched: Fetched, entry: Entry) -> None:
        done, _ = self._intake.take(tidy(fetched.url), articles_of(file_of(fetched), entry))
        before = self.report
        self.report = IngestReport(
            before.added + done.added,
            before.updated + done.updated,
            before.unchanged + done.unchanged,
            before.passages + done.passages,
            before.skipped + done.skipped,
            before.seconds,
            unlisted=before.unlisted + done.unlisted,
        )

    def _skip(self, where: str, reason: str) -> None:
        self.report = replace(self.report, skipped=(*self.report.skipped, Skipped(where, reason)))


def ingest_addresses(
    holdings: Holdings, addresses: Sequence[str], before: IngestReport, listener: Listener
) -> IngestReport:
    """Take in what is at the addresses; return what that did together with what was done ``before``."""
    import time

    begun = time.monotonic()
    with open_fetcher(holdings.settings) as fetcher:
        work = _Addresses(holdings, fetcher, before, listener)
        for url in addresses:
            work.take(url)
    return replace(work.report, seconds=before.seconds + time.monotonic() - begun)


def _but_batches(listener: Listener) -> Listener:
    """A listener that is told of everything but each page's own storing."""
    return lambda event: None if isinstance(event, Progress) and event.unit == "articles" else listener(event)
