"""The catalogue keeps every version, and its full text never drifts from its passages."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from stored import article, entry, vector

from assistant.errors import ArchiveError, InputError
from assistant.schema.archives import Coverage
from assistant.schema.articles import EVERYTHING, Filters, Standing
from assistant.storage.catalogue import Catalogue
from assistant.storage.tables import FILE

BRIDGE = article(
    "bridge",
    "The bridge closes on Monday.\nRepairs cost 4.2 million crowns.",
    publisher="Lennford Courier",
    authors=("Tom Reed", "Ada Brook"),
    published="2026-01-28T09:30:00+00:00",
    updated="2026-01-29",
    url="https://courier.example/bridge",
    language="en",
)
FERRY = article("ferry", "A ferry replaces the bridge.", publisher="Harbour Post", published="2026-02-02")
UNDATED = article("undated", "Nobody knows when the bridge was built.")


@pytest.fixture
def catalogue(tmp_path):
    with contextlib.closing(Catalogue(tmp_path, writable=True)) as opened:
        yield opened


@pytest.fixture
def filled(catalogue):
    assert catalogue.store(map(entry, (BRIDGE, FERRY, UNDATED))) == (3, 0)
    return catalogue


def found(catalogue, *words, filters=EVERYTHING):
    return {key for key, _ in catalogue.passages.match(words, 50, filters)}


def full_text_is_in_line(catalogue):
    """SQLite's own comparison of an external-content index with its content; raises when they differ."""
    catalogue._db.execute("INSERT INTO passage_words(passage_words, rank) VALUES ('integrity-check', 1)")
    return catalogue.check() == []


def test_an_article_comes_back_as_it_went_in(filled):
    assert filled.article("bridge") == BRIDGE
    assert filled.article("undated") == UNDATED


def test_passages_come_back_in_the_order_asked_and_are_slices(filled):
    passages = filled.passages.get(["ferry@1#0", "bridge@1#1", "gone@1#0", "bridge@1#0"])
    assert [one.id for one in passages] == ["ferry@1#0", "bridge@1#1", "bridge@1#0"]
    assert [one.text for one in passages] == [FERRY.text, *reversed(BRIDGE.text.split("\n"))]
    assert all(one.text == filled.article(one.article_id).text[one.start : one.end] for one in passages)


def test_a_new_version_replaces_passages_and_keeps_the_old_text(filled):
    edited = replace(BRIDGE, text="The bridge stays open.")
    assert filled.store([entry(edited)]) == (0, 1)
    assert filled.article("bridge") == replace(edited, version=2)
    assert filled.article("bridge", 1) == BRIDGE
    assert filled.passages.get(["bridge@1#0"]) == []
    assert [one.text for one in filled.passages.get(["bridge@2#0"])] == ["The bridge stays open."]
    assert filled.stale_vectors() == ["bridge@1#0", "bridge@1#1"]
    assert filled.coverage().articles == 3


def test_the_full_text_forgets_what_an_update_or_a_removal_took_away(filled):
    assert found(filled, "crowns") == {"bridge@1#1"}
    filled.store([entry(replace(BRIDGE, title="Open after all", text="The bridge stays open."))])
    assert found(filled, "crowns") == set()
    assert found(filled, "open") == {"bridge@2#0"}
    assert full_text_is_in_line(filled)
    filled.remove(["bridge", "ferry"])
    assert found(filled, "bridge", "ferry") == {"undated@1#0"}
    assert filled.passages.frequency("ferry") == 0
    assert full_text_is_in_line(filled)


def test_the_full_text_check_can_fail(filled):
    filled._db.execute("DELETE FROM passages WHERE id = 'ferry@1#0'")
    with pytest.raises(ArchiveError, match="is damaged"):
        full_text_is_in_line(filled)


def test_words_match_in_any_form_and_better_matches_come_first(filled):
    (best, high), *rest = filled.passages.match(["bridges", "ferries"], 50, EVERYTHING)
    assert best == "ferry@1#0"
    assert all(high > score for _, score in rest)
    assert found(filled, "COST") == {"bridge@1#1"}
    assert filled.passages.frequency("bridge") == 4  # titles count for every passage


@pytest.mark.parametrize("words", [[], [""], ['"'], ['" OR "'], ["title:bridge"], ["NEAR("], ["*"]])
def test_no_word_is_taken_for_query_language(filled, words):
    assert filled.passages.match(words, 5, EVERYTHING) == []


