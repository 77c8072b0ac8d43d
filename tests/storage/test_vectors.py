"""The vector index gives what an exact search gives, whatever happened to its files."""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from stored import Opened, article, build, consistent, entry, many, vector

from assistant.errors import ArchiveError
from assistant.schema.articles import EVERYTHING, Filters
from assistant.storage import locks, vectors
from assistant.storage.chroma import lending, probe
from assistant.storage.chroma.collection import opened
from assistant.storage.journal import writing
from assistant.storage.locks import is_sealed
from assistant.storage.vectors import VectorIndex

STORIES = many(21, 52)
"""1,092 passages: from 1,000 on Chroma writes vectors into the files of its graph."""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    build(folder, *STORIES)
    return folder


@pytest.fixture
def folder(built, tmp_path):
    """A copy to break; copying keeps the times of files, so the seal still holds."""
    shutil.copytree(built, tmp_path / "archive")
    return tmp_path / "archive"


@pytest.fixture
def no_chroma(monkeypatch):
    def refuse(folder):
        raise AssertionError("opened Chroma")

    monkeypatch.setattr(lending, "opened", refuse)


def search_with(monkeypatch, exact: int):
    """Make Chroma be asked, or the file of embeddings be read."""
    monkeypatch.setattr(vectors, "EXACT", exact)
    monkeypatch.setattr(vectors, "FEW", exact)


def by_comparing_all(archive: Opened, asked, k: int, filters: Filters = EVERYTHING):
    """The nearest by the plainest means."""
    allowed = {one.article_id for one in archive.catalogue.sources(filters)}
    scored = [
        (key, float(np.frombuffer(blob, dtype=np.float32) @ asked))
        for key, blob in archive.catalogue.embeddings()
        if key.split("@")[0] in allowed
    ]
    return sorted(scored, key=lambda one: (-one[1], one[0]))[:k]


def assert_same(found, expected):
    assert [key for key, _ in found] == [key for key, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-5)


def test_the_archive_is_whole_and_sealed(built):
    assert is_sealed(built / "vectors")
    assert consistent(built)
    assert is_sealed(built / "vectors")


@pytest.mark.parametrize(
    "filters",
    [
        EVERYTHING,
        Filters(after="2026-01-20"),
        Filters(before="2026-01-02"),
        Filters(after="2026-01-03", before="2026-01-04"),
        Filters(publishers=("Paper 1",)),
        Filters(after="2026-01-15", before="2026-01-20", publishers=("Paper 0", "Paper 2")),
        Filters(after="2027-01-01"),
        Filters(known_by="2026-01-04"),
        Filters(after="2026-01-02", known_by="2026-01-04"),
    ],
)
@pytest.mark.parametrize("exact", [-1, vectors.EXACT], ids=["Chroma", "exact"])
def test_the_nearest_are_those_of_an_exact_search(built, filters, exact, monkeypatch):
    search_with(monkeypatch, exact)
    with Opened(built) as archive:
        for text in ("one", "two", "Line 3 of story 4."):
            expected = by_comparing_all(archive, vector(text), 5, filters)
            assert_same(archive.vectors.nearest(vector(text), 5, filters), expected)
            assert archive.vectors.problem == ""


@pytest.mark.parametrize("exact", [-1, vectors.EXACT], ids=["Chroma", "exact"])
def test_an_unknown_date_is_outside_every_limit(tmp_path, exact, monkeypatch):
    search_with(monkeypatch, exact)
    build(
        tmp_path, entry(article("undated", "Some day.")), entry(article("dated", "On a day.", published="2026-01-05"))
    )
    with Opened(tmp_path) as archive:
        for filters in (Filters(before="2026-12-31"), Filters(after="2000-01-01")):
            assert [key for key, _ in archive.vectors.nearest(vector("Some day."), 5, filters)] == ["dated@1#0"]


@pytest.mark.parametrize("exact", [-1, vectors.EXACT], ids=["Chroma", "exact"])
def test_an_unknown_date_is_known_on_every_day(tmp_path, exact, monkeypatch):
    search_with(monkeypatch, exact)
    build(
        tmp_path, entry(article("undated", "Some day.")), entry(article("dated", "On a day.", published="2026-01-05"))
    )
    with Opened(tmp_path) as archive:
        for day, keys in (("2026-01-04", {"undated@1#0"}), ("2026-01-05", {"undated@1#0", "dated@1#0"})):
            assert {key for key, _ in archive.vectors.nearest(vector("x"), 5, Filters(known_by=day))} == keys


def test_adding_twice_is_harmless(folder):
    with writing(folder) as journal, opened(folder / "vectors") as collection:
        rows = journal.catalogue.embedded("story-03")
        collection.add(rows + journal.catalogue.embedded("story-04"))
        assert collection.count() == 21 * 52
        assert set(collection.vectors([rows[0][1].id, "unknown"])) == {"story-03@1#0"}
    assert consistent(folder)


def test_deleting_what_is_not_there_is_harmless(folder):
    with opened(folder / "vectors") as collection:
        collection.delete(["unknown"])
        collection.delete([])
        assert collection.count() == 21 * 52


def test_updates_and_removals_reach_the_vectors(folder):
    changed = replace(STORIES[2].article, text="Something else happened.\nAnd more.")
    with writing(folder) as journal:
        assert journal.commit([entry(changed)]) == (0, 1)
        journal.settle()
        assert journal.remove(["story-00", "story-01"]) == 2
    assert consistent(folder)
    with Opened(folder) as archive:
        assert archive.vectors.examine() == (18 * 52 + 2, [])
        assert archive.vectors.nearest(vector("And more."), 1)[0][0] == "story-02@2#1"
        gone = archive.vectors.nearest(vector("Line 7 of story 0."), 50)
        assert {key.split("@")[0] for key, _ in gone}.isdisjoint({"story-00", "story-01"})


