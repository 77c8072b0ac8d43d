"""`assistant sessions show` and `export` mark stories as they stand today; notices reach standard error, once."""

from __future__ import annotations

import json
from contextlib import closing

import pytest
from cli_fake import ANSWER, FakeArchive

from assistant.cli import output
from assistant.schema.articles import Standing
from assistant.schema.events import Notice, Progress
from assistant.schema.sessions import SessionKind
from assistant.settings import load
from assistant.storage.side_files.sessions import SessionStore


@pytest.fixture
def fire(home):
    with closing(SessionStore(load().settings.index)) as store:
        session = store.create(SessionKind.CHAT, "fire")
        store.add(session.id, ANSWER)
        return session


def test_a_kept_chat_is_shown_and_exported_with_todays_standings(run, fake, fire):
    assert "RETRACTED" not in run("sessions", "show", "fire").stdout
    fake.standing, fake.note = Standing.RETRACTED, "There is no bridge."
    assert "    RETRACTED: There is no bridge.\n    > Mayor Ada Brook" in run("sessions", "show", "fire").stdout
    shown = json.loads(run("sessions", "show", "fire", "--json").stdout)
    (cited,) = shown["turns"][0]["answer"]["citations"]
    assert (cited["standing"], cited["note"]) == ("RETRACTED", "There is no bridge.")
    assert ", RETRACTED: There is no bridge." in run("sessions", "export", "fire").stdout


def test_where_there_is_no_archive_a_chat_is_shown_as_it_was_kept(fire):
    from typer.testing import CliRunner

    from assistant.cli import app

    result = CliRunner().invoke(app, ["sessions", "show", "fire"])
    assert result.exit_code == 0
    assert "Mayor Ada Brook" in result.stdout
    assert result.stderr.startswith(
        "note: corrections and retractions are as of the day of asking: There is no archive"
    )


class Noticing(FakeArchive):
    def ask(self, *args, listener, **options):
        listener(Notice("The server is \x1b[31mdown. It is searched here instead."))
        return super().ask(*args, listener=listener, **options)


def test_a_notice_is_a_line_on_standard_error(run, monkeypatch):
    monkeypatch.setattr("assistant.cli.archive.open_archive", lambda settings: Noticing())
    result = run("ask", "What will it cost?")
    assert result.stderr.startswith("note: The server is [31mdown. It is searched here instead.\n")
    assert "note:" not in result.stdout
    assert run("ask", "What will it cost?", "--quiet").stderr == ""


def test_work_that_nobody_watches_tells_notices_only(capsys):
    output.notice(Progress("ingesting", 1, 2, "articles"))
    output.notice(Notice("It is brought up to date."))
    assert capsys.readouterr().err == "note: It is brought up to date.\n"
