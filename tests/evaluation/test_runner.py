"""A whole run over a small archive, with a scripted model and embedder: rows, stops, and what is asked again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from scripted import SILENT, BagOfWords, Scripted, echo, fearless

from assistant.archive.assistant import Assistant
from assistant.errors import InputError, ModelError
from assistant.evaluation.datasets import Item
from assistant.evaluation.runner import evaluate, missing
from assistant.schema.events import Progress

NEWS = [
    (
        "bridge",
        "Bridge closes",
        "The bridge over the Lenn will close on Monday. The repair will cost 4.2 million crowns.",
    ),
    ("ferry", "Ferry opens", "The ferry to Larkmoor opened in June. A ticket costs 3 crowns."),
    ("vote", "Council votes", "The council voted for the new library by 11 votes to 4."),
]
ITEMS = [
    Item("q.jsonl", "cost", "What will the repair of the bridge cost?", "2026-02-01", ("4.2 million",), ("bridge",)),
    Item("q.jsonl", "ticket", "What does a ticket for the ferry cost?", "", ("3 crowns",), ("vote", "lost")),
    Item("q.jsonl", "cup", "Who won the chess cup in Norway?", answerable=False),
]


def reads(prompt):
    """A faithful reader that knows that nothing here is about Norway."""
    return SILENT if "Norway" in prompt.user else echo(prompt)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runner")
    news = folder / "news.jsonl"
    lines = (json.dumps({"id": name, "title": title, "text": text}) for name, title, text in NEWS)
    news.write_text("\n".join(lines))
    with Assistant.open(folder / "index", embedder=BagOfWords()) as archive:
        archive.ingest([news])
    return folder / "index"


@pytest.fixture
def archive(index):
    with fearless(index, Scripted(reads)) as archive:
        yield archive


class Dies(Scripted):
    """A model that fails after so many replies."""

    def __init__(self, replies):
        super().__init__(reads)
        self.left = replies

    def complete(self, prompt):
        if not self.left:
            raise ModelError("The model is gone.")
        self.left -= 1
        return super().complete(prompt)


def asked(rows):
    return [row.item.id for row in rows]


def test_rows_say_what_happened(archive, tmp_path):
    told = []
    rows = evaluate(archive, ITEMS, tmp_path / "out.jsonl", listener=told.append)
    cost, ticket, cup = (row.outcome for row in rows)
    assert asked(rows) == ["cost", "ticket", "cup"]
    assert cost.articles[0]["id"] == "bridge"
    assert [one["score"] for one in cost.articles] == sorted((one["score"] for one in cost.articles), reverse=True)
    assert cost.ranking == {"hit@1": 1, "hit@4": 1, "hit@10": 1, "mrr@10": 1}
    assert (cost.answer_rank, cup.answer_rank, cup.ranking) == (1, None, {})
    assert 0 < ticket.ranking["mrr@10"] < 1
    assert cost.status == "ANSWERED"
    assert "4.2 million crowns" in cost.text
    assert any("4.2 million" in one["quote"] for one in cost.evidence)
    for one in (*cost.citations, *cost.evidence, *ticket.evidence):
        text = next(text for name, _, text in NEWS if name == one["article_id"])
        assert one["verbatim"] is True
        assert text[one["start"] : one["end"]] == one["quote"]
    assert cost.claims[0]["verdict"] == "SUPPORTED"
    assert cost.prompt_tokens > 0
    assert cost.timings["total"] >= 0
    assert cup.status == "ABSTAINED"
    bars = [(event.done, event.total) for event in told if isinstance(event, Progress) and event.task == "Asking"]
    assert bars == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_the_day_of_asking_reaches_the_archive(archive, tmp_path, monkeypatch):
    days = []
    for name in ("ask", "retrieve"):
        real = getattr(archive, name)

        def spy(*words, real=real, **options):
            days.append(options["as_of"])
            return real(*words, **options)

        monkeypatch.setattr(archive, name, spy)
    evaluate(archive, ITEMS[:2], tmp_path / "out.jsonl")
    assert days == ["2026-02-01", "2026-02-01", "", ""]


def test_a_run_that_dies_goes_on_where_it_stopped(index, archive, tmp_path):
    out = tmp_path / "out.jsonl"
    expected = evaluate(archive, ITEMS, tmp_path / "whole.jsonl")
    counted = Scripted(reads)
    with fearless(index, counted) as healthy:
        healthy.ask(ITEMS[0].question, as_of=ITEMS[0].as_of)
    dying = Dies(len(counted.prompts))
    with fearless(index, dying) as mortal, pytest.raises(ModelError):
        evaluate(mortal, ITEMS, out)
    kept = out.read_text()
    assert len(kept.splitlines()) == 1
    out.write_text(kept + '{"run": {"kind"')
    rows = evaluate(archive, ITEMS, out)
    assert [(row.item, row.outcome.text) for row in rows] == [(row.item, row.outcome.text) for row in expected]
    assert out.read_text().startswith(kept)
    assert len(out.read_text().splitlines()) == 3


def test_what_is_done_is_not_asked_again_unless_the_question_changed(archive, tmp_path, monkeypatch):
    out = tmp_path / "out.jsonl"
    first = evaluate(archive, ITEMS, out)
    prompts = []
    monkeypatch.setattr(archive, "ask", lambda question, **_: prompts.append(question) or pytest.fail("asked again"))
    assert evaluate(archive, ITEMS, out) == first
    assert evaluate(archive, ITEMS[1:2], out) == first[1:2]
    monkeypatch.undo()
    changed = replace(ITEMS[2], answers=("Magnus",), answerable=True)
    assert evaluate(archive, [*ITEMS[:2], changed], out)[2].item == changed
    assert len(out.read_text().splitlines()) == 4
    assert evaluate(archive, [changed], out)[0].item == changed
    assert len(out.read_text().splitlines()) == 4


def test_another_archive_is_another_run(index, archive, tmp_path):
    out = tmp_path / "out.jsonl"
    evaluate(archive, ITEMS[:1], out)
    other = tmp_path / "other.txt"
    other.write_text("Mayor resigns\n\nThe mayor resigned on Friday.\n")
    with fearless(tmp_path / "index", Scripted(reads)) as second:
        second.ingest([other])
        with pytest.raises(InputError, match="holds results with archive"):
            evaluate(second, ITEMS[:1], out)


def test_retrieval_alone_needs_no_language_model(index, tmp_path):
    with fearless(index, Dies(0)) as archive:
        rows = evaluate(archive, ITEMS, tmp_path / "out.jsonl", retrieval_only=True)
        assert [row.outcome.status for row in rows] == ["", "", ""]
        assert rows[0].outcome.ranking["hit@1"] == 1
        assert "model" not in rows[0].run
        with pytest.raises(InputError, match="holds results with kind retrieval; this run has kind answers"):
            evaluate(archive, ITEMS, tmp_path / "out.jsonl")


def test_gold_articles_that_are_not_there_are_told(archive):
    assert missing(archive, ITEMS) == ["lost"]
