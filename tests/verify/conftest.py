"""One archive over the sample corpus for all tests that do not write to it."""

from __future__ import annotations

import pytest
from corpus_report import report_of
from scripted import ROOT, Scripted, fearless


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    with fearless(tmp_path_factory.mktemp("verifying") / "index", Scripted()) as assistant:
        assistant.ingest([ROOT / "corpus"])
        yield assistant


@pytest.fixture(scope="session")
def report(archive):
    return report_of(archive)
