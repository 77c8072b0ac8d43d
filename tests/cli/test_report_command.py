"""`assistant report` from the command line, over corpus/ with stand-ins for the models: whole outputs, files, codes."""

from __future__ import annotations

import json
import re

import pytest
from scripted import ROOT, Scripted, echo, fearless, over_corpus

from assistant.cli import archive
from assistant.cli.report_file import ReportTarget
from assistant.errors import InputError
from assistant.rendering.report.document_forms import DocumentForm
from assistant.storage.side_files.sessions import SessionStore

TOPIC = ("Harrowick", "Mill", "fire")
ID = r"\d{4}-\d\d-\d\d-[0-9a-f]{6}"


@pytest.fixture
def index(tmp_path, monkeypatch, fake):
    """An archive in a folder, opened by every command as the real one is."""
    folder = tmp_path / "index"
    over_corpus(folder, Scripted(echo)).close()
    monkeypatch.setattr(archive, "open_archive", lambda _: fearless(folder, Scripted(echo)))
    return folder


def test_markdown_on_stdout_and_the_work_on_stderr(run, index):
    result = run("report", *TOPIC)
    assert result.exit_code == 0
    assert result.stdout.startswith("# Harrowick Mill fire\n\n*Report ")
    made = re.search(ID, result.stdout)[0]
    lines = result.stderr.splitlines()
    assert lines[0] == "looking for evidence"
    assert re.fullmatch(rf"Report {made}: \d+ questions\.", lines[1])
    assert re.fullmatch(r"asking \(\d+ questions; What happened with the Harrowick Mill fire\?\)", lines[2])
    assert re.fullmatch(rf"Report {made}: \d+ footnotes from 2 articles\.", lines[-1])


def test_quiet_says_nothing_beside_the_report(run, index):
    assert run("report", *TOPIC, "-q").stderr == ""


def test_the_form_follows_the_name_of_the_file(run, index, tmp_path):
    out = tmp_path / "fire.json"
    result = run("report", *TOPIC, "--out", str(out), "--title", "a fire", "-q")
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(out.read_text(encoding="utf-8"))["title"] == "A fire"
    assert [path.name for path in tmp_path.glob("*fire*")] == ["fire.json"], "nothing half written is left"


def test_a_file_of_questions(run, index, tmp_path):
    path = tmp_path / "town.md"
    path.write_text("# The town\n## Library\nWhen will Larkmoor Library open on Sundays?\n", encoding="utf-8")
    result = run("report", "--questions", str(path), "--format", "markdown", "-q")
    assert result.stdout.startswith("# The town\n")
    assert "\n## Library\n" in result.stdout


def test_a_topic_that_the_archive_does_not_know_exits_with_3(run, index):
    result = run("report", "emu", "farming", "in", "Iceland")
    assert result.exit_code == 3
    assert "## What the archive does not say\n" in result.stdout
    assert result.stderr.endswith("the archive says nothing on it.\n")


def test_a_report_that_was_stopped_is_taken_up_by_id_or_as_the_last(run, index, monkeypatch, tmp_path):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("assistant.reports.lifecycle.research.ask_open_questions", stopped)
        result = run("report", *TOPIC)
    assert result.exit_code == 130
    made = re.search(rf"Go on with it: assistant report --resume ({ID})\n", result.stderr)[1]
    out = tmp_path / "fire.md"
    assert run("report", "--resume", "last", "--out", str(out), "-q").exit_code == 0
    assert f"*Report {made}," in out.read_text(encoding="utf-8")
    again = run("report", "--resume", made[:-2], "--out", str(out))
    assert again.exit_code == 0
    assert f"Check it: assistant verify {out}" in again.stderr.replace("'", "")


