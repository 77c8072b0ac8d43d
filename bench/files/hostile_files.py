"""Read hostile files of every format: is each reported, in bounded time and memory?

    python -m bench hostile-files FOLDER

Makes the files in FOLDER/files (see ``hostile_samples``) and reads each as `assistant ingest` does. Then runs the real
`assistant ingest --report` over all of them together with good files; the output of `ingest`, `sources list`, `search`
and `show` must not contain control characters. Exits with 1 if a file crashed the reader, took 10 s or 1 GB, or gave
neither an article nor a reason. Needs the embedder. Seconds are CPU seconds, so that a busy machine changes nothing; a
reader that only waits is ended after ``HANGS`` seconds.
"""

from __future__ import annotations

import argparse
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

from bench.files.hostile_samples import badly_named, files, golden

SECONDS, MEGABYTES, HANGS = 10.0, 1024, 60
PASSAGES, QUICK_SECONDS = 100, 2.0
"""Files with more passages or CPU seconds are left out of the common ingest: they would take longer than the rest."""


@dataclass(frozen=True, slots=True)
class Row:
    """The outcome of one file."""

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
        """Whether the file broke a limit, crashed the reader, or gave nothing."""
        beyond = self.seconds > SECONDS or self.megabytes > MEGABYTES
        return bool(self.wrong) or beyond or not self.articles + len(self.reasons)


def main() -> int:
    """Make the files, read them one by one and together, and print the result; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    home = folder / "files"
    home.mkdir(parents=True, exist_ok=True)
    for name, data in files().items():
        (home / name).write_bytes(data)
    rows = [_measure(path) for path in sorted(home.iterdir())]
    bad = [row for row in rows if row.is_bad]
    _print_rows(rows, bad)
    faults = list(_faults_together(folder, home, rows))
    for fault in faults:
        print("BAD", fault)
    return bool(bad or faults)


def _print_rows(rows: list[Row], bad: list[Row]) -> None:
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


def _measure(path: Path) -> Row:
    """Read a file in a process of its own, to measure memory and time of this file alone."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    start = time.monotonic()
    process = context.Process(target=_read, args=(path, theirs))
    process.start()
    theirs.close()
    figures = ours.recv() if ours.poll(HANGS) else None
    process.join(1)
    process.kill()
    process.join()
    wall = time.monotonic() - start
    return Row(path.name, "", wall, *figures) if figures else Row(path.name, "did not end", wall)


def _read(path: Path, pipe: multiprocessing.connection.Connection) -> None:
    """Read a file as `assistant ingest` does: by the reading process, and whatever that starts."""
    from assistant.intake.reader_process import ArticleRead
    from assistant.intake.supervisor import ReaderSupervisor
    from assistant.schema.archives import Skipped

    articles = passages = 0
    reasons = []
    with ReaderSupervisor([path], (), path.parent / "no index") as reader:
        for entry in reader:
            if isinstance(entry, ArticleRead):
                articles, passages = articles + 1, passages + len(entry.passages)
            elif isinstance(entry, Skipped):
                reasons.append((entry.where, entry.reason))
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    pipe.send((usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, passages, articles, tuple(reasons)))


def _faults_together(folder: Path, home: Path, rows: list[Row]) -> Iterator[str]:
    """Ingest all files, and yield the faults in the archive, the report and the output."""
    excluded = [row.name for row in rows if row.passages > PASSAGES or row.seconds > QUICK_SECONDS]
    for name in excluded:
        (home / name).unlink()
    for file_name, data in (golden() | badly_named()).items():
        Path(os.fsdecode(os.fsencode(home) + b"/" + os.fsencode(file_name))).write_bytes(data)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        index, report_file = Path(scratch) / "index", Path(scratch) / "report.json"
        start = time.monotonic()
        code, out, remarks = _run("ingest", str(home), "--index", str(index), "--report", str(report_file))
        print(f"together: code {code} in {time.monotonic() - start:.0f} s, without {', '.join(excluded)}")
        report = json.loads(report_file.read_text())
        print({name: value for name, value in report.items() if name != "skipped"}, len(report["skipped"]), "skipped")
        if code != 7:
            yield f"exit code {code}: {remarks[-500:]}"
        yield from _report_faults(home, rows, excluded, report)
        yield from _storage_faults(home, index, report)
        yield from _terminal_faults(index, [out, remarks])


def _report_faults(home: Path, rows: list[Row], excluded: list[str], report: dict[str, Any]) -> Iterator[str]:
    """Yield files that were skipped alone but not among the others, or for another reason."""
    skipped = {(entry["where"], entry["reason"]) for entry in report["skipped"]}
    for row in rows:
        if row.name not in excluded and (missing := set(row.reasons) - skipped):
            yield f"{row.name} is reported otherwise together: {sorted(missing)[:3]}"
    for name in badly_named():
        beginning = b"-".join(name.split(b"-")[:3]).decode()  # the rest is shown otherwise
        if b"-bad-" in name and not any(beginning in where for where, _ in skipped):
            yield f"{name!r} is not reported"


def _storage_faults(home: Path, index: Path, report: dict[str, Any]) -> Iterator[str]:
    """Yield good files that are not stored or are skipped; files with the same article share one."""
    from assistant.ingestion.readers import SourcedArticle, read

    sources = json.loads(_run("sources", "list", "--json", "--index", str(index))[1])["sources"]
    stored = {source["article_id"] for source in sources}
    good = sorted([*home.glob("*-good-a.*"), *home.glob("odd-good-*")])
    for path in good:
        ids = {entry.article.id for entry in read([path]) if isinstance(entry, SourcedArticle)}
        if not ids or ids - stored:
            yield f"{path.name!a} is not stored"
        if any(str(path) in entry["where"] for entry in report["skipped"]):
            yield f"{path.name!a} is skipped"
    print(f"{len(good)} good files among them looked up")


def _terminal_faults(index: Path, printed: list[str]) -> Iterator[str]:
    """Yield commands whose output has characters that a terminal obeys."""
    where = ("--index", str(index))
    outputs = {"ingest": printed}
    commands = (("ingest", str(index.parent.parent / "files")), ("sources", "list"), ("search", "herons counted"))
    for words in commands:
        outputs[" ".join(words[:2])] = list(_run(*words, *where)[1:])
    sources = json.loads(_run("sources", "list", "--json", *where)[1])["sources"]
    for source in sources:
        if "steering" in source["path"] or "odd-good" in source["path"]:
            outputs[f"show {source['path']!a}"] = list(_run("show", source["article_id"], *where)[1:])
    print(f"{len(outputs)} outputs looked through, {sum(map(len, map(''.join, outputs.values()))):,} characters")
    for command, texts in outputs.items():
        if steering := sorted({c for text in texts for c in text if c not in "\n" and _steers(c)}):
            yield f"{command} prints {steering!a}"


def _steers(character: str) -> bool:
    """Tell whether a character is a control character or changes the direction of writing."""
    turns = unicodedata.bidirectional(character) in ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
    return turns or unicodedata.category(character) in ("Cc", "Cs")


def _run(*arguments: str) -> tuple[int, str, str]:
    process = subprocess.run(
        [sys.executable, "-m", "assistant", *arguments], capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    return process.returncode, process.stdout.decode(), process.stderr.decode()
