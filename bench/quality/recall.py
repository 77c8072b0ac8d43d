"""Measure the recall of the vector index against exact search on the same questions, and the milliseconds of both.

    python -m bench recall INDEX QUESTIONS.jsonl [--neighbours 50 200 800]

INDEX is an archive of more than 20,000 passages, so that Chroma answers. QUESTIONS has a field ``question`` a line. The
embedder is the user's. All embeddings are read into memory: 0.75 GB for 500,000 passages of 384 dimensions.
"""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from assistant.archive.assistant import Assistant
from assistant.storage.catalogue import Catalogue
from assistant.storage.vectors import VectorIndex


def main() -> None:
    """Print a row for each number of neighbours."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--neighbours", type=int, nargs="+", default=[50, 200, 800])
    options = parser.parse_args()
    vectors = question_vectors(options.index, options.questions)
    with closing(Catalogue(options.index)) as catalogue, closing(VectorIndex(options.index, catalogue)) as index:
        if not index.asks_chroma():
            parser.error(f"{options.index} is so small that Chroma is not asked")
        ids, embeddings = all_embeddings(catalogue)
        start = time.perf_counter()
        index.nearest(vectors[0], 1)
        print(f"{len(ids):,} passages; first search {time.perf_counter() - start:.2f} s")
        print("| k | recall | least | Chroma p50, p95 ms | exact p50 ms |\n| --- | --- | --- | --- | --- |")
        for k in options.neighbours:
            print(row(index, ids, embeddings, vectors, k), flush=True)
        if index.problem:
            print(f"Chroma did not answer: {index.problem}")


def question_vectors(index: Path, questions: Path) -> Any:
    """Return a unit vector for each question."""
    lines = questions.read_text(encoding="utf-8").splitlines()
    with Assistant.open(index) as archive:
        return np.asarray(archive._parts.embedder().embed([json.loads(line)["question"] for line in lines]))


def all_embeddings(catalogue: Catalogue) -> tuple[list[str], Any]:
    """Return the ids of all passages and a matrix with a row for each."""
    ids, rows = zip(*catalogue.passages.embeddings(), strict=True)
    return list(ids), np.frombuffer(b"".join(rows), np.float32).reshape(len(ids), -1)


def row(index: VectorIndex, ids: Sequence[str], embeddings: Any, vectors: Any, k: int) -> str:
    """Return a line of the table: the share of the exact ``k`` nearest that the index returns, mean and least."""
    recalls, index_times, exact_times = [], [], []
    for vector in vectors:
        start = time.perf_counter()
        exact = {ids[position] for position in np.argpartition(-(embeddings @ vector), k)[:k]}
        middle = time.perf_counter()
        neighbours = {passage_id for passage_id, _ in index.nearest(vector, k)}
        index_times.append(1000 * (time.perf_counter() - middle))
        exact_times.append(1000 * (middle - start))
        recalls.append(len(exact & neighbours) / k)
    p50, p95 = np.quantile(index_times, [0.5, 0.95])
    return (
        f"| {k} | {np.mean(recalls):.4f} | {min(recalls):.3f} | {p50:.1f}, {p95:.1f} | {np.median(exact_times):.1f} |"
    )
