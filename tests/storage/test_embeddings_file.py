"""The file of embeddings, broken or left half written: answers are right, and the next writer mends it."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from stored import Opened, article, build, consistent, entry, many, vector

from assistant.storage import vectors
from assistant.storage.catalogue import Catalogue
from assistant.storage.chroma.collection import Collection
from assistant.storage.exact import ExactSearch
from assistant.storage.journal import writing
from assistant.storage.matrix import FILE, HEADER, Matrix

STORIES = many(9, 12)
NEW = [entry(article("late", "Late words.\nMore of them.")), entry(article("story-02", "It was not so.\nIt was this."))]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    build(folder, *STORIES)
    return folder


@pytest.fixture
def folder(built, tmp_path):
    shutil.copytree(built, tmp_path / "archive")
    return tmp_path / "archive"


def cut(file: Path) -> None:
    os.truncate(file, HEADER + (file.stat().st_size - HEADER) // 2 + 7)


def cut_in_the_header(file: Path) -> None:
    os.truncate(file, HEADER // 2)


def noise(file: Path) -> None:
    file.write_bytes(random.Random(3).randbytes(file.stat().st_size))


def noise_behind_the_header(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:HEADER] + random.Random(3).randbytes(len(content) - HEADER))


def zeros_to_the_end(file: Path) -> None:
    """What a power cut leaves of pages that were never written."""
    half = HEADER + (file.stat().st_size - HEADER) // 2
    file.write_bytes(file.read_bytes()[:half] + bytes(file.stat().st_size - half))


def of_another_archive(file: Path) -> None:
    build(file.parent.parent / "other", *many(20, 12)[9:])
    shutil.copy(file.parent.parent / "other" / FILE, file)


def of_another_archive_of_the_same_name(file: Path) -> None:
    """As after restoring a backup under an archive's feet: the same mark, other rows."""
    mark = file.read_bytes()[:HEADER]
    of_another_archive(file)
    file.write_bytes(mark + file.read_bytes()[HEADER:])


DAMAGE = [
    *(cut, cut_in_the_header, noise, noise_behind_the_header, zeros_to_the_end),
    *(of_another_archive, of_another_archive_of_the_same_name, Path.unlink),
]


def answers(folder: Path) -> list[str]:
    asked = ["Line 3 of story 4.", "Line 11 of story 8.", "Line 0 of story 0."]
    with Opened(folder) as archive:
        found = [archive.vectors.nearest(vector(text), 5) for text in asked]
        rows = list(archive.catalogue.embeddings())
    for text, nearest in zip(asked, found, strict=True):
        scored = sorted(((-float(np.frombuffer(blob, np.float32) @ vector(text)), key) for key, blob in rows))[:5]
        assert [key for key, _ in nearest] == [key for _, key in scored]
    return [nearest[0][0] for nearest in found]


def is_whole(folder: Path) -> bool:
    """Whether every passage's row holds its embedding."""
    with Opened(folder) as archive:
        rows = archive.vectors._exact.rows()
        stored = list(archive.catalogue.numbered_embeddings())
        return rows is not None and all(rows[number - 1].tobytes() == blob for number, blob in stored)


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda one: one.__name__)
def test_a_broken_file_costs_no_answer_and_is_mended_by_the_next_writer(folder, damage, monkeypatch):
    damage(folder / FILE)
    with monkeypatch.context() as patch:
        patch.setattr(vectors.VectorIndex, "_mend_file", lambda self: None)  # a reader that may not write
        assert not is_whole(folder)
        assert answers(folder) == ["story-04@1#3", "story-08@1#11", "story-00@1#0"]
        assert not is_whole(folder)
    with writing(folder) as journal:
        journal.settle()
    assert is_whole(folder)
    assert consistent(folder)


def test_a_reader_that_may_write_mends_it_too(folder):
    cut(folder / FILE)
    assert answers(folder) == ["story-04@1#3", "story-08@1#11", "story-00@1#0"]
    assert is_whole(folder)


class KilledError(BaseException):
    """The process ends here."""


SEAMS = {
    "before the vectors": (Collection, "delete", False),
    "with the old vectors gone": (Catalogue, "forget_stale", False),
    "with the vectors in Chroma": (ExactSearch, "keep_up", False),
    "with the embeddings half written": (Matrix, "_fill", None),
    "with the embeddings written": (Catalogue, "mark_indexed", False),
    "after all of it": (Catalogue, "mark_indexed", True),
}


@pytest.mark.parametrize("seam", SEAMS.values(), ids=SEAMS)
def test_a_kill_between_two_steps_loses_nothing_and_leaves_nothing_twice(folder, seam, monkeypatch):
    owner, name, is_done = seam
    done = getattr(owner, name)

    def killed(self, *args):
        if is_done is None:
            file, numbered = args
            done(self, file, list(numbered)[:2])
        elif is_done:
            done(self, *args)
        raise KilledError

    with monkeypatch.context() as patch, writing(folder) as journal:
        journal.commit(NEW)
        patch.setattr(owner, name, killed)
        with pytest.raises(KilledError):
            journal.settle()
    searchable(folder)  # committed: a reader finds it, whatever became of the vectors
    with writing(folder) as journal:
        journal.settle()
    assert consistent(folder)
    assert is_whole(folder)
    searchable(folder)
    monkeypatch.setattr(vectors, "EXACT", -1)  # and Chroma finds the same
    searchable(folder)
    with Opened(folder) as archive:
        assert archive.vectors.examine() == (8 * 12 + 2 + 2, [])
        assert archive.catalogue.coverage().passages == 8 * 12 + 2 + 2


def searchable(folder: Path) -> None:
    with Opened(folder) as archive:
        for text, key in (("More of them.", "late@1#1"), ("It was this.", "story-02@2#1")):
            assert archive.vectors.nearest(vector(text), 1)[0][0] == key
        ids = [key for key, _ in archive.vectors.nearest(vector("Line 3 of story 2."), 500)]
        assert len(ids) == len(set(ids)) == 100
        assert not any(key.startswith("story-02@1") for key in ids)
