"""Hold an ingest against sentence-transformers' own `encode`, on the same passages, in one run.

    python scripts/ingest_speed.py ARTICLES.jsonl [--sample N] [--encode N] [--keep FOLDER]

Prints: passages a second of `encode` in torch, on a sample of the passages, half of it before the ingest and half
after, so that noise cancels; the ingest from parsing to index, its stages and its memory; a second ingest of the same
file; the two ratios. The ingests are the command line's own, in processes of their own, into a fresh archive in
a temporary folder, or in FOLDER, which stays.
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
    """About ``most`` passages, spread evenly over the file, as they are embedded."""
    found = [one.article for one in read([file]) if isinstance(one, SourcedArticle)]
    texts = [embedded_text(article, passage) for article in found for passage in split(article)]
    return texts[:: max(1, len(texts) // most)]


def encode(model: Any, texts: Sequence[str]) -> float:
    """Seconds of sentence-transformers with its own defaults."""
    begun = time.perf_counter()
    model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    return time.perf_counter() - begun


def ingest(file: Path, folder: Path) -> tuple[dict[str, Any], float]:
    """One `assistant ingest`, and the seconds of its process."""
    words = ["ingest", str(file), "--index", str(folder / "index"), "--report", str(folder / "report.json")]
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", COMMAND, *words], check=True, stdout=subprocess.DEVNULL)
    return json.loads((folder / "report.json").read_text(encoding="utf-8")), time.perf_counter() - begun


def main() -> None:
    """Measure, and print a Markdown table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("articles", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="only the first N articles")
    parser.add_argument("--encode", type=int, default=1024, help="passages for encode")
    parser.add_argument("--keep", type=Path, help="a new folder for the archive, which is left there")
    chosen = parser.parse_args()
    if chosen.keep:
        chosen.keep.mkdir(parents=True)
    settings = load().settings
    os.environ.update(HF_HUB_OFFLINE="1")
    from sentence_transformers import SentenceTransformer

    with tempfile.TemporaryDirectory() as temporary:
        folder, file = Path(temporary), chosen.articles
        if chosen.sample:
            file = folder / "sample.jsonl"
            lines = chosen.articles.read_text(encoding="utf-8").splitlines(keepends=True)
            file.write_text("".join(lines[: chosen.sample]), encoding="utf-8")
        texts = passages(file, chosen.encode)
        model = SentenceTransformer(str(ModelStore(settings.models, settings.sources).ensure(settings.embedder)))
        encode(model, texts[:32])
        before = encode(model, texts[::2])
        first, wall = ingest(file, chosen.keep or folder)
        after = encode(model, texts[1::2])
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        second, again = ingest(file, chosen.keep or folder)
    assert (second["added"], second["updated"]) == (0, 0)
    alone, ours = len(texts) / (before + after), first["passages"] / wall
    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in first["stages"].items())
    taken = f"{first['added']:,} articles, {first['passages']:,} passages, {wall:.1f} s"
    rows = {
        f"encode alone, torch, {len(texts):,} passages": f"{alone:.1f} passages/s ({before:.1f} + {after:.1f} s)",
        "ingest, whole process": f"{ours:.1f} passages/s ({taken})",
        "its stages, seconds at work, overlapping": stages,
        "ingest against encode (goal 1.4)": f"{ours / alone:.2f}",
        "the same again (goal 3%)": f"{again:.1f} s, {again / wall:.1%}",
        "largest process of the ingest": f"{peak / 1e6:.0f} MB",
    }
    print("| | |\n| --- | --- |")
    for name, value in rows.items():
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
