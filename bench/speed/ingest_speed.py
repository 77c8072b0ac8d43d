"""Compare `assistant ingest` with sentence-transformers' `encode` on the same passages.

    python -m bench ingest-speed ARTICLES.jsonl [--sample N] [--encode N] [--keep FOLDER]

Prints passages a second of `encode` in torch, on a sample of the passages, half before the ingest and half after, so
that noise cancels; the ingest from parsing to index, its stages and its memory; a second ingest of the same file; and
the two ratios. Each ingest is a process, into a new archive in a temporary folder, or in FOLDER, which is kept.
Goals: at least 1.4 times `encode`; the second run at most 3% of the first.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.ingestion.readers import SourcedArticle, read
from assistant.intake.store import embedded_text
from assistant.models.store import ModelStore
from assistant.settings import load
from assistant.storage.passages import split

COMMAND = "from assistant.cli import main; main()"


def passages(file: Path, most: int) -> list[str]:
    """Return about ``most`` passages, spread evenly over the file, as they are embedded."""
    articles = [entry.article for entry in read([file]) if isinstance(entry, SourcedArticle)]
    texts = [embedded_text(article, passage) for article in articles for passage in split(article)]
    return texts[:: max(1, len(texts) // most)]


def encode(model: Any, texts: Sequence[str]) -> float:
    """Return the seconds that sentence-transformers takes with its defaults."""
    start = time.perf_counter()
    model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    return time.perf_counter() - start


def ingest(file: Path, folder: Path) -> tuple[dict[str, Any], float]:
    """Run `assistant ingest`; return its report and the seconds of its process."""
    words = ["ingest", str(file), "--index", str(folder / "index"), "--report", str(folder / "report.json")]
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", COMMAND, *words], check=True, stdout=subprocess.DEVNULL)
    return json.loads((folder / "report.json").read_text(encoding="utf-8")), time.perf_counter() - start


def main() -> None:
    """Measure, and print a Markdown table."""
    options = parse()
    if options.keep:
        options.keep.mkdir(parents=True)
    print("| | |\n| --- | --- |")
    for name, value in measure(options).items():
        print(f"| {name} | {value} |")


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="only the first N articles")
    parser.add_argument("--encode", type=int, default=1024, help="passages for encode")
    parser.add_argument("--keep", type=Path, help="a new folder for the archive, which is left there")
    return parser.parse_args()


def measure(options: argparse.Namespace) -> dict[str, str]:
    """Run `encode` and the two ingests; return the rows of the table."""
    settings = load().settings
    os.environ.update(HF_HUB_OFFLINE="1")
    from sentence_transformers import SentenceTransformer

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        file = sample(options.articles, options.sample, folder) if options.sample else options.articles
        texts = passages(file, options.encode)
        model = SentenceTransformer(str(ModelStore(settings.models, settings.sources).ensure(settings.embedder)))
        encode(model, texts[:32])
        before = encode(model, texts[::2])
        first, wall = ingest(file, options.keep or folder)
        after = encode(model, texts[1::2])
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        second, again = ingest(file, options.keep or folder)
    assert (second["added"], second["updated"]) == (0, 0)
    alone, ours = len(texts) / (before + after), first["passages"] / wall
    totals = f"{first['added']:,} articles, {first['passages']:,} passages, {wall:.1f} s"
    return {
        f"encode alone, torch, {len(texts):,} passages": f"{alone:.1f} passages/s ({before:.1f} + {after:.1f} s)",
        "ingest, whole process": f"{ours:.1f} passages/s ({totals})",
        "its stages, seconds at work, overlapping": ", ".join(f"{k} {v:.1f}" for k, v in first["stages"].items()),
        "ingest against encode (goal 1.4)": f"{ours / alone:.2f}",
        "the same again (goal 3%)": f"{again:.1f} s, {again / wall:.1%}",
        "largest process of the ingest": f"{peak / 1e6:.0f} MB",
    }


def sample(articles: Path, count: int, folder: Path) -> Path:
    """Write the first articles to a file of their own; return it."""
    file = folder / "sample.jsonl"
    lines = articles.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:count]), encoding="utf-8")
    return file
