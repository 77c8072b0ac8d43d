"""From files to stored, searchable articles: the work behind `Assistant.ingest`, batch by batch.

Three things go on at once: another process reads and splits (``supply``), a thread embeds one batch, and the batch
before it is stored. Memory is bounded by two batches, whatever is ingested; what was met in this run is remembered in
70 bytes an article. A batch is committed whole, so that stopping at any moment loses at most the two in work.
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
from assistant.intake.reader_process import Finished, Message, Supplied, Total
from assistant.protocols import Embedder
from assistant.schema.archives import IngestReport, Mapped, Skipped
from assistant.schema.articles import Article, Passage
from assistant.schema.events import Listener, Progress
from assistant.storage.journal import Journal
from assistant.storage.tables import Entry, digest

BATCH_PASSAGES = 256
"""Passages embedded and committed together: about three seconds of work on two cores."""
SETTLE_PASSAGES = 1024
"""Passages whose vectors are added to the vector index together, about every ten seconds: opening it takes part of
one, and Ctrl-C waits for it."""
TOLD_ARTICLES = 100
"""Unchanged articles after which progress is told; the others are told of batch by batch."""

LISTED_SKIPPED = 10_000
"""What is skipped beyond these is counted only: they are kept in memory until the end, about 3 MB."""

Batch = list[tuple[SourcedArticle, list[Passage]]]


@dataclass
class _Counts:
    """What was done so far; ``reached`` of ``total`` bytes are read of what is stored."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    passages: int = 0
    unlisted: int = 0
    reached: int = 0
    total: int = 0

    @property
    def articles(self) -> int:
        return self.added + self.updated + self.unchanged


