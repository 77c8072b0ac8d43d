"""Locks name their holder; the seal tells whether anybody touched the vector index."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from assistant.errors import ArchiveError
from assistant.storage import locks
from assistant.storage.chroma import seal as seals

HOLDER = """
import sys
from pathlib import Path
from assistant.storage.locks import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_second_writer_is_told_who_the_first_is(tmp_path):
    with locks.writer_lock(tmp_path):
        with pytest.raises(ArchiveError) as caught, locks.writer_lock(tmp_path):
            pass
        assert f"is being written by process {os.getpid()} since " in caught.value.message
        assert caught.value.hint
    with locks.writer_lock(tmp_path):
        pass


def test_a_killed_writer_leaves_no_lock(tmp_path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(ArchiveError, match=f"process {process.pid} since"), locks.writer_lock(tmp_path):
            pass
        process.kill()
    with locks.writer_lock(tmp_path):
        assert str(os.getpid()) in (tmp_path / "write.holder").read_text()


def test_the_vector_lock_says_no_instead_of_raising(tmp_path):
    with locks.vectors_lock(tmp_path, 0) as first, locks.vectors_lock(tmp_path, 0) as second:
        assert (first, second) == (True, False)


def test_a_missing_folder_is_an_error_with_a_hint(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="cannot be written"), locks.writer_lock(tmp_path / "file"):
        pass


@pytest.fixture
def vectors(tmp_path):
    folder = tmp_path / "vectors"
    (folder / "part").mkdir(parents=True)
    (folder / "part" / "data.bin").write_bytes(b"12345")
    return folder


@pytest.mark.parametrize(
    "touch",
    [
        lambda folder: (folder / "part" / "data.bin").write_bytes(b"1234"),
        lambda folder: os.utime(folder / "part" / "data.bin", ns=(1, 1)),
        lambda folder: (folder / "part" / "data.bin").unlink(),
        lambda folder: (folder / "new").touch(),
        lambda folder: folder.with_name("vectors.seal").unlink(),
        lambda folder: seals.break_seal(folder, unfinished=False),
        lambda folder: seals.break_seal(folder, unfinished=True),
    ],
)
def test_whatever_is_touched_breaks_the_seal(vectors, touch):
    assert not seals.is_sealed(vectors)
    seals.seal(vectors)
    assert seals.is_sealed(vectors)
    touch(vectors)
    assert not seals.is_sealed(vectors)


def test_an_index_left_while_it_was_built_is_not_even_opened(vectors, monkeypatch):
    monkeypatch.setattr(subprocess, "run", None)
    seals.break_seal(vectors, unfinished=True)
    assert not seals.survives_opening(vectors)


def test_a_probe_that_takes_too_long_is_a_failure(vectors, monkeypatch):
    monkeypatch.setattr(seals, "PROBE_SECONDS", 0.01)
    assert not seals.survives_opening(vectors)


def test_a_seal_is_written_after_all_that_it_stands_for(vectors, monkeypatch):
    """After a power cut, a seal must not be there for files that are not."""
    synced, sync = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda number: synced.append(os.fstat(number).st_ino) or sync(number))
    seals.seal(vectors)
    seal = vectors.with_name("vectors.seal")
    assert synced == [(vectors / "part" / "data.bin").stat().st_ino, seal.stat().st_ino]
    seals.break_seal(vectors, unfinished=False)
    assert synced[2:] == [seal.stat().st_ino]


def test_a_seal_names_the_contents_that_it_stands_for(vectors):
    seals.seal(vectors)
    assert seals.generation(vectors) == ""
    seals.seal(vectors, "first")
    assert (seals.is_sealed(vectors), seals.generation(vectors)) == (True, "first")
    seals.break_seal(vectors, unfinished=False)
    assert seals.generation(vectors) == ""


def test_a_writer_is_seen_while_it_works(tmp_path):
    assert not locks.has_writer(tmp_path)
    with locks.writer_lock(tmp_path):
        assert locks.has_writer(tmp_path)
    assert not locks.has_writer(tmp_path)
