"""A report from the beginning to the end: plan, ask, build, keep; and the same again when the archive has changed.

Knows nothing of files, formats and terminals. Cost: some five seconds a question with the default model on two cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.errors import InputError
from assistant.reports import composition, research
from assistant.reports.composition import References
from assistant.reports.planning import questions_on
from assistant.reports.selection import shown
from assistant.schema.answers import Evidence
from assistant.schema.events import Listener, Progress
from assistant.schema.reports import Plan, Report
from assistant.schema.sessions import Kind, Session
from assistant.storage.side_files.sessions import SessionStore

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant


def begin(archive: Assistant, store: SessionStore, plan: Plan, listener: Listener) -> Session:
    """Keep what a report is to be about, as a session; a topic alone is given its questions first."""
    if not plan.questions:
        found = shown(plan.topic, _evidence(archive, plan, listener))
        plan = replace(plan, questions=questions_on(plan.topic, found))
    return store.create(Kind.REPORT, plan=plan)


def finish(
    archive: Assistant, store: SessionStore, session: Session, references: References, listener: Listener
) -> Report:
    """Ask what is open, build the report and keep it. One that is finished already is returned as it is."""
    plan = planned(session)
    if (kept := store.report(session.id)) and not research.open_questions(session):
        return replace(kept, notes=tuple(archive.holdings.standings(kept.notes)))
    session = research.work(archive, store, session, listener)
    report = composition.build(archive, session, _evidence(archive, plan, listener), references)
    report = replace(report, notes=tuple(archive.holdings.standings(report.notes)))
    store.keep_report(session.id, report)
    return report


def again(store: SessionStore, report_id: str) -> tuple[Report, Session]:
    """Return a finished report, and the session in which its questions are asked again: a new one, or one begun before.

    The old session stays as it is, so that a stop loses nothing. Raises InputError where there is no such report.
    """
    session = store.get(report_id)
    plan, before = planned(session), store.report(session.id)
    if before is None:
        raise InputError(f"Report {session.id} is not finished.", f"Finish it: assistant report --resume {session.id}")
    name = f"refresh of {session.id}"
    return before, store.named(name) or store.create(Kind.REPORT, name, plan)


def planned(session: Session) -> Plan:
    """Return what a report is to be about. InputError for a session that is none."""
    if session.plan is None:
        raise InputError(f"Session {session.id} is a chat, not a report.", "See them all: assistant sessions list")
    return session.plan


def _evidence(archive: Assistant, plan: Plan, listener: Listener) -> Sequence[Evidence]:
    if not plan.topic:
        return ()
    listener(Progress("looking for evidence", 0, 0, "sentences"))
    return archive.evidence(plan.topic, filters=plan.filters, as_of=plan.as_of, listener=listener)