def test_only_as_many_as_asked_for(filled):
    assert len(filled.passages.match(["bridge"], 2, EVERYTHING)) == 2


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (EVERYTHING, ["bridge", "ferry", "undated"]),
        (Filters(after="2026-01-28"), ["bridge", "ferry"]),
        (Filters(after="2026-01-29"), ["ferry"]),
        (Filters(before="2026-01-28"), ["bridge"]),
        (Filters(before="2026-01-27"), []),
        (Filters(after="2026-01-28", before="2026-02-02"), ["bridge", "ferry"]),
        (Filters(publishers=("Harbour Post",)), ["ferry"]),
        (Filters(publishers=("Harbour Post", "Lennford Courier")), ["bridge", "ferry"]),
        (Filters(after="2026-02-01", publishers=("Lennford Courier",)), []),
        (Filters(known_by="2026-01-28"), ["bridge", "undated"]),
        (Filters(known_by="2026-01-27"), ["undated"]),
        (Filters(known_by="2026-02-02", after="2026-01-29"), ["ferry"]),
        (Filters(known_by="2026-02-02", before="2026-01-31"), ["bridge"]),
    ],
)
def test_filters_hold_everywhere(filled, filters, ids):
    assert sorted(one.article_id for one in filled.sources(filters)) == ids
    assert sorted({key.split("@")[0] for key, _ in filled.passages.embeddings(filters)}) == ids
    assert sorted({key.split("@")[0] for key in found(filled, "bridge", filters=filters)}) == ids
    assert filled.coverage(filters).articles == len(ids)


def test_coverage_and_sources_say_what_there_is(filled):
    days = ("2026-01-28", "2026-02-02")
    assert filled.coverage() == Coverage(3, 4, ("Harbour Post", "Lennford Courier"), *days)
    assert filled.coverage(Filters(publishers=("Nobody",))) == Coverage()
    assert [(one.article_id, one.passages, one.path) for one in filled.sources()] == [
        ("ferry", 1, "ferry.txt"),
        ("bridge", 2, "bridge.txt"),
        ("undated", 1, "undated.txt"),
    ]


def test_content_is_current_only_once_it_is_indexed_and_only_as_it_is(filled):
    assert not filled.is_current(BRIDGE)
    filled.mark_indexed()
    assert filled.is_current(BRIDGE)
    assert filled.is_current(replace(BRIDGE, version=7))  # a number of ours, not content
    for change in ({"text": "x"}, {"title": "x"}, {"authors": ()}, {"published": ""}, {"url": ""}, {"publisher": ""}):
        assert not filled.is_current(replace(BRIDGE, **change))


def test_removal_takes_every_version_and_the_id_can_come_back(filled):
    filled.store([entry(replace(BRIDGE, text="Changed."))])
    assert filled.remove(["bridge"]) == 1
    for version in (None, 1, 2):
        with pytest.raises(InputError, match="no article bridge"):
            filled.article("bridge", version)
    assert filled.store([entry(BRIDGE)]) == (1, 0)
    assert filled.article("bridge").version == 1


def test_embedded_gives_passages_with_their_vectors(filled):
    rows = filled.passages.of_article("bridge")
    assert [(one, passage.text, blob) for one, passage, blob in rows] == [
        (BRIDGE, line, vector(line).tobytes()) for line in BRIDGE.text.split("\n")
    ]
    assert filled.passages.of_article("never stored") == []


def test_a_sample_is_spread_over_what_is_indexed(catalogue):
    catalogue.store([entry(article("long", "\n".join(f"Line {number}." for number in range(100))))])
    assert catalogue.passages.sample(10) == {}
    catalogue.mark_indexed()
    sample = catalogue.passages.sample(10)
    assert catalogue.passages.count_indexed() == 100
    assert sorted(int(key.split("#")[1]) // 10 for key in sample) == list(range(10))
    assert all(dict(catalogue.passages.embeddings())[key] == blob for key, blob in sample.items())


def test_an_id_may_be_shortened_while_it_is_clear(catalogue):
    catalogue.store(entry(article(key, "Text.")) for key in ("port", "port-closed", "port-opens", "100%_sure"))
    assert catalogue.resolve("port") == "port"
    assert catalogue.resolve("port-c") == "port-closed"
    assert catalogue.resolve("100%") == "100%_sure"
    for unclear in ("p", "port-", ""):
        with pytest.raises(InputError):
            catalogue.resolve(unclear)
    for unknown in ("porto", "%", "_", "PORT"):
        with pytest.raises(InputError, match="no article"):
            catalogue.resolve(unknown)


def test_an_interrupted_store_leaves_nothing(filled):
    def entries():
        yield entry(article("half", "Half."))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        filled.store(entries())
    assert filled.ids() == ["bridge", "ferry", "undated"]
    assert full_text_is_in_line(filled)
    assert filled.store([entry(article("half", "Half."))]) == (1, 0)


def test_another_format_is_refused(tmp_path):
    with contextlib.closing(Catalogue(tmp_path, writable=True)) as catalogue:
        catalogue.remember("format", "99")
    for writable in (False, True):
        with pytest.raises(ArchiveError, match="has format 99; this program reads 2"):
            Catalogue(tmp_path, writable=writable)


def test_what_is_no_catalogue_is_refused_with_a_message(tmp_path):
    (tmp_path / FILE).write_bytes(b"not a database " * 1000)
    for writable in (False, True):
        with pytest.raises(ArchiveError, match="is damaged: file is not a database"):
            Catalogue(tmp_path, writable=writable)
    with pytest.raises(ArchiveError, match="cannot be opened"):
        Catalogue(tmp_path / "nowhere")


def test_a_reader_cannot_write_and_sees_what_a_writer_commits(filled, tmp_path):
    with contextlib.closing(Catalogue(tmp_path)) as reader:
        with pytest.raises(ArchiveError, match="readonly"):
            reader.remember("a", "b")
        filled.store([entry(article("late", "Late news."))])
        assert reader.article("late").text == "Late news."


def test_a_reader_is_not_blocked_by_a_writer_at_work(filled, tmp_path):
    with contextlib.closing(Catalogue(tmp_path)) as reader, filled._transaction():
        filled._db.execute("DELETE FROM articles")
        assert len(reader.sources()) == 3


@contextlib.contextmanager
def without_rights(folder):
    """Make the folder read-only; root, for whom nothing is, becomes somebody else for a while."""
    folder.chmod(0o555)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="rights of folders are POSIX")
