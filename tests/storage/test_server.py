"""Vectors on a real Chroma server: the same results as without, and never a wrong one when it fails."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import numpy as np
import pytest
from stored import DIMENSIONS, Hashed, Opened, entry, many, vector

from assistant.errors import ArchiveError
from assistant.schema.articles import EVERYTHING, Filters
from assistant.storage import vectors
from assistant.storage.catalogue import Catalogue
from assistant.storage.chroma.collection import TOKEN
from assistant.storage.journal import writing
from assistant.storage.vectors import VectorIndex

CHROMA = "import sys; from chromadb.cli.cli import app; sys.argv[0] = 'chroma'; app()"
FILTERS = [
    EVERYTHING,
    Filters(after="2026-01-10"),
    Filters(publishers=("Paper 1",)),
    Filters(known_by="2026-01-04"),
    Filters(after="2027-01-01"),
]


@pytest.fixture(autouse=True)
def large(monkeypatch):
    """Every archive counts as one so large that the server is asked."""
    monkeypatch.setattr(vectors, "EXACT", 0)


def free_port() -> int:
    with contextlib.closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/api/v2/heartbeat", timeout=1) as reply:
            return reply.status == 200
    except (URLError, OSError):
        return False


@contextlib.contextmanager
def running(folder: Path):
    """A Chroma server of our own on a free port of this machine."""
    port = free_port()
    command = [sys.executable, "-c", CHROMA, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 60
        while not answers(url):
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server does not start"
            time.sleep(0.05)
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with running(tmp_path_factory.mktemp("server")) as address:
        yield address


def build(folder: Path, url: str, *entries) -> None:
    with writing(folder, url) as journal:
        journal.use_embedder(Hashed.name, DIMENSIONS)
        journal.commit(entries)
        journal.settle()


@contextlib.contextmanager
def opened(folder: Path, url: str):
    with (
        contextlib.closing(Catalogue(folder)) as catalogue,
        contextlib.closing(VectorIndex(folder, catalogue, url)) as one,
    ):
        yield one


def by_comparing_all(folder: Path, asked, k: int, filters: Filters):
    with Opened(folder) as archive:
        scored = [
            (key, float(np.frombuffer(blob, dtype=np.float32) @ asked))
            for key, blob in archive.catalogue.passages.embeddings(filters)
        ]
    return sorted(scored, key=lambda one: (-one[1], one[0]))[:k]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, url):
    archive = tmp_path_factory.mktemp("archive")
    build(archive, url, *many(12, 10))
    return archive


@pytest.mark.parametrize("few", [0, vectors.EXACT], ids=["asked", "or read"])
@pytest.mark.parametrize("filters", FILTERS)
def test_a_server_finds_what_comparing_all_finds(folder, url, filters, few, monkeypatch):
    monkeypatch.setattr(vectors, "EXACT", few)
    with opened(folder, url) as index:
        for text in ("one", "Line 3 of story 4."):
            found = index.nearest(vector(text), 5, filters)
            expected = by_comparing_all(folder, vector(text), 5, filters)
            assert [key for key, _ in found] == [key for key, _ in expected]
            assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-5)
        assert index.problem == ""
        assert index.examine() == (120, [])
    assert not (folder / "vectors").exists()
    assert not (folder / "embeddings.f32").exists()


def test_two_archives_on_one_server_do_not_mix(tmp_path, url):
    first, second = many(6, 4), many(3, 4)
    build(tmp_path / "first", url, *first)
    build(tmp_path / "second", url, *second)
    with opened(tmp_path / "first", url) as one, opened(tmp_path / "second", url) as other:
        assert one.examine() == (24, [])
        assert other.examine() == (12, [])
        assert one.nearest(vector("Line 1 of story 5."), 1)[0][0] == "story-05@1#1"
        assert "story-05" not in str(other.nearest(vector("Line 1 of story 5."), 12))


def test_removals_and_repairs_reach_the_server(tmp_path, url):
    build(tmp_path, url, *many(5, 4))
    with writing(tmp_path, url) as journal:
        journal.remove(["story-00"])
    with opened(tmp_path, url) as index:
        assert index.examine() == (16, [])
        with index._opened(0) as collection:
            collection.delete(["story-03@1#2"])
        assert index.nearest(vector("Line 2 of story 3."), 1)[0][0] == "story-03@1#2", "it counts before it trusts"
        assert "lacks" in index.problem
        count, (problem,) = index.examine()
        assert (count, problem.partition(";")[0]) == (15, "vectors are missing")
    with writing(tmp_path, url) as journal:
        journal.repair()
    with opened(tmp_path, url) as index:
        assert index.examine() == (16, [])


def test_another_archives_vectors_are_noticed(tmp_path, url):
    build(tmp_path, url, *many(3, 4))
    with opened(tmp_path, url) as index:
        with index._opened(0) as collection, Opened(tmp_path) as archive:
            (one, passage, _), (*_, other), *_ = archive.catalogue.passages.of_article("story-01")
            collection.delete([passage.id])
            collection.add([(one, passage, other)])
        _, (problem,) = index.examine()
        assert problem.partition(";")[0] == "vectors are not the catalogue's"


def test_a_server_that_is_gone_costs_time_and_no_answer(tmp_path):
    (tmp_path / "server").mkdir()
    with running(tmp_path / "server") as url:
        build(tmp_path, url, *many(3, 4))
        index_catalogue = Catalogue(tmp_path)
        index = VectorIndex(tmp_path, index_catalogue, url)
        assert index.nearest(vector("Line 1 of story 2."), 1)[0][0] == "story-02@1#1"
        assert index.problem == ""
    assert index.nearest(vector("Line 1 of story 2."), 1)[0][0] == "story-02@1#1"
    assert url in index.problem
    count, (problem,) = index.examine()
    assert (count, url in problem) == (0, True)
    index.close()
    index_catalogue.close()
    with writing(tmp_path, url) as journal:
        journal.commit([entry(many(4, 4)[3].article)])
        with pytest.raises(ArchiveError, match="does not answer as it should") as caught:
            journal.settle()
        assert TOKEN in caught.value.hint
        assert journal.catalogue.ids("pending") == ["story-03"]
    build_here(tmp_path)


def build_here(folder: Path) -> None:
    """Without the server again: everything is built here from the catalogue."""
    with writing(folder) as journal:
        journal.settle()
    with Opened(folder) as archive:
        assert archive.vectors.examine() == (16, [])
        assert archive.vectors.nearest(vector("Line 1 of story 3."), 1)[0][0] == "story-03@1#1"


@pytest.mark.parametrize("wrong", ["localhost:8000", "ftp://host", "http://", "chroma"])
def test_what_is_no_address_is_said_so(tmp_path, wrong):
    with writing(tmp_path, wrong) as journal, pytest.raises(ArchiveError, match="not the address"):
        journal.settle()


def test_the_key_comes_from_the_environment_and_nowhere_else(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setenv(TOKEN, "a-key")
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"

        def answer():
            connection, _ = server.accept()
            with connection:
                seen.append(connection.recv(10_000).decode())
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")

        thread = threading.Thread(target=answer)
        thread.start()
        with writing(tmp_path, url) as journal, pytest.raises(ArchiveError, match="another program answers there"):
            journal.settle()
        thread.join()
    assert "Bearer a-key" in seen[0]
    assert "a-key" not in "".join(path.read_text(errors="ignore") for path in tmp_path.iterdir() if path.is_file())
