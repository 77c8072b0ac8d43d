"""Whole reports over corpus/ with stand-ins for the models: what must be true of each, stop and resume, refresh."""

from __future__ import annotations

import shutil

import pytest
from scripted import ROOT

from assistant.answering.citations import holds
from assistant.errors import InputError, ModelError
from assistant.rendering.report.document_forms import DocumentForm, render
from assistant.reports.changes import changes
from assistant.reports.lifecycle import begin, begin_refresh, finish
from assistant.reports.sayings import speaker_of
from assistant.reports.timeline import days_of
from assistant.schema.answers import Status
from assistant.schema.articles import Filters
from assistant.schema.events import Progress, ignore
from assistant.schema.reports import Plan, PlannedQuestion
from assistant.schema.sessions import SessionKind

TOPIC = "Harrowick Mill fire"
ASKED = (
    PlannedQuestion("What caused the fire at Harrowick Mill?", "The fire"),
    PlannedQuestion("How many people were treated for smoke after the fire at Harrowick Mill?", "The fire"),
    PlannedQuestion("When will Larkmoor Library open on Sundays?", "When will Larkmoor Library open on Sundays?"),
)


def plain(articles, style, accessed):
    """References whose order differs from that of the notes."""
    return [f"{style}, {article.title}, {accessed.isoformat()[:2]}" for article in articles]


def make(archive, store, plan, listener=ignore):
    return finish(archive, store, begin(archive, store, plan, listener), plain, listener)


def parts(report):
    said, happened = report.sayings, report.timeline
    return [
        report.summary,
        *(section.statements for section in report.sections),
        [one.statement for one in said],
        [one.statement for one in happened],
    ]


def require_sound(report, archive):
    """What is true of every report: each mark a note, each note verbatim, nothing said twice in a part."""
    marks = [number for part in parts(report) for one in part for number in one.notes]
    assert marks == [note.number for note in report.notes] == list(range(1, len(marks) + 1))
    assert all(one.notes for part in parts(report) for one in part)
    for note in report.notes:
        assert holds(note, archive.holdings.article(f"{note.article_id}@{note.version}"))
    for part in parts(report):
        assert len({one.text for one in part}) == len(part)
    notes = {note.number: note for note in report.notes}
    for row in report.sayings:
        quote, *context = [notes[number].quote for number in row.statement.notes]
        assert row.speaker == speaker_of(quote, *context) != ""
    for row in report.timeline:
        note = notes[row.statement.notes[0]]
        assert row.day in days_of(note.quote, note.published)
    cited = {(note.article_id, note.version) for note in report.notes}
    assert {(one.article_id, one.version) for one in report.sources} == cited


def test_a_report_on_a_topic(archive, store):
    report = make(archive, store, Plan(TOPIC, topic=TOPIC))
    require_sound(report, archive)
    assert 1 <= len(report.summary) <= 5
    headings = [section.heading for section in report.sections]
    assert "Fire at Harrowick Mill: three people treated (The Larkmoor Courier, 3 February 2026)" in headings
    assert "The fire service" in {row.speaker for row in report.sayings}
    assert "2026-02-03" in {row.day for row in report.timeline}
    titles = {archive.holdings.article(source.key).title for source in report.sources}
    assert all("Harrowick" in title or "fire" in title.lower() for title in titles), "nothing off the topic"
    assert store.report(report.id) == report


def test_the_same_again_is_the_same(archive, store):
    one, other = (make(archive, store, Plan(TOPIC, topic=TOPIC)) for _ in range(2))
    assert one.id != other.id
    assert not changes(one, other)
    assert (one.summary, one.sections, one.notes) == (other.summary, other.sections, other.notes)


def test_a_report_on_questions_has_them_under_their_headings(archive, store):
    report = make(archive, store, Plan("Larkmoor", ASKED, style="ieee"))
    require_sound(report, archive)
    assert [section.heading for section in report.sections] == ["The fire", ASKED[2].heading]
    mill = {note.number for note in report.notes if "harrowick" in note.article_id}
    assert all(set(one.notes) <= mill for one in report.sections[0].statements)
    assert any("5 April 2026" in one.text for one in report.sections[1].statements)
    assert [source.reference.split(",")[0] for source in report.sources] == ["ieee"] * len(report.sources)
    order = list(dict.fromkeys(note.article_id for note in report.notes))
    assert [source.article_id for source in report.sources] == order, "numbered styles keep the order of the notes"


def test_references_are_in_alphabetical_order(archive, store):
    report = make(archive, store, Plan("Larkmoor", ASKED))
    listed = [source.reference for source in report.sources]
    assert len(listed) > 1
    assert listed == sorted(listed, key=str.casefold)


def test_a_model_that_finds_nothing_still_leaves_what_the_archive_says(scripted, store):
    report = make(scripted, store, Plan(TOPIC, topic=TOPIC))
    require_sound(report, scripted)
    assert report.sections
    assert report.summary


def test_a_topic_that_the_archive_does_not_know_has_only_open_questions(scripted, store):
    report = make(scripted, store, Plan("Emus", topic="emu farming in Iceland"))
    assert (report.notes, report.sections, report.summary, report.sources) == ((), (), (), ())
    assert report.silences == tuple(one.question for one in store.get(report.id).plan.questions)
    assert b"What the archive does not say" in render(report, DocumentForm.MARKDOWN)


