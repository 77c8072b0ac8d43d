"""`python -m bench`: the list of programs, and that each can be run."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from bench import house
from bench.__main__ import PROGRAMS, ROOT, summary


def bench(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_list_names_every_program():
    shown = bench()
    assert shown.returncode == 0
    assert [line.split()[0] for line in shown.stdout.splitlines()[2:]] == list(PROGRAMS)


def test_every_module_with_a_main_is_a_program():
    modules = {
        path for path in (ROOT / "bench").rglob("*.py") if "\ndef main() -> " in path.read_text(encoding="utf-8")
    }
    listed = {ROOT / f"{module.replace('.', '/')}.py" for module in PROGRAMS.values()}
    assert modules - {ROOT / "bench" / "__main__.py"} == listed


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_says_in_its_docstring_how_it_is_run(name):
    path = ROOT / f"{PROGRAMS[name].replace('.', '/')}.py"
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert summary(name).endswith((".", "?"))
    assert f"python -m bench {name}" in text


def test_an_unknown_program_is_an_error():
    done = bench("no-such")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no-such" in done.stderr


def test_a_program_shows_its_options():
    assert "python -m bench claims" in bench("claims", "--help").stdout


def test_fillers_repeats_and_lengths_are_counted():
    tree = ast.parse("class One:\n    pass\n\ndef f(found):\n    title = 1\n    return title\n")
    assert list(house.bindings(tree)) == ["One", "f", "found", "title"]
    assert list(house.function_lengths(tree)) == [3]
    assert house.repeated([("a.py", "x"), ("a.py", "y"), ("b.py", "x"), ("b.py", "x")]) == "1: a.py"
    assert house.spread([1, 2, 3]) == "median 2, p95 3, max 3"


def test_figures_of_this_checkout(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["house"])
    house.main()
    assert "| bench: files, lines | " in capsys.readouterr().out


def test_results_give_a_date_and_a_conclusion_each():
    text = (ROOT / "bench" / "RESULTS.md").read_text(encoding="utf-8")
    entries = text.split("\n## ")[1:]
    dates = [entry[:10] for entry in entries]
    assert dates == sorted(dates, reverse=True)
    assert all(entry.split("\n\n")[1].startswith("**") for entry in entries)
