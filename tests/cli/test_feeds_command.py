"""`assistant feeds` and `ingest URL` as a user sees them: whole outputs, JSON, exit codes."""

from __future__ import annotations

import json

import pytest
from courier import corrected, publish, stories
from scripted import BagOfWords
from site_on_loopback import Site
from typer.testing import CliRunner

from assistant.archive.assistant import Assistant
from assistant.cli import app, archive


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setenv("ASSISTANT_PRIVATE_ADDRESSES", "127.0.0.1")
    monkeypatch.setenv("ASSISTANT_FETCH_DELAY", "0")
    with Site() as site:
        publish(site, stories()[:3])
        yield site


@pytest.fixture
def run(monkeypatch):
    def open_archive(settings):
        return Assistant.open(settings=settings, embedder=BagOfWords())

    def run(*words):
        result = CliRunner().invoke(app, list(words))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    monkeypatch.setattr(archive, "open_archive", open_archive)
    return run


def ids(run):
    return {one["title"]: one["article_id"] for one in json.loads(run("sources", "list", "--json").stdout)["sources"]}


def test_what_the_user_sees_when_a_story_is_corrected(run, site):
    added = run("feeds", "add", f"{site.url}/", "--name", "courier")
    assert added.stdout == f"Following courier: The Larkmoor Courier, Atom at {site.url}/feed.xml.\n"
    assert added.stderr == "Fetch its pages with: assistant feeds refresh courier\n"

    first = run("feeds", "refresh", "-q")
    articles = ids(run)
    bridge, ferry, meals = (articles[one.title] for one in stories()[:3])
    lines = [line.split() for line in first.stdout.splitlines()]
    assert lines[0] == ["courier:", "3", "new."]
    assert [line[:2] for line in lines[3:]] == [["new", f"{key}@1"] for key in (meals, ferry, bridge)]
    assert (first.exit_code, first.stderr) == (0, "")

    again = run("feeds", "refresh")
    assert (again.exit_code, again.stdout) == (0, "courier: 3 unchanged.\n")

    told = stories()[:3]
    publish(site, [told[0], corrected(told[1]), told[2]])
    del site.routes[told[2].path]
    second = run("feeds", "refresh", "--json")
    (feed,) = json.loads(second.stdout)["feeds"]
    pages = feed.pop("pages")
    assert feed == {
        "url": f"{site.url}/feed.xml",
        "name": "courier", "problem": "", "listed": 3, "taken": 3, "new": 0, "updated": 1, "unchanged": 2, "failed": 0,
    }  # fmt: skip
    assert pages == [{
        "outcome": "updated", "url": f"{site.url}{told[1].path}", "article_id": ferry, "version": 2,
        "title": told[1].title, "reason": "",
    }]  # fmt: skip


def test_what_fails_is_told_and_the_exit_code_says_so(run, site):
    run("feeds", "add", f"{site.url}/feed.xml")
    gone = stories()[2].path
    del site.routes[gone]
    done = run("feeds", "refresh", "-q")
    assert done.exit_code == 7
    assert done.stdout.splitlines()[0] == "127.0.0.1: 2 new, 1 failed."
    assert f"failed  {site.url}{gone}" in done.stdout
    assert "answered 404, not found" in done.stdout
    site.routes["/feed.xml"] = b"Closed."
    broken = run("feeds", "refresh", "-q")
    assert broken.exit_code == 7
    assert broken.stdout.splitlines()[:2] == [
        "127.0.0.1: 2 unchanged, 1 failed.",
        "127.0.0.1 itself: there is no feed at this address any more.",
    ]


def test_list_and_remove(run, site):
    assert run("feeds", "list").stdout == "No feeds.\n"
    run("feeds", "add", f"{site.url}/feed.xml", "--name", "courier")
    listed = json.loads(run("feeds", "list", "--json").stdout)["feeds"]
    assert [(one["name"], one["kind"], one["pages"], one["checked"]) for one in listed] == [("courier", "Atom", 0, "")]
    assert run("feeds", "list").stdout.splitlines()[1].split()[:5] == ["courier", "Atom", "0", "0", "never"]
    removed = run("feeds", "remove", "courier")
    assert removed.stdout == f"No longer following courier: The Larkmoor Courier, Atom at {site.url}/feed.xml.\n"
    missing = run("feeds", "remove", "courier")
    assert (missing.exit_code, missing.stdout) == (4, "")
    assert missing.stderr == "error: There is no feed 'courier'.\nhint: See them all: assistant feeds list\n"
    none = run("feeds", "refresh")
    assert (none.exit_code, none.stderr) == (
        4,
        "error: No feeds are followed.\nhint: Follow one: assistant feeds add URL\n",
    )


def test_ingest_takes_addresses(run, site):
    told = stories()
    done = run("ingest", "-q", f"{site.url}{told[0].path}", f"{site.url}/missing")
    assert done.exit_code == 7
    assert done.stdout.startswith("Articles: 1 added; 1 passage indexed in ")
    assert "answered 404, not found" in done.stdout
    feed = run("ingest", "-q", f"{site.url}/feed.xml")
    assert feed.exit_code == 0
    assert feed.stdout.startswith("Articles: 2 added, 1 updated; ")  # the feed knows who wrote it
    again = run("ingest", "-q", f"{site.url}{told[0].path}")
    assert (again.exit_code, again.stdout) == (0, "Nothing to do: 1 article unchanged.\n")


def test_private_addresses_are_closed_by_default(run, site, monkeypatch):
    monkeypatch.delenv("ASSISTANT_PRIVATE_ADDRESSES")
    done = run("feeds", "add", f"{site.url}/feed.xml")
    assert (done.exit_code, done.stdout) == (4, "")
    assert done.stderr == (
        f"error: {site.url}/feed.xml cannot be fetched: 127.0.0.1 is at 127.0.0.1, which is not a public address.\n"
        "hint: Check the address, or try again later.\n"
    )
    assert site.asked == []
