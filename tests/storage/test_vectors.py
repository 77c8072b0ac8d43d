"""The vector index gives what an exact search gives, whatever happened to its files."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import stored
from stored import Opened, article, build, consistent, entry, many, vector

from assistant.errors import ArchiveError
from assistant.schema.articles import EVERYTHING, Filters
from assistant.storage import locks, vectors
from assistant.storage.chroma import locations, probe
from assistant.storage.chroma.collection import HNSW, NAME, Collection, opened
from assistant.storage.chroma.seal import break_seal, is_sealed, seal
from assistant.storage.journal import writing
from assistant.storage.vectors import VectorIndex

STORIES = many(21, 52)
"""1,092 passages: from 1,000 on Chroma writes vectors into the files of its graph."""


@pytest.fixture
def no_chroma(monkeypatch):
    def refuse(folder):
        raise AssertionError("opened Chroma")

    monkeypatch.setattr(locations, "opened", refuse)


def search_with(monkeypatch, exact: int):
    """Make Chroma be asked, or the embeddings in the catalogue be compared."""
    monkeypatch.setattr(vectors, "EXACT", exact)


def by_comparing_all(archive: Opened, query, k: int, filters: Filters = EVERYTHING):
    """The nearest by the plainest means."""
    allowed = {one.article_id for one in archive.catalogue.sources(filters)}
    scored = [
        (key, float(np.frombuffer(blob, dtype=np.float32) @ query))
        for key, blob in archive.catalogue.passages.embeddings()
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
@pytest.mark.parametrize("exact", [0, vectors.EXACT], ids=["Chroma", "exact"])
def test_the_nearest_are_those_of_an_exact_search(built, filters, exact, monkeypatch):
    search_with(monkeypatch, exact)
    with Opened(built) as archive:
        for text in ("one", "two", "Line 3 of story 4."):
            expected = by_comparing_all(archive, vector(text), 5, filters)
            assert_same(archive.vectors.nearest(vector(text), 5, filters), expected)
            assert archive.vectors.problem == ""


@pytest.mark.parametrize("exact", [0, vectors.EXACT], ids=["Chroma", "exact"])
def test_an_unknown_date_is_outside_every_limit(tmp_path, exact, monkeypatch):
    search_with(monkeypatch, exact)
    build(
        tmp_path, entry(article("undated", "Some day.")), entry(article("dated", "On a day.", published="2026-01-05"))
    )
    with Opened(tmp_path) as archive:
        for filters in (Filters(before="2026-12-31"), Filters(after="2000-01-01")):
            assert [key for key, _ in archive.vectors.nearest(vector("Some day."), 5, filters)] == ["dated@1#0"]


@pytest.mark.parametrize("exact", [0, vectors.EXACT], ids=["Chroma", "exact"])
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
        rows = journal.catalogue.passages.of_article("story-03")
        collection.add(rows + journal.catalogue.passages.of_article("story-04"))
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
        (_, first, vector_of_first), *others = archive.catalogue.passages.of_article("story-05")
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


def answered_in_spite_of_damage(folder: Path) -> None:
    with Opened(folder) as archive:
        for text in ("Line 3 of story 4.", "two"):
            assert_same(archive.vectors.nearest(vector(text), 5), by_comparing_all(archive, vector(text), 5))
        assert archive.vectors.problem == (
            f"The vector index {folder / 'vectors'} is damaged or missing. {vectors.INSTEAD} The next ingest or"
            " `assistant status --repair` builds it."
        )


def mended(folder: Path) -> None:
    with writing(folder) as journal:
        journal.settle()
    with Opened(folder) as archive:
        assert archive.vectors.nearest(vector("Line 3 of story 4."), 1)[0][0] == "story-04@1#3"
        assert archive.vectors.problem == ""
    assert consistent(folder)


def test_damage_that_ends_the_process_is_noticed_outside_answered_around_and_mended_by_the_next_writer(
    folder, monkeypatch
):
    search_with(monkeypatch, -1)
    garbage(segment(folder / "vectors", "data_level0.bin"))
    answered_in_spite_of_damage(folder)
    mended(folder)


def test_a_damaged_index_is_probed_once(folder, monkeypatch):
    search_with(monkeypatch, -1)
    garbage(segment(folder / "vectors", "data_level0.bin"))
    answered_in_spite_of_damage(folder)
    monkeypatch.setattr(subprocess, "run", None)
    answered_in_spite_of_damage(folder)


def test_without_its_vectors_a_large_archive_is_searched_exactly(folder, monkeypatch):
    """As a backup is, which leaves them out."""
    search_with(monkeypatch, -1)
    shutil.rmtree(folder / "vectors")
    answered_in_spite_of_damage(folder)
    assert not (folder / "vectors").exists()
    mended(folder)


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
    break_seal(folder / "vectors", unfinished=False)
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
    answered_in_spite_of_damage(folder)
    mended(folder)


def test_damage_found_only_at_work_does_not_stop_a_question(folder, monkeypatch):
    search_with(monkeypatch, -1)
    (folder / "vectors" / "chroma.sqlite3").write_bytes(b"not a database" * 500)
    seal(folder / "vectors")  # as if the disk had changed it without anybody's writing
    with Opened(folder) as archive:
        assert archive.vectors.nearest(vector("Line 3 of story 4."), 1)[0][0] == "story-04@1#3"
        assert not is_sealed(folder / "vectors")  # so that the next opening looks closer
    answered_in_spite_of_damage(folder)
    mended(folder)


def test_missing_vectors_are_noticed_and_put_right(folder):
    forget(folder / "vectors", "story-05@1#5")
    seal(folder / "vectors")
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


# Which search answers

ASKS_ONCE = """
import sys
from contextlib import closing
from pathlib import Path
from assistant.storage import vectors
from assistant.storage.catalogue import Catalogue
vectors.EXACT = int(sys.argv[2])
with closing(Catalogue(Path(sys.argv[1]))) as catalogue:
    vectors.preload(Path(sys.argv[1]))
    index = vectors.VectorIndex(Path(sys.argv[1]), catalogue)
    assert index.nearest([0.25] * 16, 3)
    index.close()
