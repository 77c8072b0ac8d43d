"""An archive under test, the commands that are run on it, and the lines that tell what came of them."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import AssistantError
from assistant.ingestion.urls import story_url
from assistant.storage.catalogue import Catalogue
from assistant.storage.tables import FILE

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "What did the minister say?"
LONGEST_DELAY = 14.0
"""Seconds before a kill. The first 2 to 3 s are imports, a batch of 256 passages takes 3 to 6 s, its commit and its
vectors under one: half of the kills are drawn close after a commit, the rest from the whole range."""
MINUTES = 15
"""The longest that any one command may take."""


@dataclass
class Trial:
    """A folder for archives, the articles that belong in them, and what was found so far."""

    folder: Path
    source: Path
    """Articles, one JSON object a line, each with an id."""
    chance: random.Random
    failures: int = 0
    begun: float = field(default_factory=time.monotonic)

    def articles(self, count: int, name: str = "articles.jsonl") -> tuple[Path, list[str]]:
        """Write the first articles to a file of their own; return it, and their ids.

        Of those with one address only the first: the others would rightly become versions of it.
        """
        opening = gzip.open if self.source.suffix == ".gz" else open
        records: dict[str, dict[str, str]] = {}
        with opening(self.source, "rt", encoding="utf-8") as stream:
            while len(records) < count and (line := stream.readline()):
                record = json.loads(line)
                records.setdefault(story_url(record.get("url") or record["id"]), record)
        target = self.folder / name
        target.write_text("".join(json.dumps(record) + "\n" for record in records.values()), encoding="utf-8")
        return target, [record["id"] for record in records.values()]

    def check(self, what: str, passed: bool, detail: str = "") -> None:
        """Print one line of the table; ``detail`` is told in any case."""
        self.failures += not passed
        seconds, self.begun = time.monotonic() - self.begun, time.monotonic()
        print(f"{'PASS' if passed else 'FAIL'}  {seconds:7.1f} s  {what}  {' '.join(detail.split())[:400]}", flush=True)

    def wait_for_a_moment(self, process: subprocess.Popen[str], index: Path) -> float:
        """Wait a random time; half of the time, until a batch is committed and a random moment of its indexing more."""
        begun, before = time.monotonic(), len(stored(index))
        near_a_commit = self.chance.random() < 0.5
        longest = 4 * LONGEST_DELAY if near_a_commit else self.chance.uniform(0, LONGEST_DELAY)
        while process.poll() is None and time.monotonic() - begun < longest:
            if near_a_commit and len(stored(index)) > before:
                time.sleep(self.chance.uniform(0, 0.6))
                break
            time.sleep(0.02)
        return time.monotonic() - begun


def start(index: Path, *words: str, more: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start `assistant` on an archive, in a process group of its own so that a kill takes its children along.

    Passages are embedded the quick way unless the environment says otherwise: no fault depends on it.
    """
    words = (*words, *["--quiet"] * (words[0] in ("ingest", "search", "status")))
    command = [sys.executable, "-m", "assistant", *words, "--index", str(index)]
    environment = {"ASSISTANT_QUICK_EMBEDDING": "1", **os.environ, "PYTHONPATH": str(ROOT), **(more or {})}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def run(index: Path, *words: str) -> tuple[int, str]:
    """Run `assistant` to its end; return the exit code and all that it wrote, -1 when it takes too long."""
    with start(index, *words) as process:
        try:
            out, err = process.communicate(timeout=60 * MINUTES)
        except subprocess.TimeoutExpired:
            kill(process)
            return -1, "took too long"
    return process.returncode, out + err


def kill(process: subprocess.Popen[str]) -> None:
    """End a process and whatever it started, without notice, unless it has ended by itself."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def stored(index: Path) -> set[str]:
    """Return the ids of the articles that are committed."""
    if not (index / FILE).exists():
        return set()
    try:
        with closing(Catalogue(index)) as catalogue:
            return set(catalogue.ids())
    except (AssistantError, sqlite3.Error):  # being made just now
        return set()
