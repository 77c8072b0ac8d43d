"""A small model with three parts, a hub that serves it on loopback, and wheels that hold it."""

from __future__ import annotations

import base64
import hashlib
import random
import threading
import zipfile
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant import settings
from assistant.models import registry
from assistant.models.registry import FileSpec, ModelSpec
from assistant.models.store import ModelStore

PART = 400_000


def file_spec(path: str, data: bytes) -> FileSpec:
    return FileSpec(path, len(data), hashlib.sha256(data).hexdigest())


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


class FakeHub:
    """Serves ``files`` by path, with ranges. ``cuts``: after how many bytes each next transfer breaks off."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.cuts: list[int] = []
        self.ranges = True
        self.requests: list[tuple[str, str, str]] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                self.answer(body=False)

            def do_GET(self) -> None:
                self.answer(body=True)

            def answer(self, body: bool) -> None:
                wanted = self.headers.get("Range", "")
                hub.requests.append((self.command, self.path, wanted))
                if self.path not in hub.files:
                    return self.send_error(404)
                data, start = hub.files[self.path], 0
                if wanted and hub.ranges:
                    start = int(wanted.removeprefix("bytes=").removesuffix("-"))
                    self.send_response(206)
                    self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
                else:
                    self.send_response(200)
                self.send_header("Content-Length", str(len(data) - start))
                self.end_headers()
                if body:
                    self.wfile.write(data[start:][: hub.cuts.pop(0) if hub.cuts else None])
                return None

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def gets(self) -> list[str]:
        """The Range headers of all GET requests."""
        return [wanted for method, _, wanted in self.requests if method == "GET"]


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


def build_wheel(folder: Path, name: str, members: Mapping[str, bytes], version: str = "1.0") -> Path:
    """A valid wheel, as pip demands: with its metadata and a record of its members."""
    info = f"{name}-{version}.dist-info"
    everything = dict(members) | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in everything.items())
    everything[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in everything.items():
            archive.writestr(path, data)
    return wheel


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


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