def test_refresh_keeps_what_was_there_and_shows_what_changed(run, index, tmp_path):
    out = tmp_path / "fire.md"
    run("report", *TOPIC, "--out", str(out), "-q")
    mine = out.read_text(encoding="utf-8") + "\n*A remark of mine.*\n"
    out.write_text(mine, encoding="utf-8")
    same = run("report", "--refresh", str(out), "-q")
    assert (same.exit_code, same.stdout, same.stderr) == (0, "Nothing changed.\n", "")
    assert out.read_text(encoding="utf-8") == mine

    article = (ROOT / "corpus" / "larkmoor-mill-fire-later.md").read_text(encoding="utf-8")
    changed = tmp_path / "larkmoor-mill-fire-later.md"
    changed.write_text(article.replace("Five people have", "Six people have"), encoding="utf-8")
    with fearless(index, Scripted(echo)) as assistant:
        assistant.ingest([changed])
    told = run("report", "--refresh", str(out))
    assert told.exit_code == 0
    assert "  [-Five-] {+Six+} people have now been treated for smoke" in told.stdout
    assert re.search(r"Sources in a new version \(1\):\n  harrowick-\S+@1 -> harrowick-\S+@2 ", told.stdout)
    assert "Three people" not in told.stdout, "only what changed"
    assert "What was there is kept as fire.md~." in told.stderr
    assert (tmp_path / "fire.md~").read_text(encoding="utf-8") == mine
    assert "Six people" in out.read_text(encoding="utf-8")
    with SessionStore(index) as store:
        assert [one.name for one in store.list()] == ["", ""]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "Give a topic or --questions FILE, or --resume ID, or --refresh FILE."),
        (("fire", "--resume", "last"), "Give a topic or --questions FILE"),
        (("--resume", "last", "--after", "2026"), "--after cannot be changed in a report that is begun."),
        (("--refresh", "x.md", "--as-of", "2026-01-01"), "--as-of cannot be changed"),
        (("--resume", "last"), "There is no report to go on with."),
        (("--resume", "2020"), "There is no session '2020'."),
        (("fire", "--out", "fire.odt"), "cannot be written as 'fire.odt'"),
        (("fire", "--out", "none/fire.md"), "There is no folder"),
        (("fire", "--after", "soon"), "--after 'soon' is not a date."),
        (("fire", "--publisher", "Nobody"), "The archive has nothing published by 'Nobody'."),
        (("--refresh", "none.md"), "none.md cannot be read"),
        (("--questions", "none.md"), "none.md cannot be read"),
        (("?!",), "The question is empty."),
    ],
)
def test_what_cannot_be_used_is_said_at_once(run, index, words, message):
    result = run("report", *words)
    assert (result.exit_code, result.stdout) == (4, "")
    assert message in result.stderr
    assert "\nhint: " in result.stderr


def test_no_other_file_is_overwritten(run, index, tmp_path):
    out = tmp_path / "notes.md"
    out.write_text("Mine.", encoding="utf-8")
    result = run("report", *TOPIC, "--out", str(out))
    assert result.exit_code == 4
    assert "is there already" in result.stderr
    assert out.read_text(encoding="utf-8") == "Mine."
    with SessionStore(index) as store:
        assert store.list() == [], "said before any work"


def test_a_copy_never_takes_the_place_of_another(run, index, tmp_path):
    out = tmp_path / "fire.md"
    run("report", *TOPIC, "--out", str(out), "-q")
    whole = out.read_text(encoding="utf-8")
    for number in range(3):
        out.write_text(f"{whole}\n{number}\n", encoding="utf-8")
        assert run("report", "--resume", "last", "--out", str(out), "-q").exit_code == 0
    kept = [(tmp_path / name).read_text(encoding="utf-8")[-2] for name in ("fire.md~", "fire.md~1", "fire.md~2")]
    assert kept == ["0", "1", "2"]
    assert out.read_text(encoding="utf-8") == whole


def test_a_terminal_is_not_shown_a_word_document(monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    with pytest.raises(InputError, match="cannot show docx"):
        ReportTarget.of(None, DocumentForm.DOCX)
