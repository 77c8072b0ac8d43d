"""The program as a process: start-up, pipes, faults, and its documents."""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from cli_fake import ANSWER, CITATION, REPORT, FakeArchive

from assistant import cli
from assistant.archive.assistant import Assistant
from assistant.archive.holdings import Holdings
from assistant.schema.archives import Skipped

ROOT = Path(__file__).parents[2]
BARE = """
import typer
app = typer.Typer()
@app.command()
def one(x: int = 1): "One."
@app.command()
def two(x: int = 1): "Two."
app()
"""
OURS = "from assistant.cli import main; main()"
WITH_FAKE = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from dataclasses import replace
import cli_fake
from assistant.cli import archive, main
fake = cli_fake.FakeArchive()
fake.answer = replace(fake.answer, text="word " * 400_000)
archive.open_archive = lambda settings: fake
main()
"""


def python(code, *words, **extra):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    return subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, env=environment, timeout=60, check=False, **extra
    )


def fastest(code):
    def once():
        start = time.perf_counter()
        assert python(code, "--help").returncode == 0
        return time.perf_counter() - start

    return min(once() for _ in range(4))


def test_help_takes_at_most_four_times_a_bare_program():
    assert fastest(OURS) <= 4 * fastest(BARE)


def test_import_brings_nothing_heavy():
    code = "import sys, assistant.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = set(python(code).stdout.decode().split())
    others = {name for name in loaded - sys.stdlib_module_names if not name.startswith(("_", "sitecustomize", "site"))}
    assert others <= {"assistant", "typer", "shellingham", "annotated_doc", "typing_extensions"}


@pytest.mark.parametrize("command", ["ask", "search", "show", "ingest", "status", "sources list", "models use"])
def test_every_help_has_an_example(run, command):
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert f"Example: assistant {command}" in result.stdout


def test_wrong_usage_is_code_2(run):
    assert run("ask").exit_code == 2
    assert run("ask", "q", "-k", "many").exit_code == 2
    assert run("nonsense").exit_code == 2


def test_version(run):
    try:
        expected = version("news-assistant")
    except PackageNotFoundError:
        pytest.skip("the package is not installed, so it has no version to tell")
    assert run("--version").stdout == f"assistant {expected}\n"


def test_shell_completion_knows_the_commands():
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "_ASSISTANT_COMPLETE": "complete_bash"}
    environment |= {"COMP_WORDS": "assistant s", "COMP_CWORD": "1"}
    code = "import sys; sys.argv[0] = 'assistant'; from assistant.cli import main; main()"
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, timeout=60, check=False)
    assert result.stdout.decode().split() == ["search", "show", "status", "sources", "sessions"]


def test_a_reader_that_leaves_early_is_no_error():
    command = [sys.executable, "-c", WITH_FAKE, str(ROOT / "tests" / "helpers"), "ask", "q", "--quiet"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout.readline() == b"4.2 million crowns\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 1


def test_piped_output_is_utf8_without_escapes():
    result = python(WITH_FAKE, str(ROOT / "tests" / "helpers"), "ask", "ціна?", "--format", "markdown", "-q")
    assert "“Mayor Ada Brook" in result.stdout.decode("utf-8")
    assert b"\x1b" not in result.stdout + result.stderr


@pytest.mark.parametrize("words", [["ask", "-"], ["search", "-"]])
def test_standard_input_that_is_no_text(words):
    result = python(WITH_FAKE, str(ROOT / "tests" / "helpers"), *words, input=b"caf\xe9?")
    assert (result.returncode, result.stdout) == (4, b"")
    assert result.stderr.startswith(b"error: The question on standard input is not valid text.\nhint: ")


def test_a_fault_is_one_line_and_how_to_see_more(fake, capsys, monkeypatch):
    fake.error = ZeroDivisionError("oh\x1b[31m no")
    monkeypatch.setattr(sys, "argv", ["assistant", "ask", "q", "-q"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 1
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == (
        "",
        "error: ZeroDivisionError: oh[31m no\n"
        "hint: This is a fault in the program. See where with ASSISTANT_DEBUG=1.\n",
    )
    monkeypatch.setenv("ASSISTANT_DEBUG", "1")
    with pytest.raises(SystemExit):
        cli.main()
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def documented():
    """The fields of each heading of docs/json.md, in order."""
    fields, heading = {}, ""
    for row in (ROOT / "docs" / "json.md").read_text(encoding="utf-8").splitlines():
        if row.startswith("##"):
            heading = row.lstrip("# ")
            fields[heading] = []
        elif match := re.match(r"\| `(\w+)` \|", row):
            fields[heading].append(match[1])
    return {heading: names for heading, names in fields.items() if names}


def test_documents_have_exactly_the_documented_fields_in_order(run, fake):
    fake.answer = ANSWER
    fake.report = type(REPORT)(skipped=(Skipped("a", "b"),))
    printed = {
        f"assistant {command} --json": json.loads(run(*command.split(), *argument, "--json").stdout)
        for command, argument in (
            *(("ask", ["q"]), ("search", ["q"]), ("show", [CITATION.reference]), ("sources list", [])),
            *(("ingest", ["."]), ("status", []), ("models list", []), ("status --settings", [])),
        )
    }
    answer = printed["assistant ask --json"]
    printed["claim"], printed["citation"] = answer["claims"][0], answer["citations"][0]
    printed["coverage"] = answer["coverage"]
    printed["quote"] = printed["assistant show --json"]["quote"]
    printed["source"] = printed["assistant sources list --json"]["sources"][0]
    printed["skipped"] = printed["assistant ingest --json"]["skipped"][0]
    printed["model"] = printed["assistant models list --json"]["models"][0]
    printed["setting"] = printed["assistant status --settings --json"]["settings"][0]
    assert {heading: list(document) for heading, document in printed.items()} == documented()


def parameters(method):
    return [name for name in inspect.signature(method).parameters if name != "self"]


@pytest.mark.parametrize(
    "name",
    [
        *("ask", "search", "ingest", "ensure_ingested", "warm", "use_model"),
        *("holdings.article", "holdings.sources", "holdings.remove", "holdings.repair", "holdings.coverage"),
    ],
)
def test_the_stand_in_takes_what_the_real_archive_takes(name):
    room, _, name = name.rpartition(".")
    real = Holdings if room else Assistant
    assert parameters(getattr(FakeArchive, name)) == parameters(getattr(real, name))
