"""What the README shows works as it stands."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant import Assistant
from assistant.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
COMMANDS = [
    line.split("#")[0].strip()
    for language, block in BLOCKS
    if not language
    for line in block.splitlines()
    if line.startswith("assistant ")
]
PROGRAMS = [block for language, block in BLOCKS if language == "python"]


def test_ci_runs_the_readmes_test_command():
    test_command = next(line for _, block in BLOCKS for line in block.splitlines() if line.endswith("pytest"))
    assert test_command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_and_options_exist(command):
    words = shlex.split(command)[1:]
    path = [word for word in words[:2] if re.fullmatch(r"[a-z]+", word)]
    path = path if path[0] in ("sources", "models") else path[:1]
    shown = CliRunner().invoke(app, [*path, "--help"])
    assert shown.exit_code == 0
    for option in (word for word in words if word.startswith("-")):
        assert option in shown.output


@pytest.mark.model
@pytest.mark.parametrize("program", PROGRAMS, ids=["ask", "llama-index"])
def test_programs_run(program, tmp_path):
    with Assistant.open(tmp_path / "index") as archive:
        archive.ingest([ROOT / "corpus"])
    environment = os.environ | {"ASSISTANT_INDEX": str(tmp_path / "index"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    first = done.stdout.splitlines()[0]
    assert re.match(r"1 \S.* 146 |[01]\.\d+ \S.* \d+ \d+$", first)
