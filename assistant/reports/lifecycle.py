"""The life of a report: plan, ask, build and store it, and refresh it when the archive has changed.

Cost: some five seconds per question with the default model on two cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.errors import InputError
from assistant.reports import composition, research
from assistant.reports.composition import References
from assistant.reports.selection import select
from assistant.reports.topic_questions import questions_on
from assistant.schema.answers import Evidence
from assistant.schema.events import Listener, Progress
from assistant.schema.reports import Plan, Report
from assistant.schema.sessions import Session, SessionKind
from assistant.storage.side_files.sessions import SessionStore

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant


def begin(archive: Assistant, store: SessionStore, plan: Plan, listener: Listener) -> Session:
    """Store a plan as a session. A plan with a topic and no questions gets the questions on its topic first."""
    if not plan.questions:
        selected = select(plan.topic, _evidence(archive, plan, listener))
        plan = replace(plan, questions=questions_on(plan.topic, selected))
    return store.create(SessionKind.REPORT, plan=plan)


def finish(
    archive: Assistant, store: SessionStore, session: Session, references: References, listener: Listener
) -> Report:
    """Ask the open questions, build the report and store it. A report that is finished already is returned as it is."""
    plan = plan_of(session)
    if (finished := store.report(session.id)) and not research.open_questions(session):
        return replace(finished, notes=tuple(archive.holdings.standings(finished.notes)))
    session = research.ask_open_questions(archive, store, session, listener)
    report = composition.build(archive, session, _evidence(archive, plan, listener), references)
    report = replace(report, notes=tuple(archive.holdings.standings(report.notes)))
    store.keep_report(session.id, report)
    return report


def begin_refresh(store: SessionStore, report_id: str) -> tuple[Report, Session]:
    """Return a finished report, and the session in which its questions are asked again: a new or an unfinished one.

    The session of the report stays as it is, so that a stop loses nothing. Raises InputError where there is no such
    report.
    """
    session = store.get(report_id)
    plan, report = plan_of(session), store.report(session.id)
    if report is None:
        raise InputError(f"Report {session.id} is not finished.", f"Finish it: assistant report --resume {session.id}")
    name = f"refresh of {session.id}"
    return report, store.named(name) or store.create(SessionKind.REPORT, name, plan)


def plan_of(session: Session) -> Plan:
    """Return the plan of a report. Raises InputError for a session that is a chat."""
    if session.plan is None:
        raise InputError(f"Session {session.id} is a chat, not a report.", "See them all: assistant sessions list")
    return session.plan


def _evidence(archive: Assistant, plan: Plan, listener: Listener) -> Sequence[Evidence]:
    if not plan.topic:
        return ()
    listener(Progress("looking for evidence", 0, 0, "sentences"))
    return archive.evidence(plan.topic, filters=plan.filters, as_of=plan.as_of, listener=listener)
