"""A writer that is killed between any two steps: nothing is lost, nothing is there twice, questions are answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from stored import Opened, article, consistent, entry, many, vector

from assistant.storage import vectors
from assistant.storage.catalogue import Catalogue
from assistant.storage.chroma.collection import Collection
from assistant.storage.journal import writing

STORIES = many(9, 12)
NEW = [entry(article("late", "Late words.\nMore of them.")), entry(article("story-02", "It was not so.\nIt was this."))]


class KilledError(BaseException):
    """The process ends here."""


SEAMS = {
    "before the vectors": (Collection, "delete", False),
    "with the old vectors gone": (Catalogue, "forget_stale", False),
    "with the old vectors forgotten": (Catalogue, "forget_stale", True),
    "with half of the vectors in Chroma": (Collection, "add", None),
    "with the vectors in Chroma": (Catalogue, "mark_indexed", False),
    "after all of it": (Catalogue, "mark_indexed", True),
}


@pytest.mark.parametrize("seam", SEAMS.values(), ids=SEAMS)
def test_a_kill_between_two_steps_loses_nothing_and_leaves_nothing_twice(folder, seam, monkeypatch):
    owner, name, is_done = seam
    done = getattr(owner, name)

    def killed(self, *args):
        if is_done is None:
            done(self, args[0][:2])
        elif is_done:
            done(self, *args)
        raise KilledError

    with monkeypatch.context() as patch, writing(folder) as journal:
        journal.commit(NEW)
        patch.setattr(owner, name, killed)
        with pytest.raises(KilledError):
            journal.settle()
    searchable(folder)  # committed: a reader finds it, whatever became of the vectors
    with monkeypatch.context() as patch:
        patch.setattr(vectors, "EXACT", 0)
        searchable(folder)
    with writing(folder) as journal:
        journal.settle()
    assert consistent(folder)
    searchable(folder)
    monkeypatch.setattr(vectors, "EXACT", 0)  # and Chroma finds the same
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


def test_the_file_of_embeddings_of_an_earlier_version_is_ignored_and_goes_with_the_next_writer(folder):
    (folder / "embeddings.f32").write_bytes(b"noise")
    with Opened(folder) as archive:
        assert archive.vectors.nearest(vector("Line 3 of story 4."), 1)[0][0] == "story-04@1#3"
    assert (folder / "embeddings.f32").exists()
    with writing(folder) as journal:
        journal.settle()
    assert not (folder / "embeddings.f32").exists()
