"""Where vectors live: in a folder beside the catalogue, or on a Chroma server. Both lend out a Collection.

A folder is lent to one process at a time, and its damage is noticed before it is opened (see ``guard``). A server
serves many at once and has one collection for each archive, by the archive's own name, so that two never mix.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.storage.chroma.collection import TOKEN, Collection, opened, served
from assistant.storage.locks import break_seal, is_sealed, seal, survives_opening, vectors_lock

FOLDER = "vectors"
Lent = tuple[Collection, bool] | None
"""A collection and whether it was found whole; None when another process would not let it go."""


class Folder:
    """Chroma in the archive's folder ``vectors``."""

    def __init__(self, archive: Path) -> None:
        self.place = archive / FOLDER
        self._archive = archive

    @contextmanager
    def lent(self, wait: float) -> Iterator[Lent]:
        """Lend the collection, made if missing, emptied if it is damaged; sealed again only if nothing went wrong."""
        with vectors_lock(self._archive, wait) as held:
            if not held:
                yield None
                return
            sound = self._is_sound()
            if not sound and self.place.exists():
                shutil.rmtree(self.place)
            break_seal(self.place, unfinished=not sound)
            self.place.mkdir(exist_ok=True)
            with opened(self.place) as collection:
                yield collection, sound
            seal(self.place)

    def mark_unfinished(self) -> None:
        """Say that the vectors are being built: if this process dies, they are not even opened."""
        break_seal(self.place, unfinished=True)

    def discard(self, wait: float) -> None:
        """Remove the vectors; the next opening builds them again."""
        with vectors_lock(self._archive, wait) as held:
            if held:
                self.mark_unfinished()
                shutil.rmtree(self.place, ignore_errors=True)

    def examine(self, wait: float) -> int | None:
        """Return how many vectors there are, None when they are damaged. -1 when another process has them open."""
        with vectors_lock(self._archive, wait) as held:
            if not held:
                return -1
            if not self.place.exists():
                return 0
            if not self._is_sound():
                return None
            break_seal(self.place, unfinished=False)
            with opened(self.place) as collection:
                found = collection.count()
            seal(self.place)
            return found

    def _is_sound(self) -> bool:
        return self.place.exists() and (is_sealed(self.place) or survives_opening(self.place))


class Server:
    """The collection called ``passages-ARCHIVE`` on the Chroma server at ``url``; the connection stays open."""

    def __init__(self, url: str, archive: str) -> None:
        self.place = url
        self._name = f"passages-{archive}"

    @contextmanager
    def lent(self, wait: float) -> Iterator[Lent]:
        """Lend the collection; a server needs no waiting for."""
        with served(self.place, self._name, os.environ.get(TOKEN, "")) as collection:
            yield collection, True

    def mark_unfinished(self) -> None:
        """Do nothing: a collection built by half has too few vectors, and questions count them."""

    def discard(self, wait: float) -> None:
        """Remove the vectors."""
        with self.lent(wait) as lent:
            if lent:
                lent[0].clear()

    def examine(self, wait: float) -> int | None:
        """Return how many vectors there are."""
        with self.lent(wait) as lent:
            return lent[0].count() if lent else None
