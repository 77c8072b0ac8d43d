"""Batches of articles from the reader process to the archive: the work behind `Assistant.ingest`.

Three stages run at once: another process reads and splits (``supervisor``), a thread embeds one batch, and the batch
before it is stored. Memory is bounded by two batches, plus 70 bytes for each article of the run, to find repetitions.
A batch is committed whole, so that stopping at any moment loses at most two batches.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TypeGuard

from assistant.errors import AssistantError, InputError
from assistant.ingestion.readers import SourcedArticle
from assistant.intake.reader_process import ArticleRead, Message, ReadingFinished, TotalBytes
from assistant.protocols import Embedder
from assistant.schema.archives import IngestReport, Mapped, Skipped
from assistant.schema.articles import Article, Passage
from assistant.schema.events import Listener, Progress
from assistant.storage.journal import Journal
from assistant.storage.tables import ArticleEntry, digest

BATCH_PASSAGES = 256
"""Passages embedded and committed together: about three seconds of work on two cores."""
SETTLE_PASSAGES = 1024
"""Passages whose vectors are added to the vector index together, about every ten seconds. Opening the index takes part
of a second, and Ctrl-C waits for it."""
PROGRESS_ARTICLES = 100
"""Unchanged articles between two reports of progress; the others are reported batch by batch."""

LISTED_SKIPPED = 10_000
"""Skipped parts that are listed in the report, about 3 MB of memory; the rest is only counted."""

Batch = list[tuple[SourcedArticle, list[Passage]]]


@dataclass
class _Counts:
    """Counts so far. ``bytes_stored`` of ``total_bytes`` belong to articles that are stored."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    passages: int = 0
    unlisted: int = 0
    bytes_stored: int = 0
    total_bytes: int = 0

    @property
    def articles(self) -> int:
        return self.added + self.updated + self.unchanged


