"""Nearest passages by embedding, whatever state the vector index is in.

Keeps Chroma in line with the catalogue, which is always right: adds what is pending, removes what is stale, rebuilds a
damaged index from the embeddings kept in the catalogue (an insert, not a re-embedding). Where Chroma cannot be opened,
because another process has it open or the folder is read-only, the catalogue's own embeddings are searched instead:
slower on a large archive (about 0.4 s for 100,000 passages), exact, and never wrong.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.errors import ArchiveError
from assistant.events import Listener, Progress, ignore
from assistant.schema import EVERYTHING, Filters
from assistant.storage.catalogue import Catalogue
from assistant.storage.chroma import Collection, opened
from assistant.storage.guard import break_seal, is_sealed, seal, survives_opening, vectors_lock

FOLDER = "vectors"
READER_WAIT = 0.5
"""Seconds a question waits for Chroma before it searches the catalogue; another question needs it for about 0.03."""
WRITER_WAIT = 60.0
FEW = 20_000
"""Passages within the filters up to which the exact search is faster: 0.1 s, against 0.5 s that Chroma takes to filter
by metadata at 47,660 vectors (it takes 0.03 s without a filter)."""
BATCH = 200
"""Articles an insert; holds about 1,000 passages in memory."""


class VectorIndex:
    """The vectors of one archive folder. Opens nothing until asked, and keeps nothing open."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.folder = folder / FOLDER
        self._catalogue = catalogue

    def nearest(self, vector: Any, k: int, filters: Filters = EVERYTHING) -> list[tuple[str, float]]:
        """Return ids and cosine similarities of the ``k`` passages nearest to the vector, best first."""
        if filters and self._catalogue.held(filters) <= FEW:
            return self._exact(vector, k, filters)
        try:
            with self._opened(READER_WAIT) as collection:
                if collection:
                    return collection.nearest(vector, k, filters)
        except (ArchiveError, OSError):  # a read-only folder, a full disk, damage found only now
            pass
        return self._exact(vector, k, filters)

    def settle(self, listener: Listener = ignore) -> None:
        """Bring the vectors in line with the catalogue. The caller is the archive's writer."""
        with self._opened(WRITER_WAIT, listener) as collection:
            if not collection:
                raise ArchiveError(f"The vector index {self.folder} is in use by another process.", "Try again later.")
            collection.delete(self._catalogue.stale_vectors())
            self._catalogue.forget_stale()
            self._add(collection, "indexing", self._catalogue.ids("pending"), listener)
            self._catalogue.mark_indexed()
            if collection.count() != self._catalogue.coverage().passages:
                self._rebuild(collection, listener)

    def discard(self) -> None:
        """Remove the vector index; the next opening builds it again."""
        with vectors_lock(self.folder.parent, WRITER_WAIT) as held:
            if held:
                break_seal(self.folder, unfinished=True)
                shutil.rmtree(self.folder, ignore_errors=True)

    def examine(self) -> tuple[int, list[str]]:
        """Return how many vectors there are and what is wrong with them, nothing when all is well. Mends nothing.

        The number is 0, without a complaint, where it cannot be told: another process has the index open just now, or
        the folder is read-only.
        """
        try:
            with vectors_lock(self.folder.parent, READER_WAIT) as held:
                return self._examine() if held else (0, [])
        except (ArchiveError, OSError):
            return 0, []

    def _examine(self) -> tuple[int, list[str]]:
        found = 0
        if self.folder.exists():
            if not self._is_sound():
                return 0, ["the vector index is damaged; the next question or `assistant status --repair` rebuilds it"]
            with _open(self.folder) as collection:
                found = collection.count()
        passages = self._catalogue.coverage().passages
        if found != passages:
            return found, [f"{passages} passages but {found} vectors; `assistant status --repair` puts it right"]
        return found, []

    def _is_sound(self) -> bool:
        return self.folder.exists() and (is_sealed(self.folder) or survives_opening(self.folder))

    @contextmanager
    def _opened(self, wait: float, listener: Listener = ignore) -> Iterator[Collection | None]:
        """Open Chroma for a moment, rebuilt first if it is damaged; None when another process has it open."""
        with vectors_lock(self.folder.parent, wait) as held:
            if not held:
                yield None
                return
            sound = self._is_sound()
            if not sound and self.folder.exists():
                shutil.rmtree(self.folder)
            with _open(self.folder) as collection:
                if not sound:
                    self._rebuild(collection, listener)
                yield collection

    def _rebuild(self, collection: Collection, listener: Listener) -> None:
        break_seal(self.folder, unfinished=True)
        collection.clear()
        self._add(collection, "rebuilding the vector index", self._catalogue.ids("indexed"), listener)

    def _add(self, collection: Collection, task: str, article_ids: Sequence[str], listener: Listener) -> None:
        for first in range(0, len(article_ids), BATCH):
            batch = article_ids[first : first + BATCH]
            collection.add([row for article_id in batch for row in self._catalogue.embedded(article_id)])
            listener(Progress(task, first + len(batch), len(article_ids), "articles"))

    def _exact(self, vector: Any, k: int, filters: Filters) -> list[tuple[str, float]]:
        import numpy as np

        found = list(self._catalogue.embeddings(filters))
        if not found:
            return []
        matrix = np.frombuffer(b"".join(blob for _, blob in found), dtype=np.float32).reshape(len(found), -1)
        scores = matrix @ np.asarray(vector, dtype=np.float32)
        best = np.argsort(-scores, kind="stable")[:k]
        return [(found[number][0], float(scores[number])) for number in best]


@contextmanager
def _open(folder: Path) -> Iterator[Collection]:
    """Open Chroma with its seal broken, and seal it again only if nothing went wrong."""
    break_seal(folder, unfinished=not folder.exists())
    folder.mkdir(exist_ok=True)
    with opened(folder) as collection:
        yield collection
    seal(folder)
