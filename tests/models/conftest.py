"""A small model with three parts, a hub that serves it on loopback, and wheels that hold it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from model_hub import PART, FakeHub, build_wheel, file_spec

from assistant import settings
from assistant.models import registry
from assistant.models.registry import ModelSpec
from assistant.models.store import ModelStore


@pytest.fixture
def data() -> bytes:
    return random.Random(7).randbytes(2 * PART + 200_000)


@pytest.fixture
def toy(data: bytes, monkeypatch: pytest.MonkeyPatch) -> ModelSpec:
    """A registered model of one file, cut into three wheels."""
    file = file_spec("toy.gguf", data)
    parts = registry.split_parts(file, 3, PART, "toy-part{n}==1.0", "toy_part{n}/data/part{n:02}.bin")
    spec = ModelSpec("toy", "language", "CC0-1.0", (file,), "someone/toy", "main", parts)
    monkeypatch.setitem(registry.REGISTRY, "toy", spec)
    return spec


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    fake = FakeHub()
    fake.thread.start()
    monkeypatch.setenv("HF_ENDPOINT", fake.url)
    yield fake
    fake.server.shutdown()
    fake.server.server_close()
    fake.thread.join()


@pytest.fixture
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Port 9 (discard) is closed: refused at once."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is all of the package index that pip can see."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for variable in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def toy_wheels(wheels: Path, toy: ModelSpec, data: bytes) -> list[Path]:
    """The three wheels that hold the toy model."""
    return [
        build_wheel(wheels, f"toy_part{n}", {part.member: data[part.start : part.end]})
        for n, part in enumerate(toy.parts, start=1)
    ]


@pytest.fixture(scope="session")
def store() -> ModelStore:
    """The user's own store, with the smallest real model in it."""
    real = ModelStore(settings.load().settings.models)
    real.ensure("smollm2-135m")
    return real
