"""Is an archive whole? Reads its tables and files directly, not through the program."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from assistant.storage.tables import FILE
from bench.faults.trial import QUESTION, ROOT, Trial, run


def check_archive(trial: Trial, name: str, index: Path, articles: Collection[str]) -> None:
    """Check that an archive holds every article once, every passage with its vector, and that it works."""
    status_code, status = run(index, "status", "--json")
    search_code, passages = run(index, "search", QUESTION, "--json")
    faults = [f"status exits with {status_code}: {status}"] * (status_code != 0)
    faults += [f"search exits with {search_code}: {passages}"] * (search_code != 0)
    faults += [*catalogue_faults(index, articles), *vector_faults(index)]
    facts: dict[str, Any] = json.loads(status) if status_code == 0 else {}
    trial.check(name, not faults, "; ".join(faults) or f"vectors {facts.get('vectors')}")


def catalogue_faults(index: Path, articles: Collection[str] | None) -> list[str]:
    """Return what is wrong with the catalogue. ``articles`` None: whatever is there must be whole."""
    with closing(opened(index / FILE)) as db:
        versions = db.execute("SELECT article_id, count(*), count(DISTINCT digest) FROM versions GROUP BY 1").fetchall()
        passages = db.execute(
            'SELECT p.article_id, p.start, p."end", t.text, v.text, a.version = p.version FROM passages p'
            " JOIN passage_text t ON t.number = p.number JOIN articles a ON a.id = p.article_id"
            " JOIN versions v ON v.article_id = p.article_id AND v.version = p.version"
        ).fetchall()
        # Of the full text's own table: passage_words itself would count the passages.
        indexed_numbers = {row[0] for row in db.execute("SELECT id FROM passage_words_docsize")}
        numbers = {row[0] for row in db.execute("SELECT number FROM passages")}
    ids = {key for key, *_ in versions}
    tests = {
        "articles are missing or foreign": articles is not None and ids != set(articles),
        "a version is there twice": any(count != different for _, count, different in versions),
        "passages are not their articles' slices": any(
            text != whole[start:end] for _, start, end, text, whole, _ in passages
        ),
        "passages of old versions": not all(is_current for *_, is_current in passages),
        "articles without passages": {article_id for article_id, *_ in passages} != ids,
        "text is not covered, or twice": not is_covered(passages),
        "the full text has other passages": indexed_numbers != numbers,
    }
    return [fault for fault, is_true in tests.items() if is_true]


def is_covered(passages: list[tuple[Any, ...]]) -> bool:
    """Tell whether the passages of each article hold all that is not white space, once."""
    pieces: dict[str, list[str]] = {}
    texts = {article_id: text for article_id, _, _, _, text, _ in passages}
    for article_id, _, _, text, *_ in sorted(passages):
        pieces.setdefault(article_id, []).append(text)
    return all("".join("".join(pieces[key]).split()) == "".join(text.split()) for key, text in texts.items())


def vector_faults(index: Path) -> Iterator[str]:
    """Yield what is wrong with Chroma's vectors."""
    with closing(opened(index / FILE)) as db:
        pending = db.execute("SELECT count(*) FROM articles WHERE state = 'pending'").fetchone()[0]
        rows = db.execute("SELECT id FROM passages ORDER BY 1").fetchall()
    if pending:
        yield f"{pending} articles pending"
    with closing(opened(index / "vectors" / "chroma.sqlite3")) as db:
        if db.execute("SELECT embedding_id FROM embeddings ORDER BY 1").fetchall() != rows:
            yield "Chroma has other passages"
    probe = [sys.executable, "-m", "assistant.storage.chroma.probe", str(index / "vectors")]
    process = subprocess.run(probe, cwd=ROOT, capture_output=True, text=True, check=False)
    if process.returncode:
        yield f"Chroma's {process.stderr.strip() or process.returncode}"


def opened(path: Path) -> sqlite3.Connection:
    """Open a file to read."""
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
