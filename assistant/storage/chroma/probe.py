"""A program that compares the vector index named on the command line with the catalogue beside it. 0 means sound.

It is a program because a damaged index can end the process that opens it. Chroma opens many damaged folders without an
error (a cut-off file, an emptied one) and then finds nothing or the wrong thing, so opening alone proves little.
"""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.storage.catalogue import Catalogue
from assistant.storage.chroma.collection import Collection, opened

VECTORS = 500
"""Passages, spread evenly over the archive, whose vectors must be the catalogue's."""
QUERIES = 50
"""How many of them are searched for. The search is approximate: it may miss one in ten."""
TOLERANCE = 1e-3
"""Vectors have length 1 and are kept as float32; measured differences are below 1e-6."""


def main(folder: Path) -> None:
    """Raise SystemExit with the reason when the vector index does not hold what it must."""
    with opened(folder) as collection:
        if wrong := difference(collection, Catalogue(folder.parent)):
            raise SystemExit(wrong)


def difference(collection: Collection, catalogue: Catalogue) -> str:
    """Return how a collection differs from the catalogue, ``""`` when it does not."""
    expected = catalogue.passages.sample(VECTORS)
    if collection.count() < catalogue.passages.count_indexed():
        return "vectors are missing"
    vectors = collection.vectors(list(expected)) if expected else {}
    if not all(passage_id in vectors and _is_same(vectors[passage_id], blob) for passage_id, blob in expected.items()):
        return "vectors are not the catalogue's"
    queries = list(vectors.values())[:: max(1, len(vectors) // QUERIES)]
    misses = sum(collection.nearest(vector, 1)[0][1] < 1 - TOLERANCE for vector in queries)
    return "vectors are not found" if misses > len(queries) / 10 else ""


def _is_same(vector: object, expected: bytes) -> bool:
    import numpy as np

    return bool(np.allclose(vector, np.frombuffer(expected, dtype=np.float32), rtol=0, atol=TOLERANCE))  # type: ignore[arg-type]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