def test_a_read_only_folder_can_be_read(tmp_path):
    with contextlib.closing(Catalogue(tmp_path, writable=True)) as catalogue:
        catalogue.store([entry(BRIDGE)])
    folder = Path(tempfile.mkdtemp())  # pytest's own folders are closed to everybody else
    try:
        shutil.copy(tmp_path / FILE, folder)
        with without_rights(folder), contextlib.closing(Catalogue(folder)) as catalogue:
            assert catalogue.article("bridge") == BRIDGE
            assert found(catalogue, "crowns") == {"bridge@1#1"}
        with without_rights(folder), pytest.raises(ArchiveError):
            Catalogue(folder, writable=True)
    finally:
        shutil.rmtree(folder)


OLDER = (
    *(f"ALTER TABLE versions DROP COLUMN {column}" for column in ("dateline", "note", "standing")),
    "DROP INDEX articles_day",
    "DROP INDEX articles_publisher",
    *(f"ALTER TABLE articles DROP COLUMN {column}" for column in ("day", "publisher", "passages")),
    "DELETE FROM meta WHERE key = 'archive'",
    "UPDATE meta SET value = '1' WHERE key = 'format'",
)
"""What makes a file of format 1 out of one of format 2, but for numbers that were given only once."""


@pytest.mark.parametrize("writable", [True, False])
def test_an_archive_of_an_older_format_is_brought_up_to_date(tmp_path, writable):
    with contextlib.closing(Catalogue(tmp_path, writable=True)) as catalogue:
        catalogue.store(map(entry, (FERRY, BRIDGE)))
        catalogue.remove(["ferry"])
        catalogue.mark_indexed()
        before = catalogue.coverage(), catalogue.sources(), list(catalogue.passages.embeddings())
    with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as db, db:
        for statement in OLDER:
            db.execute(statement)
    with contextlib.closing(Catalogue(tmp_path, writable=writable)) as catalogue:
        assert catalogue.meta("format") == "2"
        assert len(catalogue.meta("archive")) == 32
        assert catalogue.article("bridge") == BRIDGE
        assert (catalogue.coverage(), catalogue.sources(), list(catalogue.passages.embeddings())) == before
        assert found(catalogue, "crowns", filters=Filters(after="2026-01-28")) == {"bridge@1#1"}
        assert catalogue.is_current(BRIDGE)
        assert not catalogue.is_current(replace(BRIDGE, note="An earlier version gave another sum."))
    with contextlib.closing(Catalogue(tmp_path, writable=True)) as catalogue:
        catalogue.store([entry(FERRY)])
        assert full_text_is_in_line(catalogue)
        assert found(catalogue, "ferry") == {"ferry@1#0"}


def test_a_number_is_never_given_twice(filled):
    numbers = set(filled._db.execute("SELECT number FROM passages").fetchall())
    filled.remove(["undated", "ferry"])
    filled.store([entry(FERRY)])
    ((number,),) = filled._db.execute("SELECT number FROM passages WHERE article_id = 'ferry'")
    assert (number,) not in numbers
    assert filled.passages.ids_within(["ferry@1#0", "bridge@1#0"], Filters(publishers=("Harbour Post",))) == {
        "ferry@1#0"
    }


def test_a_note_a_dateline_and_the_standing_are_kept(filled):
    withdrawn = replace(BRIDGE, dateline="LENNFORD", note="It was not so.", standing=Standing.RETRACTED)
    filled.store([entry(withdrawn)])
    assert filled.article("bridge") == replace(withdrawn, version=2)


def test_what_is_committed_is_on_the_disk(filled):
    """In WAL mode SQLite syncs at each commit only when it is told to (2 is FULL)."""
    assert filled._db.execute("PRAGMA synchronous").fetchone() == (2,)
