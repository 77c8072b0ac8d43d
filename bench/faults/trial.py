"""An archive under test, the commands that are run on it, and the lines of the report."""

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
from typing import Any

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
    """A folder for archives, the articles that belong in them, and the results so far."""

    folder: Path
    source: Path
    """Articles, one JSON object a line, each with an id."""
    chance: random.Random
    failures: int = 0
    start: float = field(default_factory=time.monotonic)

    def articles(self, count: int, name: str = "articles.jsonl") -> tuple[Path, list[str]]:
        """Write the first articles to a file of their own; return it, and their ids.

        Of those with one address only the first is taken: the others would rightly become versions of it.
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

    def check(self, name: str, passed: bool, detail: str = "") -> None:
        """Print one line of the report, with the ``detail`` in any case."""
        self.failures += not passed
        seconds, self.start = time.monotonic() - self.start, time.monotonic()
        print(f"{'PASS' if passed else 'FAIL'}  {seconds:7.1f} s  {name}  {' '.join(detail.split())[:400]}", flush=True)

    def wait_for_a_moment(self, process: subprocess.Popen[str], index: Path) -> float:
        """Wait a random time; half of the time, until a batch is committed and a random moment of its indexing more."""
        start, articles = time.monotonic(), len(stored_ids(index))
        near_a_commit = self.chance.random() < 0.5
        longest = 4 * LONGEST_DELAY if near_a_commit else self.chance.uniform(0, LONGEST_DELAY)
        while process.poll() is None and time.monotonic() - start < longest:
            if near_a_commit and len(stored_ids(index)) > articles:
                time.sleep(self.chance.uniform(0, 0.6))
                break
            time.sleep(0.02)
        return time.monotonic() - start


def start(index: Path, *words: str, variables: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start `assistant` on an archive, as on a large one (see ``ask_chroma``).

    It is in a process group of its own, so that a kill takes its children along. Passages are embedded the quick way
    unless the environment says otherwise: no fault depends on it.
    """
    quiet = ["--quiet"] * (words[0] in ("ingest", "search", "status"))
    return start_program("ask_chroma.py", *words, *quiet, "--index", str(index), variables=variables)


def start_program(name: str, *words: str, variables: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start a program of this folder, in a process group of its own."""
    command = [sys.executable, str(Path(__file__).with_name(name)), *words]
    environment = {"ASSISTANT_QUICK_EMBEDDING": "1", **os.environ, "PYTHONPATH": str(ROOT), **(variables or {})}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def run(index: Path, *words: str) -> tuple[int, str]:
    """Run `assistant` to its end; return the exit code, -1 when it takes too long, and all that it wrote."""
    with start(index, *words) as process:
        try:
            out, err = process.communicate(timeout=60 * MINUTES)
        except subprocess.TimeoutExpired:
            kill(process)
            return -1, "took too long"
    return process.returncode, out + err


def found_passages(index: Path) -> list[Any]:
    """Return the passages that `assistant search` shows for the question; none when it fails."""
    code, output = run(index, "search", QUESTION, "--json")
    return list(json.JSONDecoder().raw_decode(output)[0]["passages"]) if code == 0 else []


def kill(process: subprocess.Popen[str]) -> None:
    """End a process and whatever it started, without notice, unless it has ended by itself."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def stored_ids(index: Path) -> set[str]:
    """Return the ids of the articles that are committed."""
    if not (index / FILE).exists():
        return set()
    try:
        with closing(Catalogue(index)) as catalogue:
            return set(catalogue.ids())
    except (AssistantError, sqlite3.Error):  # being made just now
        return set()