class Intake:
    """Embeds and stores articles through one journal, and counts them."""

    def __init__(self, journal: Journal, embedder: Embedder, listener: Listener) -> None:
        self._journal = journal
        self._embedder = embedder
        self._listener = listener
        self._counts = _Counts()
        self._skipped: list[Skipped] = []
        self._stages: dict[str, float] = defaultdict(float)
        self._bytes_read = 0
        self._unsettled = 0  # passages that are stored but not yet in the vector index
        self._start = time.monotonic()

    def run(self, messages: Iterable[Message]) -> IngestReport:
        """Ingest all articles. Raises InputError when there is neither an article nor a skipped part."""
        report = self.ingest(messages)
        if not (report.added or report.updated or report.unchanged or report.skipped):
            raise InputError("No articles were found.", "Give files, folders, or patterns such as 'news/**/*.html'.")
        return report

    def ingest(self, messages: Iterable[Message]) -> IngestReport:
        """Ingest all articles, of which there may be none."""
        self._journal.settle(self._listener)
        with self._settle_at_end():
            self._store_all(messages)
        counts, seconds = self._counts, time.monotonic() - self._start
        return IngestReport(
            counts.added, counts.updated, counts.unchanged, counts.passages, tuple(self._skipped), seconds,
            {name: self._stages[name] for name in ("read", "split", "embed", "store", "index")}, counts.unlisted,
        )  # fmt: skip

    @contextmanager
    def _settle_at_end(self) -> Iterator[None]:
        """Add what is stored to the vector index at the end, also after an error."""
        try:
            yield
        except BaseException:
            if self._unsettled:
                with suppress(AssistantError):
                    self._settle()
            raise
        self._settle()

    def _store_all(self, messages: Iterable[Message]) -> None:
        """Embed each batch in a thread, and store the one before it meanwhile."""
        pool = ThreadPoolExecutor(1, thread_name_prefix="intake")
        try:
            previous: tuple[Batch, int, Future[list[list[bytes]]]] | None = None
            for batch in self._batches(messages):
                current = batch, self._bytes_read, pool.submit(self._embed, batch)
                if previous:
                    self._store(*previous)
                previous = current
            if previous:
                self._store(*previous)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _batches(self, messages: Iterable[Message]) -> Iterator[Batch]:
        batch: Batch = []
        for item, passages in self._new_articles(messages):
            batch.append((item, passages))
            if sum(len(passages) for _, passages in batch) >= BATCH_PASSAGES:
                yield batch
                batch = []
        if batch:
            yield batch

    def _new_articles(self, messages: Iterable[Message]) -> Iterator[tuple[SourcedArticle, list[Passage]]]:
        """Yield the new articles with their passages; one that is read twice in a run is yielded once."""
        hashes: set[int] = set()
        for message in messages:
            match message:
                case TotalBytes():
                    self._counts.total_bytes = message.count
                case Mapped():
                    self._listener(message)
                case Skipped():
                    self._skip(message)
                case ReadingFinished():
                    self._stages["read"] += message.read_seconds
                    self._stages["split"] += message.split_seconds
                case ArticleRead():
                    self._bytes_read = message.bytes_read
                    if self._is_new(message.item, hashes):
                        yield message.item, list(message.passages)
                    else:
                        self._count_unchanged()

    def _skip(self, skipped: Skipped) -> None:
        if len(self._skipped) < LISTED_SKIPPED:
            self._skipped.append(skipped)
        else:
            self._counts.unlisted += 1

    def _is_new(self, item: SourcedArticle | None, hashes: set[int]) -> TypeGuard[SourcedArticle]:
        """Whether an article is neither stored nor among the ``hashes`` of this run; None stands for a stored one."""
        if item is None:
            return False
        content_hash = hash((item.article.id, digest(item.article)))
        if content_hash in hashes or self._is_stored(item):
            return False
        hashes.add(content_hash)
        return True

    def _is_stored(self, item: SourcedArticle) -> bool:
        return self._journal.catalogue.is_current(item.article, item.path, alone=item.alone)

    def _count_unchanged(self) -> None:
        self._counts.unchanged += 1
        if self._counts.unchanged % PROGRESS_ARTICLES == 0:
            self._report_progress(self._counts.bytes_stored)

    def _embed(self, batch: Batch) -> list[list[bytes]]:
        """Return the embeddings of each article's passages. Runs in a thread of its own."""
        start = time.monotonic()
        texts = [embedded_text(item.article, passage) for item, passages in batch for passage in passages]
        vectors = iter(self._embedder.embed(texts))
        embeddings = [[_bytes(next(vectors)) for _ in passages] for _, passages in batch]
        self._stages["embed"] += time.monotonic() - start
        return embeddings

    def _store(self, batch: Batch, bytes_read: int, embeddings: Future[list[list[bytes]]]) -> None:
        entries = [
            ArticleEntry(item.article, item.path, passages, vectors)
            for (item, passages), vectors in zip(batch, embeddings.result(), strict=True)
        ]
        start = time.monotonic()
        added, updated = self._journal.commit(entries)
        self._stages["store"] += time.monotonic() - start
        passages = sum(len(entry.passages) for entry in entries)
        self._counts.added += added
        self._counts.updated += updated
        self._counts.passages += passages
        self._unsettled += passages
        if self._unsettled >= SETTLE_PASSAGES:
            self._settle()
        self._report_progress(bytes_read)

    def _settle(self) -> None:
        start = time.monotonic()
        self._unsettled = 0
        self._journal.settle()
        self._stages["index"] += time.monotonic() - start

    def _report_progress(self, bytes_stored: int) -> None:
        """Report progress in bytes where their total is known, which gives the time left; else in articles."""
        counts = self._counts
        counts.bytes_stored = bytes_stored
        rate = counts.passages / max(0.001, time.monotonic() - self._start)
        speed = f"{rate:.0f} passages/s" if counts.passages else ""
        if counts.total_bytes:
            pace = f"{counts.articles:,} articles" + (f", {speed}" if speed else "")
            done = min(bytes_stored, counts.total_bytes)
            self._listener(Progress("ingesting", done, counts.total_bytes, "bytes", pace=pace))
        else:
            self._listener(Progress("ingesting", counts.articles, 0, "articles", pace=speed))


def embedded_text(article: Article, passage: Passage) -> str:
    """Return the text that is embedded for a passage, with the headline, which says what the passage is about."""
    return f"{article.title}\n{passage.text}"


def _bytes(vector: Iterable[float]) -> bytes:
    import numpy as np

    return np.asarray(vector, dtype=np.float32).tobytes()
