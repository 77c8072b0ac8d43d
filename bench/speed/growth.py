"""How an archive grows: build it at several sizes, measure what a question costs at each, draw the picture.

    python -m bench growth build REAL_INDEX FOLDER 1000 10000 100000 500000 [--seconds 540]
    python -m bench growth measure FOLDER QUESTIONS.jsonl ... > figures.jsonl
    python -m bench growth draw figures.jsonl docs/growth.svg

`build` goes through the journal (commit, settle) and can be stopped at any moment and resumed. The articles are those
of `synthetic_articles.py`. `measure` starts one process a size and retrieves for each question within several filters;
times are those of `Assistant.retrieve`, and the same without the embedder, whose cost does not grow. "start" is the
time until the first question of the process has its passages. All questions are asked once before ("first"), so that
each filter finds the archive in use; the first question within a filter ("cold") reads the filter's embeddings. Needs
the user's embedder.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from assistant.archive.assistant import Assistant
from assistant.archive.parts import Parts
from assistant.evaluation.datasets import load
from assistant.schema.articles import EVERYTHING, Filters
from assistant.settings import load as load_settings
from assistant.storage.journal import writing
from bench.speed.synthetic_articles import Newsroom

BATCH = 5000
"""Passages committed and settled together."""
FILTERS = {
    "all": EVERYTHING,
    "a day": Filters(after="2024-03-15", before="2024-03-15"),
    "a month": Filters(after="2024-03-01", before="2024-03-31"),
    "a year": Filters(after="2022-01-01", before="2022-12-31"),
    "ten years": Filters(after="2014-01-01", before="2023-12-31"),
    "known by a day": Filters(known_by="2024-12-31"),
    "a large publisher": Filters(publishers=("usatoday.com",)),
    "a small publisher": Filters(publishers=("Publisher 40",)),
    "both": Filters(after="2022-01-01", before="2022-12-31", publishers=("usatoday.com", "Publisher 01")),
}


def build(real: Path, folder: Path, sizes: list[int], seconds: float) -> None:
    """Build what each size lacks, for at most so many seconds."""
    start = time.monotonic()
    newsroom = Newsroom(real)
    for size in sizes:
        index = folder / str(size)
        with writing(index) as journal:
            journal.use_embedder(load_settings().settings.embedder, 384)
            journal.settle()
            articles, passages = len(journal.catalogue.ids()), journal.catalogue.passages.count()
            for batch in _batches(newsroom, articles, passages, size):
                journal.commit(batch)
                journal.settle()
                passages += sum(len(entry.passages) for entry in batch)
                print(f"{size}: {passages} passages, {time.monotonic() - start:.0f} s", flush=True)
                if time.monotonic() - start > seconds:
                    return


def _batches(newsroom: Newsroom, articles: int, passages: int, size: int) -> Iterator[list[Any]]:
    """Yield the articles that an archive of so many articles and passages lacks, until it has ``size`` passages."""
    batch: list[Any] = []
    batch_passages = 0
    for entry in newsroom.entries(articles):
        if passages + batch_passages >= size:
            break
        batch.append(entry)
        batch_passages += len(entry.passages)
        if batch_passages >= BATCH:
            yield batch
            passages, batch, batch_passages = passages + batch_passages, [], 0
    if batch:
        yield batch


class Timed:
    """An embedder that counts its own seconds."""

    def __init__(self, embedder: Any) -> None:
        self.name, self.dimensions, self.seconds = embedder.name, embedder.dimensions, 0.0
        self._embedder = embedder

    def embed(self, texts: Any) -> Any:
        """Embed, and count."""
        start = time.perf_counter()
        try:
            return self._embedder.embed(texts)
        finally:
            self.seconds += time.perf_counter() - start


def measure(folder: Path, files: list[Path]) -> None:
    """Print one JSON object a size, each measured in a process of its own."""
    for index in sorted((path for path in folder.iterdir() if path.name.isdigit()), key=lambda path: int(path.name)):
        command = [sys.executable, "-m", "bench", "growth", "size", str(index), *map(str, files)]
        subprocess.run([*command, "--start", str(time.time())], check=True)


def measure_size(index: Path, files: list[Path], start: float) -> None:
    """Measure one archive in this process, which was started at the time ``start``."""
    settings = replace(load_settings().settings, index=index)
    embedder = Timed(Parts(settings).embedder())
    questions = [item.question for item in load(files) if item.gold_ids]
    with Assistant(Parts(settings, embedder)) as archive:
        archive.retrieve(questions[0])
        seconds_to_first = time.time() - start
        first = _times(archive, questions, EVERYTHING, embedder)  # much of it from the disk, or from the system's cache
        figures = {name: _times(archive, questions, filters, embedder) for name, filters in _filters(archive).items()}
        coverage = archive.holdings.coverage()
    document = {
        "passages": coverage.passages,
        "articles": coverage.articles,
        "start": round(seconds_to_first, 2),
        "memory": _memory(),
        "bytes": _bytes(index),
        "load": round(os.getloadavg()[0], 1),
        "first": first,
        "times": figures,
    }
    print(json.dumps(document), flush=True)


def _filters(archive: Assistant) -> dict[str, Filters]:
    """Return the filters whose publishers an archive of this size has."""
    publishers = set(archive.holdings.coverage().publishers)
    return {name: filters for name, filters in FILTERS.items() if publishers.issuperset(filters.publishers)}


def _times(archive: Assistant, questions: list[str], filters: Filters, embedder: Timed) -> dict[str, float]:
    """Return milliseconds: half of the questions and 95 in 100 of them take at most so long."""
    retrieval, search = [], []
    for question in questions:
        start, embedding = time.perf_counter(), embedder.seconds
        archive.retrieve(question, filters=filters)
        retrieval.append(1000 * (time.perf_counter() - start))
        search.append(retrieval[-1] - 1000 * (embedder.seconds - embedding))
    figures = {
        "cold": retrieval[0],
        "p50": median(retrieval),
        "p95": quantiles(retrieval, n=20)[-1],
        "search p50": median(search),
        "search p95": quantiles(search, n=20)[-1],
    }
    return {name: round(value, 1) for name, value in figures.items()}


def _memory() -> dict[str, int]:
    """Return megabytes: this process's own, and those that it reads through the system's cache of files."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines())
    return {name: int(lines[key].split()[0]) // 1000 for name, key in (("own", "RssAnon"), ("files", "RssFile"))}


def _bytes(index: Path) -> dict[str, int]:
    vectors = sum(path.stat().st_size for path in (index / "vectors").rglob("*") if path.is_file())
    return {"catalogue": (index / "catalogue.sqlite").stat().st_size, "chroma": vectors}


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="How an archive grows.")
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build")
    building.add_argument("real", type=Path)
    building.add_argument("folder", type=Path)
    building.add_argument("sizes", type=int, nargs="+")
    building.add_argument("--seconds", type=float, default=540)
    for name in ("measure", "size"):
        measuring = commands.add_parser(name)
        measuring.add_argument("folder", type=Path)
        measuring.add_argument("files", type=Path, nargs="+")
        measuring.add_argument("--start", type=float, default=time.time())
    drawing = commands.add_parser("draw")
    drawing.add_argument("figures", type=Path)
    drawing.add_argument("picture", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "build":
        build(arguments.real, arguments.folder, arguments.sizes, arguments.seconds)
    elif arguments.command == "measure":
        measure(arguments.folder, arguments.files)
    elif arguments.command == "size":
        measure_size(arguments.folder.absolute(), arguments.files, arguments.start)
    else:
        from bench.speed.growth_picture import draw

        draw(arguments.figures, arguments.picture)


if __name__ == "__main__":
    main()
