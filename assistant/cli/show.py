"""`assistant show`: an article as stored, with a quote in its place."""

from __future__ import annotations

from assistant.cli import archive, options, output
from assistant.cli.arguments import citation_of, loaded_with
from assistant.errors import InputError
from assistant.rendering.json import article_document
from assistant.rendering.layout import article_blocks
from assistant.schema import Article


def show(reference: options.Reference, index: options.Index = None, json: options.Json = False) -> None:
    """Show an article, or where in it a citation stands."""
    wanted, span = citation_of(reference)
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        article = assistant.article(wanted)
    if span:
        check_span(span, article)
    if json:
        output.show_json(article_document(article, span))
    else:
        output.show(article_blocks(article, span))


def check_span(span: tuple[int, int], article: Article) -> None:
    """Raise InputError unless the article has such a span."""
    start, end = span
    if not 0 <= start < end <= len(article.text):
        raise InputError(
            f"{article.id}@{article.version} has no span {start}-{end}: it is {len(article.text):,} characters long.",
            f"See all of it: assistant show {article.id}@{article.version}",
        )
