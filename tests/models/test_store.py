"""The store with a hub on loopback: what is under its final name is always right."""

import os
import threading
from pathlib import Path

import pytest
from model_hub import FakeHub

from assistant.errors import InputError, ModelError
from assistant.models import registry
from assistant.models.checksums import STAMPS
from assistant.models.registry import FileSpec, ModelSpec
from assistant.models.store import ModelStore
from assistant.schema.events import Event, Progress

URL = "/someone/toy/resolve/main/toy.gguf"


@pytest.fixture
def hub_store(tmp_path: Path, toy: ModelSpec, hub: FakeHub, data: bytes) -> ModelStore:
    """A store that reaches a hub that has the model."""
    hub.files[URL] = data
    return ModelStore(tmp_path / "models", ("hub",))


def copy_in(store: ModelStore, data: bytes) -> Path:
    path = store.folder / "toy" / "toy.gguf"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    return path


def leftovers(store: ModelStore) -> list[Path]:
    return [path for path in (store.folder / ".partial").rglob("*") if path.suffix != ".lock"]


def test_a_missing_model_is_fetched_once(hub_store: ModelStore, hub: FakeHub, data: bytes):
    events: list[Event] = []
    assert hub_store.find("toy") is None
    path = hub_store.ensure("toy", events.append)
    assert path == hub_store.folder / "toy" / "toy.gguf"
    assert path.read_bytes() == data
    assert leftovers(hub_store) == []
    assert hub_store.ensure("toy") == hub_store.find("toy") == path
    assert hub.gets == [""]
    done = [event.done for event in events]
    assert done == sorted(done)
    assert events[-1] == Progress("Fetching toy", len(data), len(data), "bytes", "model hub, licence CC0-1.0")


def test_a_cut_connection_is_continued(hub_store: ModelStore, hub: FakeHub, data: bytes):
    hub.cuts = [300_000, 250_000]
    assert hub_store.ensure("toy").read_bytes() == data
    assert hub.gets == ["", "bytes=300000-", "bytes=550000-"]


def test_a_hub_without_ranges_is_read_from_the_start(hub_store: ModelStore, hub: FakeHub, data: bytes):
    hub.cuts, hub.ranges = [300_000], False
    assert hub_store.ensure("toy").read_bytes() == data
    assert hub.gets == ["", "bytes=300000-"]


def test_a_fetch_that_failed_goes_on_in_the_next_run(hub_store: ModelStore, hub: FakeHub, data: bytes):
    hub.cuts = [300_000, 0]
    with pytest.raises(ModelError, match=r"ended early, at 300,000 of 1,000,000 bytes"):
        hub_store.ensure("toy")
    assert not (hub_store.folder / "toy" / "toy.gguf").exists()
    assert ModelStore(hub_store.folder, ("hub",)).ensure("toy").read_bytes() == data
    assert hub.gets[-1] == "bytes=300000-"


def test_an_interrupted_fetch_goes_on_in_the_next_run(hub_store: ModelStore, hub: FakeHub, data: bytes):
    def interrupt(event: Event) -> None:
        if isinstance(event, Progress) and event.done >= 200_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hub_store.ensure("toy", interrupt)
    kept = (hub_store.folder / ".partial" / "toy" / "files" / "toy.gguf").stat().st_size
    assert 200_000 <= kept < len(data)
    assert hub_store.ensure("toy").read_bytes() == data
    assert hub.gets[-1] == f"bytes={kept}-"


@pytest.mark.parametrize(
    ("served", "reason"),
    [
        (lambda data: data[:-1] + b"?", "has a wrong SHA-256 there"),
        (lambda data: data + b"?", "is longer there than the 1,000,000 bytes expected"),
        (lambda data: data[:-1], "ended early, at 999,999 of 1,000,000 bytes"),
    ],
    ids=["changed", "longer", "shorter"],
)
def test_wrong_bytes_never_get_the_final_name(hub_store: ModelStore, hub: FakeHub, data: bytes, served, reason: str):
    hub.files[URL] = served(data)
    with pytest.raises(ModelError) as caught:
        hub_store.ensure("toy")
    assert reason in caught.value.message
    assert not (hub_store.folder / "toy" / "toy.gguf").exists()
    hub.files[URL] = data
    if reason.startswith("ended"):
        return
    assert hub_store.ensure("toy").read_bytes() == data


def test_a_partial_file_that_is_wrong_is_not_believed(hub_store: ModelStore, hub: FakeHub, data: bytes):
    partial = hub_store.folder / ".partial" / "toy" / "files" / "toy.gguf"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(b"?" * len(data))
    assert hub_store.ensure("toy").read_bytes() == data
    assert hub.gets == [""]


def test_when_all_fails_the_error_says_what_to_put_where(tmp_path: Path, toy: ModelSpec, hub: FakeHub):
    store = ModelStore(tmp_path / "models", ("hub",))
    with pytest.raises(ModelError) as caught:
        store.ensure("toy")
    assert caught.value.message == (f"toy could not be fetched.\n  model hub: {hub.url}{URL} answered 404 Not Found")
    assert caught.value.hint.splitlines()[1:] == [
        f"  {tmp_path}/models/toy/toy.gguf (1,000,000 bytes, SHA-256 {toy.files[0].sha256})"
    ]


