"""The exact search: every embedding within the filters is compared with the question's.

Reads the embeddings out of the catalogue, 5 to 20 µs each, and keeps those of the filters that were asked for last
until the catalogue changes: 20,000 passages of 384 dimensions are 31 MB. One product of 20,000 takes 3 ms.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, count, islice, takewhile
from typing import Any

from assistant.schema.articles import Filters
from assistant.storage.passage_table import PassageTable

BLOCK = 20_000
"""Passages compared at once, and the most that are kept for one set of filters."""
KEPT_PASSAGES = 2 * BLOCK
"""The most embeddings in memory, over all sets of filters."""
Neighbours = list[tuple[str, float]]
"""Ids of passages and cosine similarities, best first."""
_Block = tuple[list[str], Any]
"""Ids of passages, and a row of float32 for each."""


class ExactSearch:
    """Searches the passages of one catalogue."""

    def __init__(self, passages: PassageTable) -> None:
        self._passages = passages
        self._blocks: dict[Filters, _Block] = {}
        self._state: tuple[int, int] | None = None

    def nearest(self, vector: Any, k: int, filters: Filters) -> Neighbours:
        """Return the ``k`` passages within the filters that are nearest to the vector."""
        neighbours: Neighbours = []
        for block in self._blocks_within(filters):
            neighbours = best([*neighbours, *_nearest(block, vector, k)], k)
        return neighbours

    def nearest_pending(self, vector: Any, filters: Filters) -> Neighbours:
        """Return the passages within the filters that are stored and not yet in the vector index, in no order."""
        rows = self._passages.pending_embeddings(filters)
        return _nearest(_block(iter(rows)), vector, len(rows))

    def _blocks_within(self, filters: Filters) -> Iterable[_Block]:
        state = self._passages.state()
        if state != self._state:
            self._state = state
            self._blocks.clear()
        if filters in self._blocks:
            self._blocks[filters] = self._blocks.pop(filters)  # the last in the order is the last used
            return [self._blocks[filters]]
        rows = self._passages.embeddings(filters)
        first, second = _block(rows), _block(rows)
        if second[0]:  # too many to keep: they are read again each time
            return chain([first, second], takewhile(lambda block: block[0], (_block(rows) for _ in count())))
        self._keep(filters, first)
        return [first]

    def _keep(self, filters: Filters, block: _Block) -> None:
        self._blocks[filters] = block
        while sum(len(ids) for ids, _ in self._blocks.values()) > KEPT_PASSAGES:
            del self._blocks[next(iter(self._blocks))]


def best(neighbours: Iterable[tuple[str, float]], k: int) -> Neighbours:
    """Return the ``k`` best, each passage once."""
    return sorted(dict(neighbours).items(), key=lambda neighbour: (-neighbour[1], neighbour[0]))[:k]


def _block(rows: Iterable[tuple[str, bytes]]) -> _Block:
    import numpy as np

    ids, embeddings = [], []
    for passage_id, embedding in islice(rows, BLOCK):
        ids.append(passage_id)
        embeddings.append(embedding)
    return ids, np.frombuffer(b"".join(embeddings), dtype=np.float32).reshape(len(ids), -1) if ids else None


def _nearest(block: _Block, vector: Any, k: int) -> Neighbours:
    """Return the ``k`` best of a block, and those that are as good as the last of them."""
    import numpy as np

    ids, embeddings = block
    if not ids:
        return []
    scores = embeddings @ np.asarray(vector, dtype=np.float32)
    least = np.partition(scores, -k)[-k] if k < len(ids) else scores.min()
    return [(ids[row], float(scores[row])) for row in np.flatnonzero(scores >= least)]
