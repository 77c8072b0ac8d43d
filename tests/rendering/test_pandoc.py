"""Pandoc's one door: text and bytes in and out, no file of the machine's, and errors that say what to do."""

from __future__ import annotations

import subprocess

import pytest

from assistant import pandoc
from assistant.errors import AssistantError


def test_text_becomes_text_in_utf_8():
    assert pandoc.convert("Ünïcode *中文* العربية\n", "markdown", "html") == "<p>Ünïcode <em>中文</em> العربية</p>\n"


def test_a_binary_format_goes_out_and_comes_back():
    document = pandoc.convert_to_bytes("# Head\n\nBody.[^1]\n\n[^1]: Note.\n", "markdown", "docx")
    assert document.startswith(b"PK")
    assert pandoc.convert(document, "docx", "markdown") == "# Head\n\nBody.[^1]\n\n[^1]: Note.\n"


def test_a_file_of_the_machine_is_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    html = pandoc.convert(f"![x]({secret})\n", "markdown", "html", "--embed-resources", "--standalone", "-M", "title=x")
    assert "the secret" not in html
    assert "dGhlIHNlY3JldA" not in html, "nor in base64"
    with pytest.raises(AssistantError, match=r"Pandoc could not write html"):
        pandoc.convert(f".. include:: {secret}\n", "rst", "html", "--fail-if-warnings")


def test_a_format_that_does_not_exist_is_told():
    with pytest.raises(AssistantError) as told:
        pandoc.convert("x", "markdown", "nothing")
    assert told.value.message == "Pandoc could not write nothing: Unknown output format nothing"


def test_what_takes_too_long_is_stopped():
    with pytest.raises(AssistantError, match=r"needed more than 1e-05 seconds to write html") as told:
        pandoc.convert("x", "markdown", "html", timeout=0.00001)
    assert told.value.hint == "Try again with fewer articles."


@pytest.mark.parametrize("found", [None, "not-a-program-at-all"])
def test_without_pandoc_the_hint_says_how_to_get_it(monkeypatch, tmp_path, found):
    import pypandoc

    def search():
        if not found:
            raise OSError("No pandoc was found")
        return found

    monkeypatch.setattr(pypandoc, "__file__", str(tmp_path / "pypandoc" / "__init__.py"))
    monkeypatch.setattr(pypandoc, "get_pandoc_path", search)
    pandoc.program.cache_clear()
    try:
        with pytest.raises(AssistantError) as told:
            pandoc.convert("x", "markdown", "html")
    finally:
        pandoc.program.cache_clear()
    assert told.value.hint == "Install it: pip install --force-reinstall pypandoc_binary"


def test_the_pandoc_that_came_with_us_is_new_enough():
    version = subprocess.run([pandoc.program(), "--version"], capture_output=True, text=True, check=True).stdout
    assert tuple(map(int, version.split()[1].split(".")[:2])) >= (3, 9)
