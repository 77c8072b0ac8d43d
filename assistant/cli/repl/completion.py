"""What Tab offers in a chat: commands, and after them the numbers, ids, publishers and models that they take.

Knows nothing of keys and menus. Cost: a query of the catalogue for ids of articles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from assistant.cli.repl.slash_commands import ALIASES, COMMANDS
from assistant.rendering.safe_text import one_line

if TYPE_CHECKING:
    from assistant.archive.conversation import Conversation

Choice = tuple[str, str]
"""A text that can stand there, and what it is."""


def completions(conversation: Conversation, typed: str) -> Iterator[tuple[str, int, str]]:
    """Yield what could stand in place of the last characters before the cursor: text, how many of them, what it is."""
    if not typed.startswith("/") or "\n" in typed:
        return
    name, space, argument = typed[1:].partition(" ")
    if not space:
        choices: Iterator[Choice] = ((f"/{one.name}", one.purpose) for one in COMMANDS.values())
        argument = typed
    else:
        choices = _ARGUMENTS.get(ALIASES.get(name, name), _none)(conversation)
    for text, about in choices:
        if text.casefold().startswith(argument.casefold()):
            yield text, len(argument), about


def _none(conversation: Conversation) -> Iterator[Choice]:
    yield from ()


def _openable(conversation: Conversation) -> Iterator[Choice]:
    if conversation.turns:
        last = conversation.turns[-1].answer
        yield from ((str(one.number), one_line(one.title)) for one in last.citations or last.nearest)
    yield from ((one.article_id, one_line(one.title)) for one in conversation.assistant.holdings.sources())


def _publishers(conversation: Conversation) -> Iterator[Choice]:
    yield from ((one_line(name), "") for name in conversation.assistant.holdings.coverage().publishers)


def _models(conversation: Conversation) -> Iterator[Choice]:
    from assistant.models.choose import LANGUAGE_MODELS

    yield from ((name, "") for name in LANGUAGE_MODELS)


def _all(conversation: Conversation) -> Iterator[Choice]:
    yield "all", "of every answer of the session"


_ARGUMENTS: dict[str, Callable[[Conversation], Iterator[Choice]]] = {
    "open": _openable,
    "publisher": _publishers,
    "model": _models,
    "sources": _all,
}
