"""Articles, entries and an embedder for the tests of storage: small, deterministic, no model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.schema.articles import Article, Passage
from assistant.storage.catalogue import Catalogue
from assistant.storage.journal import writing
from assistant.storage.tables import ArticleEntry
from assistant.storage.vectors import VectorIndex

DIMENSIONS = 16


class Hashed:
    """An embedder: a text's vector is drawn by its hash, so equal texts and only they have equal vectors."""

    name = "hashed"
    dimensions = DIMENSIONS

    def embed(self, texts: Sequence[str]) -> list[np.ndarray]:
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> np.ndarray:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        vector = np.random.default_rng(seed).normal(size=self.dimensions).astype(np.float32)
        return vector / np.linalg.norm(vector)


def vector(text: str) -> np.ndarray:
    return Hashed().embed([text])[0]


def article(key: str, text: str, **fields) -> Article:
    return Article(key, fields.pop("title", f"About {key}"), text, **fields)


def entry(stored: Article) -> ArticleEntry:
    """One passage a line, embedded by its text alone."""
    passages, start = [], 0
    for index, line in enumerate(stored.text.split("\n")):
        passages.append(Passage(stored.id, stored.version, index, start, start + len(line), line))
        start += len(line) + 1
    return ArticleEntry(stored, f"{stored.id}.txt", passages, [vector(one.text).tobytes() for one in passages])


def many(articles: int, lines: int) -> list[ArticleEntry]:
    texts = ["\n".join(f"Line {line} of story {number}." for line in range(lines)) for number in range(articles)]
    return [
        entry(
            article(f"story-{number:02}", text, publisher=f"Paper {number % 3}", published=f"2026-01-{number + 1:02}")
        )
        for number, text in enumerate(texts)
    ]


def build(folder: Path, *entries: ArticleEntry) -> None:
    """Store entries and settle: an archive that is whole."""
    with writing(folder) as journal:
        journal.use_embedder(Hashed.name, DIMENSIONS)
        journal.commit(entries)
        journal.settle()


class Opened:
    """An archive opened for reading."""

    def __init__(self, folder: Path) -> None:
        self.catalogue = Catalogue(folder)
        self.vectors = VectorIndex(folder, self.catalogue)

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.vectors.close()
        self.catalogue.close()


def consistent(folder: Path) -> bool:
    """Whether every passage has its vector, finds itself with it, and nothing waits."""
    with Opened(folder) as archive:
        expected = dict(archive.catalogue.passages.embeddings())
        count, problems = archive.vectors.examine()
        whole = count == len(expected) and not problems
        settled = not archive.catalogue.ids("pending") and not archive.catalogue.stale_vectors()
        some = list(expected.items())[:: max(1, len(expected) // 20)]
        return whole and settled and all(_finds(archive, key, blob) for key, blob in some)


def _finds(archive: Opened, key: str, blob: bytes) -> bool:
    (found, score), *_ = archive.vectors.nearest(np.frombuffer(blob, dtype=np.float32), 1)
    return found == key and score > 0.999
