"""`assistant sources history` over a real archive: whole outputs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.schema.articles import Article, Passage, Standing
from assistant.storage.journal import writing
from assistant.storage.tables import ArticleEntry

FIRST = Article(
    "bridge", "Bridge closes", "The bridge closes on Monday.\nRepairs cost 4 million crowns.", "Lennford Courier",
    ("Tom Reed",), "2026-01-28T09:30:00+00:00", url="https://courier.example/bridge",
)  # fmt: skip
SECOND = replace(
    FIRST, title="Bridge closes on Tuesday", text=FIRST.text.replace("Monday", "Tuesday"),
    updated="2026-01-29T08:00:00+00:00", standing=Standing.CORRECTED, note="The day was \x1b[31mwrong.",
)  # fmt: skip
THIRD = replace(SECOND, updated="2026-01-30", standing=Standing.GOOD, note="", authors=("Tom Reed", "Ada Fenn"))
LATE = replace(FIRST, text="The bridge may close.", updated="2026-01-27")
ONE = Article("ferry", "", "A ferry runs.")


@pytest.fixture(autouse=True)
def index(home):
    folder = home / "home" / "index"
    with writing(folder) as journal:
        for one in (FIRST, SECOND, THIRD, LATE, ONE):
            passage = Passage(one.id, 1, 0, 0, len(one.text), one.text)
            journal.commit([ArticleEntry(one, f"{one.id}.txt", [passage], [bytes(8)])])
    return folder


def run(*words):
    return CliRunner().invoke(app, ["sources", "history", *words])


def test_every_version_with_what_changed_the_current_one_last():
    result = run("bridge")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "bridge@1, 28 January 2026\n"
        "    Bridge closes\n"
        "\n"
        "bridge@2, 29 January 2026\n"
        "    CORRECTED: The day was [31mwrong.\n"
        "    title: [-Bridge closes-] {+Bridge closes on Tuesday+}\n"
        "    updated: {+2026-01-29T08:00:00+00:00+}\n"
        "    … The bridge closes on [-Monday.-] {+Tuesday.+} Repairs cost 4 million crowns. …\n"
        "\n"
        "bridge@4, 27 January 2026\n"
        "    title: [-Bridge closes on Tuesday-] {+Bridge closes+}\n"
        "    updated: [-2026-01-29T08:00:00+00:00-] {+2026-01-27+}\n"
        "    … The bridge [-closes on Tuesday. Repairs cost 4 million crowns.-] {+may close.+}  …\n"
        "\n"
        "bridge@3, 30 January 2026, current\n"
        "    title: [-Bridge closes-] {+Bridge closes on Tuesday+}\n"
        "    authors: [-Tom Reed-] {+Tom Reed, Ada Fenn+}\n"
        "    updated: [-2026-01-27-] {+2026-01-30+}\n"
        "    … The bridge [-may close.-] {+closes on Tuesday. Repairs cost 4 million crowns.+}  …\n"
    )


def test_json():
    document = json.loads(run("bridge", "--json").stdout)
    assert (document["schema_version"], document["article_id"]) == (1, "bridge")
    assert [one["version"] for one in document["versions"]] == [1, 2, 4, 3]
    assert document["versions"][0] == {
        "version": 1,
        "title": "Bridge closes",
        "published": "2026-01-28T09:30:00+00:00",
        "updated": "",
        "standing": "",
        "note": "",
        "facts": [],
        "changes": [],
    }
    assert document["versions"][1] == {
        "version": 2,
        "title": "Bridge closes on Tuesday",
        "published": "2026-01-28T09:30:00+00:00",
        "updated": "2026-01-29T08:00:00+00:00",
        "standing": "CORRECTED",
        "note": "The day was \x1b[31mwrong.",
        "facts": [
            {"name": "title", "removed": "Bridge closes", "added": "Bridge closes on Tuesday"},
            {"name": "updated", "removed": "", "added": "2026-01-29T08:00:00+00:00"},
        ],
        "changes": [
            {
                "before": "The bridge closes on",
                "removed": "Monday.",
                "added": "Tuesday.",
                "after": "Repairs cost 4 million crowns.",
            }
        ],
    }


def test_one_version_only_and_the_beginning_of_an_id():
    result = run("fer")
    assert (result.exit_code, result.stdout) == (0, "ferry@1, current\n    (untitled)\n")
    assert [one["version"] for one in json.loads(run("ferry", "--json").stdout)["versions"]] == [1]


def test_an_unknown_id_exits_with_4():
    for more in ([], ["--json"]):
        result = run("barge", *more)
        assert (result.exit_code, result.stdout) == (4, "")
        assert result.stderr == "error: There is no article 'barge'.\nhint: `assistant sources list` shows the ids.\n"