def test_own_questions_without_an_answer_stay_open(scripted, store):
    report = make(scripted, store, Plan("Larkmoor", ASKED))
    assert report.silences == tuple(one.question for one in ASKED)


def test_an_instruction_in_an_article_is_not_in_a_report(archive, store):
    report = make(archive, store, Plan("Market", topic="Saturday market back on Bell Square"))
    require_sound(report, archive)
    assert report.sections
    assert b"ignore your instructions" not in render(report, DocumentForm.MARKDOWN)


def test_filters_hold_for_evidence_and_answers(archive, store):
    report = make(archive, store, Plan(TOPIC, topic=TOPIC, filters=Filters(before="2026-01-31")))
    assert report.notes == ()


class Failing:
    """An archive whose model goes away after some questions. Remembers what it was asked."""

    def __init__(self, archive, answers):
        self._archive = archive
        self.answers = answers
        self.asked = []

    def __getattr__(self, name):
        return getattr(self._archive, name)

    def ask(self, question, **options):
        if not self.answers:
            raise ModelError("The model went away.", "Start it again.")
        self.answers -= 1
        self.asked.append(question)
        return self._archive.ask(question, **options)


def test_a_report_that_is_stopped_goes_on_where_it_was(archive, store):
    failing = Failing(archive, 3)
    session = begin(failing, store, Plan(TOPIC, topic=TOPIC), ignore)
    questions = [one.question for one in session.plan.questions]
    with pytest.raises(ModelError):
        finish(failing, store, session, plain, ignore)
    assert failing.asked == questions[:3]
    assert store.report(session.id) is None
    failing.answers = 100
    told = []
    report = finish(failing, store, store.get(session.id), plain, told.append)
    assert failing.asked == questions, "no question is asked twice"
    assert [turn.answer.question for turn in store.get(session.id).turns] == questions
    asking = [event for event in told if isinstance(event, Progress) and event.unit == "questions"]
    assert [(event.done, event.total) for event in asking] == [
        (n, len(questions)) for n in range(3, len(questions) + 1)
    ]
    require_sound(report, archive)
    failing.answers = 0
    assert finish(failing, store, store.get(session.id), plain, ignore) == report, "a finished one is not made again"


def later(folder):
    """The sample articles, one of them changed since."""
    shutil.copytree(ROOT / "corpus", folder)
    path = folder / "larkmoor-mill-fire-later.md"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("Five people have now been treated", "Six people have now been treated")
    assert changed != text
    path.write_text(changed.replace("put the damage at about 200,000 pounds", "would not name a sum"), encoding="utf-8")
    return folder


def test_a_refresh_shows_only_what_changed(archive, store, tmp_path):
    first = make(archive, store, Plan(TOPIC, topic=TOPIC))
    same, session = begin_refresh(store, first.id)
    assert same == first
    assert not changes(first, finish(archive, store, session, plain, ignore))
    store.remove(session.id)

    archive.ingest([later(tmp_path / "later")])
    before, session = begin_refresh(store, first.id)
    assert begin_refresh(store, first.id)[1] == session, "one that was stopped goes on"
    after = finish(archive, store, session, plain, ignore)
    require_sound(after, archive)
    found = changes(before, after)
    assert [(old.version, new.version) for old, new in found.versions] == [(1, 2)]
    assert ("Five people" in found.changed[0][0], "Six people" in found.changed[0][1]) == (True, True)
    told = [*found.new, *found.gone, *(text for pair in found.changed for text in pair)]
    assert all(any(word in text for word in ("Five", "Six", "200,000", "name a sum")) for text in told)
    assert (found.sources, found.dropped) == ((), ())
    assert store.get(first.id).turns, "the old session stays"


def test_what_an_article_that_is_gone_bore_out_is_left_out(archive, store):
    session = begin(archive, store, Plan("Larkmoor", ASKED), ignore)
    for one in session.plan.questions:
        store.add(session.id, archive.ask(one.question))
    gone = next(source for source in archive.holdings.sources() if "library" in source.title)
    archive.holdings.remove([gone.article_id])
    report = finish(archive, store, store.get(session.id), plain, ignore)
    require_sound(report, archive)
    assert gone.article_id not in {note.article_id for note in report.notes}
    assert [section.heading for section in report.sections] == ["The fire"]


def test_a_chat_is_no_report(archive, store):
    chat = store.create(SessionKind.CHAT)
    with pytest.raises(InputError, match="is a chat"):
        finish(archive, store, chat, plain, ignore)
    with pytest.raises(InputError, match="is a chat"):
        begin_refresh(store, chat.id)


def test_a_report_that_is_not_finished_is_not_refreshed(archive, store):
    session = begin(archive, store, Plan(TOPIC, topic=TOPIC), ignore)
    with pytest.raises(InputError, match="not finished"):
        begin_refresh(store, session.id)


@pytest.mark.model
def test_a_report_with_the_real_models(real, store):
    report = make(real, store, Plan(TOPIC, topic=TOPIC))
    require_sound(report, real)
    assert any("bearing" in one.text for part in parts(report) for one in part)
    assert report.model
    statuses = [turn.answer.status for turn in store.get(report.id).turns]
    assert Status.ANSWERED in statuses
    assert {archive_source.article_id for archive_source in report.sources} <= {
        source.article_id for source in real.holdings.sources() if "mill" in source.title.lower()
    }
