"""Pages from the web into the archive, one at a time: each is stored before the next one is fetched.

Stopping at any moment loses at most the page in hand, and the archive is not locked while a page is fetched. Cost:
mostly the pause between two requests to a host.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.readers import SourcedArticle
from assistant.ingestion.urls import tidy
from assistant.ingestion.web.addresses import networks
from assistant.ingestion.web.feed_listing import FetchedListing, fetch_listing
from assistant.ingestion.web.fetch_errors import FetchError
from assistant.ingestion.web.fetching import FetchedPage, Fetcher
from assistant.ingestion.web.page_content import articles_of, file_of
from assistant.ingestion.web.robots import RulesCache
from assistant.schema.archives import IngestReport, Skipped
from assistant.schema.articles import Article
from assistant.schema.events import Listener, Progress, ignore
from assistant.schema.feeds import NO_VALIDATORS, CacheValidators, Due, FeedEntry, Page, PageOutcome
from assistant.settings import Settings


class ArticleStore(Protocol):
    """The articles of an open archive, to which fetched ones are added."""

    @property
    def settings(self) -> Settings: ...  # noqa: D102

    def version(self, article_id: str) -> Article | None:
        """Return the newest version of an article, None when the archive does not have it."""
        ...

    def ingest(self, items: Iterable[SourcedArticle | Skipped], *, listener: Listener) -> IngestReport:
        """Store articles."""
        ...


@dataclass(frozen=True, slots=True)
class PageResult:
    """The outcome of a page, the validators that the server sent with it, and the error if it was not fetched."""

    page: Page
    validators: CacheValidators = NO_VALIDATORS
    error: Exception | None = None


def open_fetcher(settings: Settings, rules_cache: RulesCache | None = None) -> Fetcher:
    """Return a fetcher by the settings. Raises InputError when ``private_addresses`` has an invalid network."""
    return Fetcher(networks(settings.private_addresses), settings.fetch_delay, rules_cache=rules_cache)


class PageIntake:
    """Fetches pages and stores their articles."""

    def __init__(self, article_store: ArticleStore, fetcher: Fetcher, listener: Listener = ignore) -> None:
        self._article_store = article_store
        self._fetcher = fetcher
        self._listener = listener

    def fetch_page(self, due: Due) -> PageResult:
        """Fetch a page, unless it is unchanged, and store its articles."""
        current = self._article_store.version(due.article_id) if due.article_id else None
        try:
            response = self._fetcher.fetch(due.entry.url, due.validators if current else None)
            if response.unchanged and current:
                page = Page(PageOutcome.UNCHANGED, due.entry.url, current.id, current.version, current.title)
                return PageResult(page, response.validators)
            articles = articles_of(file_of(response), due.entry)
        except (FetchError, UnreadableError) as error:
            return PageResult(Page(PageOutcome.FAILED, due.entry.url, reason=str(error)), error=error)
        if current and len(articles) == 1 and isinstance(articles[0], Article):
            articles = [replace(articles[0], id=current.id)]  # the same page is the same article under any headline
        return PageResult(self.store(due.entry.url, articles), response.validators)

    def store(self, url: str, items: Iterable[Article | Skipped]) -> Page:
        """Store the articles of one page; return its outcome."""
        report, articles = self.ingest(url, items)
        if not articles:
            return Page(PageOutcome.FAILED, url, reason=next((skipped.reason for skipped in report.skipped), "no text"))
        outcome = PageOutcome.NEW if report.added else PageOutcome.UPDATED if report.updated else PageOutcome.UNCHANGED
        stored = self._article_store.version(articles[0].id) or articles[0]
        return Page(outcome, url, stored.id, stored.version, stored.title, stored.standing.lower())

    def ingest(self, url: str, items: Iterable[Article | Skipped]) -> tuple[IngestReport, list[Article]]:
        """Store the articles of one page; return the report and the articles."""
        parts = [item if isinstance(item, Skipped) else self._completed(item) for item in items]
        articles = [part for part in parts if isinstance(part, Article)]
        alone = len(articles) == 1
        sourced_articles = [part if isinstance(part, Skipped) else SourcedArticle(part, url, alone) for part in parts]
        if not articles:
            return IngestReport(skipped=tuple(part for part in parts if isinstance(part, Skipped))), []
        return self._article_store.ingest(sourced_articles, listener=self._listener), articles

    def _completed(self, article: Article) -> Article:
        """Fill empty fields from the stored version: a page fetched without its entry has fewer, and did not change."""
        if not (stored := self._article_store.version(article.id)):
            return article
        return replace(
            article,
            publisher=article.publisher or stored.publisher,
            authors=article.authors or stored.authors,
            published=article.published or stored.published,
            language=article.language or stored.language,
        )


class _UrlIntake:
    """Ingests the pages at URLs, and those that feeds and sitemaps there list; adds up their reports."""

    def __init__(self, article_store: ArticleStore, fetcher: Fetcher, report: IngestReport, listener: Listener) -> None:
        self.report = report
        self._fetcher = fetcher
        self._intake = PageIntake(article_store, fetcher, _without_batches(listener))
        self._max_pages = article_store.settings.feed_pages
        self._listener = listener

    def ingest(self, url: str) -> None:
        """Ingest the page, feed or sitemap at a URL; a page that cannot be fetched is skipped."""
        self._listener(Progress(f"fetching {url}", 0, 0, "pages"))
        try:
            page = self._fetcher.fetch(url)
            listing = fetch_listing(self._fetcher, page, lambda _: NO_VALIDATORS)
            if listing:
                self._ingest_listing(url, listing)
            else:
                self._ingest_page(page, FeedEntry(tidy(page.url)))
        except (FetchError, UnreadableError) as error:
            self._skip(url, str(error))

    def _ingest_listing(self, url: str, feed_listing: FetchedListing) -> None:
        entries, entry_count = feed_listing.newest(self._max_pages), len(feed_listing.listing.entries)
        is_cut = entry_count > len(entries)
        detail = f"the newest of {entry_count:,} in the {feed_listing.listing.kind}" if is_cut else ""
        for number, entry in enumerate(entries):
            self._listener(Progress(f"fetching the pages of {url}", number, len(entries), "pages", detail))
            try:
                self._ingest_page(self._fetcher.fetch(entry.url), entry)
            except (FetchError, UnreadableError) as error:
                self._skip(entry.url or entry.title, str(error))
        for problem in feed_listing.problems:
            self._skip(url, problem)
        if not entries and not feed_listing.problems:
            self._skip(url, f"the {feed_listing.listing.kind} lists no pages")

    def _ingest_page(self, page: FetchedPage, entry: FeedEntry) -> None:
        page_report, _ = self._intake.ingest(tidy(page.url), articles_of(file_of(page), entry))
        total = self.report
        self.report = IngestReport(
            total.added + page_report.added,
            total.updated + page_report.updated,
            total.unchanged + page_report.unchanged,
            total.passages + page_report.passages,
            total.skipped + page_report.skipped,
            total.seconds,
            unlisted=total.unlisted + page_report.unlisted,
        )

    def _skip(self, where: str, reason: str) -> None:
        self.report = replace(self.report, skipped=(*self.report.skipped, Skipped(where, reason)))


def ingest_addresses(
    article_store: ArticleStore, urls: Sequence[str], file_report: IngestReport, listener: Listener
) -> IngestReport:
    """Ingest what is at the URLs; return the report, with the counts of ``file_report`` added."""
    import time

    start = time.monotonic()
    with open_fetcher(article_store.settings) as fetcher:
        intake = _UrlIntake(article_store, fetcher, file_report, listener)
        for url in urls:
            intake.ingest(url)
    return replace(intake.report, seconds=file_report.seconds + time.monotonic() - start)


def _without_batches(listener: Listener) -> Listener:
    """A listener without the progress of storing, of which each page has its own."""
    return lambda event: None if isinstance(event, Progress) and event.unit == "articles" else listener(event)