@pytest.mark.usefixtures("toy", "no_hub")
def test_an_unreachable_hub_is_a_reason_too(tmp_path: Path):
    with pytest.raises(ModelError, match=r"model hub: http://127.0.0.1:9: .*[Rr]efused"):
        ModelStore(tmp_path, ("hub",)).ensure("toy")


@pytest.mark.usefixtures("toy")
def test_without_sources_a_file_copied_in_is_enough(tmp_path: Path, data: bytes):
    store = ModelStore(tmp_path, ())
    with pytest.raises(ModelError, match="no source is configured"):
        store.ensure("toy")
    path = copy_in(store, data)
    assert store.ensure("toy") == path


@pytest.mark.usefixtures("toy")
def test_a_file_is_hashed_once_and_again_when_it_changed(tmp_path: Path, data: bytes):
    store = ModelStore(tmp_path, ())
    path = copy_in(store, data)
    assert store.find("toy") == path
    before = path.stat()
    path.write_bytes(b"?" * len(data))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert store.find("toy") == path, "same size and time: the stamp is believed"
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    with pytest.raises(ModelError, match="SHA-256"):
        store.find("toy")


def test_a_wrong_file_is_named_and_kept(hub_store: ModelStore, toy: ModelSpec, hub: FakeHub, data: bytes):
    path = copy_in(hub_store, data[:-1] + b"?")
    with pytest.raises(ModelError) as caught:
        hub_store.ensure("toy")
    assert str(path) in caught.value.message
    assert toy.files[0].sha256 in caught.value.message
    assert path.exists()
    path.write_bytes(data[:10])
    with pytest.raises(ModelError, match="has 10 bytes, and 1,000,000 are right"):
        hub_store.ensure("toy")
    assert path.read_bytes() == data[:10]
    assert hub.requests == []


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize("stamps", ["", "[1, 2]", '{"toy.gguf": 5}', "\x00"])
def test_damaged_stamps_only_cost_time(tmp_path: Path, data: bytes, stamps: str):
    store = ModelStore(tmp_path, ())
    path = copy_in(store, data)
    (path.parent / STAMPS).write_text(stamps)
    assert store.find("toy") == path


def test_models_are_listed_and_removed(hub_store: ModelStore, toy: ModelSpec):
    assert hub_store.installed() == ()
    assert hub_store.remove("toy") == 0
    hub_store.ensure("toy")
    assert hub_store.installed() == (toy,)
    assert hub_store.remove("toy") >= toy.bytes
    assert hub_store.installed() == ()
    assert hub_store.find("toy") is None


def test_a_second_process_waits_and_does_not_fetch(hub_store: ModelStore, hub: FakeHub):
    fetching, waiting = threading.Event(), threading.Event()
    seen: list[str] = []

    def first(_: Event) -> None:
        fetching.set()
        assert waiting.wait(30)

    def second(event: Event) -> None:
        assert isinstance(event, Progress)
        seen.append(event.detail)
        waiting.set()

    thread = threading.Thread(target=hub_store.ensure, args=("toy", first))
    thread.start()
    assert fetching.wait(30)
    with pytest.raises(ModelError, match="being fetched by another process"):
        hub_store.remove("toy")
    path = ModelStore(hub_store.folder, ("hub",)).ensure("toy", second)
    thread.join()
    assert path.exists()
    assert seen == ["another process is fetching it; waiting"]
    assert hub.gets == [""]


def test_a_disk_too_small_is_noticed_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hub: FakeHub
):
    huge = FileSpec("huge.gguf", 10**18, "0" * 64)
    monkeypatch.setitem(
        registry.REGISTRY, "huge", ModelSpec("huge", "language", "CC0-1.0", (huge,), "someone/huge", "main", ())
    )
    with pytest.raises(ModelError, match=r"bytes free, and 1,000,000,000,000,000,000 are needed"):
        ModelStore(tmp_path, ("hub",)).ensure("huge")
    assert hub.requests == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_disk_that_fills_up_is_explained(hub_store: ModelStore):
    partial = hub_store.folder / ".partial" / "toy" / "files" / "toy.gguf"
    partial.parent.mkdir(parents=True)
    partial.symlink_to("/dev/full")
    with pytest.raises(ModelError, match=r"is full: 1,000,000 bytes were needed") as caught:
        hub_store.ensure("toy")
    assert "ASSISTANT_MODELS" in caught.value.hint


@pytest.mark.usefixtures("toy")
def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path):
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="models"):
        ModelStore(tmp_path / "models").ensure("toy")


def test_an_unknown_source_is_an_input_error(tmp_path: Path):
    with pytest.raises(InputError, match="Unknown source of models 'torrent'"):
        ModelStore(tmp_path, ("torrent",))
