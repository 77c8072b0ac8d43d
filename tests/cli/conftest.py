"""What every test of the command line needs: a settings folder of its own, a stand-in archive, and a runner."""

from __future__ import annotations

import pytest
from cli_fake import FakeArchive
from typer.testing import CliRunner

from assistant.cli import app, archive


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """No test reads or writes the settings and folders of whoever runs it."""
    for name in ("MODEL", "EMBEDDER", "INDEX", "CORPUS", "MODELS", "K", "THRESHOLD", "THREADS", "SOURCES", "DEBUG"):
        monkeypatch.delenv(f"ASSISTANT_{name}", raising=False)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_CONFIG", str(tmp_path / "config.toml"))
    return tmp_path


@pytest.fixture
def fake(monkeypatch):
    fake = FakeArchive()

    def open_archive(settings):
        fake.settings = settings
        return fake

    monkeypatch.setattr(archive, "open_archive", open_archive)
    return fake


@pytest.fixture
def run(fake):
    """Run a command line; the result has stdout, stderr and exit_code."""

    def run(*words, **extra):
        result = CliRunner().invoke(app, list(words), **extra)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run
