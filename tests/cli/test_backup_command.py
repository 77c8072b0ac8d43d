"""`backup` and `restore` over a real archive: what is said, and that the archive is there again."""

from __future__ import annotations

import struct

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.errors import EXIT_ARCHIVE, EXIT_INPUT
from assistant.schema.articles import Article, Passage
from assistant.storage.journal import writing
from assistant.storage.tables import FILE, ArticleEntry

ARTICLE = Article("bridge", "Bridge closes", "The bridge closes on Monday.", "Lennford Courier", published="2026-01-28")


@pytest.fixture
def index(home):
    folder = home / "home" / "index"
    passage = Passage("bridge", 1, 0, 0, len(ARTICLE.text), ARTICLE.text)
    with writing(folder) as journal:
        journal.use_embedder("two", 2)
        journal.commit([ArticleEntry(ARTICLE, "bridge.txt", [passage], [struct.pack("2f", 0.6, 0.8)])])
        journal.settle()
    return folder


def run(*words):
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, " ".join(result.stdout.split()), " ".join(result.stderr.split())


def test_a_lost_archive_comes_back(index, home):
    copy = home / "copy"
    code, said, _ = run("backup", str(copy))
    assert (code, said) == (0, f"Copied {index} to {copy}: {_size(copy)}.")
    (index / FILE).write_bytes(b"garbage " * 2000)
    assert run("sources", "list")[0] == EXIT_ARCHIVE
    code, said, _ = run("restore", str(copy), "--quiet")
    (kept,) = index.glob("replaced-*")
    assert code == 0
    assert said == f"Restored 1 article from {copy} to {index}. What was there is kept in {kept}."
    assert "bridge@1" in run("sources", "list")[1]
    assert run("status")[0] == 0


def test_a_backup_can_be_asked_as_it_is(index, home):
    run("backup", str(home / "copy"))
    assert "bridge@1" in run("sources", "list", "--index", str(home / "copy"))[1]


def test_a_folder_with_something_in_it_is_left_alone(index, home):
    code, said, complaint = run("backup", str(home))
    assert (code, said) == (EXIT_INPUT, "")
    assert f"{home} is not an empty folder." in complaint


def _size(folder):
    from assistant.rendering.layout import bytes_words

    return bytes_words(sum(file.stat().st_size for file in folder.iterdir()))
