"""Sessions: what is kept comes back as it was, names are unique, and another process may read beside us."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from assistant.errors import ArchiveError, InputError
from assistant.schema.answers import Answer, Citation, Claim, Status, Verdict
from assistant.schema.archives import Coverage
from assistant.schema.articles import Filters
from assistant.schema.reports import Plan, PlannedQuestion, Report
from assistant.schema.sessions import SessionKind
from assistant.storage.side_files.sessions import FILE, SessionStore

CITATION = Citation(1, "mill", 2, "Mill fire", "Courier", "2026-02-03", "", 0, 5, "Fire.", ((0, 4),), 0.7)
ANSWER = Answer(
    "Who?",
    Status.ANSWERED,
    standalone="Who was hurt in the mill fire?",
    claims=(Claim("Fire.", Verdict.SUPPORTED, (1,), "", True),),
    citations=(CITATION,),
    evidence=(CITATION,),
    coverage=Coverage(3, 9, ("Courier",), "2026-01-01", "2026-02-03"),
    signals={"held": 1.0},
    timings={"retrieve": 0.5},
)


@pytest.fixture
def store(tmp_path):
    with SessionStore(tmp_path) as store:
        yield store


def test_a_turn_comes_back_as_it_was_in_another_process_too(store, tmp_path):
    session = store.create(SessionKind.CHAT, "fire")
    turn = store.add(session.id, ANSWER, Filters("2026-01-01", "", ("Courier",)), "2026-02-04")
    with SessionStore(tmp_path) as other:
        assert other.get("fire").turns == (turn,)
        assert other.get(session.id).turns[0].answer == ANSWER


def test_a_plan_comes_back_as_it_was(store):
    plan = Plan("Fires", (PlannedQuestion("Who was hurt?", "People"),), "fires", Filters(after="2026-01-01"))
    session = store.create(SessionKind.REPORT, plan=plan)
    assert store.get(session.id).plan == plan
    store.plan(session.id, Plan("Floods"))
    assert store.get(session.id).plan == Plan("Floods")


def test_the_last_turn_is_taken_back_and_its_number_given_again(store):
    session = store.create(SessionKind.CHAT)
    store.add(session.id, ANSWER)
    store.add(session.id, ANSWER)
    store.drop_last(session.id)
    assert store.add(session.id, ANSWER).number == 2
    store.drop_last(session.id)
    store.drop_last(session.id)
    store.drop_last(session.id)
    assert store.get(session.id).turns == ()


def test_the_latest_of_a_kind_is_the_one_worked_on_last(store):
    first, second = store.create(SessionKind.CHAT), store.create(SessionKind.CHAT)
    store.create(SessionKind.REPORT)
    assert store.latest(SessionKind.CHAT).id == second.id
    store.add(first.id, ANSWER)
    assert store.latest(SessionKind.CHAT).id == first.id
    listed = store.list()
    assert (listed[0].id, listed[0].turns, listed[0].first) == (first.id, 1, "Who?")
    assert [one.turns for one in listed[1:]] == [0, 0]


def test_a_name_or_the_beginning_of_an_id_is_enough_if_it_names_one(store):
    first, second = store.create(SessionKind.CHAT, "fire"), store.create(SessionKind.CHAT)
    assert store.get("fire").id == store.get(first.id).id == first.id
    assert store.get(second.id[:-1]).id == second.id
    for key in (first.id[:4], "flood", ""):
        with pytest.raises(InputError):
            store.get(key)


def test_no_two_sessions_have_one_name(store):
    first = store.create(SessionKind.CHAT, "fire")
    second = store.create(SessionKind.CHAT)
    with pytest.raises(InputError):
        store.create(SessionKind.CHAT, "fire")
    with pytest.raises(InputError):
        store.rename(second.id, "fire")
    store.rename(first.id, "fire")
    store.rename(second.id, "flood")
    assert store.get("flood").id == second.id


def test_a_removed_session_takes_its_turns_along(store, tmp_path):
    session = store.create(SessionKind.CHAT)
    store.add(session.id, ANSWER)
    store.remove(session.id)
    assert store.list() == []
    with sqlite3.connect(tmp_path / FILE) as db:
        assert db.execute("SELECT count(*) FROM turns").fetchone() == (0,)


def test_what_is_kept_in_memory_touches_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with SessionStore(None) as store:
        store.add(store.create(SessionKind.CHAT).id, ANSWER)
        assert store.latest(SessionKind.CHAT).turns[0].answer == ANSWER
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_or_of_another_format_is_refused(tmp_path):
    (tmp_path / FILE).write_text("not a database, but long enough to be read as one" * 9)
    with pytest.raises(ArchiveError):
        SessionStore(tmp_path)
    (tmp_path / FILE).unlink()
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(ArchiveError):
        SessionStore(tmp_path)


def test_the_document_of_a_report_is_kept_with_its_session(tmp_path):
    report = Report("2026-11-24-3fa9c1", "T", "", "", "", Coverage(1, 2, ("Courier",)), silences=("Why?",))
    with SessionStore(tmp_path) as store:
        session = store.create(SessionKind.REPORT, "fire", Plan("T"))
        assert store.report(session.id) is None
        store.keep_report(session.id, replace(report, title="Earlier"))
        store.keep_report(session.id, report)
    with SessionStore(tmp_path) as store:
        assert store.report(session.id) == report
        assert store.named("fire") == store.get(session.id)
        assert store.named("") is store.named("other") is None
        store.remove(session.id)
        assert store.report(session.id) is None