def test_while_another_has_the_index_open_the_catalogue_is_searched(built, no_chroma, monkeypatch):
    monkeypatch.setattr(vectors, "READER_WAIT", 0)
    with locks.vectors_lock(built, 0), Opened(built) as archive:
        key, score = archive.vectors.nearest(vector("Line 3 of story 4."), 1)[0]
        assert (key, score) == ("story-04@1#3", pytest.approx(1))
        assert archive.vectors.nearest(vector("x"), 3, Filters(after="2027-01-01")) == []
        assert archive.vectors.examine() == (0, [])


def test_a_writer_that_cannot_have_the_index_says_so(folder, monkeypatch):
    monkeypatch.setattr(vectors, "WRITER_WAIT", 0)
    with locks.vectors_lock(folder, 0), writing(folder) as journal, pytest.raises(ArchiveError, match="in use"):
        journal.settle()


def garbage(path: Path, start: int = 0):
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(start)
        file.write(random.Random(1).randbytes(size - start))


def segment(folder: Path, name: str) -> Path:
    (found,) = folder.glob(f"*/{name}")
    return found


def forget(folder: Path, key: str):
    with opened(folder) as collection:
        collection.delete([key])


def swap(folder: Path):
    """Put the right ids and the wrong vectors."""
    with opened(folder) as collection, Opened(folder.parent) as archive:
        (_, first, vector_of_first), *others = archive.catalogue.embedded("story-05")
        collection.delete([first.id, *(passage.id for _, passage, _ in others)])
        collection.add([(one, passage, vector_of_first) for one, passage, _ in others])
        collection.add([(others[0][0], first, others[0][2])])


SILENT = {
    "an emptied database": lambda folder: os.truncate(folder / "chroma.sqlite3", 0),
    "a lost database": lambda folder: (folder / "chroma.sqlite3").unlink(),
    "a lost segment": lambda folder: shutil.rmtree(segment(folder, "header.bin").parent),
    "a lost vector": lambda folder: forget(folder, "story-05@1#5"),
    "other vectors": swap,
}
"""Damage that ends no process; Chroma opens most of it without a word."""


@pytest.mark.parametrize("damage", SILENT.values(), ids=SILENT)
def test_the_probe_holds_the_index_against_the_catalogue(folder, damage):
    probe.main(folder / "vectors")
    damage(folder / "vectors")
    with pytest.raises((SystemExit, ArchiveError)):
        probe.main(folder / "vectors")


def test_damage_that_ends_the_process_is_noticed_outside_and_mended_from_the_catalogue(folder, monkeypatch):
    search_with(monkeypatch, -1)
    garbage(segment(folder / "vectors", "data_level0.bin"))
    with Opened(folder) as archive:
        assert archive.vectors.nearest(vector("Line 3 of story 4."), 1)[0][0] == "story-04@1#3"
        assert is_sealed(folder / "vectors")
    assert consistent(folder)


def test_status_reports_damage_and_leaves_it_for_the_next_writer(folder):
    garbage(folder / "vectors" / "chroma.sqlite3")
    with Opened(folder) as archive:
        count, (problem,) = archive.vectors.examine()
        assert (count, "damaged" in problem) == (0, True)
    assert not is_sealed(folder / "vectors")
    with writing(folder) as journal:
        journal.settle()
    assert consistent(folder)


def test_an_unclean_stop_alone_does_not_cost_a_rebuild(folder, monkeypatch):
    locks.break_seal(folder / "vectors", unfinished=False)
    monkeypatch.setattr(VectorIndex, "_rebuild", None)
    assert consistent(folder)
    assert is_sealed(folder / "vectors")


def test_a_rebuild_that_was_stopped_is_begun_again(folder, monkeypatch):
    search_with(monkeypatch, -1)

    def stop(event):
        raise KeyboardInterrupt

    with writing(folder) as journal:
        journal._vectors.discard()
        with pytest.raises(KeyboardInterrupt):
            journal.settle(stop)
    assert not is_sealed(folder / "vectors")
    with Opened(folder) as archive:
        assert archive.vectors.nearest(vector("Line 3 of story 4."), 1)[0][0] == "story-04@1#3"
    assert consistent(folder)


def test_damage_found_only_at_work_does_not_stop_a_question(folder, monkeypatch):
    search_with(monkeypatch, -1)
    (folder / "vectors" / "chroma.sqlite3").write_bytes(b"not a database" * 500)
    locks.seal(folder / "vectors")  # as if the disk had changed it without anybody's writing
    with Opened(folder) as archive:
        assert archive.vectors.nearest(vector("Line 3 of story 4."), 1)[0][0] == "story-04@1#3"
        assert not is_sealed(folder / "vectors")  # so that the next opening looks closer


def test_missing_vectors_are_noticed_and_put_right(folder):
    forget(folder / "vectors", "story-05@1#5")
    locks.seal(folder / "vectors")
    with Opened(folder) as archive:
        count, (problem,) = archive.vectors.examine()
        assert (count, problem.split(";")[0]) == (1091, "1092 passages but 1091 vectors")
    with writing(folder) as journal:
        journal.settle()
    assert consistent(folder)


def test_an_archive_without_articles_finds_nothing(tmp_path):
    build(tmp_path)
    with Opened(tmp_path) as archive:
        assert archive.vectors.nearest(vector("x"), 5) == []
        assert archive.vectors.examine() == (0, [])
