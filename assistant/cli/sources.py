"""`assistant sources`: what the archive holds, and taking articles out."""

from __future__ import annotations

from assistant.cli import archive, options, output
from assistant.cli.arguments import filters_of, loaded_with
from assistant.rendering.json import sources_document
from assistant.rendering.layout import Table, line, plural
from assistant.schema import Source


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
        sources = assistant.sources(filters)
    if json:
        output.show_json(sources_document(sources))
    elif sources:
        output.show([Table(("Article", "Date", "Publisher", "Title", "File"), tuple(map(_row, sources)))])
    else:
        output.show([line("No articles.")])


def _row(source: Source) -> tuple[str, ...]:
    reference = f"{source.article_id}@{source.version}"
    return reference, source.published[:10], source.publisher, source.title, source.path


def remove_sources(articles: options.Articles, index: options.Index = None) -> None:
    """Take articles, with all their versions, out of the archive. The files they came from stay."""
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        ids = list(dict.fromkeys(assistant.article(reference).id for reference in articles))
        removed = assistant.remove(ids)
    output.show([line(f"Removed {plural(removed, 'article')}.")])
