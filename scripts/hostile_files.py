"""Hostile files of every format: are all reported, quickly and in bounded memory, and is nothing else stopped by them?

    PYTHONPATH=. python scripts/hostile_files.py FOLDER

Makes them in FOLDER/files (see ``hostile_made``), has each read as `assistant ingest` has it read, and then runs the
real `assistant ingest --report` over all of them together with files that are well; what `ingest`, `sources list`,
`search` and `show` print must not steer a terminal. Exits with 1 if a file crashed, took 10 s or 1 GB, or gave neither
an article nor a reason. Needs the embedder. The seconds are those of a core, so that a busy machine changes nothing;
who waits without working is ended after ``HANGS``.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hostile_made import badly_named, files, golden

SECONDS, MEGABYTES, HANGS = 10.0, 1024, 60
PASSAGES, QUICK_SECONDS = 100, 2.0
"""Files with more passages, or that take longer, are not among those ingested together: they outlast all the rest."""


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one file."""

    name: str
    wrong: str = ""
    wall: float = 0.0
    seconds: float = 0.0
    megabytes: int = 0
    passages: int = 0
    articles: int = 0
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def is_bad(self) -> bool:
        """Whether it did what no file may do."""
        beyond = self.seconds > SECONDS or self.megabytes > MEGABYTES
        return bool(self.wrong) or beyond or not self.articles + len(self.reasons)


def main(folder: Path) -> int:
    """Make the files, read them one by one and together, and say how that went."""
    home = folder / "files"
    home.mkdir(parents=True, exist_ok=True)
    for name, data in files().items():
        (home / name).write_bytes(data)
    rows = [_measured(path) for path in sorted(home.iterdir())]
    bad = [row for row in rows if row.is_bad]
    _tell(rows, bad)
    wrong = list(_together(folder, home, rows))
    for one in wrong:
        print("BAD", one)
    return bool(bad or wrong)


def _tell(rows: list[Row], bad: list[Row]) -> None:
    for row in bad:
        print(
            "BAD", row.name, row.wrong, f"{row.seconds:.1f} s, {row.megabytes} MB, {row.articles} articles", row.reasons
        )
    slowest, longest = max(rows, key=lambda row: row.seconds), max(rows, key=lambda row: row.wall)
    largest = max(rows, key=lambda row: row.megabytes)
    read = sum(row.articles > 0 for row in rows)
    skipped = sum(bool(row.reasons) for row in rows)
    print(f"{len(rows)} files: articles in {read}, something skipped in {skipped}, {len(bad)} bad")
    print(f"slowest {slowest.name} {slowest.seconds:.1f} s of a core; {longest.name} {longest.wall:.1f} s in all")
    print(f"largest {largest.name} {largest.megabytes} MB", flush=True)


