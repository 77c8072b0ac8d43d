"""The embedded runtime with a real, very small model. What it says does not matter; how it behaves does."""

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.models.llama import LlamaModel
from assistant.models.store import ModelStore
from assistant.protocols import Completion, Prompt

COUNT = Prompt("You are a helpful assistant.", "Count from one to twenty.", max_tokens=24)


@pytest.fixture(scope="module")
def path(store: ModelStore) -> Path:
    return store.ensure("smollm2-135m")


@pytest.fixture(scope="module")
def llama(path: Path) -> Iterator[LlamaModel]:
    model = LlamaModel(path, "smollm2-135m", threads=1, context=512)
    model.start()
    yield model
    model.close()


@pytest.mark.model
def test_the_text_streams_and_the_completion_comes_last(llama: LlamaModel):
    *pieces, last = llama.complete(COUNT)
    assert len(pieces) > 3
    assert isinstance(last, Completion)
    assert last.text == "".join(map(str, pieces))
    assert 20 < last.prompt_tokens < 60


@pytest.mark.model
def test_the_same_prompt_gives_the_same_reply(llama: LlamaModel):
    assert list(llama.complete(COUNT)) == list(llama.complete(COUNT))


@pytest.mark.model
def test_max_tokens_and_grammar_bind(llama: LlamaModel):
    *pieces, _ = llama.complete(Prompt("", "Write a long story.", max_tokens=3))
    assert len(pieces) <= 3
    *_, last = llama.complete(Prompt("", "Is water wet?", grammar='root ::= "perhaps" | "never"'))
    assert isinstance(last, Completion)
    assert last.text in ("perhaps", "never")


@pytest.mark.model
def test_closing_the_generator_stops_the_model(llama: LlamaModel):
    before = threading.active_count()
    reply = llama.complete(Prompt("", "Write a very long story.", max_tokens=400))
    next(reply)
    workers = [thread for thread in threading.enumerate() if thread.name.startswith("reply")]
    assert threading.active_count() == before + 1
    reply.close()
    for worker in workers:
        worker.join(5)  # 400 tokens would take longer
        assert not worker.is_alive()
    assert list(llama.complete(COUNT))


@pytest.mark.model
def test_a_prompt_longer_than_the_context_is_refused(llama: LlamaModel):
    with pytest.raises(ModelError, match=r"refused the prompt: .*context size"):
        list(llama.complete(Prompt("", "word " * 2000)))
    assert list(llama.complete(COUNT))


@pytest.mark.model
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_nothing_listens_on_tcp_while_it_runs(llama: LlamaModel):
    list(llama.complete(COUNT))
    assert _listening() == set()


def _listening() -> set[str]:
    """Inodes of this process's sockets that listen on TCP (state 0A)."""
    lines = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    listening = {f"socket:[{fields[9]}]" for fields in lines if fields[3] == "0A"}
    mine = set()
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            mine.add(os.readlink(f"/proc/self/fd/{descriptor}"))
        except FileNotFoundError:
            continue
    return listening & mine


@pytest.mark.model
def test_it_is_silent_and_leaves_nothing(path: Path, tmp_path: Path, monkeypatch, capfd: pytest.CaptureFixture[str]):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    model = LlamaModel(path, "quiet", threads=1, context=256)
    list(model.complete(Prompt("", "Hello", max_tokens=2)))
    (folder,) = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    model.close()
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")
    assert list(model.complete(Prompt("", "Hello", max_tokens=2))), "it can be started again"
    model.close()


@pytest.mark.model
def test_closing_at_once_does_not_hang(path: Path):
    for _ in range(5):
        model = LlamaModel(path, "short-lived", threads=1, context=256)
        model.start()
        model.close()


@pytest.mark.model
def test_a_damaged_file_is_a_model_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    (tmp_path / "damaged.gguf").write_bytes(b"GGUF" + b"\x07" * 500)
    model = LlamaModel(tmp_path / "damaged.gguf", "damaged")
    for _ in range(2):
        with pytest.raises(ModelError, match=r"The model damaged cannot be loaded from .*damaged\.gguf"):
            list(model.complete(COUNT))
    assert capfd.readouterr() == ("", "")


def test_another_kind_of_file_is_refused_before_anything_is_loaded(tmp_path: Path):
    (tmp_path / "empty.gguf").write_bytes(b"")
    with pytest.raises(ModelError, match=r"empty\.gguf is not a GGUF file"):
        LlamaModel(tmp_path / "empty.gguf", "empty")
