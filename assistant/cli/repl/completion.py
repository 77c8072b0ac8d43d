"""What Tab completes in a chat: commands, and the citation numbers, article ids, publishers and models they take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from assistant.cli.repl.slash_commands import ALIASES, COMMANDS
from assistant.rendering.safe_text import one_line

if TYPE_CHECKING:
    from assistant.archive.conversation import Conversation

Choice = tuple[str, str]
"""A text to insert, and its description."""


def completions(conversation: Conversation, text: str) -> Iterator[tuple[str, int, str]]:
    """Yield completions of the text before the cursor: new text, number of characters it replaces, description."""
    if not text.startswith("/") or "\n" in text:
        return
    name, space, argument = text[1:].partition(" ")
    if not space:
        choices: Iterator[Choice] = ((f"/{command.name}", command.purpose) for command in COMMANDS.values())
        argument = text
    else:
        choices = _ARGUMENTS.get(ALIASES.get(name, name), _no_choices)(conversation)
    for choice, description in choices:
        if choice.casefold().startswith(argument.casefold()):
            yield choice, len(argument), description


def _no_choices(conversation: Conversation) -> Iterator[Choice]:
    yield from ()


def _citations_and_articles(conversation: Conversation) -> Iterator[Choice]:
    if conversation.turns:
        answer = conversation.turns[-1].answer
        yield from ((str(citation.number), one_line(citation.title)) for citation in answer.citations or answer.nearest)
    yield from ((source.article_id, one_line(source.title)) for source in conversation.assistant.holdings.sources())


def _publishers(conversation: Conversation) -> Iterator[Choice]:
    yield from ((one_line(name), "") for name in conversation.assistant.holdings.coverage().publishers)


def _models(conversation: Conversation) -> Iterator[Choice]:
    from assistant.models.choose import LANGUAGE_MODELS

    yield from ((name, "") for name in LANGUAGE_MODELS)


def _all_answers(conversation: Conversation) -> Iterator[Choice]:
    yield "all", "of every answer of the session"


_ARGUMENTS: dict[str, Callable[[Conversation], Iterator[Choice]]] = {
    "open": _citations_and_articles,
    "publisher": _publishers,
    "model": _models,
    "sources": _all_answers,
}
