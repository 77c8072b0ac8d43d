"""Sessions, in a SQLite file of their own beside the catalogue, so that chats never wait for an ingest.

A turn is written in one transaction when its answer is complete, so that a kill loses at most the question in hand.
Cost: a millisecond a turn.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from functools import cache
from typing import Any

from assistant.errors import InputError, needs
from assistant.schema.answers import Answer
from assistant.schema.articles import EVERYTHING, Filters
from assistant.schema.reports import Plan, Report
from assistant.schema.sessions import Listed, Session, SessionKind, Turn
from assistant.storage.sqlite.side_file import SideFile

FILE = "sessions.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS sessions (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL,
  plan TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS turns (
  session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, number INTEGER NOT NULL, question TEXT NOT NULL,
  document TEXT NOT NULL, PRIMARY KEY (session_id, number));
CREATE TABLE IF NOT EXISTS reports (
  session_id TEXT PRIMARY KEY REFERENCES sessions ON DELETE CASCADE, document TEXT NOT NULL);
"""


class SessionStore(SideFile):
    """The sessions of one archive. Use it as a context manager, or call `close`.

    Raises ArchiveError when the file cannot be opened or written. ``folder`` None keeps them in memory only, for an
    archive in a folder that cannot be written.
    """

    FILE = FILE
    TABLES = _TABLES
    CONTENTS = "Sessions"
    PRIVATE = True  # questions are personal

    # Writing

    def create(self, kind: SessionKind, name: str = "", plan: Plan | None = None) -> Session:
        """Create a session. Raises InputError when another one has that name."""
        self.require_free(name)
        now = _now()
        session = Session(f"{now[:10]}-{secrets.token_hex(3)}", kind, name, now, now, (), plan)
        row = (session.id, kind.value, name, now, now, _adapter(Plan).dump_json(plan).decode() if plan else "")
        with self._errors_reported():
            self._db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)", row)
        return session

    def require_free(self, name: str) -> None:
        """Raise InputError when a session has that name; any number may have none."""
        if name and self._id_of_name(name):
            raise InputError(f"There is a session named {name!r} already.", "Choose another name, or resume that one.")

    def add(self, session_id: str, answer: Answer, filters: Filters = EVERYTHING, as_of: str = "") -> Turn:
        """Store a question and its answer as the session's last turn."""
        with self._transaction():
            counted = "SELECT coalesce(max(number), 0) + 1 FROM turns WHERE session_id = ?"
            (number,) = self._db.execute(counted, (session_id,)).fetchone()
            turn = Turn(number, _now(), answer, filters, as_of)
            row = (session_id, number, answer.question, _adapter(Turn).dump_json(turn).decode())
            self._db.execute("INSERT INTO turns VALUES (?, ?, ?, ?)", row)
            self._touch(session_id)
        return turn

    def drop_last(self, session_id: str) -> None:
        """Remove the last turn, if there is one."""
        with self._transaction():
            last = "(SELECT max(number) FROM turns WHERE session_id = ?)"
            self._db.execute(f"DELETE FROM turns WHERE session_id = ? AND number = {last}", (session_id, session_id))  # noqa: S608
            self._touch(session_id)

    def rename(self, session_id: str, name: str) -> None:
        """Give a session a name. Raises InputError when another one has it."""
        if name and self._id_of_name(name) not in ("", session_id):
            raise InputError(f"There is a session named {name!r} already.", "Choose another name.")
        with self._transaction():
            self._db.execute("UPDATE sessions SET name = ? WHERE id = ?", (name, session_id))

    def plan(self, session_id: str, plan: Plan) -> None:
        """Replace the plan of a report."""
        with self._transaction():
            document = _adapter(Plan).dump_json(plan).decode()
            self._db.execute("UPDATE sessions SET plan = ? WHERE id = ?", (document, session_id))

    def keep_report(self, session_id: str, report: Report) -> None:
        """Store the report of a session, in the place of an earlier one."""
        with self._transaction():
            row = (session_id, _adapter(Report).dump_json(report).decode())
            self._db.execute("INSERT OR REPLACE INTO reports VALUES (?, ?)", row)

    def remove(self, session_id: str) -> None:
        """Remove a session and its turns."""
        with self._transaction():
            self._db.execute("DELETE FROM sessions WHERE id = ?", (session_id,))

    # Reading

    def get(self, key: str) -> Session:
        """Return a session by its id, the beginning of it, or its name. InputError when that names none, or several."""
        return self._session(self.resolve(key))

    def resolve(self, key: str) -> str:
        """Return the id of the session that ``key`` names, as for `get`."""
        if session_id := self._id_of_name(key):
            return session_id
        sql = "SELECT id FROM sessions WHERE substr(id, 1, ?) = ? ORDER BY id = ? DESC, id"
        ids = [row[0] for row in self._db.execute(sql, (len(key), key, key))] if key else []
        if ids and (len(ids) == 1 or ids[0] == key):
            return str(ids[0])
        problem = f"{len(ids)} sessions begin with" if ids else "There is no session"
        raise InputError(f"{problem} {key!r}.", "See them all: assistant sessions list")

    def report(self, session_id: str) -> Report | None:
        """Return the report of a session, None while there is none."""
        row = self._db.execute("SELECT document FROM reports WHERE session_id = ?", (session_id,)).fetchone()
        return _adapter(Report).validate_json(row[0]) if row else None

    def named(self, name: str) -> Session | None:
        """Return the session of that name, None when there is none."""
        session_id = self._id_of_name(name)
        return self._session(session_id) if session_id else None

    def latest(self, kind: SessionKind) -> Session | None:
        """Return the session of that kind that was worked on last."""
        newest = "SELECT id FROM sessions WHERE kind = ? ORDER BY updated DESC, rowid DESC LIMIT 1"
        row = self._db.execute(newest, (kind.value,)).fetchone()
        return self._session(row[0]) if row else None

    def list(self) -> list[Listed]:
        """Return all sessions, the one worked on last first."""
        rows = self._db.execute(
            "SELECT id, kind, name, updated, (SELECT count(*) FROM turns WHERE session_id = id),"
            " coalesce((SELECT question FROM turns WHERE session_id = id ORDER BY number LIMIT 1), '')"
            " FROM sessions ORDER BY updated DESC, rowid DESC"
        )
        return [Listed(key, SessionKind(kind), *rest) for key, kind, *rest in rows]

    def _session(self, session_id: str) -> Session:
        whole = "SELECT kind, name, created, updated, plan FROM sessions WHERE id = ?"
        kind, name, created, updated, plan = self._db.execute(whole, (session_id,)).fetchone()
        rows = self._db.execute("SELECT document FROM turns WHERE session_id = ? ORDER BY number", (session_id,))
        turns = tuple(_adapter(Turn).validate_json(row[0]) for row in rows)
        plan = _adapter(Plan).validate_json(plan) if plan else None
        return Session(session_id, SessionKind(kind), name, created, updated, turns, plan)

    def _id_of_name(self, name: str) -> str:
        row = self._db.execute("SELECT id FROM sessions WHERE name = ? AND name != ''", (name,)).fetchone()
        return str(row[0]) if row else ""

    def _touch(self, session_id: str) -> None:
        self._db.execute("UPDATE sessions SET updated = ? WHERE id = ?", (_now(), session_id))


@cache
def _adapter(kind: type) -> Any:
    """Reads and writes our frozen data as JSON, by pydantic; importing it takes 0.1 s."""
    with needs("chat", "A session"):
        from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
