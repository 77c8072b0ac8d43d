"""`assistant eval` from the command line, over a small archive with a scripted model: whole outputs and exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest
from scripted import ROOT, BagOfWords, Scripted, echo
from typer.testing import CliRunner

from assistant.archive.assistant import Assistant
from assistant.cli import app, archive

QUESTIONS = [
    {"id": "a", "question": "Who published the data set?", "answer": "Nobody of that name"},
    {"id": "b", "question": "How many drones were launched?", "answer": ["146", "146 drones"], "asked": "2026-02-01"},
    {"id": "c", "question": "Who won the chess cup in Norway?"},
]


@pytest.fixture
def questions(tmp_path, monkeypatch):
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, QUESTIONS)))
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def evaluate(tmp_path, questions, monkeypatch):
    """Run `assistant eval` over corpus/ with the scripted model."""

    def open_archive(settings):
        return Assistant.open(settings=settings, embedder=BagOfWords(), model=Scripted(echo))

    monkeypatch.setattr(archive, "open_archive", open_archive)
    monkeypatch.setenv("ASSISTANT_CORPUS", str(ROOT / "corpus"))
    monkeypatch.setenv("ASSISTANT_THRESHOLD", "0")

    def run(*words):
        result = CliRunner().invoke(app, ["eval", *map(str, words), "--index", str(tmp_path / "index")])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def test_text(evaluate, questions):
    result = evaluate(questions)
    assert result.exit_code == 0
    assert "Asking (3 questions)\n" in result.stderr
    assert result.stderr.endswith("Results: eval-questions-qwen2.5-coder-1.5b.jsonl\n")
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "Figures",
        "                        all    unanswerable",
        "questions               3      1",
    ]
    assert [line.split("  ")[0] for line in lines[3:6]] == [
        "answer in ten articles",
        "evidence recall",
        "evidence words",
    ]
    assert not any(line.startswith("Hit@1") for line in lines)
    assert len(Path("eval-questions-qwen2.5-coder-1.5b.jsonl").read_text().splitlines()) == 3


def test_the_three_forms_tell_the_same_and_quiet_tells_nothing_else(evaluate, questions):
    text = evaluate(questions, "-q", "--out", "o.jsonl")
    markdown = evaluate(questions, "-q", "--out", "o.jsonl", "--format", "markdown")
    document = json.loads(evaluate(questions, "-q", "--out", "o.jsonl", "--format", "json").stdout)
    assert text.stderr == markdown.stderr == ""
    silent = document["groups"]["all"]["silent"]
    assert f"| silent | {silent:.3f} | 1.000 |\n" in markdown.stdout
    assert any(line.split() == ["silent", f"{silent:.3f}", "1.000"] for line in text.stdout.splitlines())
    assert markdown.stdout.startswith(
        "**Figures**\n\n|  | all | unanswerable |\n| --- | ---: | ---: |\n| questions | 3 | 1 |\n"
    )
    assert list(document) == ["schema_version", "run", "groups", "curve", "baseline"]
    assert document["baseline"] is None


def test_sample_and_baseline(evaluate, questions):
    evaluate(questions, "-q", "--out", "old.jsonl")
    rows = [json.loads(line) for line in Path("old.jsonl").read_text().splitlines()]
    for row in rows:
        row["status"], row["direct"] = "ABSTAINED", ""
    Path("old.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = evaluate(questions, "-q", "--out", "new.jsonl", "--sample", "2", "--seed", "3", "--baseline", "old.jsonl")
    assert len(Path("new.jsonl").read_text().splitlines()) == 2
    assert "\nAgainst the baseline, 2 questions\n" in result.stdout
    assert evaluate(questions, "--sample", "0").exit_code == 2


def test_retrieval_only(evaluate, questions):
    result = evaluate(questions, "--retrieval-only")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[3].startswith("answer in ten articles")
    assert "silent" not in result.stdout
    assert Path("eval-questions-retrieval.jsonl").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("none.jsonl",), "error: The question file none.jsonl cannot be read: "),
        (("questions.jsonl", "--out", "questions.jsonl"), "error: The results would go into questions.jsonl, which is"),
        (("questions.jsonl", "--baseline", "none.jsonl"), "error: The results file none.jsonl cannot be read: "),
        (
            ("questions.jsonl", "--baseline", "questions.jsonl"),
            "error: questions.jsonl:1: not a row of `assistant eval`.",
        ),
    ],
)
def test_bad_input_is_two_lines_and_code_4(evaluate, words, said):
    result = evaluate(*words)
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.startswith(said)
    assert len(result.stderr.splitlines()) == 2
    assert not list(Path().glob("eval-*"))


def test_a_results_file_of_another_model_is_refused(evaluate, questions):
    assert evaluate(questions, "-q", "--out", "o.jsonl").exit_code == 0
    result = evaluate(questions, "-q", "--out", "o.jsonl", "--model", "smollm2-135m")
    assert result.exit_code == 4
    assert result.stderr == (
        "error: o.jsonl holds results with model qwen2.5-coder-1.5b; this run has model smollm2-135m.\n"
        "hint: Name another file with --out.\n"
    )


SLOW = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from scripted import BagOfWords, Scripted, echo
from assistant.archive.assistant import Assistant
from assistant.cli import archive, main

class Waits(Scripted):
    def complete(self, prompt):
        if len(self.prompts) == 4:
            print("waiting", file=sys.stderr, flush=True)
            sys.stdin.read()
        return super().complete(prompt)

archive.open_archive = lambda settings: Assistant.open(settings=settings, embedder=BagOfWords(), model=Waits(echo))
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_nothing_finished_is_lost_when_it_is_stopped(evaluate, questions, tmp_path, number, code):
    more = [{"id": str(extra), "question": "How many drones were launched?", "answer": "146"} for extra in range(9)]
    questions.write_text("\n".join(map(json.dumps, more)))
    command = [sys.executable, "-c", SLOW, str(ROOT / "tests" / "helpers"), "eval", str(questions), "--out", "o.jsonl"]
    command += ["--index", str(tmp_path / "index")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdin=PIPE, stderr=PIPE, text=True, env=environment) as process:
        assert any(line == "waiting\n" for line in process.stderr)
        process.send_signal(number)
        assert process.wait(30) == code
    kept = Path("o.jsonl").read_text()
    assert 1 <= len(kept.splitlines()) < 9
    assert evaluate(questions, "--out", "o.jsonl", "-q").exit_code == 0
    done = Path("o.jsonl").read_text()
    assert done.startswith(kept)
    assert len(done.splitlines()) == 9
