"""A conversation: each question is asked with the earlier turns as history, and each turn is stored at once.

Cost: that of the questions, and a millisecond to store a turn.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.errors import ArchiveError
from assistant.schema.answers import Answer
from assistant.schema.articles import EVERYTHING, Filters
from assistant.schema.events import Listener, ignore
from assistant.schema.sessions import Session, SessionKind, Turn
from assistant.storage.side_files.sessions import SessionStore

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant


class Conversation:
    """The turns so far, the filters, and the session that stores them.

    ``filters`` may be changed between questions. The turns of a resumed session show the standing of their cited
    stories today. A session is created with its first turn, so that a chat without questions leaves none. ``problem``
    says why the last turn could not be stored, ``""`` if it was; the answer is there all the same.
    """

    def __init__(  # noqa: PLR0913 - what a conversation is made of
        self,
        assistant: Assistant,
        store: SessionStore,
        session: Session | None = None,
        *,
        name: str = "",
        filters: Filters = EVERYTHING,
        as_of: str = "",
    ) -> None:
        self.assistant = assistant
        self.filters = filters
        self.as_of = as_of
        self.problem = ""
        self.turns = assistant.holdings.turns_today(session.turns) if session else ()
        self._store = store
        self._session = session
        self._name = session.name if session else name
        self._unstored: list[Turn] = []

    @property
    def name(self) -> str:
        """The session's name, ``""`` while it has none."""
        return self._name

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What was answered so far, oldest first."""
        return tuple(turn.answer for turn in self.turns)

    @property
    def session(self) -> Session | None:
        """The session as it stands, None before the first turn. Its id is empty if it could not be kept."""
        if not self.turns and self._session is None:
            return None
        created = self._session.created if self._session else self.turns[0].asked
        updated = self.turns[-1].asked if self.turns else created
        key = self._session.id if self._session else ""
        return Session(key, SessionKind.CHAT, self._name, created, updated, self.turns)

    def ask(self, question: str, listener: Listener = ignore) -> Turn:
        """Answer a question in the light of those before it, and keep both. Raises as `Assistant.ask` does."""
        answer = self.assistant.ask(
            question, history=self.answers, filters=self.filters, as_of=self.as_of, listener=listener
        )
        turn = self._store_turn(answer)
        self.turns = (*self.turns, turn)
        return turn

    def undo(self) -> Turn | None:
        """Take the last turn back, as if it had not been asked; return it, None when there is none."""
        if not self.turns:
            return None
        *before, last = self.turns
        if self._session is not None and last not in self._unstored:
            self._store.drop_last(self._session.id)
        self.turns = tuple(before)
        return last

    def new(self, name: str = "") -> None:
        """Begin another session; the present one stays stored. Raises InputError if there is one of that name."""
        self._store.require_free(name)
        self._session, self._name, self.turns = None, name, ()

    def rename(self, name: str) -> None:
        """Name the session. Raises InputError if another one has that name."""
        if self._session is None:
            self._store.require_free(name)
        else:
            self._store.rename(self._session.id, name)
        self._name = name

    def _store_turn(self, answer: Answer) -> Turn:
        """Store the turn; if the disk is full, keep it in memory, so that the answer is not lost."""
        self.problem = ""
        try:
            if self._session is None:
                self._session = self._store.create(SessionKind.CHAT, self._name)
            return self._store.add(self._session.id, answer, self.filters, self.as_of)
        except ArchiveError as error:
            self.problem = error.message
            now = datetime.now(UTC).isoformat(timespec="microseconds")
            self._unstored.append(Turn(len(self.turns) + 1, now, answer, self.filters, self.as_of))
            return self._unstored[-1]
