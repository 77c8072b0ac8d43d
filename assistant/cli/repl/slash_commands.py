"""The commands of a chat, such as /why: one function each, from a conversation and an argument to blocks to show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli import output, session_export
from assistant.cli.arguments import checked_name, checked_span, citation_of, day
from assistant.errors import InputError
from assistant.rendering.chat_blocks import all_sources_blocks, filter_words, passage_blocks, sources_blocks, why_blocks
from assistant.rendering.layout import Block, Style, Table, coverage_words, line
from assistant.schema.answers import Answer, Citation
from assistant.schema.articles import Filters

if TYPE_CHECKING:
    from assistant.archive.conversation import Conversation

_NUMBER = re.compile(r"\[?(?:(?P<turn>\d{1,9})\.)?(?P<number>\d{1,9})\]?")
KEYS = (
    ("Enter", "asks; Alt-Enter, or a backslash at the end of a line, begins another line"),
    ("Tab", "completes commands, numbers and ids of articles, publishers, models"),
    ("Up, Ctrl-R", "earlier questions"),
    ("Ctrl-C", "stops an answer; at the prompt, throws the line away"),
    ("Ctrl-D", "leaves; the session is kept"),
)


class Leave(Exception):  # noqa: N818 - a request, not an error
    """The user wants to leave the chat."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command. ``argument`` is the help's name of the rest of the line, ``""`` for a command that takes none."""

    name: str
    argument: str
    purpose: str
    run: Callable[[Conversation, str], Iterable[Block]]


def run(conversation: Conversation, text: str) -> Iterable[Block]:
    """Run a command as typed, with its slash. InputError for an unknown one, naming the nearest; Leave for /quit."""
    name, _, argument = text.removeprefix("/").partition(" ")
    command = COMMANDS.get(ALIASES.get(name.lower(), name.lower()))
    if command is None:
        raise _unknown_command(name)
    if argument.strip() and not command.argument:
        raise InputError(f"/{command.name} takes nothing after it.", f"Type /{command.name} alone.")
    return command.run(conversation, argument.strip())


def _unknown_command(name: str) -> InputError:
    alike = get_close_matches(name.lower(), COMMANDS, n=1)
    alike = alike or [command for command in COMMANDS if name and command.startswith(name)]
    hint = f"Did you mean /{alike[0]}?" if alike else "See them all: /help"
    return InputError(f"There is no command /{name}.", hint)


def _last_answer(conversation: Conversation) -> Answer:
    if not conversation.turns:
        raise InputError("Nothing was asked yet.", "Type a question first.")
    return conversation.turns[-1].answer


def _sources(conversation: Conversation, argument: str) -> Iterator[Block]:
    if argument not in ("", "all"):
        raise InputError(f"/sources does not know {argument!r}.", "Type /sources, or /sources all.")
    answer = _last_answer(conversation)
    yield from all_sources_blocks(conversation.turns) if argument else sources_blocks(answer)


def _open(conversation: Conversation, argument: str) -> Iterable[Block]:
    if not argument:
        raise InputError("Which one?", "Type the number of a citation, as in /open 2, or the id of an article.")
    reference = argument
    if match := _NUMBER.fullmatch(argument):
        reference = _citation(conversation, match["turn"], int(match["number"])).reference
    article_reference, span = citation_of(reference)
    article = conversation.assistant.holdings.article(article_reference)
    if span:
        checked_span(span, article)
    return passage_blocks(article, span)


def _citation(conversation: Conversation, turn: str | None, number: int) -> Citation:
    """Return the citation of a number, of the last turn or of ``turn``. InputError when there is none."""
    answer = _last_answer(conversation)
    if turn is not None:
        if not 0 < int(turn) <= len(conversation.turns):
            raise InputError(f"There is no turn {turn}.", f"The session has {len(conversation.turns)}.")
        answer = conversation.turns[int(turn) - 1].answer
    citations = {citation.number: citation for citation in answer.citations or answer.nearest}
    if number not in citations:
        raise InputError(f"The answer has no citation {number}.", "See them: /sources, or /sources all")
    return citations[number]


def _why(conversation: Conversation, argument: str) -> Iterable[Block]:
    return why_blocks(_last_answer(conversation), conversation.assistant.settings.threshold)


def _after(conversation: Conversation, argument: str) -> Iterator[Block]:
    first = day(argument, "/after", last=False) if argument else ""
    yield from _limit(conversation, replace(conversation.filters, after=first))


def _before(conversation: Conversation, argument: str) -> Iterator[Block]:
    last = day(argument, "/before", last=True) if argument else ""
    yield from _limit(conversation, replace(conversation.filters, before=last))


