"""The vector index itself: one Chroma collection, in the layout of LlamaIndex's ChromaVectorStore.

Anyone can open the folder with LlamaIndex and gets our passages as nodes. Writing goes through LlamaIndex's classes;
searching asks Chroma directly, which saves 1.5 s of imports for every question. The caller holds ``vectors_lock``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.schema import EVERYTHING, Article, Filters, Passage
from assistant.storage.nodes import day_number, node

NAME = "passages"
BATCH = 1000
"""Vectors an insert; Chroma's own limit is 5,461."""


class Collection:
    """An open collection. Scores are cosine similarities, -1 to 1."""

    def __init__(self, folder: Path) -> None:
        import chromadb

        self._client = chromadb.PersistentClient(str(folder), settings=chromadb.Settings(anonymized_telemetry=False))
        self._collection = self._create()

    def _create(self) -> Any:
        return self._client.get_or_create_collection(NAME, configuration={"hnsw": {"space": "cosine"}})

    def close(self) -> None:
        """Write everything out and let go of the files."""
        self._client.close()

    def count(self) -> int:
        """Return how many vectors there are."""
        return int(self._collection.count())

    def any_vector(self) -> Any:
        """Return one of the vectors."""
        return self._collection.get(limit=1, include=["embeddings"])["embeddings"][0]

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


def _where(filters: Filters) -> Any:
    """Chroma compares numbers, not dates: days are numbers like 20260128, 0 when unknown."""
    parts: list[Any] = []
    if filters.after:
        parts.append({"day": {"$gte": day_number(filters.after)}})
    if filters.before:
        parts.append({"$and": [{"day": {"$lte": day_number(filters.before)}}, {"day": {"$gt": 0}}]})
    if filters.publishers:
        parts.append({"publisher": {"$in": list(filters.publishers)}})
    if len(parts) > 1:
        return {"$and": parts}
    return parts[0] if parts else None
