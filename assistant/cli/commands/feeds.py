"""`assistant feeds`: the feeds and sitemaps that the archive follows, and refreshing them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from assistant.cli import archive, options, output
from assistant.cli.arguments import loaded_with
from assistant.errors import EXIT_OK, EXIT_SKIPPED
from assistant.rendering.json_documents import feeds_document, refresh_document
from assistant.rendering.layout import BLANK, Block, Style, Table, line
from assistant.schema.feeds import Feed, Page, PageOutcome, Refreshed

FeedURL = Annotated[str, typer.Argument(metavar="URL", help="A feed, a sitemap, or a page that names its feed.")]
FeedName = Annotated[
    str, typer.Option("--name", metavar="NAME", help="What to call it; the name of its host if not given.")
]
FeedKeys = Annotated[list[str], typer.Argument(metavar="FEEDS", help="Names or addresses of feeds.")]
FeedKeysOrAll = Annotated[
    list[str] | None, typer.Argument(metavar="FEEDS", help="Names or addresses of feeds; all of them if not given.")
]


def add_feed(
    url: FeedURL,
    name: FeedName = "",
    index: options.Index = None,
    json: options.Json = False,
) -> None:
    """Follow a feed: RSS, Atom, JSON Feed, or a sitemap. Its pages are fetched by `refresh`.

    The address of a page will do where the page names its feed.
    """
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        feed, others = assistant.feeds().add(url, name)
    if json:
        output.show_json(feeds_document([feed]))
        return
    output.show([line(f"Following {feed.name}: {_description(feed)}.")])
    if others:
        output.note(f"The page names other feeds as well: {', '.join(others)}")
    output.note(f"Fetch its pages with: assistant feeds refresh {feed.name}")


def list_feeds(index: options.Index = None, json: options.Json = False) -> None:
    """List the feeds that are followed."""
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        feeds = assistant.feeds().followed()
    if json:
        output.show_json(feeds_document(feeds))
    elif feeds:
        headings = ("Feed", "Kind", "Pages", "Waiting", "Refreshed", "Address", "Problem")
        output.show([Table(headings, tuple(map(_row, feeds)))])
    else:
        output.show([line("No feeds.")])


def remove_feeds(feeds: FeedKeys, index: options.Index = None, json: options.Json = False) -> None:
    """Follow feeds no more. The articles that came from them stay."""
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        removed = assistant.feeds().remove(feeds)
    if json:
        output.show_json(feeds_document(removed))
    else:
        output.show([line(f"No longer following {feed.name}: {_description(feed)}.") for feed in removed])


def refresh_feeds(
    feeds: FeedKeysOrAll = None,
    index: options.Index = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Fetch the pages that are new or changed since the last time.

    Changed pages become new versions of their articles. A host is asked for one page a second at most; stop at any
    time, and what was fetched is kept.

    Exits with 7 when a feed or a page could not be had.
    """
    with (
        archive.open_archive(loaded_with(index=index).settings) as assistant,
        output.watching(quiet=quiet) as listener,
    ):
        refreshed = assistant.feeds().refresh(feeds or (), listener=listener)
    if json:
        output.show_json(refresh_document(refreshed))
    else:
        output.show(_blocks(refreshed))
    return EXIT_SKIPPED if any(refresh.failed for refresh in refreshed) else EXIT_OK


def _blocks(refreshed: Sequence[Refreshed]) -> Iterator[Block]:
    for refresh in refreshed:
        yield line(_sentence(refresh))
        if refresh.feed.problem:
            yield line(f"{refresh.feed.name} itself: {refresh.feed.problem}.", Style.WARNING)
    pages = [page for refresh in refreshed for page in refresh.pages if page.outcome is not PageOutcome.UNCHANGED]
    if pages:
        yield BLANK
        yield Table(("What", "Article", "Title or reason"), tuple(map(_page, pages)))


def _sentence(refresh: Refreshed) -> str:
    counts = [f"{refresh.count(outcome):,} {outcome}" for outcome in PageOutcome if refresh.count(outcome)]
    is_partial = refresh.listed > refresh.examined
    extent = f" (the newest {refresh.examined:,} of {refresh.listed:,} pages)" if is_partial else ""
    return f"{refresh.feed.name}{extent}: {', '.join(counts) or 'nothing new'}."


def _page(page: Page) -> tuple[str, ...]:
    if page.outcome is PageOutcome.FAILED:
        return page.outcome, page.url, page.reason
    remark = f" ({page.reason})" if page.reason else ""
    return page.outcome, f"{page.article_id}@{page.version}", page.title + remark


def _description(feed: Feed) -> str:
    title = f"{feed.title}, " if feed.title else ""
    return f"{title}{feed.kind} at {feed.url}"


def _row(feed: Feed) -> tuple[str, ...]:
    last_check = feed.checked[:16].replace("T", " ") or "never"
    return feed.name, feed.kind, f"{feed.pages:,}", f"{feed.waiting:,}", last_check, feed.url, feed.problem
