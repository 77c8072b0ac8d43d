"""`assistant show`: an article as stored, with a quote in its place."""

from __future__ import annotations

from assistant.cli import archive, options, output
from assistant.cli.arguments import checked_span, citation_of, loaded_with
from assistant.rendering.article_history import newer_words
from assistant.rendering.json_documents import article_document
from assistant.rendering.layout import BLANK, Style, article_blocks, line, standing_words


def show(reference: options.Reference, index: options.Index = None, json: options.Json = False) -> None:
    """Show an article, or where in it a citation stands."""
    wanted, span = citation_of(reference)
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        article = assistant.holdings.article(wanted)
        newest = assistant.holdings.article(article.id)  # an older version says so
    if span:
        checked_span(span, article)
    if json:
        output.show_json({**article_document(article, span), "newest": newest.version})
        return
    if newest.version != article.version:
        quote = article.text[span[0] : span[1]] if span else ""
        newer = standing_words(newest.standing, newest.note)
        output.show([*(line(one, Style.WARNING) for one in (newer, newer_words(newest, quote)) if one), BLANK])
    output.show(article_blocks(article, span))
