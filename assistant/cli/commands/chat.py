"""`assistant chat`: a conversation with the archive, at a prompt or from a pipe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import archive, interrupt, options, output
from assistant.cli.arguments import checked_name, day_of_asking, filters_of, loaded_with
from assistant.cli.repl.echo import unechoed
from assistant.errors import ArchiveError, InputError
from assistant.rendering.chat_blocks import recap_blocks, session_words
from assistant.rendering.layout import BLANK, Block, Style, coverage_words, line
from assistant.schema.articles import Filters
from assistant.schema.sessions import Kind, Session
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant
    from assistant.archive.conversation import Conversation
    from assistant.cli.repl.chat_loop import QuestionSource
    from assistant.storage.side_files.sessions import SessionStore

Continue = Annotated[bool, typer.Option("--continue", "-c", help="Go on with the chat that was worked on last.")]
InSession = Annotated[
    str | None,
    typer.Option("--session", "-s", metavar="NAME|ID", help="Go on with this session, or begin one of that name."),
]

HISTORY = "chat-history"
"""The file, in the archive's folder, that remembers what was typed."""
RECALLED = 2
"""Turns of a resumed session that are shown again."""


def chat(  # noqa: PLR0913, PLR0917 - one argument an option
    go_on: Continue = False,
    session: InSession = None,
    after: options.After = "",
    before: options.Before = "",
    as_of: options.AsOf = "",
    publisher: options.Publishers = None,
    model: options.Model = None,
    index: options.Index = None,
    corpus: options.Corpus = None,
    quiet: options.Quiet = False,
) -> int:
    """Talk with the archive: each question may lean on the ones before.

    Type /help in it for its commands. Sessions are kept; see `assistant sessions list`.

    Questions can also be piped in, one a line. Then the exit code is that of the first input that failed, or else 3 if
    the last answer was that the archive does not know.
    """
    filters, day = filters_of(after, before, publisher), day_of_asking(as_of)
    settings = loaded_with(index=index, corpus=corpus, model=model).settings
    with unechoed(), _opened(settings) as assistant:
        with output.watching(quiet=quiet) as listener:
            ingested = assistant.ensure_ingested(listener)
        if ingested and ingested.skipped:
            output.note(f"note: {ingested.skips:,} skipped; see `assistant ingest {settings.corpus}`", quiet=quiet)
        assistant.holdings.coverage(filters)  # a publisher that there is not is told before the first question
        with closing(_store(assistant)) as store:
            resumed, name = _chosen(store, session, go_on=go_on)
            conversation = _conversation(assistant, store, resumed, name, filters, day)
            return _talk(conversation, resumed, quiet=quiet)


@contextmanager
def _opened(settings: Settings) -> Iterator[Assistant]:
    """The archive. Who leaves at once does not wait for models that are still loading."""
    assistant = archive.open_archive(settings)
    try:
        yield assistant
    finally:
        if assistant.leave():
            interrupt.leave_at_once()


def _store(assistant: Assistant) -> SessionStore:
    """Where sessions are kept; in memory only, with a note, where they cannot be."""
    from assistant.storage.side_files.sessions import SessionStore

    try:
        return archive.open_sessions(assistant.settings, create=True)
    except ArchiveError as error:
        output.note(f"note: this session is not kept: {error.message}")
        return SessionStore(None)


def _chosen(store: SessionStore, key: str | None, *, go_on: bool) -> tuple[Session | None, str]:
    """Return the session to go on with, if any, and the name of the one to begin otherwise."""
    if key is not None and go_on:
        raise InputError("--continue and --session are two ways to say it.", "Give one of them.")
    if go_on:
        return store.latest(Kind.CHAT), ""
    if key is None:
        return None, ""
    found = _found(store, key)
    if found and found.kind is not Kind.CHAT:
        raise InputError(f"{key!r} is a report, not a chat.", f"See it: assistant sessions show {found.id}")
    return found, "" if found else checked_name(key)


def _found(store: SessionStore, key: str) -> Session | None:
    """Return the session of a name or id, None where there is none. InputError where several ids begin so."""
    try:
        return store.get(key)
    except InputError:
        if key and any(one.id.startswith(key) for one in store.list()):
            raise
        return None


def _conversation(  # noqa: PLR0913, PLR0917 - what a conversation is made of
    assistant: Assistant, store: SessionStore, resumed: Session | None, name: str, given: Filters, as_of: str
) -> Conversation:
    """A resumed conversation goes on with the filters it had, under those given now."""
    from assistant.archive.conversation import Conversation

    before = resumed.turns[-1].filters if resumed and resumed.turns else Filters()
    filters = replace(
        before,
        after=given.after or before.after,
        before=given.before or before.before,
        publishers=given.publishers or before.publishers,
    )
    return Conversation(assistant, store, resumed, name=name, filters=filters, as_of=as_of)


def _talk(conversation: Conversation, resumed: Session | None, *, quiet: bool) -> int:
    from assistant.cli.repl.chat_loop import ChatLoop

    typed = output.is_terminal()
    if typed and not quiet:
        output.show(_greeting(conversation, resumed))
    elif resumed:
        output.note(session_words(resumed), quiet=quiet)
    with output.watching(quiet=quiet) as listener:
        conversation.assistant.warm(listener)
    return ChatLoop(conversation, _source(conversation, typed=typed), typed=typed, quiet=quiet).run()


def _source(conversation: Conversation, *, typed: bool) -> QuestionSource:
    if typed:
        from assistant.cli.repl.editor import Editor

        return Editor(conversation, conversation.assistant.settings.index / HISTORY)
    from assistant.cli.repl.piped_questions import PipedQuestions

    return PipedQuestions()


def _greeting(conversation: Conversation, resumed: Session | None) -> Iterator[Block]:
    """What there is to talk with, how to get help, and where we were."""
    assistant = conversation.assistant
    yield line(f"{coverage_words(assistant.holdings.coverage())}. Model {assistant.settings.model}.")
    yield line("Ask a question, or type /help; Ctrl-D leaves.", Style.FAINT)
    yield BLANK
    if resumed:
        yield line(session_words(resumed), Style.FAINT)
        yield from recap_blocks(resumed.turns[-RECALLED:])
        yield BLANK
    elif conversation.name:
        yield line(f"A new session, {conversation.name}.", Style.FAINT)
        yield BLANK
