"""A crash between any two steps of writing is put right by the next writer."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from stored import DIMENSIONS, Hashed, Opened, article, build, consistent, entry, many, vector

from assistant.errors import ArchiveError
from assistant.storage.chroma.collection import Collection
from assistant.storage.journal import check_embedder, writing


@pytest.fixture
def old(tmp_path):
    build(tmp_path, entry(article("old", "Old words.\nMore of them.")))
    return tmp_path


def settle(folder):
    with writing(folder) as journal:
        journal.settle()


def test_a_crash_between_commit_and_settle_is_settled_by_the_next_writer(old):
    with writing(old) as journal:
        journal.commit([*many(3, 4), entry(article("old", "New words."))])
    with Opened(old) as archive:
        assert len(archive.catalogue.ids("pending")) == 4
        assert archive.catalogue.stale_vectors() == ["old@1#0", "old@1#1"]
        assert archive.vectors.examine()[1] != []
    settle(old)
    assert consistent(old)
    with Opened(old) as archive:
        assert archive.vectors.examine() == (13, [])


def test_a_crash_after_a_removal_does_not_take_the_same_article_taken_in_again(old):
    with writing(old) as journal:
        journal.catalogue.remove(["old"])
        journal.commit([entry(article("old", "Old words.\nMore of them."))])
        journal.settle()
    assert consistent(old)
    with Opened(old) as archive:
        assert archive.vectors.nearest(vector("Old words."), 1)[0][0] == "old@1#0"


@pytest.mark.parametrize("method", ["delete", "add"])
def test_a_stop_inside_settle_is_settled_by_the_next_writer(old, method, monkeypatch):
    """In the process, which is quick; ``python -m bench faults`` does it with SIGKILL."""
    done = getattr(Collection, method)

    def stop(*args):
        done(*args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, writing(old) as journal:
        patch.setattr(Collection, method, stop)
        journal.commit([*many(4, 5), entry(article("old", "New words."))])
        with pytest.raises(KeyboardInterrupt):
            journal.settle()
    settle(old)
    assert consistent(old)
    with Opened(old) as archive:
        assert archive.catalogue.article("old").text == "New words."
        assert archive.vectors.examine() == (21, [])


def test_repair_builds_the_vectors_anew(old):
    with writing(old) as journal:
        journal.repair()
    assert consistent(old)


def test_only_one_writes(old):
    with writing(old), pytest.raises(ArchiveError, match=f"being written by process {os.getpid()}"), writing(old):
        pass
    assert consistent(old)


def test_a_folder_that_cannot_be_made_is_an_error_with_a_hint(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="cannot be made"), writing(tmp_path / "file" / "index"):
        pass


def test_the_archive_remembers_its_embedder_and_refuses_another(old):
    with writing(old) as journal:
        assert journal.catalogue.meta("embedder") == Hashed.name
        assert journal.catalogue.meta("dimensions") == str(DIMENSIONS)
        journal.use_embedder(Hashed.name, DIMENSIONS)
        with pytest.raises(ArchiveError) as caught:
            journal.use_embedder("other", 384)
        assert caught.value.message == "This archive was built with the embedder hashed, not other."
        assert "set the embedder to hashed" in caught.value.hint
        assert journal.catalogue.meta("embedder") == Hashed.name
    check_embedder("hashed", "hashed")


def test_versions_pile_up_and_all_of_them_resolve(old):
    texts = [f"Edition {number}." for number in range(2, 6)]
    base = article("old", "")
    for text in texts:
        with writing(old) as journal:
            journal.commit([entry(replace(base, text=text))])
            journal.settle()
    assert consistent(old)
    with Opened(old) as archive:
        found = [archive.catalogue.article("old", version).text for version in range(1, 6)]
        assert found == ["Old words.\nMore of them.", *texts]
