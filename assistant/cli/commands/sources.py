"""`assistant sources`: list the articles, show their versions, remove them."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli import archive, options, output
from assistant.cli.arguments import filters_of, loaded_with
from assistant.rendering.article_history import history_blocks, history_document
from assistant.rendering.json_documents import sources_document
from assistant.rendering.layout import Table, line, plural
from assistant.schema.archives import Source

ArticleIds = Annotated[list[str], typer.Argument(metavar="ARTICLES", help="Ids, or the beginnings of ids.")]


def list_sources(
    after: options.After = "",
    before: options.Before = "",
    publisher: options.Publishers = None,
    index: options.Index = None,
    json: options.Json = False,
) -> None:
    """List the articles in the archive."""
    filters = filters_of(after, before, publisher)
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        sources = assistant.holdings.sources(filters)
    if json:
        output.show_json(sources_document(sources))
    elif sources:
        output.show([Table(("Article", "Date", "Publisher", "Title", "File", ""), tuple(map(_row, sources)))])
    else:
        output.show([line("No articles.")])


def _row(source: Source) -> tuple[str, ...]:
    reference = f"{source.article_id}@{source.version}"
    return reference, source.published[:10], source.publisher, source.title, source.path, source.standing.value


def show_history(article: options.Reference, index: options.Index = None, json: options.Json = False) -> None:
    """Show the versions of an article, and the words that changed from one to the next."""
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        versions = assistant.holdings.history(article)
    if json:
        output.show_json(history_document(versions))
    else:
        output.show(history_blocks(versions))


def remove_sources(articles: ArticleIds, index: options.Index = None) -> None:
    """Take articles, with all their versions, out of the archive. The files they came from stay."""
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        ids = list(dict.fromkeys(assistant.holdings.article(reference).id for reference in articles))
        removed = assistant.holdings.remove(ids)
    output.show([line(f"Removed {plural(removed, 'article')}.")])
