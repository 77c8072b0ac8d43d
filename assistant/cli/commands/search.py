"""`assistant search`: the passages nearest to a question; no language model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.cli import archive, options, output
from assistant.cli.arguments import filters_of, loaded_with, question_of
from assistant.errors import EXIT_ABSTAINED, EXIT_OK
from assistant.rendering.json_documents import search_document
from assistant.rendering.layout import BLANK, Block, Style, citation_lines, line
from assistant.schema.answers import Citation


def search(  # noqa: PLR0913, PLR0917 - one argument an option
    words: options.Words,
    after: options.After = "",
    before: options.Before = "",
    publisher: options.Publishers = None,
    k: options.K = None,
    index: options.Index = None,
    corpus: options.Corpus = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Show the passages nearest to a question, best first.

    Exits with 3 when nothing is found.
    """
    question = question_of(words)
    filters = filters_of(after, before, publisher)
    settings = loaded_with(index=index, corpus=corpus).settings
    with archive.open_archive(settings) as assistant:
        with output.watching(quiet=quiet) as listener:
            assistant.ensure_ingested(listener)
            passages = assistant.search(question, filters=filters, k=_checked_k(k), listener=listener)
        if json:
            output.show_json(search_document(question, passages))
        else:
            output.show(_blocks(passages))
    return EXIT_OK if passages else EXIT_ABSTAINED


def _checked_k(k: int | None) -> int | None:
    """Return ``k``. Raises InputError where the settings would."""
    return None if k is None else loaded_with(k=k).settings.k


def _blocks(passages: Sequence[Citation]) -> Iterator[Block]:
    if not passages:
        yield line("No passage found.", Style.WARNING)
    for count, passage in enumerate(passages):
        if count:
            yield BLANK
        yield from citation_lines(passage)
