"""One archive over the sample corpus for all tests that do not write to it."""

from __future__ import annotations

import pytest
from corpus_report import report_of
from scripted import Scripted, over_corpus


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    with over_corpus(tmp_path_factory.mktemp("verifying") / "index", Scripted()) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def report(archive):
    return report_of(archive)
