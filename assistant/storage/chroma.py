"""The vector index itself: one Chroma collection, in the layout of LlamaIndex's ChromaVectorStore.

Anyone can open the folder with LlamaIndex and gets our passages as nodes. Writing goes through LlamaIndex's classes;
searching asks Chroma directly, which saves 1.5 s of imports for every question. The caller holds ``vectors_lock``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.errors import ArchiveError
from assistant.schema import EVERYTHING, Article, Filters, Passage
from assistant.storage.nodes import day_number, node

NAME = "passages"
BATCH = 1000
"""Vectors an insert; Chroma's own limit is 5,461."""


class Collection:
    """An open collection, made by ``opened``. Scores are cosine similarities, -1 to 1."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._collection = self._create()

    def _create(self) -> Any:
        return self._client.get_or_create_collection(NAME, configuration={"hnsw": {"space": "cosine"}})

    def count(self) -> int:
        """Return how many vectors there are."""
        return int(self._collection.count())

    def vectors(self, ids: Sequence[str]) -> dict[str, Any]:
        """Return the vectors of those ids that are there."""
        found = self._collection.get(ids=list(ids), include=["embeddings"])
        return dict(zip(found["ids"], found["embeddings"], strict=True))

    def nearest(self, vector: Any, k: int, filters: Filters = EVERYTHING) -> list[tuple[str, float]]:
        """Return ids and scores of the ``k`` nearest passages within the filters, best first."""
        found = self._collection.query(
            query_embeddings=[vector], n_results=k, where=_where(filters), include=["distances"]
        )
        return [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def clear(self) -> None:
        """Remove everything."""
        self._client.delete_collection(NAME)
        self._collection = self._create()

    def add(self, rows: Sequence[tuple[Article, Passage, bytes]]) -> None:
        """Add passages with their float32 vectors; those already there are left as they are."""
        from llama_index.vector_stores.chroma import ChromaVectorStore

        store = ChromaVectorStore(chroma_collection=self._collection)
        for first in range(0, len(rows), BATCH):
            store.add([node(*row) for row in rows[first : first + BATCH]])

    def delete(self, ids: Sequence[str]) -> None:
        """Remove vectors; unknown ids are ignored."""
        for first in range(0, len(ids), BATCH):
            self._collection.delete(ids=list(ids[first : first + BATCH]))


@contextmanager
def opened(folder: Path) -> Iterator[Collection]:
    """Open the collection in ``folder``, made if missing; on leaving, everything is written out and closed.

    Raises ArchiveError when Chroma finds its files damaged, now or while it works. Some damage ends the process
    instead: see ``guard``.
    """
    import chromadb
    from chromadb.errors import ChromaError

    try:
        client = chromadb.PersistentClient(str(folder), settings=chromadb.Settings(anonymized_telemetry=False))
        try:
            yield Collection(client)
        finally:
            client.close()
    except ChromaError as error:
        hint = "Run the command again: it is built anew from the catalogue."
        raise ArchiveError(f"The vector index {folder} is damaged: {error}.", hint) from error


def preload() -> None:
    """Import what opening needs, about a second, so that the first question does not wait for it."""
    import chromadb  # noqa: F401


def _where(filters: Filters) -> Any:
    """Chroma compares numbers, not dates: days are numbers like 20260128, 0 when unknown."""
    parts: list[Any] = []
    if filters.after:
        parts.append({"day": {"$gte": day_number(filters.after)}})
    if filters.before:
        parts.append({"$and": [{"day": {"$lte": day_number(filters.before)}}, {"day": {"$gt": 0}}]})
    if filters.known_by:
        parts.append({"day": {"$lte": day_number(filters.known_by)}})
    if filters.publishers:
        parts.append({"publisher": {"$in": list(filters.publishers)}})
    if len(parts) > 1:
        return {"$and": parts}
    return parts[0] if parts else None
