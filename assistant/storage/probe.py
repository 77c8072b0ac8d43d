"""Run as a program: open the vector index named on the command line and query it. Exit code 0 means it is sound.

Kept apart because a damaged index can end the process that opens it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.storage.chroma import Collection


def main(folder: str) -> None:
    """Count, read one vector and search with it."""
    collection = Collection(Path(folder))
    if collection.count():
        vector = collection.any_vector()
        if not collection.nearest(vector, 10):
            raise SystemExit("the index holds vectors but finds none")
    collection.close()


if __name__ == "__main__":
    main(sys.argv[1])
