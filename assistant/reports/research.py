"""The work on a report: ask what has no answer yet, and keep each answer at once.

A stop, whenever it comes, costs at most the question in hand. Knows nothing of documents. Cost: some five seconds a
question with the default model on two cores.
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
    """Return the questions of a report that have no answer yet, in their order."""
    answered = {turn.answer.question for turn in session.turns}
    return [one for one in (session.plan.questions if session.plan else ()) if one.question not in answered]


def work(archive: Assistant, store: SessionStore, session: Session, listener: Listener) -> Session:
    """Ask what is open, and return the session with all answers. Errors come as they are; what is done is kept."""
    plan, todo = session.plan, open_questions(session)
    if plan is None or not todo:
        return session
    done = len(plan.questions) - len(todo)
    for number, one in enumerate(todo, start=done):
        listener(Progress("asking", number, len(plan.questions), "questions", one.question))
        answer = archive.ask(one.question, filters=plan.filters, as_of=plan.as_of, listener=_models_only(listener))
        store.add(session.id, answer, plan.filters, plan.as_of)
    listener(Progress("asking", len(plan.questions), len(plan.questions), "questions"))
    return store.get(session.id)


def answers_of(session: Session) -> Sequence[tuple[PlannedQuestion, Answer]]:
    """Return the questions that have been asked, in the order of the plan, with their last answers."""
    last = {turn.answer.question: turn.answer for turn in session.turns}
    planned = session.plan.questions if session.plan else ()
    return [(one, last[one.question]) for one in planned if one.question in last]


def _models_only(listener: Listener) -> Listener:
    """Pass on that a model is fetched, and notices; evidence and drafts of ten questions would be noise."""

    def listen(event: Event) -> None:
        if isinstance(event, Progress | Notice):
            listener(event)

    return listen
