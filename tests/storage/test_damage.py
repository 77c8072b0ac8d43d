"""A catalogue that is damaged or of an older program: what is told, what it says to do, and that nothing is lost."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest
from stored import Hashed, build, many
from test_catalogue import OLDER

from assistant.errors import ArchiveError
from assistant.schema.articles import EVERYTHING
from assistant.schema.events import Notice
from assistant.storage.backup import back_up
from assistant.storage.catalogue import Catalogue
from assistant.storage.journal import writing
from assistant.storage.tables import FILE, is_outdated

STORIES = many(12, 30)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    with writing(folder) as journal:
        journal.use_embedder(Hashed.name, Hashed.dimensions)
        journal.commit(STORIES)
        journal.catalogue.mark_indexed()
    return folder / FILE


@pytest.fixture
def folder(built, tmp_path):
    (tmp_path / FILE).write_bytes(built.read_bytes())
    return tmp_path


def older(folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / FILE)) as db, db:
        for statement in OLDER:
            db.execute(statement)


def spoil(folder: Path) -> None:
    """Write noise over all pages but the first, which has the tables' names."""
    file = folder / FILE
    content = file.read_bytes()
    size = int.from_bytes(content[16:18], "big")
    file.write_bytes(content[:size] + b"\x5a" * (len(content) - size))


QUESTIONS = {
    "by words": lambda catalogue: catalogue.passages.match(["story"], 5, EVERYTHING),
    "an article": lambda catalogue: catalogue.article("story-03"),
    "a list": lambda catalogue: catalogue.sources(),
    "embeddings": lambda catalogue: list(catalogue.passages.embeddings()),
    "how it stands": lambda catalogue: catalogue.versions.marks(["story-03"]),
    "its copies": lambda catalogue: catalogue.copies.clusters(["story-03"]),
    "a look at its health": lambda catalogue: catalogue.check(),
    "a new article": lambda catalogue: catalogue.store(STORIES[:1]),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_damage_met_by_a_question_names_the_file_and_restore(folder, name):
    with contextlib.closing(Catalogue(folder, writable=name == "a new article")) as catalogue:
        spoil(folder)
        with pytest.raises(ArchiveError) as caught:
            QUESTIONS[name](catalogue)
    assert caught.value.message.startswith(f"The catalogue {folder / FILE} is damaged: ")
    assert "`assistant restore FOLDER`" in caught.value.hint


@pytest.mark.parametrize("writable", [True, False])
@pytest.mark.parametrize("content", [b"garbage " * 2000, b"SQLite format 3\0" + b"\xff" * 5000], ids=["other", "head"])
def test_what_is_no_catalogue_names_restore(tmp_path, content, writable):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ArchiveError) as caught:
        Catalogue(tmp_path, writable=writable)
    assert "`assistant restore FOLDER`" in caught.value.hint


def test_other_messages_of_damage_name_restore_too(folder, tmp_path):
    with contextlib.closing(Catalogue(folder, writable=True)) as catalogue:
        catalogue._db.execute("DELETE FROM passages WHERE article_id = 'story-03'")
        (problem,) = catalogue.check()
        assert problem.startswith("The catalogue is damaged: the number of passages is not that of the articles. ")
        assert "`assistant restore FOLDER`" in problem
        catalogue.remember("format", "99")
    with pytest.raises(ArchiveError, match="has format 99") as caught:
        Catalogue(folder)
    assert "`assistant restore FOLDER`" in caught.value.hint
    spoil(folder)
    with pytest.raises(ArchiveError) as caught:
        back_up(folder, tmp_path / "copy")
    assert "`assistant restore FOLDER`" in caught.value.hint


@pytest.mark.parametrize("writable", [True, False])
def test_an_upgrade_is_told_before_it_begins_and_only_then(folder, writable):
    older(folder)
    heard = []

    def hear(event):
        with contextlib.closing(sqlite3.connect(folder / FILE)) as db:
            heard.append((event, db.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()[0]))

    assert is_outdated(folder / FILE)
    for _ in range(2):
        with contextlib.closing(Catalogue(folder, writable=writable, listener=hear)) as catalogue:
            assert catalogue.coverage().passages == 360
        assert not is_outdated(folder / FILE)
    said = f"The archive {folder} is brought up to date for this program, once: that takes a few seconds."
    assert heard == [(Notice(said), "1")]


def test_an_upgrade_for_which_the_disk_is_too_small_leaves_the_file_as_it_was(folder, monkeypatch):
    """As large as it may get: SQLite is told so, and says what it says when a disk is full."""
    older(folder)
    before = told_all(folder)
    monkeypatch.setattr("assistant.storage.tables.connected", limited(before[0] + 1))
    with pytest.raises(ArchiveError) as caught:
        Catalogue(folder)
    assert caught.value.message == (
        f"{folder / FILE} is as it was: it could not be brought up to date for this program: database or disk is full."
    )
    assert caught.value.hint.startswith("Free about as much disk space as catalogue.sqlite takes")
    monkeypatch.undo()
    assert told_all(folder) == before
    with contextlib.closing(Catalogue(folder)) as catalogue:
        assert catalogue.coverage().passages == 360


def test_an_upgrade_that_fails_at_its_last_step_leaves_the_file_as_it_was(folder):
    older(folder)
    with contextlib.closing(sqlite3.connect(folder / FILE)) as db, db:
        db.execute("CREATE TRIGGER last BEFORE UPDATE ON meta BEGIN SELECT RAISE(ABORT, 'no more'); END")
    before = told_all(folder)
    with pytest.raises(ArchiveError, match=r"is as it was: .* no more"):
        Catalogue(folder, writable=True)
    assert told_all(folder) == before


def told_all(folder: Path) -> tuple[int, list[str]]:
    """Pages of the file, and all that is in it."""
    with contextlib.closing(sqlite3.connect(folder / FILE)) as db:
        return db.execute("PRAGMA page_count").fetchone()[0], list(db.iterdump())


def limited(pages: int):
    from assistant.storage.sqlite.connection import connected

    def connect(*args, **options):
        db = connected(*args, **options)
        db.execute(f"PRAGMA max_page_count = {pages}")
        return db

    return connect


def test_there_is_nothing_to_bring_up_to_date_where_there_is_nothing(tmp_path):
    assert not is_outdated(tmp_path / FILE)
    assert list(tmp_path.iterdir()) == []
    build(tmp_path)
    assert not is_outdated(tmp_path / FILE)
