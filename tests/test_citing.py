"""What docs/reports.md shows of `assistant cite` is what the program prints."""

from __future__ import annotations

import re
import shlex
from contextlib import nullcontext
from datetime import date

from scripted import ROOT
from typer.testing import CliRunner

from assistant.cli import app, archive
from assistant.cli.commands import cite

BLOCKS = re.findall(r"^```\n(.*?)^```$", (ROOT / "docs" / "reports.md").read_text(encoding="utf-8"), re.DOTALL | re.M)
PARTS = [part for block in BLOCKS for part in re.split(r"^\$ assistant ", block, flags=re.MULTILINE)[1:]]
TRANSCRIPTS = [part for part in PARTS if part.startswith("cite ")]


def test_every_transcript_is_true(scripted, monkeypatch):
    monkeypatch.setattr(archive, "open_archive", lambda settings: nullcontext(scripted))
    monkeypatch.setattr(cite, "today", lambda: date(2026, 11, 24))
    assert len(TRANSCRIPTS) == 3
    for transcript in TRANSCRIPTS:
        command, _, shown = transcript.partition("\n")
        printed = CliRunner().invoke(app, shlex.split(command))
        assert printed.exit_code == 0
        assert printed.stdout.rstrip("\n") == shown.rstrip("\n")
