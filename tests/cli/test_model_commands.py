"""`assistant models`, over the real registry and a folder of small files."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant.cli import archive
from assistant.errors import ModelError
from assistant.schema.events import Progress

SMALL, EMBEDDER = "qwen2.5-coder-0.5b", "all-minilm-l6-v2"


@dataclass
class FakeStore:
    """The models folder with nothing in it but what a test says."""

    here: dict = field(default_factory=dict)
    removed: list = field(default_factory=list)
    damaged: str = ""

    def find(self, name):
        if name == self.damaged:
            raise ModelError("It is not the right file.", "Fetch it again.")
        return self.here.get(name)

    def ensure(self, name, listener):
        if name == "smollm2-135m":
            raise ModelError("The disk is full.", "Free 98 MB.")
        listener(Progress(f"Fetching {name}", 0, 2_000_000, "bytes", "Apache-2.0, from the hub"))
        self.here[name] = Path("models") / name
        return self.here[name]

    def remove(self, name):
        self.removed.append(name)
        return 5_000_000 if self.here.pop(name, None) else 0


@pytest.fixture
def store(monkeypatch):
    store = FakeStore()
    monkeypatch.setattr(archive, "open_models", lambda settings: store)
    return store


def test_list(run, store):
    store.here[EMBEDDER] = Path("there")
    rows = {row.split()[0]: row for row in run("models", "list").stdout.splitlines()}
    assert rows["Model"].split() == ["Model", "Kind", "Size", "Licence", "State"]
    assert (
        " ".join(rows["qwen2.5-coder-1.5b"].split())
        == "qwen2.5-coder-1.5b language 1.1 GB Apache-2.0 not fetched, in use"
    )
    assert " ".join(rows[EMBEDDER].split()) == f"{EMBEDDER} embedder 91.6 MB Apache-2.0 here, in use"
    assert rows[SMALL].endswith("not fetched")


def test_list_names_a_model_of_the_users_own(run, store, monkeypatch, tmp_path):
    (tmp_path / "mine.gguf").write_bytes(b"GGUF" * 10)
    monkeypatch.setenv("ASSISTANT_MODEL", str(tmp_path / "mine.gguf"))
    last = json.loads(run("models", "list", "--json").stdout)["models"][-1]
    assert (last["bytes"], last["in_use"], last["path"]) == (40, True, str(tmp_path / "mine.gguf"))
    monkeypatch.setenv("ASSISTANT_MODEL", "openai:llama3@http://localhost:1/v1")
    assert "on a server, in use" in run("models", "list").stdout


def test_list_names_an_embedder_of_the_users_own(run, store, monkeypatch, tmp_path):
    monkeypatch.setenv("ASSISTANT_EMBEDDER", "openai:minilm@http://localhost:1/v1")
    row = " ".join(run("models", "list").stdout.splitlines()[-1].split())
    assert row == "openai:minilm@http://localhost:1/v1 embedder 0 B on a server, in use"
    monkeypatch.setenv("ASSISTANT_EMBEDDER", str(tmp_path))
    last = json.loads(run("models", "list", "--json").stdout)["models"][-1]
    assert (last["kind"], last["in_use"], last["path"]) == ("embedder", True, str(tmp_path))


def test_list_goes_on_after_a_damaged_model(run, store):
    store.damaged = SMALL
    rows = {row.split()[0]: row for row in run("models", "list").stdout.splitlines()}
    assert rows[SMALL].endswith("It is not the right file. Fetch it again.")
    assert rows[EMBEDDER].endswith("not fetched, in use")


def test_the_real_store_is_listed_and_pulls_nothing_by_itself(run, home):
    found = json.loads(run("models", "list", "--json").stdout)["models"]
    assert [model["path"] + model["problem"] for model in found] == [""] * len(found)
    assert run("models", "remove", SMALL).stdout == f"{SMALL} was not here.\n"


def test_pull(run, store):
    result = run("models", "pull", SMALL)
    assert result.stdout == f"{SMALL}: 491.4 MB, Apache-2.0, in models/{SMALL}\n"
    assert result.stderr == f"Fetching {SMALL} (2.0 MB; Apache-2.0, from the hub)\n"


def test_pull_without_names_brings_what_the_settings_use(run, store, monkeypatch):
    monkeypatch.setenv("ASSISTANT_MODEL", "openai:x@http://localhost:1/v1")
    assert run("models", "pull", "-q").exit_code == 0
    assert list(store.here) == [EMBEDDER]


def test_pull_of_an_unknown_model_fetches_nothing(run, store):
    result = run("models", "pull", SMALL, "qwen-9000")
    assert (result.exit_code, result.stdout, store.here) == (5, "", {})
    assert result.stderr.startswith("error: Unknown model 'qwen-9000'.\nhint: ")


def test_pull_that_fails(run, store):
    result = run("models", "pull", "smollm2-135m")
    assert (result.exit_code, result.stderr) == (5, "error: The disk is full.\nhint: Free 98 MB.\n")


def test_use_keeps_the_comments_of_the_settings_file(run, store, home):
    file = home / "config.toml"
    file.write_text('# mine\nk = 12  # more\nmodel = "a"\n')
    result = run("models", "use", SMALL)
    assert result.stdout == f"model = {SMALL}, in {file}\n"
    assert file.read_text() == f'# mine\nk = 12  # more\nmodel = "{SMALL}"\n'
    assert [path.name for path in home.iterdir()] == ["config.toml"]


@pytest.mark.parametrize(
    ("model", "setting"), [(EMBEDDER, "embedder"), ("openai:llama3@http://localhost:1/v1", "model")]
)
def test_use_finds_the_setting(run, store, home, model, setting):
    assert run("models", "use", model).exit_code == 0
    assert tomllib.loads((home / "config.toml").read_text()) == {setting: model}


def test_use_of_files_and_folders(run, store, home, monkeypatch):
    monkeypatch.chdir(home)
    (home / "mine.gguf").write_bytes(b"GGUF")
    (home / "encoder").mkdir()
    assert run("models", "use", "mine.gguf").exit_code == run("models", "use", "encoder").exit_code == 0
    assert tomllib.loads((home / "config.toml").read_text()) == {
        "model": str(home / "mine.gguf"),
        "embedder": str(home / "encoder"),
    }


def test_use_says_when_something_else_wins(run, store, monkeypatch):
    monkeypatch.setenv("ASSISTANT_MODEL", "other.gguf")
    result = run("models", "use", SMALL)
    assert result.stderr == "note: environment ASSISTANT_MODEL stands above the file and still wins.\n"


def test_use_of_an_unknown_model_writes_nothing(run, store, home):
    assert run("models", "use", "qwen-9000").exit_code == 5
    assert not (home / "config.toml").exists()


def test_use_with_a_broken_settings_file_leaves_it(run, store, home):
    (home / "config.toml").write_text("model = [")
    result = run("models", "use", SMALL)
    assert (result.exit_code, (home / "config.toml").read_text()) == (4, "model = [")
    assert result.stderr.startswith(f"error: The settings file {home / 'config.toml'} cannot be written: ")


def test_remove(run, store):
    store.here[SMALL] = Path("there")
    assert run("models", "remove", SMALL).stdout == f"{SMALL}: 5.0 MB freed.\n"
    assert run("models", "remove", SMALL).stdout == f"{SMALL} was not here.\n"
    assert store.removed == [SMALL, SMALL]