print("chromadb" in sys.modules)
"""


@pytest.mark.parametrize(("exact", "imported"), [(vectors.EXACT, "False"), (1000, "True")], ids=["small", "large"])
def test_only_the_questions_of_a_large_archive_import_chroma(built, exact, imported):
    command = [sys.executable, "-c", ASKS_ONCE, str(built), str(exact)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == f"{imported}\n"


def widths(monkeypatch) -> list[int]:
    """How many neighbours Chroma is asked for, each time."""
    numbers, nearest = [], Collection.nearest
    monkeypatch.setattr(Collection, "nearest", lambda self, vector, k: numbers.append(k) or nearest(self, vector, k))
    return numbers


def test_where_few_passages_can_be_meant_chroma_is_not_opened(built, no_chroma, monkeypatch):
    with Opened(built) as archive:
        archive.vectors.nearest(vector("x"), 5)
        monkeypatch.setattr(vectors, "EXACT", 400)
        assert_same(  # 364 passages
            archive.vectors.nearest(vector("x"), 5, Filters(publishers=("Paper 1",))),
            by_comparing_all(archive, vector("x"), 5, Filters(publishers=("Paper 1",))),
        )
        with pytest.raises(AssertionError, match="opened Chroma"):
            archive.vectors.nearest(vector("x"), 5)


@pytest.mark.parametrize(("least", "wide"), [(1, vectors.SPARE * 5 * 3), (500, 500)])
def test_where_many_are_within_the_filters_chroma_is_asked_for_more_and_they_are_filtered_here(
    built, least, wide, monkeypatch
):
    monkeypatch.setattr(vectors, "EXACT", 300)
    monkeypatch.setitem(vectors.HNSW, "ef_search", least)
    filters = Filters(publishers=("Paper 1",))
    with Opened(built) as archive:
        numbers = widths(monkeypatch)
        assert_same(
            archive.vectors.nearest(vector("x"), 5, filters), by_comparing_all(archive, vector("x"), 5, filters)
        )
    assert numbers == [wide]


def test_where_too_few_near_passages_are_within_the_filters_the_search_is_exact(built, monkeypatch):
    monkeypatch.setattr(vectors, "EXACT", 40)
    monkeypatch.setattr(vectors, "WIDEST", 20)
    monkeypatch.setitem(vectors.HNSW, "ef_search", 10)
    monkeypatch.setattr(vectors, "SPARE", 0)
    filters = Filters(after="2026-01-05", before="2026-01-05")
    with Opened(built) as archive:
        numbers = widths(monkeypatch)
        assert_same(
            archive.vectors.nearest(vector("x"), 5, filters), by_comparing_all(archive, vector("x"), 5, filters)
        )
        assert archive.vectors.problem == ""
    assert numbers == [10, 20]


def test_passages_that_are_gone_are_not_among_the_nearest(folder, monkeypatch):
    """A writer removed them and was killed before it came to Chroma."""
    with writing(folder) as journal:
        journal.catalogue.remove(["story-04"])
    monkeypatch.setattr(vectors, "EXACT", 0)
    with Opened(folder) as archive:
        assert_same(
            archive.vectors.nearest(vector("Line 3 of story 4."), 60),
            by_comparing_all(archive, vector("Line 3 of story 4."), 60),
        )
        assert archive.vectors.problem == ""


def test_a_writer_is_not_waited_for(built, no_chroma, monkeypatch):
    monkeypatch.setattr(vectors, "EXACT", 0)
    monkeypatch.setattr(vectors, "READER_WAIT", 1e9)
    with locks.writer_lock(built), locks.vectors_lock(built, 0), Opened(built) as archive:
        assert archive.vectors.nearest(vector("Line 3 of story 4."), 1)[0][0] == "story-04@1#3"
        assert "in use by another process" in archive.vectors.problem


# Chroma that stays open between two questions


def opening(monkeypatch) -> list[Path]:
    """The folders that Chroma opens."""
    folders = []
    monkeypatch.setattr(locations, "opened", lambda folder: folders.append(folder) or opened(folder))
    return folders


def nearest_to(archive: Opened, text: str) -> str:
    return archive.vectors.nearest(vector(text), 1)[0][0]


def test_a_reader_opens_chroma_once_and_locks_nobody_out(folder, monkeypatch):
    monkeypatch.setattr(vectors, "EXACT", 0)
    folders = opening(monkeypatch)
    with Opened(folder) as archive:
        for _ in range(3):
            assert nearest_to(archive, "Line 3 of story 4.") == "story-04@1#3"
            with locks.vectors_lock(folder, 0) as is_free:
                assert is_free
            assert is_sealed(folder / "vectors")
        assert folders == [folder / "vectors"]
        assert archive.vectors.problem == ""


def test_what_another_process_wrote_meanwhile_is_seen(folder, monkeypatch):
    monkeypatch.setattr(vectors, "EXACT", 0)
    with Opened(folder) as archive:
        assert nearest_to(archive, "Line 3 of story 4.") == "story-04@1#3"
        adds = (
            "import sys; sys.path.insert(0, sys.argv[2]); from pathlib import Path; import stored;"
            "stored.build(Path(sys.argv[1]), stored.entry(stored.article('late', 'It came late.')))"
        )
        command = [sys.executable, "-c", adds, str(folder), str(Path(stored.__file__).parent)]
        subprocess.run(command, check=True)
        assert nearest_to(archive, "It came late.") == "late@1#0"
        assert archive.vectors.problem == ""
    assert consistent(folder)


def test_what_this_process_wrote_meanwhile_is_seen(folder, monkeypatch):
    monkeypatch.setattr(vectors, "EXACT", 0)
    with Opened(folder) as archive:
        assert nearest_to(archive, "Line 3 of story 4.") == "story-04@1#3"
        build(folder, entry(article("late", "It came late.")))
        assert nearest_to(archive, "It came late.") == "late@1#0"
        assert archive.vectors.problem == ""
    assert consistent(folder)


def test_another_reader_costs_no_second_opening(folder, monkeypatch):
    monkeypatch.setattr(vectors, "EXACT", 0)
    folders = opening(monkeypatch)
    with Opened(folder) as archive:
        nearest_to(archive, "Line 3 of story 4.")
        command = [sys.executable, "-c", ASKS_ONCE, str(folder), "0"]
        subprocess.run(command, capture_output=True, check=True)
        assert nearest_to(archive, "Line 3 of story 4.") == "story-04@1#3"
    assert len(folders) == 1


def test_damage_while_it_is_open_is_noticed(folder, monkeypatch):
    monkeypatch.setattr(vectors, "EXACT", 0)
    with Opened(folder) as archive:
        nearest_to(archive, "Line 3 of story 4.")
        garbage(segment(folder / "vectors", "data_level0.bin"))
        assert nearest_to(archive, "Line 3 of story 4.") == "story-04@1#3"
        assert "damaged" in archive.vectors.problem
    mended(folder)


def test_an_index_of_other_parameters_gets_ours(tmp_path):
    import chromadb

    (tmp_path / "vectors").mkdir()
    client = chromadb.PersistentClient(
        str(tmp_path / "vectors"), settings=chromadb.Settings(anonymized_telemetry=False)
    )
    client.create_collection(NAME, configuration={"hnsw": {"space": "cosine"}})
    client.close()
    with opened(tmp_path / "vectors") as collection:
        collection.count()
    with opened(tmp_path / "vectors") as collection:
        parameters = collection._collection.configuration["hnsw"]
        assert {name: parameters[name] for name in HNSW} == HNSW