def _publisher(conversation: Conversation, argument: str) -> Iterator[Block]:
    """Add a publisher to the filters, spelled as in the archive; without a name, remove all publishers."""
    if not argument:
        return _limit(conversation, replace(conversation.filters, publishers=()))
    conversation.assistant.holdings.coverage(Filters(publishers=(argument,)))
    names = conversation.assistant.holdings.coverage().publishers
    name = next((name for name in names if name.casefold() == argument.casefold()), argument)
    publishers = tuple(dict.fromkeys((*conversation.filters.publishers, name)))
    return _limit(conversation, replace(conversation.filters, publishers=publishers))


def _limit(conversation: Conversation, filters: Filters) -> Iterator[Block]:
    """Set the filters of the conversation and yield what they cover."""
    if filters.after and filters.before and filters.after > filters.before:
        hint = "Take one away first: type /after or /before alone."
        raise InputError(f"No day is after {filters.after} and before {filters.before}.", hint)
    coverage = conversation.assistant.holdings.coverage(filters)
    conversation.filters = filters
    limits = filter_words(filters) or "no limit"
    yield line(
        f"Searching with {limits}: {coverage_words(coverage)}.", Style.PLAIN if coverage.articles else Style.WARNING
    )


def _model(conversation: Conversation, argument: str) -> Iterator[Block]:
    if argument:
        with output.watching(quiet=False) as listener:
            name = conversation.assistant.use_model(argument, listener)
        yield line(f"Answers come from {name} now.")
        return
    from assistant.models.choose import LANGUAGE_MODELS

    yield line(f"Answers come from {conversation.assistant.settings.model}.")
    yield line(f"There are {', '.join(LANGUAGE_MODELS)}; GGUF files; and openai:MODEL@URL.", Style.FAINT)


def _export(conversation: Conversation, argument: str) -> Iterator[Block]:
    if not argument:
        raise InputError("Into which file?", "Type its name, as in /export talk.md or /export talk.json")
    session = conversation.session
    if session is None or not session.turns:
        raise InputError("There is nothing to export yet.", "Type a question first.")
    yield line(f"Exported to {session_export.write_export(session, Path(argument))}.")


def _name(conversation: Conversation, argument: str) -> Iterator[Block]:
    if argument:
        conversation.rename(checked_name(argument))
    yield line(f"This session is named {conversation.name}." if conversation.name else "This session has no name yet.")


def _undo(conversation: Conversation, argument: str) -> Iterator[Block]:
    turn = conversation.undo()
    yield line(f"Taken back: {turn.answer.question}" if turn else "There is nothing to take back.")


def _new(conversation: Conversation, argument: str) -> Iterator[Block]:
    conversation.new(checked_name(argument) if argument else "")
    yield line("A new session; what was said before is not looked back at. The old one is kept.")


def _help(conversation: Conversation, argument: str) -> Iterator[Block]:
    rows = tuple((f"/{command.name} {command.argument}".strip(), command.purpose) for command in COMMANDS.values())
    yield Table(
        ("Type", "and it"), (("a question", "answers it from the archive, every sentence with its source"), *rows)
    )
    yield line("")
    yield Table(("Key", ""), KEYS)


def _quit(conversation: Conversation, argument: str) -> Iterable[Block]:
    raise Leave


COMMANDS = {
    command.name: command
    for command in (
        Command("sources", "[all]", "shows what the last answer stands on; all: every answer of the session", _sources),
        Command("open", "NUMBER|ID", "opens a citation in its article, as in /open 2 or /open 3.2 (turn 3)", _open),
        Command("why", "", "shows evidence, scores, verdicts, what was dropped, how sure, how long", _why),
        Command("after", "[DATE]", "searches articles of that day or later; without a date, from the first on", _after),
        Command("before", "[DATE]", "searches articles of that day or earlier; without a date, to the last", _before),
        Command("publisher", "[NAME]", "searches this publisher's articles (too); without a name, all", _publisher),
        Command("model", "[NAME]", "answers with another language model from now on", _model),
        Command("export", "FILE", "writes the session into FILE.md or FILE.json", _export),
        Command("name", "[NAME]", "gives the session a name, to take it up again by", _name),
        Command("undo", "", "takes the last question and its answer back", _undo),
        Command("new", "[NAME]", "begins a new session", _new),
        Command("help", "", "shows this", _help),
        Command("quit", "", "leaves; the session is kept", _quit),
    )
}
ALIASES = {"exit": "quit", "q": "quit", "bye": "quit", "?": "help", "h": "help", "source": "sources", "show": "open"}