def _measured(path: Path) -> Row:
    """Have a file read by a process of its own, so that its memory and time are those of the file."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    begun = time.monotonic()
    process = context.Process(target=_read, args=(path, theirs))
    process.start()
    theirs.close()
    found = ours.recv() if ours.poll(HANGS) else None
    process.join(1)
    process.kill()
    process.join()
    wall = time.monotonic() - begun
    return Row(path.name, "", wall, *found) if found else Row(path.name, "did not end", wall)


def _read(path: Path, pipe: multiprocessing.connection.Connection) -> None:
    """Read a file as `assistant ingest` does: by the reading process, and whatever that starts."""
    from assistant.intake.reader_process import ArticleRead
    from assistant.intake.supervisor import ReaderSupervisor
    from assistant.schema.archives import Skipped

    articles = passages = 0
    reasons = []
    with ReaderSupervisor([path], (), path.parent / "no index") as reader:
        for found in reader:
            if isinstance(found, ArticleRead):
                articles, passages = articles + 1, passages + len(found.passages)
            elif isinstance(found, Skipped):
                reasons.append((found.where, found.reason))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    pipe.send((used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, passages, articles, tuple(reasons)))


def _together(folder: Path, home: Path, rows: list[Row]) -> Iterator[str]:
    """Ingest all, and yield what is wrong with what is stored, reported and printed."""
    left = [row.name for row in rows if row.passages > PASSAGES or row.seconds > QUICK_SECONDS]
    for name in left:
        (home / name).unlink()
    for name, data in (golden() | badly_named()).items():
        Path(os.fsdecode(os.fsencode(home) + b"/" + os.fsencode(name))).write_bytes(data)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        index, report = Path(scratch) / "index", Path(scratch) / "report.json"
        begun = time.monotonic()
        code, out, remarks = _run("ingest", str(home), "--index", str(index), "--report", str(report))
        print(f"together: code {code} in {time.monotonic() - begun:.0f} s, without {', '.join(left)}")
        told = json.loads(report.read_text())
        print({name: value for name, value in told.items() if name != "skipped"}, len(told["skipped"]), "skipped")
        if code != 7:
            yield f"exit code {code}: {remarks[-500:]}"
        yield from _not_told(home, rows, left, told)
        yield from _not_stored(home, index, told)
        yield from _steering(index, [out, remarks])


def _not_told(home: Path, rows: list[Row], left: list[str], told: dict[str, Any]) -> Iterator[str]:
    """What was skipped when a file was read alone must be skipped among the others, for the same reason."""
    skipped = {(one["where"], one["reason"]) for one in told["skipped"]}
    for row in rows:
        if row.name not in left and (missing := set(row.reasons) - skipped):
            yield f"{row.name} is told otherwise together: {sorted(missing)[:3]}"
    for name in badly_named():
        beginning = b"-".join(name.split(b"-")[:3]).decode()  # the rest is shown otherwise
        if b"-bad-" in name and not any(beginning in where for where, _ in skipped):
            yield f"{name!r} is not reported"


def _not_stored(home: Path, index: Path, told: dict[str, Any]) -> Iterator[str]:
    """What is well must be stored whole; files that hold the same article share one."""
    from assistant.ingestion.readers import SourcedArticle, read

    sources = json.loads(_run("sources", "list", "--json", "--index", str(index))[1])["sources"]
    stored = {one["article_id"] for one in sources}
    good = sorted([*home.glob("*-good-a.*"), *home.glob("odd-good-*")])
    for path in good:
        ids = {one.article.id for one in read([path]) if isinstance(one, SourcedArticle)}
        if not ids or ids - stored:
            yield f"{path.name!a} is not stored"
        if any(str(path) in one["where"] for one in told["skipped"]):
            yield f"{path.name!a} is skipped"
    print(f"{len(good)} good files among them looked up")


def _steering(index: Path, printed: list[str]) -> Iterator[str]:
    """What is printed, with the characters in it that a terminal would follow."""
    where = ("--index", str(index))
    outputs = {"ingest": printed}
    for command in (("ingest", str(index.parent.parent / "files")), ("sources", "list"), ("search", "herons counted")):
        outputs[" ".join(command[:2])] = list(_run(*command, *where)[1:])
    sources = json.loads(_run("sources", "list", "--json", *where)[1])["sources"]
    for one in sources:
        if "steering" in one["path"] or "odd-good" in one["path"]:
            outputs[f"show {one['path']!a}"] = list(_run("show", one["article_id"], *where)[1:])
    print(f"{len(outputs)} outputs looked through, {sum(map(len, map(''.join, outputs.values()))):,} characters")
    for command, texts in outputs.items():
        if found := sorted({c for text in texts for c in text if c not in "\n" and _steers(c)}):
            yield f"{command} prints {found!a}"


def _steers(character: str) -> bool:
    """Control characters, and those of format that turn the direction of writing around."""
    turns = unicodedata.bidirectional(character) in ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
    return turns or unicodedata.category(character) in ("Cc", "Cs")


def _run(*arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "assistant", *arguments], capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
