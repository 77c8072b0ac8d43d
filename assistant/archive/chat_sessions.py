"""Which kept session a chat goes on with, and the conversation that goes on from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.archive.conversation import Conversation
from assistant.errors import InputError
from assistant.schema.articles import Filters
from assistant.schema.sessions import Session, SessionKind
from assistant.storage.side_files.sessions import SessionStore

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant


def chat_session(store: SessionStore, key: str) -> Session | None:
    """Return the chat of a name or id, None when there is none.

    Raises InputError for a report, and for a beginning that several ids share.
    """
    session = _session(store, key)
    if session and session.kind is not SessionKind.CHAT:
        raise InputError(f"{key!r} is a report, not a chat.", f"See it: assistant sessions show {session.id}")
    return session


def _session(store: SessionStore, key: str) -> Session | None:
    try:
        return store.get(key)
    except InputError:
        if key and any(session.id.startswith(key) for session in store.list()):
            raise
        return None


def conversation_of(  # noqa: PLR0913, PLR0917 - what a conversation is made of
    assistant: Assistant, store: SessionStore, session: Session | None, name: str, filters: Filters, as_of: str
) -> Conversation:
    """Return a conversation that goes on with a session, or begins one of that name.

    Filters that are not given are those of the session's last turn.
    """
    if session and session.turns:
        filters = _with_defaults(filters, session.turns[-1].filters)
    return Conversation(assistant, store, session, name=name, filters=filters, as_of=as_of)


def _with_defaults(filters: Filters, defaults: Filters) -> Filters:
    return replace(
        defaults,
        after=filters.after or defaults.after,
        before=filters.before or defaults.before,
        publishers=filters.publishers or defaults.publishers,
    )
