"""Archives of corpus/ that answer, with stand-ins for the models."""

from __future__ import annotations

import pytest
from scripted import Scripted, echo, over_corpus

from assistant.storage.side_files.sessions import SessionStore


@pytest.fixture
def archive(tmp_path):
    """An archive whose model gives back the sentence of the evidence that is nearest to the question."""
    with over_corpus(tmp_path / "index", Scripted(echo)) as assistant:
        yield assistant


@pytest.fixture
def store(tmp_path):
    with SessionStore(tmp_path / "index") as sessions:
        yield sessions
