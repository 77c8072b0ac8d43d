"""What the program knows and the user would not see from the result: a server that is down, today's standings."""

from __future__ import annotations

import json
import socket
from contextlib import closing
from dataclasses import replace

import pytest
from scripted import BagOfWords, Scripted, echo

from assistant.archive.assistant import Assistant
from assistant.archive.conversation import Conversation
from assistant.schema.articles import Standing
from assistant.schema.events import Notice
from assistant.settings import Settings
from assistant.storage import vectors
from assistant.storage.side_files.sessions import SessionStore

STORY = {"id": "mill", "title": "Fire at the mill", "text": "Three people were hurt in the fire at the mill."}


@pytest.fixture
def down():
    """An address at which nobody listens."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{one.getsockname()[1]}"


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "wire.jsonl"
    path.write_text(json.dumps(STORY) + "\n")
    return path


@pytest.fixture
def settings(tmp_path, source):
    found = Settings(index=tmp_path / "index", corpus=tmp_path, models=tmp_path, threshold=0.0)
    with opened(found) as archive:
        archive.ingest([source])
    return found


def opened(settings):
    return Assistant.open(settings=settings, embedder=BagOfWords(), model=Scripted(echo))


def notices(heard):
    return [one.text for one in heard if isinstance(one, Notice)]


def test_a_server_that_is_down_is_told_once_with_what_is_done_instead(settings, down, monkeypatch):
    monkeypatch.setattr(vectors, "EXACT", 0)  # the archive counts as one so large that the server is asked
    heard = []
    with opened(replace(settings, vector_server=down)) as archive:
        archive.search("fire at the mill")  # nobody listens
        for _ in range(2):
            assert archive.ask("Who was hurt in the fire?", listener=heard.append).citations
            assert archive.search("fire at the mill", listener=heard.append)[0].quote == STORY["text"]
            assert archive.evidence("fire", listener=heard.append)
        (said,) = notices(heard)
        assert said == (
            f"The vector server {down} does not answer as it should: [Errno 111] Connection refused. It is searched"
            " here instead: slower, with the same results. See that it runs and that the address and"
            " ASSISTANT_VECTOR_TOKEN are right, or unset vector_server."
        )
        assert archive.holdings.status().problems == (said,)


def test_one_that_fails_again_after_it_answered_is_told_again(settings, monkeypatch):
    problems = iter(["", "It is down.", "It is down, too.", "", "It is down."])
    heard = []

    def nearest(self, vector, k, filters=None):
        return []

    with opened(settings) as archive:
        monkeypatch.setattr(vectors.VectorIndex, "nearest", nearest)
        for problem in problems:
            archive._parts.vectors.problem = problem
            archive.search("fire at the mill", listener=heard.append)
    assert notices(heard) == ["It is down.", "It is down."]


def test_nothing_is_told_where_all_is_well(settings):
    heard = []
    with opened(settings) as archive:
        archive.ask("Who was hurt in the fire?", listener=heard.append)
    assert notices(heard) == []


def test_a_chat_that_is_taken_up_again_says_how_its_stories_stand_today(settings, source):
    with SessionStore(settings.index) as store:
        with opened(settings) as archive:
            Conversation(archive, store, name="fire").ask("Who was hurt in the fire?")
            (turn,) = store.get("fire").turns
            assert [one.standing for one in turn.answer.citations] == [Standing.GOOD]
            source.write_text(json.dumps({**STORY, "status": "retracted", "note": "There was no fire."}) + "\n")
            assert archive.ingest([source]).updated == 1
        with opened(settings) as archive:
            (today,) = Conversation(archive, store, store.get("fire")).answers
            assert {(one.standing, one.note) for one in (*today.citations, *today.evidence)} == {
                (Standing.RETRACTED, "There was no fire.")
            }
            assert replace(today, citations=turn.answer.citations, evidence=turn.answer.evidence) == turn.answer
        assert store.get("fire").turns == (turn,)
