"""Asks the open questions of a report and stores each answer at once, so that a stop loses at most one question.

Cost: some five seconds per question with the default model on two cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.schema.answers import Answer
from assistant.schema.events import Event, Listener, Notice, Progress
from assistant.schema.reports import PlannedQuestion
from assistant.schema.sessions import Session
from assistant.storage.side_files.sessions import SessionStore

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant


def open_questions(session: Session) -> list[PlannedQuestion]:
    """Return the questions of a report that have no answer yet, in the order of its plan."""
    answered = {turn.answer.question for turn in session.turns}
    return [planned for planned in _planned(session) if planned.question not in answered]


def ask_open_questions(archive: Assistant, store: SessionStore, session: Session, listener: Listener) -> Session:
    """Ask the open questions and return the session with all answers. After an error the answers so far are stored."""
    plan, pending = session.plan, open_questions(session)
    if plan is None or not pending:
        return session
    total = len(plan.questions)
    for done, planned in enumerate(pending, start=total - len(pending)):
        listener(Progress("asking", done, total, "questions", planned.question))
        answer = archive.ask(planned.question, filters=plan.filters, as_of=plan.as_of, listener=_models_only(listener))
        store.add(session.id, answer, plan.filters, plan.as_of)
    listener(Progress("asking", total, total, "questions"))
    return store.get(session.id)


def answers_of(session: Session) -> Sequence[tuple[PlannedQuestion, Answer]]:
    """Return the questions that have an answer, in the order of the plan, each with its last answer."""
    last_answers = {turn.answer.question: turn.answer for turn in session.turns}
    return [
        (planned, last_answers[planned.question]) for planned in _planned(session) if planned.question in last_answers
    ]


def _planned(session: Session) -> Sequence[PlannedQuestion]:
    return session.plan.questions if session.plan else ()


def _models_only(listener: Listener) -> Listener:
    """Return a listener for model downloads and notices only; evidence and drafts of ten questions would be noise."""

    def listen(event: Event) -> None:
        if isinstance(event, Progress | Notice):
            listener(event)

    return listen
