"""`assistant show`: an article as stored, with a quote in its place."""

from __future__ import annotations

from assistant.cli import archive, options, output
from assistant.cli.arguments import checked_span, citation_of, loaded_with
from assistant.rendering.json import article_document
from assistant.rendering.layout import article_blocks


def show(reference: options.Reference, index: options.Index = None, json: options.Json = False) -> None:
    """Show an article, or where in it a citation stands."""
    wanted, span = citation_of(reference)
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        article = assistant.article(wanted)
    if span:
        checked_span(span, article)
    if json:
        output.show_json(article_document(article, span))
    else:
        output.show(article_blocks(article, span))
