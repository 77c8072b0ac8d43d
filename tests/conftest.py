"""What tests of several rooms share: archives over the sample corpus, one with fakes and one with the real models."""

from __future__ import annotations

import pytest
from scripted import ROOT, Scripted, over_corpus

from assistant import settings
from assistant.archive.assistant import Assistant


@pytest.fixture
def scripted(tmp_path):
    """An archive of corpus/ with a fake embedder and a model that finds nothing until told what to write."""
    with over_corpus(tmp_path / "index", Scripted()) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def real(tmp_path_factory):
    """An archive of corpus/ with the default model and embedder, fetched into the user's own folder if missing."""
    index = tmp_path_factory.mktemp("gold") / "index"
    chosen = settings.Settings(index=index, corpus=ROOT / "corpus", models=settings.load().settings.models)
    with Assistant.open(settings=chosen) as assistant:
        assistant.ensure_ingested()
        yield assistant
