"""An archive of a module's STORIES, made once, and a copy of it for each test that breaks it."""

from __future__ import annotations

import shutil

import pytest
from stored import build


@pytest.fixture(scope="module")
def built(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    build(folder, *request.module.STORIES)
    return folder


@pytest.fixture
def folder(built, tmp_path):
    """A copy to break; copying keeps the times of files, so the seal still holds."""
    shutil.copytree(built, tmp_path / "archive")
    return tmp_path / "archive"
