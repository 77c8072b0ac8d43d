"""Hurt an archive in every way that an ingest can be hurt, and see that nothing is lost and nothing is there twice.

    python scripts/faults.py ARTICLES.jsonl[.gz] [--articles 300] [--rounds 20] [--seed 1] [--keep]

Kills `assistant ingest` with SIGKILL at random moments, again and again, then lets it finish and checks the archive;
starts two ingests at once; searches during an ingest; overwrites the files of the vector index with garbage. Prints a
line a check and exits with 1 if one fails. Uses the embedder of the user's settings. Takes about as long as three
ingests of the articles: some ten minutes for 300 on two cores.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Set
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from assistant.errors import AssistantError  # noqa: E402
from assistant.storage.catalogue import Catalogue  # noqa: E402
from assistant.storage.tables import FILE  # noqa: E402

QUESTION = "What did the minister say?"
LONGEST_DELAY = 14.0
"""Seconds before a kill. The first 2 to 3 s are imports; a batch of 128 passages takes about 6 s, its commit and its
vectors under one: half of the kills are drawn close after a commit, the rest from the whole range."""
SECOND = 60
"""Articles of the archive that two ingests and the searches share: enough for a minute's work."""
MINUTES = 15
"""The longest that any one command may take."""


@dataclass
class Trial:
    """One archive under test, the ids of the articles that belong in it, and what was found so far."""

    folder: Path
    file: Path
    articles: set[str]
    chance: random.Random
    failures: int = 0
    begun: float = field(default_factory=time.monotonic)

    @property
    def index(self) -> Path:
        """The archive's folder."""
        return self.folder / "index"

    def start(self, *words: str, index: Path | None = None) -> subprocess.Popen[str]:
        """Start `assistant` on this archive, in a process group of its own so that a kill takes its children along."""
        command = [sys.executable, "-m", "assistant", *words, "--index", str(index or self.index), "--quiet"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    def run(self, *words: str, index: Path | None = None) -> tuple[int, str]:
        """Run `assistant` to its end; return the exit code and all that it wrote."""
        with self.start(*words, index=index) as process:
            try:
                out, err = process.communicate(timeout=60 * MINUTES)
            except subprocess.TimeoutExpired:
                kill(process)
                return -1, "took too long"
        return process.returncode, out + err

    def check(self, what: str, passed: bool, detail: str = "") -> None:
        """Print one line of the table; ``detail`` is told in any case."""
        self.failures += not passed
        seconds, self.begun = time.monotonic() - self.begun, time.monotonic()
        sys.stdout.write(
            f"{'PASS' if passed else 'FAIL'}  {seconds:7.1f} s  {what}  {' '.join(detail.split())[:300]}\n"
        )
        sys.stdout.flush()


def kill(process: subprocess.Popen[str]) -> None:
    """End a process and whatever it started, without notice."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def kills(trial: Trial, rounds: int) -> None:
    """Start the ingest and kill it, ``rounds`` times; nothing may ever end otherwise than killed or finished."""
    seen, ends = [], []
    for _ in range(rounds):
        with trial.start("ingest", str(trial.file)) as process:
            moment = wait_for_a_moment(trial, process)
            finished = process.poll() is not None
            if not finished:
                kill(process)
            ends.append(process.returncode)
            seen.append(f"{moment:.1f}{'*' if finished else ''}:{stored(trial.index)}")
    trial.check(
        f"{rounds} kills", all(code in (0, -signal.SIGKILL) for code in ends), "seconds:articles " + " ".join(seen)
    )


def wait_for_a_moment(trial: Trial, process: subprocess.Popen[str]) -> float:
    """Wait a random time; half of the time, until a batch is committed and a random moment of its indexing more."""
    begun, before = time.monotonic(), stored(trial.index)
    near_a_commit = trial.chance.random() < 0.5
    delay = trial.chance.uniform(0, LONGEST_DELAY)
    while process.poll() is None and time.monotonic() - begun < (4 * LONGEST_DELAY if near_a_commit else delay):
        if near_a_commit and stored(trial.index) > before:
            time.sleep(trial.chance.uniform(0, 0.6))
            break
        time.sleep(0.02)
    return time.monotonic() - begun


def stored(index: Path) -> int:
    """Count the articles that are committed."""
    try:
        with closing(Catalogue(index)) as catalogue:
            return catalogue.coverage().articles
    except (AssistantError, sqlite3.Error):  # not there yet
        return 0


def whole(trial: Trial, what: str, index: Path | None = None, articles: Set[str] = frozenset()) -> None:
    """Check that an archive holds every article once, every passage with its vector, and that it works."""
    place, expected = index or trial.index, articles or trial.articles
    status_code, status = trial.run("status", "--json", index=place)
    search_code, found = trial.run("search", QUESTION, "--json", index=place)
    faults = [f"status exits with {status_code}"] * (status_code != 0)
    faults += [f"search exits with {search_code}: {found}"] * (search_code != 0)
    faults += catalogue_faults(expected, place)
    facts: dict[str, Any] = json.loads(status) if status_code == 0 else {}
    trial.check(what, not faults, "; ".join(faults) or f"vectors {facts.get('vectors')}")


def catalogue_faults(expected: Set[str], place: Path) -> list[str]:
    """Read the tables themselves, not through the program's own words."""
    db = sqlite3.connect(f"{(place / FILE).as_uri()}?mode=ro", uri=True)
    versions = db.execute("SELECT article_id, count(*) FROM versions GROUP BY 1").fetchall()
    passages = db.execute(
        'SELECT p.article_id, p.start, p."end", t.text, v.text, a.version = p.version FROM passages p'
        " JOIN passage_text t ON t.number = p.number JOIN articles a ON a.id = p.article_id"
        " JOIN versions v ON v.article_id = p.article_id AND v.version = p.version"
    ).fetchall()
    pending = db.execute("SELECT count(*) FROM articles WHERE state = 'pending'").fetchone()[0]
    vectors = chroma_ids(place / "vectors" / "chroma.sqlite3")
    ids = [row[0] for row in db.execute("SELECT id FROM passages ORDER BY 1")]
    db.close()
    tests = {
        "articles are missing or foreign": {key for key, _ in versions} != expected,
        "articles are there twice": any(count != 1 for _, count in versions),
        "passages are not their articles' slices": any(one[3] != one[4][one[1] : one[2]] for one in passages),
        "passages of old versions": not all(one[5] for one in passages),
        "articles without passages": {one[0] for one in passages} != expected,
        "text is not covered": not covered(passages),
        f"{pending} articles pending": pending,
        "vectors are not the passages'": vectors != ids,
    }
    return [fault for fault, is_true in tests.items() if is_true]


def covered(passages: list[tuple[Any, ...]]) -> bool:
    """Tell whether the passages of each article hold all that is not white space, once."""
    pieces: dict[str, list[str]] = {}
    texts = {one[0]: one[4] for one in passages}
    for article_id, _, _, text, *_ in sorted(passages):
        pieces.setdefault(article_id, []).append(text)
    return all("".join("".join(pieces[key]).split()) == "".join(text.split()) for key, text in texts.items())


def chroma_ids(path: Path) -> list[str]:
    """Return what Chroma's own tables list."""
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    found = [row[0] for row in db.execute("SELECT embedding_id FROM embeddings ORDER BY 1")]
    db.close()
    return found


def two_at_once(trial: Trial) -> None:
    """Start a second ingest while one is at work, and search all the while."""
    index, file = trial.folder / "second", trial.folder / "second.jsonl"
    articles = first_articles(trial.file, SECOND, file)
    with trial.start("ingest", str(file), index=index) as first:
        while not (index / "write.holder").exists() and first.poll() is None:
            time.sleep(0.05)
        code, told = trial.run("ingest", str(file), index=index)
        named = f"process {first.pid} since" in told
        trial.check("a second ingest is told who is writing", code == 6 and named, f"exit {code}: {told}")
        while not stored(index) and first.poll() is None:
            time.sleep(0.05)
        codes = []
        while first.poll() is None:
            codes.append(trial.run("search", QUESTION, index=index)[0])
        trial.check("searches during an ingest", bool(codes) and not any(codes), f"{len(codes)} searches")
        out, err = first.communicate()
        trial.check("the first ingest finishes", first.returncode == 0, f"exit {first.returncode}: {out}{err}")
    whole(trial, "the archive after both", index, articles)


def break_vectors(trial: Trial) -> None:
    """Damage the vector index; the next search must answer and leave it whole.

    Take at least 1,000 passages (about 60 articles): below that Chroma has written little into the graph's files, and
    their damage proves little. A file that is not there is reported as skipped, not passed.
    """

    def garbage(path: Path) -> None:
        path.write_bytes(trial.chance.randbytes(path.stat().st_size))

    ways: list[tuple[str, str, Callable[[Path], None]]] = [
        ("garbage in the graph", "*/*", garbage),
        ("garbage in the vectors alone", "*/data_level0.bin", garbage),
        ("garbage in chroma.sqlite3", "chroma.sqlite3", garbage),
        ("chroma.sqlite3 emptied", "chroma.sqlite3", lambda path: os.truncate(path, 0)),
        ("the graph's folder gone", "*/header.bin", lambda path: shutil.rmtree(path.parent)),
    ]
    for what, pattern, damage in ways:
        files = sorted((trial.index / "vectors").glob(pattern))
        if not files:
            sys.stdout.write(f"SKIP            {what}: there is no {pattern}\n")
            continue
        for file in files:
            damage(file)
        code, told = trial.run("search", QUESTION)
        trial.check(f"{what}: search", code == 0, f"exit {code}" + f": {told}" * bool(code))
        whole(trial, f"{what}: mended")


def first_articles(source: Path, count: int, target: Path) -> set[str]:
    """Write the first articles to a file of their own; return their ids."""
    opening = gzip.open if source.suffix == ".gz" else open
    with opening(source, "rt", encoding="utf-8") as stream:
        lines = [line for line, _ in zip(stream, range(count), strict=False)]
    target.write_text("".join(lines), encoding="utf-8")
    return {json.loads(line)["id"] for line in lines}


def main() -> int:
    """Run all of it; return the exit code."""
    parser = argparse.ArgumentParser(description="Fault checks of ingest and storage.")
    parser.add_argument("source", type=Path, help="articles, .jsonl or .jsonl.gz, each with an id")
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="leave the archive for inspection")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    file = folder / "articles.jsonl"
    chance = random.Random(chosen.seed)  # noqa: S311
    trial = Trial(folder, file, first_articles(chosen.source, chosen.articles, file), chance)
    try:
        kills(trial, chosen.rounds)
        code, told = trial.run("ingest", str(file))
        trial.check("the ingest run to its end", code == 0, f"exit {code}: {told}")
        whole(trial, "the archive after the kills")
        two_at_once(trial)
        break_vectors(trial)
    finally:
        if not chosen.keep:
            shutil.rmtree(folder)
    sys.stdout.write(f"{trial.failures} failures\n")
    return 1 if trial.failures else 0


if __name__ == "__main__":
    sys.exit(main())
