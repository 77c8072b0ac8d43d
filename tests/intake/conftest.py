"""An archive with a stand-in embedder that may fetch from loopback, without pauses."""

from __future__ import annotations

import pytest
from courier import publish, stories
from scripted import BagOfWords
from site_on_loopback import Site

from assistant.archive.assistant import Assistant
from assistant.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(
        index=tmp_path / "index",
        corpus=tmp_path / "corpus",
        models=tmp_path,
        private_addresses=("127.0.0.0/8",),
        fetch_delay=0,
    )


@pytest.fixture
def archive(settings):
    with Assistant.open(settings=settings, embedder=BagOfWords()) as assistant:
        yield assistant


@pytest.fixture
def site():
    with Site() as site:
        publish(site, stories())
        yield site


@pytest.fixture
def few(site):
    """The site with three stories in its feed, where more would only take longer."""
    publish(site, stories()[:3])
    return site
