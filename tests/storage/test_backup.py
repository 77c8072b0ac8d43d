"""A backup is an archive; a restored one is whole, and what it replaced is kept."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest
from stored import Opened, article, build, consistent, entry, many

from assistant.errors import ArchiveError, InputError
from assistant.storage.backup import back_up, restore
from assistant.storage.catalogue import Catalogue
from assistant.storage.journal import writing
from assistant.storage.tables import FILE


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "archive"
    build(folder, *many(4, 3))
    with contextlib.closing(sqlite3.connect(folder / "sessions.sqlite")) as db, db:
        db.execute("CREATE TABLE kept (word TEXT)")
        db.execute("INSERT INTO kept VALUES ('asked')")
    return folder


def ids(folder):
    with Opened(folder) as opened:
        return opened.catalogue.ids()


def repaired(folder):
    with writing(folder) as journal:
        journal.repair()
    return consistent(folder)


def test_a_backup_is_an_archive_of_its_own(archive, tmp_path):
    copy = tmp_path / "deep" / "copy"
    size = back_up(archive, copy)
    assert size == sum(file.stat().st_size for file in copy.iterdir())
    assert sorted(file.name for file in copy.iterdir()) == [FILE, "sessions.sqlite"]
    assert ids(copy) == ids(archive)
    assert repaired(copy)


def test_a_backup_taken_while_somebody_writes_holds_what_was_committed(archive, tmp_path):
    with writing(archive) as journal:
        journal.commit([entry(article("late", "It came late."))])
        back_up(archive, tmp_path / "copy")
    assert "late" in ids(tmp_path / "copy")
    assert repaired(tmp_path / "copy")


def test_a_damaged_catalogue_is_replaced_and_kept(archive, tmp_path):
    copy, before = tmp_path / "copy", ids(archive)
    back_up(archive, copy)
    build(archive, entry(article("newer", "It came after the backup.")))
    file = archive / FILE
    damaged = b"garbage" * 1000 + file.read_bytes()[7000:]
    file.write_bytes(damaged)
    with pytest.raises(ArchiveError):
        Catalogue(archive)
    with pytest.raises(ArchiveError, match="could not be copied"):
        back_up(archive, tmp_path / "another")
    kept = restore(copy, archive)
    assert kept.parent == archive
    assert (kept / FILE).read_bytes() == damaged
    assert ids(archive) == before
    assert repaired(archive)
    with contextlib.closing(sqlite3.connect(archive / "sessions.sqlite")) as db:
        assert db.execute("SELECT word FROM kept").fetchall() == [("asked",)]


def test_a_backup_can_be_restored_where_there_was_nothing(archive, tmp_path):
    back_up(archive, tmp_path / "copy")
    assert restore(tmp_path / "copy", tmp_path / "new") is None
    assert ids(tmp_path / "new") == ids(archive)
    assert repaired(tmp_path / "new")


def test_a_damaged_backup_changes_nothing(archive, tmp_path):
    copy, before = tmp_path / "copy", ids(archive)
    back_up(archive, copy)
    whole = (copy / FILE).read_bytes()
    (copy / FILE).write_bytes(whole[:8192] + b"x" * 8192 + whole[16384:])
    with pytest.raises(ArchiveError, match="could not be restored"):
        restore(copy, archive)
    assert ids(archive) == before
    assert consistent(archive)
    assert not [*archive.glob("*.restored*"), *archive.glob("replaced-*")]


def test_nothing_is_restored_under_a_writer(archive, tmp_path):
    back_up(archive, tmp_path / "copy")
    with writing(archive), pytest.raises(ArchiveError, match="is being written by"):
        restore(tmp_path / "copy", archive)
    assert consistent(archive)


def test_what_is_no_archive_and_what_is_in_the_way_are_told(archive, tmp_path):
    with pytest.raises(InputError, match="no archive"):
        back_up(tmp_path / "nowhere", tmp_path / "copy")
    with pytest.raises(InputError, match="no archive"):
        restore(tmp_path, archive)
    with pytest.raises(InputError, match="not an empty folder"):
        back_up(archive, archive)
    with pytest.raises(InputError, match="the archive itself"):
        restore(archive, archive)
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(InputError, match="not an empty folder"):
        back_up(archive, file)
    assert file.read_text() == "mine"
