"""`assistant chat`: a conversation with the archive, at a prompt or from a pipe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import archive, interrupt, options, output
from assistant.cli.arguments import checked_name, day_of_asking, filters_of, loaded_with
from assistant.cli.repl.echo import unechoed
from assistant.errors import InputError
from assistant.rendering.chat_blocks import recap_blocks, session_words
from assistant.rendering.layout import BLANK, Block, Style, coverage_words, line
from assistant.schema.sessions import Session, SessionKind
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
"""Name of the file, in the archive's folder, with the questions typed so far."""
RECALLED = 2
"""Last turns of a resumed session that are shown."""


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
    from assistant.archive.chat_sessions import conversation_of

    filters, day = filters_of(after, before, publisher), day_of_asking(as_of)
    settings = loaded_with(index=index, corpus=corpus, model=model).settings
    with unechoed(), _open_archive(settings) as assistant:
        with output.watching(quiet=quiet) as listener:
            ingested = assistant.ensure_ingested(listener)
        if ingested and ingested.skipped:
            output.note(f"note: {ingested.skips:,} skipped; see `assistant ingest {settings.corpus}`", quiet=quiet)
        assistant.holdings.coverage(filters)  # an unknown publisher is an error before the first question
        with closing(archive.open_sessions_or_memory(assistant.settings, "this session is not kept")) as store:
            resumed_session, name = _session_and_name(store, session, go_on=go_on)
            conversation = conversation_of(assistant, store, resumed_session, name, filters, day)
            return _talk(conversation, resumed_session, quiet=quiet)


@contextmanager
def _open_archive(settings: Settings) -> Iterator[Assistant]:
    """Open the archive; on leaving, models that are still loading are not waited for."""
    assistant = archive.open_archive(settings)
    try:
        yield assistant
    finally:
        if assistant.leave():
            interrupt.leave_at_once()


def _session_and_name(store: SessionStore, key: str | None, *, go_on: bool) -> tuple[Session | None, str]:
    """Return the session to go on with, if any, and the name of the session to begin otherwise."""
    from assistant.archive.chat_sessions import chat_session

    if key is not None and go_on:
        raise InputError("--continue and --session are two ways to say it.", "Give one of them.")
    if go_on:
        return store.latest(SessionKind.CHAT), ""
    if key is None:
        return None, ""
    session = chat_session(store, key)
    return session, "" if session else checked_name(key)


def _talk(conversation: Conversation, resumed_session: Session | None, *, quiet: bool) -> int:
    from assistant.cli.repl.chat_loop import ChatLoop

    is_interactive = output.is_terminal()
    if is_interactive and not quiet:
        output.show(_greeting(conversation, resumed_session))
    elif resumed_session:
        output.note(session_words(resumed_session), quiet=quiet)
    source = _question_source(conversation, is_interactive=is_interactive)  # before a model is fetched for nothing
    with output.watching(quiet=quiet) as listener:
        conversation.assistant.warm(listener)
    return ChatLoop(conversation, source, is_interactive=is_interactive, quiet=quiet).run()


def _question_source(conversation: Conversation, *, is_interactive: bool) -> QuestionSource:
    if is_interactive:
        from assistant.cli.repl.editor import Editor

        return Editor(conversation, conversation.assistant.settings.index / HISTORY)
    from assistant.cli.repl.piped_questions import PipedQuestions

    return PipedQuestions()


def _greeting(conversation: Conversation, resumed_session: Session | None) -> Iterator[Block]:
    """Yield the size of the archive, the way to help, and the last turns of a resumed session."""
    assistant = conversation.assistant
    yield line(f"{coverage_words(assistant.holdings.coverage())}. Model {assistant.settings.model}.")
    yield line("Ask a question, or type /help; Ctrl-D leaves.", Style.FAINT)
    yield BLANK
    if resumed_session:
        yield line(session_words(resumed_session), Style.FAINT)
        yield from recap_blocks(resumed_session.turns[-RECALLED:])
        yield BLANK
    elif conversation.name:
        yield line(f"A new session, {conversation.name}.", Style.FAINT)
        yield BLANK