class Intake:
    """Takes articles in through one journal, and counts."""

    def __init__(self, journal: Journal, embedder: Embedder, listener: Listener) -> None:
        self._journal = journal
        self._embedder = embedder
        self._listener = listener
        self._counts = _Counts()
        self._skipped: list[Skipped] = []
        self._stages: dict[str, float] = defaultdict(float)
        self._reached = 0
        self._unsettled = 0
        self._begun = time.monotonic()

    def run(self, supply: Iterable[Message]) -> IngestReport:
        """Ingest all that is supplied. Raises InputError when nothing at all was found."""
        report = self.take(supply)
        if not (report.added or report.updated or report.unchanged or report.skipped):
            raise InputError("No articles were found.", "Give files, folders, or patterns such as 'news/**/*.html'.")
        return report

    def take(self, supply: Iterable[Message]) -> IngestReport:
        """Ingest all that is supplied, which may be nothing."""
        self._journal.settle(self._listener)
        with self._settled():
            self._take_in(supply)
        counts, seconds = self._counts, time.monotonic() - self._begun
        return IngestReport(
            counts.added, counts.updated, counts.unchanged, counts.passages, tuple(self._skipped), seconds,
            {name: self._stages[name] for name in ("read", "split", "embed", "store", "index")}, counts.unlisted,
        )  # fmt: skip

    @contextmanager
    def _settled(self) -> Iterator[None]:
        """See that what is stored can be searched at the end, also where that comes early."""
        try:
            yield
        except BaseException:
            if self._unsettled:
                with suppress(AssistantError):
                    self._settle()
            raise
        self._settle()

    def _take_in(self, supply: Iterable[Message]) -> None:
        """Embed each batch in a thread, and store the one before it meanwhile."""
        pool = ThreadPoolExecutor(1, thread_name_prefix="intake")
        try:
            work: tuple[Batch, int, Future[list[list[bytes]]]] | None = None
            for batch in self._batches(supply):
                following = batch, self._reached, pool.submit(self._embed, batch)
                if work:
                    self._store(*work)
                work = following
            if work:
                self._store(*work)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _batches(self, supply: Iterable[Message]) -> Iterator[Batch]:
        batch: Batch = []
        for found, passages in self._new(supply):
            batch.append((found, passages))
            if sum(len(passages) for _, passages in batch) >= BATCH_PASSAGES:
                yield batch
                batch = []
        if batch:
            yield batch

    def _new(self, supply: Iterable[Message]) -> Iterator[tuple[SourcedArticle, list[Passage]]]:
        """Yield what is new, once each: an article met twice in one run is stored once."""
        seen: set[int] = set()
        for message in supply:
            match message:
                case Total():
                    self._counts.total = message.bytes
                case Mapped():
                    self._listener(message)
                case Skipped():
                    self._skip(message)
                case Finished():
                    self._stages["read"] += message.read
                    self._stages["split"] += message.split
                case Supplied():
                    self._reached = message.reached
                    if self._is_new(message.found, seen):
                        yield message.found, list(message.passages)
                    else:
                        self._pass_over()

    def _skip(self, one: Skipped) -> None:
        if len(self._skipped) < LISTED_SKIPPED:
            self._skipped.append(one)
        else:
            self._counts.unlisted += 1

    def _is_new(self, found: SourcedArticle | None, seen: set[int]) -> TypeGuard[SourcedArticle]:
        """Tell whether an article is neither stored nor met before; what the reader knows to be stored is None."""
        if found is None:
            return False
        content = hash((found.article.id, digest(found.article)))
        if content in seen or self._is_stored(found):
            return False
        seen.add(content)
        return True

    def _is_stored(self, found: SourcedArticle) -> bool:
        return self._journal.catalogue.is_current(found.article, found.path, alone=found.alone)

    def _pass_over(self) -> None:
        self._counts.unchanged += 1
        if self._counts.unchanged % TOLD_ARTICLES == 0:
            self._tell(self._counts.reached)

    def _embed(self, batch: Batch) -> list[list[bytes]]:
        """Return the embeddings of each article's passages. Runs in a thread of its own."""
        begun = time.monotonic()
        texts = [embedded_text(found.article, passage) for found, passages in batch for passage in passages]
        vectors = iter(self._embedder.embed(texts))
        embeddings = [[_bytes(next(vectors)) for _ in passages] for _, passages in batch]
        self._stages["embed"] += time.monotonic() - begun
        return embeddings

    def _store(self, batch: Batch, reached: int, embedded: Future[list[list[bytes]]]) -> None:
        entries = [
            Entry(found.article, found.path, passages, embeddings)
            for (found, passages), embeddings in zip(batch, embedded.result(), strict=True)
        ]
        begun = time.monotonic()
        added, updated = self._journal.commit(entries)
        self._stages["store"] += time.monotonic() - begun
        passages = sum(len(entry.passages) for entry in entries)
        self._counts.added += added
        self._counts.updated += updated
        self._counts.passages += passages
        self._unsettled += passages
        if self._unsettled >= SETTLE_PASSAGES:
            self._settle()
        self._tell(reached)

    def _settle(self) -> None:
        begun = time.monotonic()
        self._unsettled = 0
        self._journal.settle()
        self._stages["index"] += time.monotonic() - begun

    def _tell(self, reached: int) -> None:
        """Tell progress in bytes where it is known how many there are, which gives the time left; else in articles."""
        counts = self._counts
        counts.reached = reached
        rate = counts.passages / max(0.001, time.monotonic() - self._begun)
        speed = f"{rate:.0f} passages/s" if counts.passages else ""
        if counts.total:
            pace = f"{counts.articles:,} articles" + (f", {speed}" if speed else "")
            done = min(reached, counts.total)
            self._listener(Progress("ingesting", done, counts.total, "bytes", pace=pace))
        else:
            self._listener(Progress("ingesting", counts.articles, 0, "articles", pace=speed))


def embedded_text(article: Article, passage: Passage) -> str:
    """Return what stands for a passage in the vector index: the headline says what the passage is about."""
    return f"{article.title}\n{passage.text}"


def _bytes(vector: Iterable[float]) -> bytes:
    import numpy as np

    return np.asarray(vector, dtype=np.float32).tobytes()
