"""Writing to the archive so that a crash at any moment loses nothing and leaves nothing twice.

Articles are stored as pending in one transaction, with their embeddings; then their vectors are added to the vector
index; then they are marked indexed. What a killed process left between two steps, the next writer settles first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import ArchiveError
from assistant.schema.events import Listener, ignore
from assistant.storage.catalogue import Catalogue
from assistant.storage.locks import writer_lock
from assistant.storage.tables import ArticleEntry
from assistant.storage.vectors import VectorIndex


class Journal:
    """The archive's one writer. Made by ``writing``, valid until that ends."""

    def __init__(self, catalogue: Catalogue, vectors: VectorIndex) -> None:
        self.catalogue = catalogue
        self._vectors = vectors

    def use_embedder(self, name: str, dimensions: int) -> None:
        """Remember which embedder builds this archive. Raises ArchiveError when another one built it."""
        built_with = self.catalogue.meta("embedder")
        if not built_with:
            self.catalogue.remember("embedder", name)
            self.catalogue.remember("dimensions", str(dimensions))
        check_embedder(built_with or name, name)

    def commit(self, entries: Iterable[ArticleEntry]) -> tuple[int, int]:
        """Store articles; return how many were new and how many are new versions. `settle` makes them searchable."""
        return self.catalogue.store(entries)

    def settle(self, listener: Listener = ignore) -> None:
        """Bring the vector index and the clusters of copies in line with what was committed."""
        self.catalogue.copies.catch_up(listener)
        self._vectors.settle(listener)

    def repair(self, listener: Listener = ignore) -> None:
        """Rebuild the vector index from the catalogue."""
        self._vectors.discard()
        self.settle(listener)

    def remove(self, article_ids: Sequence[str]) -> int:
        """Remove articles, all versions, from the catalogue and the vector index."""
        removed = self.catalogue.remove(article_ids)
        self.settle()
        return removed


@contextmanager
def writing(folder: Path, server: str = "", listener: Listener = ignore) -> Iterator[Journal]:
    """Become the archive's writer, creating the archive when there is none; its vectors go to the ``server``, if any.

    ``listener`` is told when the archive is migrated to the present format first. Raises ArchiveError when another
    process is writing, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(
            f"The folder {folder} cannot be made: {error.strerror}.", "Choose another with --index."
        ) from error
    with writer_lock(folder):
        catalogue = Catalogue(folder, writable=True, listener=listener)
        try:
            with VectorIndex(folder, catalogue, server).kept_open() as vectors:
                yield Journal(catalogue, vectors)
        finally:
            catalogue.close()


def check_embedder(built_with: str, name: str) -> None:
    """Raise ArchiveError when the archive's vectors come from another embedder than the one in use."""
    if built_with != name:
        hint = f"Use --index for another archive, or set the embedder to {built_with}."
        raise ArchiveError(f"This archive was built with the embedder {built_with}, not {name}.", hint)
