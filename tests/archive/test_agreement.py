"""An archive whose embedder is on a server: one archive with the same embedder at home, and no other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from embedserver import error, instead, serving
from scripted import ROOT, BagOfWords, Scripted, echo, over_corpus

from assistant import settings as defaults
from assistant.archive.assistant import Assistant
from assistant.errors import ArchiveError, ModelError
from assistant.intake.store import BATCH_PASSAGES
from assistant.settings import Settings
from assistant.storage.catalogue import Catalogue

WORDS = BagOfWords()
QUESTIONS = ["How many drones did Russia launch?", "Who reopened the library on Sundays?", "Larkmoor harbour dredging"]


def at_home(folder: Path) -> Assistant:
    settings = Settings(index=folder / "index", corpus=ROOT / "corpus", models=folder / "models", threshold=0.0)
    return Assistant.open(settings=settings, embedder=WORDS, model=Scripted(echo))


def away(folder: Path, url: str, name: str = "bag-of-words", **others) -> Assistant:
    """The same archive with its embedder on a server, as the settings file says it."""
    settings = Settings(
        index=folder / "index", corpus=ROOT / "corpus", models=folder / "models", threshold=0.0,
        embedder=f"openai:{name}@{url}", sources=(), **others,
    )  # fmt: skip
    return Assistant.open(settings=settings, model=Scripted(echo))


def found(archive: Assistant) -> list[list[tuple[str, float]]]:
    return [[(one.passage.id, round(one.score, 4)) for one in archive.retrieve(question)] for question in QUESTIONS]


def ingested(archive: Assistant) -> tuple[int, int]:
    report = archive.ingest([ROOT / "corpus"])
    return report.added, report.passages


def made_at_home(folder: Path) -> None:
    """Put an archive of corpus/ there, as ``at_home`` makes one."""
    over_corpus(folder / "index", Scripted()).close()


@pytest.fixture
def server():
    with serving(WORDS.embed) as running:
        yield running


def test_an_archive_made_at_home_is_asked_through_the_server_and_the_other_way_round(tmp_path, server):
    with at_home(tmp_path / "one") as home:
        counts, expected = ingested(home), found(home)
    with away(tmp_path / "one", server.url) as one, away(tmp_path / "two", server.url) as two:
        assert ingested(two) == counts
        assert found(one) == found(two) == expected
        assert one.ask(QUESTIONS[0]).text == two.ask(QUESTIONS[0]).text != ""
    with at_home(tmp_path / "two") as home:
        assert found(home) == expected


def test_the_archive_remembers_the_model_and_not_the_server_which_may_move(tmp_path, server):
    with away(tmp_path, server.url) as archive:
        ingested(archive)
        expected = found(archive)
    catalogue = Catalogue(tmp_path / "index")
    assert (catalogue.meta("embedder"), catalogue.meta("dimensions")) == ("bag-of-words", "512")
    assert all(
        np.linalg.norm(np.frombuffer(blob, np.float32)) == pytest.approx(1)
        for _, blob in catalogue.passages.embeddings()
    )
    catalogue.close()
    with serving(WORDS.embed) as moved, away(tmp_path, moved.url) as archive:
        assert found(archive) == expected
        assert archive.ingest([ROOT / "corpus"]).unchanged == 12


def test_an_archive_is_compared_once_with_a_request_of_a_few_passages(tmp_path, server):
    made_at_home(tmp_path)
    with away(tmp_path, server.url) as archive:
        assert archive.holdings.status().coverage.passages  # nothing is asked for what needs no embedder
        assert server.asked == []
        found(archive)
        compared, *others = server.asked
        assert 8 <= len(compared) <= 16
        assert compared not in others


@pytest.mark.parametrize(
    ("embed", "how"),
    [
        (lambda texts: [vector[::-1] for vector in WORDS.embed(texts)], r"a cosine of 0\.\d\d"),
        (lambda texts: WORDS.embed([f"query passage prefix {text}" for text in texts]), r"a cosine of 0\.9\d"),
        (lambda texts: [vector[:500] for vector in WORDS.embed(texts)], "500 numbers where the archive has 512"),
    ],
)
def test_another_model_of_the_same_name_is_refused_and_changes_nothing(tmp_path, embed, how):
    made_at_home(tmp_path)
    with at_home(tmp_path) as home:
        expected = found(home)
    (tmp_path / "new.txt").write_text("The ferry to Larkmoor runs again.")
    with serving(embed) as other, away(tmp_path, other.url) as archive:
        for use in (lambda: archive.ask(QUESTIONS[0]), lambda: archive.ingest([tmp_path / "new.txt"])):
            with pytest.raises(ArchiveError, match=f"{other.url} gives other vectors for bag-of-words .*: {how}"):
                use()
    with at_home(tmp_path) as home:
        assert found(home) == expected


def test_a_model_of_another_name_is_refused_before_anything_is_sent(tmp_path, server):
    made_at_home(tmp_path)
    with away(tmp_path, server.url, "other") as archive:
        with pytest.raises(ArchiveError, match="built with the embedder bag-of-words, not other"):
            archive.ask(QUESTIONS[0])
        assert server.asked == []


def test_a_setting_that_only_begins_like_a_server_is_explained(tmp_path):
    made_at_home(tmp_path)
    settings = Settings(tmp_path / "index", tmp_path, tmp_path, embedder="openai:minilm", sources=())
    told = "'openai:minilm' is not an embedder on a server"
    with Assistant.open(settings=settings, model=Scripted()) as archive, pytest.raises(ModelError, match=told):
        archive.retrieve(QUESTIONS[0])


def test_neither_waiting_for_a_question_nor_quick_embedding_fetches_a_model(tmp_path, server):
    with away(tmp_path, server.url, quick_embedding=True) as archive:
        assert ingested(archive)[0] == 12
        archive.warm()
        assert archive.retrieve(QUESTIONS[0])
    assert not (tmp_path / "models").exists()


def test_a_server_that_fails_in_the_middle_loses_nothing_that_was_stored(tmp_path, server):
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(2 * BATCH_PASSAGES):
        (folder / f"{number}.txt").write_text(f"Report {number} tells of the harbour, the ferry and boat {number}.")
    sent, refused = BATCH_PASSAGES // 32 + 1, instead(error(500, "out of memory"))
    server.mischief += [None] * sent + [refused] * 200  # more than are asked for
    with away(tmp_path, server.url) as archive:
        with pytest.raises(ModelError, match=r"did not embed with the model bag-of-words: 500 .*, out of memory\."):
            archive.ingest([folder])
        server.mischief.clear()
        stored = archive.holdings.status().coverage.articles
        assert 0 < stored < 2 * BATCH_PASSAGES
        report = archive.ingest([folder])
        assert (report.added, report.unchanged) == (2 * BATCH_PASSAGES - stored, stored)
        assert archive.holdings.status().problems == ()
        assert archive.retrieve("boat 500")[0].passage.text.endswith("boat 500.")


def test_a_server_that_does_not_run_is_told_and_the_archive_can_still_be_looked_at(tmp_path, server):
    made_at_home(tmp_path)
    with away(tmp_path, "http://127.0.0.1:9/v1") as archive:
        with pytest.raises(ModelError, match=r"http://127\.0\.0\.1:9/v1 did not embed with the model bag-of-words"):
            archive.ask(QUESTIONS[0])
        assert archive.holdings.status().coverage.articles == 12
        assert archive.holdings.status().problems == ()


@pytest.mark.model
def test_the_real_embedder_gives_the_same_results_at_home_and_on_a_server(tmp_path):
    chosen = replace(
        defaults.load().settings, index=tmp_path / "home", corpus=ROOT / "corpus", embedder=defaults.DEFAULT_EMBEDDER
    )
    with Assistant.open(settings=chosen, model=Scripted(echo)) as home:
        ingested(home)
        expected, told = found(home), home.ask(QUESTIONS[0])
        with serving(home._parts.embedder().embed) as server:
            named = f"openai:{defaults.DEFAULT_EMBEDDER}@{server.url}"
            with Assistant.open(
                settings=replace(chosen, index=tmp_path / "away", embedder=named), model=Scripted(echo)
            ) as away:
                ingested(away)
                assert found(away) == expected
                assert away.ask(QUESTIONS[0]).text == told.text
            with Assistant.open(settings=replace(chosen, embedder=named), model=Scripted(echo)) as both:
                assert found(both) == expected
