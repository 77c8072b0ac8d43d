"""`assistant ask`: a question, a checked answer."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli import archive, options, output
from assistant.cli.arguments import day_of_asking, filters_of, loaded_with, question_of
from assistant.cli.options import Form
from assistant.errors import EXIT_ABSTAINED, EXIT_OK
from assistant.rendering.answer_markdown import markdown
from assistant.rendering.json_documents import answer_document
from assistant.rendering.layout import answer_blocks
from assistant.schema.answers import Answer, Status

Choices = Annotated[
    list[str] | None,
    typer.Option("--choice", metavar="TEXT", help="One of the answers to choose from; give each of them."),
]


def ask(  # noqa: PLR0913, PLR0917 - one argument an option
    words: options.Words,
    after: options.After = "",
    before: options.Before = "",
    as_of: options.AsOf = "",
    choice: Choices = None,
    publisher: options.Publishers = None,
    k: options.K = None,
    model: options.Model = None,
    index: options.Index = None,
    corpus: options.Corpus = None,
    form: options.Format = Form.TEXT,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Answer a question from the archive, with citations.

    Fetches the models and indexes the corpus first, when they are missing.

    Exits with 3 when the archive does not contain the answer.
    """
    question = question_of(words)
    filters, day = filters_of(after, before, publisher), day_of_asking(as_of)
    settings = loaded_with(index=index, corpus=corpus, model=model, k=k).settings
    with archive.open_archive(settings) as assistant:
        with output.watching(quiet=quiet) as listener:
            ingested = assistant.ensure_ingested(listener)
            answer = assistant.ask(question, filters=filters, as_of=day, choices=choice or (), listener=listener)
        if ingested and ingested.skipped:
            output.note(f"note: {ingested.skips:,} skipped; see `assistant ingest {settings.corpus}`", quiet=quiet)
        _show(answer, Form.JSON if json else form)
    return EXIT_OK if answer.status is Status.ANSWERED else EXIT_ABSTAINED


def _show(answer: Answer, form: Form) -> None:
    match form:
        case Form.JSON:
            output.show_json(answer_document(answer))
        case Form.MARKDOWN:
            output.show_text(markdown(answer))
        case Form.TEXT:
            output.show(answer_blocks(answer))
