"""The sessions in which reports are made: what a new one is about, which one to resume, what becomes of a refresh."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import InputError
from assistant.reports.question_file import read_questions
from assistant.reports.topic_questions import checked_topic
from assistant.schema.reports import Plan
from assistant.schema.sessions import Session, SessionKind
from assistant.storage.side_files.sessions import SessionStore

LAST = "last"
"""Stands for the report that was worked on last."""


def plan_of(topic: str | None, question_file: Path | None, title: str) -> Plan:
    """Return the plan of a report on a topic, on the questions in a file, or on both.

    The title is the one given, else that of the file, else the topic, else the file's name. Raises InputError for a
    topic or a file that cannot be used.
    """
    topic = checked_topic(topic) if topic is not None else ""
    file_title, questions = read_questions(question_file) if question_file else ("", ())
    title = title or file_title or topic or (question_file.stem if question_file else "")
    return Plan(title[:1].upper() + title[1:], questions, topic)


def session_to_resume(store: SessionStore, key: str) -> Session:
    """Return the session of a name, an id or ``last``. Raises InputError when there is none."""
    session = store.latest(SessionKind.REPORT) if key == LAST else store.get(key)
    if session is None:
        raise InputError("There is no report to go on with.", "Begin one: assistant report TOPIC")
    return session


def end_refresh(store: SessionStore, session_id: str, *, is_changed: bool) -> None:
    """Keep a refreshed report without the name that marks it as unfinished; forget one that changed nothing."""
    if is_changed:
        store.rename(session_id, "")
    else:
        store.remove(session_id)
