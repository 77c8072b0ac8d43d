"""`assistant show`: an article as stored, with the quote of a citation highlighted."""

from __future__ import annotations

from assistant.cli import archive, options, output
from assistant.cli.arguments import checked_span, citation_of, loaded_with
from assistant.rendering.article_history import newer_words
from assistant.rendering.json_documents import article_document
from assistant.rendering.layout import BLANK, Style, article_blocks, line, standing_words


def show(reference: options.Reference, index: options.Index = None, json: options.Json = False) -> None:
    """Show an article, or where in it a citation stands."""
    article_reference, span = citation_of(reference)
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        article = assistant.holdings.article(article_reference)
        newest = assistant.holdings.article(article.id)
    if span:
        checked_span(span, article)
    if json:
        output.show_json({**article_document(article, span), "newest": newest.version})
        return
    if newest.version != article.version:
        quote = article.text[span[0] : span[1]] if span else ""
        warnings = (standing_words(newest.standing, newest.note), newer_words(newest, quote))
        output.show([*(line(warning, Style.WARNING) for warning in warnings if warning), BLANK])
    output.show(article_blocks(article, span))
