"""Where the vectors are: in a folder beside the catalogue, or on a Chroma server. Both lend out a Collection.

A folder is lent to one process at a time, and damage is noticed before it is opened (see ``seal``). A server serves
many at once and has one collection for each archive, by the archive's own name, so that two never mix.

Opening a folder reads the whole graph into memory: 0.2 s for 47,642 passages. So a reader leaves it open, without the
lock, and uses it again at the next question, under the lock, if nobody has changed the index since. An open Chroma that
is not asked anything does nothing to its files.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import ArchiveError
from assistant.storage.chroma.collection import DATABASE, TOKEN, Collection, opened, served
from assistant.storage.chroma.seal import (
    Fingerprint,
    break_seal,
    fingerprint,
    generation,
    is_sealed,
    seal,
    survives_opening,
)
from assistant.storage.locks import vectors_lock

FOLDER = "vectors"
Loan = tuple[Collection, bool] | None
"""A collection and whether it is whole; None when another process would not let go of it."""


@dataclass(frozen=True, slots=True)
class _Idle:
    """A collection that is open and not used, and the state of its files when it was used last."""

    collection: Collection
    client: ExitStack
    contents: str
    graph: Fingerprint

    def is_current(self, vectors: Path) -> bool:
        """Tell whether the files still hold what is open: other readers change only the times of Chroma's database."""
        return is_sealed(vectors) and generation(vectors) == self.contents != "" and _graph(vectors) == self.graph


_idle: dict[Path, _Idle] = {}
"""By folder: Chroma itself has one client a folder in each process. Only touched under the folder's lock, but for
``close``."""


def _graph(vectors: Path) -> Fingerprint:
    return [file for file in fingerprint(vectors) if file[0] != DATABASE]


class Folder:
    """Chroma in the archive's folder ``vectors``."""

    def __init__(self, archive: Path) -> None:
        self.place = archive / FOLDER
        self._archive = archive

    @contextmanager
    def lent(self, wait: float) -> Iterator[Loan]:
        """Lend the collection to a writer, made if missing, emptied if it is damaged.

        It is sealed again only if nothing goes wrong.
        """
        with vectors_lock(self._archive, wait) as is_ours:
            if not is_ours:
                yield None
                return
            idle = self._take_idle()
            contents = generation(self.place)
            is_whole = idle is not None or self._is_whole()
            if not is_whole and self.place.exists():
                shutil.rmtree(self.place)
            break_seal(self.place, unfinished=not is_whole)
            self.place.mkdir(exist_ok=True)
            with idle.client if idle else ExitStack() as client:
                collection = idle.collection if idle else client.enter_context(opened(self.place))
                yield collection, is_whole
            seal(self.place, secrets.token_hex(8) if collection.is_changed or not contents else contents)

    @contextmanager
    def lent_to_reader(self, wait: float) -> Iterator[Collection | None]:
        """Lend the collection to a reader, and leave it open; None when another process would not let go of it.

        Raises ArchiveError when it is damaged or missing.
        """
        with vectors_lock(self._archive, wait) as is_ours:
            if not is_ours:
                yield None
                return
            idle = self._take_idle() or self._open()
            try:
                with idle.client as client:
                    yield idle.collection
                    if not is_sealed(self.place):
                        seal(self.place, idle.contents)
                    _idle[self.place] = replace(idle, client=client.pop_all(), graph=_graph(self.place))
            except BaseException:
                if is_sealed(self.place):  # what was open when it was sealed: the next opening looks closer
                    break_seal(self.place, unfinished=False)
                raise

    def _open(self) -> _Idle:
        if not self._is_whole():
            if self.place.exists():
                break_seal(self.place, unfinished=True)  # the next question need not look again
            hint = "The next ingest or `assistant status --repair` builds it."
            raise ArchiveError(f"The vector index {self.place} is damaged or missing.", hint)
        contents = generation(self.place) or secrets.token_hex(8)
        break_seal(self.place, unfinished=False)
        client = ExitStack()
        return _Idle(client.enter_context(opened(self.place)), client, contents, [])

    def _take_idle(self) -> _Idle | None:
        """Return the open collection if it is current, and close it otherwise."""
        idle = _idle.pop(self.place, None)
        if idle is None or idle.is_current(self.place):
            return idle
        idle.client.close()
        return None

    def close(self) -> None:
        """Close what was left open."""
        if idle := _idle.pop(self.place, None):
            idle.client.close()

    def mark_unfinished(self) -> None:
        """Note that the vectors are being built: if this process dies, they are not even opened."""
        break_seal(self.place, unfinished=True)

    def discard(self, wait: float) -> None:
        """Remove the vectors; the next opening builds them again."""
        with vectors_lock(self._archive, wait) as is_ours:
            if is_ours:
                self.close()
                self.mark_unfinished()
                shutil.rmtree(self.place, ignore_errors=True)

    def examine(self, wait: float) -> int | None:
        """Return how many vectors there are, None when they are damaged. -1 when another process has them open."""
        with vectors_lock(self._archive, wait) as is_ours:
            if not is_ours:
                return -1
            self.close()
            if not self.place.exists():
                return 0
            if not self._is_whole():
                return None
            contents = generation(self.place)
            break_seal(self.place, unfinished=False)
            with opened(self.place) as collection:
                vectors = collection.count()
            seal(self.place, contents or secrets.token_hex(8))
            return vectors

    def _is_whole(self) -> bool:
        return self.place.exists() and (is_sealed(self.place) or survives_opening(self.place))


class Server:
    """The collection called ``passages-ARCHIVE`` on the Chroma server at ``url``; the connection stays open."""

    def __init__(self, url: str, archive: str) -> None:
        self.place = url
        self._name = f"passages-{archive}"

    @contextmanager
    def lent(self, wait: float) -> Iterator[Loan]:
        """Lend the collection; a server needs no waiting for."""
        with self.lent_to_reader(wait) as collection:
            yield collection, True

    @contextmanager
    def lent_to_reader(self, wait: float) -> Iterator[Collection]:
        """Lend the collection."""
        with served(self.place, self._name, os.environ.get(TOKEN, "")) as collection:
            yield collection

    def close(self) -> None:
        """Do nothing: the connection belongs to whoever borrowed the collection."""

    def mark_unfinished(self) -> None:
        """Do nothing: a collection built by half has too few vectors, and questions count them."""

    def discard(self, wait: float) -> None:
        """Remove the vectors."""
        with self.lent(wait) as loan:
            if loan:
                loan[0].clear()

    def examine(self, wait: float) -> int | None:
        """Return how many vectors there are."""
        with self.lent(wait) as loan:
            return loan[0].count() if loan else None
