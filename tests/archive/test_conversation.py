"""A conversation: each question sees the answers before it, every turn is kept, and taking back takes back."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from scripted import Scripted, echo, fearless

from assistant.archive.conversation import Conversation
from assistant.errors import InputError, ModelError
from assistant.schema.answers import Answer, Status
from assistant.schema.articles import Filters
from assistant.schema.events import EvidenceFound
from assistant.schema.sessions import SessionKind
from assistant.storage.side_files.sessions import FILE, SessionStore

KREMLIN = "What did the Kremlin say about safety guarantees?"
MERCER = "What did harbourmaster John Mercer say about the ferry?"


class Recorder:
    """An archive that answers everything, and remembers what it was asked with."""

    def __init__(self):
        self.asked = []

    @property
    def holdings(self):
        return self

    def ask(self, question, **options):
        self.asked.append((question, options))
        return Answer(question, Status.ANSWERED, question, "yes")

    def turns_today(self, turns):
        return tuple(replace(turn, answer=replace(turn.answer, reason="today")) for turn in turns)


@pytest.fixture
def archive():
    return Recorder()


@pytest.fixture
def store(tmp_path):
    with SessionStore(tmp_path) as store:
        yield store


def test_each_question_is_asked_with_the_answers_before_it_and_the_limits_of_the_moment(archive, store):
    conversation = Conversation(archive, store, as_of="2026-02-09")
    conversation.ask("One?")
    conversation.filters = Filters(after="2026-01-01")
    conversation.ask("Two?")
    first, second = archive.asked
    assert (first[1]["history"], first[1]["filters"], first[1]["as_of"]) == ((), Filters(), "2026-02-09")
    assert second[1]["history"] == (conversation.answers[0],)
    assert second[1]["filters"] == Filters(after="2026-01-01")
    assert [(turn.number, turn.filters.after, turn.as_of) for turn in conversation.turns] == [
        (1, "", "2026-02-09"),
        (2, "2026-01-01", "2026-02-09"),
    ]


def test_a_session_begins_with_its_first_turn_and_is_there_for_others_at_once(archive, store, tmp_path):
    conversation = Conversation(archive, store, name="fire")
    assert store.list() == []
    assert conversation.session is None
    conversation.ask("One?")
    with SessionStore(tmp_path) as other:
        assert other.get("fire").turns == conversation.turns
    conversation.ask("Two?")
    with SessionStore(tmp_path) as other:
        assert other.get("fire").turns == conversation.turns


def test_a_resumed_conversation_goes_on_where_it_was(archive, store):
    Conversation(archive, store, name="fire").ask("One?")
    again = Conversation(archive, store, store.get("fire"))
    assert [one.reason for one in again.answers] == ["today"]
    again.ask("Two?")
    assert archive.asked[-1][1]["history"][0].question == "One?"
    assert [turn.answer.question for turn in store.get("fire").turns] == ["One?", "Two?"]
    assert len(store.list()) == 1


def test_undo_takes_the_last_turn_out_of_mind_and_store(archive, store):
    conversation = Conversation(archive, store)
    conversation.ask("One?")
    conversation.ask("Two?")
    assert conversation.undo().answer.question == "Two?"
    assert [turn.answer.question for turn in store.get(conversation.session.id).turns] == ["One?"]
    conversation.ask("Three?")
    assert [one.question for one in archive.asked[-1][1]["history"]] == ["One?"]
    assert [turn.number for turn in conversation.turns] == [1, 2]
    conversation.undo()
    conversation.undo()
    assert conversation.undo() is None
    assert conversation.session.turns == store.get(conversation.session.id).turns == ()


def test_a_new_session_looks_back_at_nothing_and_leaves_the_old_one_as_it_was(archive, store):
    conversation = Conversation(archive, store, name="fire")
    conversation.ask("One?")
    with pytest.raises(InputError):
        conversation.new("fire")
    assert len(conversation.turns) == 1
    conversation.new("flood")
    conversation.ask("Two?")
    assert archive.asked[-1][1]["history"] == ()
    assert {(one.name, one.first) for one in store.list()} == {("fire", "One?"), ("flood", "Two?")}


def test_a_name_can_be_given_before_and_after_the_first_turn(archive, store):
    store.create(SessionKind.CHAT, "flood")
    conversation = Conversation(archive, store)
    with pytest.raises(InputError):
        conversation.rename("flood")
    conversation.rename("fire")
    conversation.ask("One?")
    assert store.get("fire").id == conversation.session.id
    conversation.rename("blaze")
    assert store.get("blaze").id == conversation.session.id
    with pytest.raises(InputError):
        conversation.rename("flood")
    assert (conversation.name, conversation.session.name) == ("blaze", "blaze")


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(archive, store, tmp_path):
    conversation = Conversation(archive, store)
    conversation.ask("One?")
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("DROP TABLE turns")
    turn = conversation.ask("Two?")
    assert (turn.number, turn.answer.question) == (2, "Two?")
    assert "Sessions cannot be kept" in conversation.problem
    assert [one.question for one in conversation.answers] == ["One?", "Two?"]
    assert [one.answer.question for one in conversation.session.turns] == ["One?", "Two?"]
    assert conversation.undo() == turn


def test_a_session_that_never_could_be_kept_has_no_id(archive, store, tmp_path):
    with sqlite3.connect(tmp_path / FILE) as db:
        db.executescript("DROP TABLE turns; DROP TABLE sessions")
    conversation = Conversation(archive, store)
    conversation.ask("One?")
    assert (conversation.session.id, len(conversation.session.turns)) == ("", 1)


def test_a_question_that_fails_leaves_the_conversation_as_it_was(scripted, store):
    conversation = Conversation(scripted, store)
    with pytest.raises(InputError):
        conversation.ask("???")
    assert (conversation.turns, conversation.session, store.list()) == ((), None, [])


class Interrupted(Scripted):
    """A model that is stopped by Ctrl-C after its first word; notes that it was closed."""

    closed = False

    def complete(self, prompt):
        self.prompts.append(prompt)
        try:
            yield "Well"
            raise KeyboardInterrupt
        finally:
            self.closed = True


def test_an_answer_that_is_stopped_closes_the_model_and_keeps_no_turn(scripted, store):
    model = Interrupted()
    with fearless(scripted.settings.index, model) as archive:
        conversation = Conversation(archive, store)
        with pytest.raises(KeyboardInterrupt):
            conversation.ask(KREMLIN)
        assert model.closed
        assert (conversation.turns, store.list()) == ((), [])


def test_answers_over_the_sample_articles_are_kept_whole(scripted, store):
    seen = []
    with fearless(scripted.settings.index, Scripted(echo)) as archive:
        conversation = Conversation(archive, store)
        for question in (KREMLIN, MERCER):
            assert conversation.ask(question, seen.append).answer.status is Status.ANSWERED
        assert sum(isinstance(event, EvidenceFound) for event in seen) == 2
        assert store.get(conversation.session.id).turns == conversation.turns == conversation.session.turns
        assert archive.holdings.coverage().articles == 12
        assert archive.holdings.coverage(Filters(publishers=("sample archive",))).articles == 6
        with pytest.raises(InputError):
            archive.holdings.coverage(Filters(publishers=("Nobody",)))


class Closing(Scripted):
    """A model that notes when it was let go of."""

    closed = False

    def close(self):
        self.closed = True


def test_another_model_takes_over_once_it_is_there(scripted):
    model = Closing(echo)
    with fearless(scripted.settings.index, model) as archive:
        for wrong in ("gpt-5", "all-minilm-l6-v2", str(scripted.settings.index / "none.gguf")):
            with pytest.raises(ModelError):
                archive.use_model(wrong)
        assert archive.ask(KREMLIN).model == "scripted"
        assert not model.closed
        assert archive.use_model("openai:large@http://localhost:1/v1") == "openai:large@http://localhost:1/v1"
        assert model.closed
        assert archive.settings.model == "openai:large@http://localhost:1/v1"


def test_an_archive_that_was_warmed_up_answers_as_one_that_was_not(scripted):
    with fearless(scripted.settings.index, Scripted(echo)) as archive:
        cold = archive.ask(KREMLIN)
    with fearless(scripted.settings.index, Scripted(echo)) as archive:
        archive.warm()
        assert replace(archive.ask(KREMLIN), timings={}) == replace(cold, timings={})
        archive.leave()
