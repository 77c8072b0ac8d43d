"""From files to stored, searchable articles: the work behind `Assistant.ingest`, batch by batch.

Memory is bounded by the batch, whatever is ingested. A batch is committed whole, so that stopping at any moment loses
at most the batch in work.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.errors import InputError
from assistant.events import Listener, Progress
from assistant.ingestion.files import Read, read
from assistant.protocols import Embedder
from assistant.schema import Article, IngestReport, Passage, Skipped
from assistant.storage.journal import Journal
from assistant.storage.passages import split
from assistant.storage.tables import Entry, digest

BATCH_PASSAGES = 128
"""Passages embedded and committed together: about six seconds of work on two cores."""


class Intake:
    """Takes articles in through one journal, and counts."""

    def __init__(self, journal: Journal, embedder: Embedder, listener: Listener) -> None:
        self._journal = journal
        self._embedder = embedder
        self._listener = listener
        self._added = self._updated = self._unchanged = self._passages = 0
        self._skipped: list[Skipped] = []

    def run(self, paths: Iterable[Path]) -> IngestReport:
        """Ingest everything that can be read. Raises InputError when nothing at all was found."""
        begun = time.monotonic()
        report = self.take(read(list(paths)), begun)
        if not (report.added or report.updated or report.unchanged or report.skipped):
            raise InputError("No articles were found.", "Give files or folders of .txt, .md, .html, .json or .jsonl.")
        return report

    def take(self, found: Iterable[Read | Skipped], begun: float | None = None) -> IngestReport:
        """Ingest what was read already, from the web say."""
        begun = time.monotonic() if begun is None else begun
        self._journal.settle(self._listener)
        for batch in self._batches(found):
            self._store(batch)
        return IngestReport(
            self._added, self._updated, self._unchanged, self._passages, tuple(self._skipped), time.monotonic() - begun
        )

    def _batches(self, read: Iterable[Read | Skipped]) -> Iterator[list[tuple[Read, list[Passage]]]]:
        batch: list[tuple[Read, list[Passage]]] = []
        for found in self._new(read):
            batch.append((found, split(found.article)))
            if sum(len(passages) for _, passages in batch) >= BATCH_PASSAGES:
                yield batch
                batch = []
        if batch:
            yield batch

    def _new(self, read: Iterable[Read | Skipped]) -> Iterator[Read]:
        """Yield what is new, once each: an article met twice in one run is stored once."""
        seen: set[tuple[str, str]] = set()
        for found in read:
            if isinstance(found, Skipped):
                self._skipped.append(found)
                continue
            content = (found.article.id, digest(found.article))
            if content in seen or self._journal.catalogue.is_current(found.article):
                self._unchanged += 1
                continue
            seen.add(content)
            yield found

    def _store(self, batch: list[tuple[Read, list[Passage]]]) -> None:
        texts = [embedded_text(found.article, passage) for found, passages in batch for passage in passages]
        vectors = iter(self._embedder.embed(texts))
        entries = [
            Entry(found.article, found.path, passages, [_bytes(next(vectors)) for _ in passages])
            for found, passages in batch
        ]
        added, updated = self._journal.commit(entries)
        self._journal.settle()
        self._added += added
        self._updated += updated
        self._passages += len(texts)
        self._listener(Progress("ingesting", self._added + self._updated, 0, "articles", f"{self._passages} passages"))


def embedded_text(article: Article, passage: Passage) -> str:
    """Return what stands for a passage in the vector index: the headline says what the passage is about."""
    return f"{article.title}\n{passage.text}"


def _bytes(vector: Iterable[float]) -> bytes:
    import numpy as np

    return np.asarray(vector, dtype=np.float32).tobytes()
