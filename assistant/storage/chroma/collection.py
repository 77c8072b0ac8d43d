"""The vector index itself: one Chroma collection, in the layout of LlamaIndex's ChromaVectorStore.

Anyone can open the folder with LlamaIndex and gets our passages as nodes. Writing goes through LlamaIndex's classes;
searching asks Chroma directly, which saves 1.5 s of imports for every question. Embedded in a folder (the caller holds
``vectors_lock``), or on a server or cluster, which is asked for one collection of this archive's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage
from typing import Any
from urllib.parse import SplitResult, urlsplit
from urllib.request import Request, urlopen

from assistant.errors import ArchiveError
from assistant.schema.articles import EVERYTHING, Article, Filters, Passage
from assistant.storage.chroma.nodes import day_number, node

NAME = "passages"
DATABASE = "chroma.sqlite3"
"""The name of the file that holds everything but the graph."""
BATCH = 1000
"""Vectors an insert; Chroma's own limit is 5,461."""
HNSW = {"ef_search": 500, "sync_threshold": 2}
"""``ef_search``: candidates of a search in the graph. ``sync_threshold``: changes after which an insert writes the
graph to its files. What is not in them yet is inserted again at every opening, 2 ms a vector: so each insert writes."""
TOKEN = "ASSISTANT_VECTOR_TOKEN"  # noqa: S105 - the name of the variable
"""Environment variable with the server's key; kept out of settings files."""
FULL = 32 * 1024 * 1024
"""Bytes free on a disk under which an error is put down to it: an insert of ``BATCH`` writes 10 MB, partly twice."""
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 60.0
"""Chosen, not measured."""


class Collection:
    """An open collection, made by ``opened`` or ``served``. Scores are cosine similarities, -1 to 1.

    ``where`` names its home in messages. Every method raises ArchiveError when Chroma finds its files damaged, or its
    server does not do what it should.
    """

    def __init__(self, client: Any, name: str, where: str) -> None:
        self._client, self._name, self._where = client, name, where
        self.is_changed = False
        """Whether vectors were added or removed."""
        self._collection = self._create()

    def _create(self) -> Any:
        """Open the collection, made if missing; one that was made with other parameters gets ours."""
        with _telling(self._where):
            collection = self._client.get_or_create_collection(
                self._name, configuration={"hnsw": {"space": "cosine", **HNSW}}
            )
            parameters = collection.configuration.get("hnsw") or HNSW  # a cluster has another kind of index
            if any(parameters.get(name) != value for name, value in HNSW.items()):
                collection.modify(configuration={"hnsw": HNSW})
        return collection

    def count(self) -> int:
        """Return how many vectors there are."""
        with _telling(self._where):
            return int(self._collection.count())

    def vectors(self, ids: Sequence[str]) -> dict[str, Any]:
        """Return the vectors of those ids that are there."""
        with _telling(self._where):
            found = self._collection.get(ids=list(ids), include=["embeddings"])
        return dict(zip(found["ids"], found["embeddings"], strict=True))

    def nearest(self, vector: Any, k: int, filters: Filters = EVERYTHING) -> list[tuple[str, float]]:
        """Return ids and scores of the ``k`` nearest passages within the filters, best first."""
        with _telling(self._where):
            found = self._collection.query(
                query_embeddings=[vector], n_results=k, where=_where(filters), include=["distances"]
            )
        return [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def clear(self) -> None:
        """Remove everything."""
        self.is_changed = True
        with _telling(self._where):
            self._client.delete_collection(self._name)
        self._collection = self._create()

    def add(self, rows: Sequence[tuple[Article, Passage, bytes]]) -> None:
        """Add passages with their float32 vectors; those already there are left as they are."""
        from llama_index.vector_stores.chroma import ChromaVectorStore

        self.is_changed = self.is_changed or bool(rows)
        store = ChromaVectorStore(chroma_collection=self._collection)
        for first in range(0, len(rows), BATCH):
            with _telling(self._where):
                store.add([node(*row) for row in rows[first : first + BATCH]])

    def delete(self, ids: Sequence[str]) -> None:
        """Remove vectors; unknown ids are ignored."""
        self.is_changed = self.is_changed or bool(ids)
        for first in range(0, len(ids), BATCH):
            with _telling(self._where):
                self._collection.delete(ids=list(ids[first : first + BATCH]))


@contextmanager
def opened(folder: Path) -> Iterator[Collection]:
    """Open the collection in ``folder``, made if missing; on leaving, everything is written out and closed.

    Some damage ends the process instead of raising ArchiveError: see ``guard``.
    """
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    where = str(folder)
    with _telling(where):
        try:
            client = chromadb.PersistentClient(where, settings=chromadb.Settings(anonymized_telemetry=False))
        except BaseException:
            # Chroma keeps what it could not start, and the next opening in this process would fail because of it.
            SharedSystemClient._identifier_to_system.pop(where, None)
            raise
    try:
        yield Collection(client, NAME, where)
    finally:
        client.close()


@contextmanager
def served(url: str, name: str, token: str = "") -> Iterator[Collection]:
    """Open the collection ``name`` on the Chroma server or cluster at ``url``, made if missing.

    Raises ArchiveError when there is no address in the URL, nobody answers there, or another program does.
    """
    import chromadb

    address = _address(url)
    headers = {"Authorization": f"Bearer {token}", "X-Chroma-Token": token} if token else {}
    _knock(url, headers)
    with _telling(url):
        client = chromadb.HttpClient(
            address.hostname or "",
            address.port or (443 if address.scheme == "https" else 80),
            ssl=address.scheme == "https",
            headers=headers,
            settings=chromadb.Settings(anonymized_telemetry=False),
        )
    # Chroma itself would wait for ever, and leaves its two connections open.
    sessions = [client._server._session, client._admin_client._server._session]
    for session in sessions:
        session.timeout = ANSWER_SECONDS
    try:
        yield Collection(client, name, url)
    finally:
        client.close()
        for session in sessions:
            session.close()


def _address(url: str) -> SplitResult:
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ArchiveError(f"{url!r} is not the address of a vector server.", "Give one as in http://HOST:8000.")
    return address


def _knock(url: str, headers: Mapping[str, str]) -> None:
    """See that a Chroma server answers: Chroma's client would wait for one without end."""
    request = Request(f"{url.rstrip('/')}/api/v2/heartbeat", headers=dict(headers))  # noqa: S310 - http or https
    try:
        with urlopen(request, timeout=CONNECT_SECONDS) as reply:  # noqa: S310
            if b"heartbeat" in reply.read(1000):
                return
            reason = "another program answers there"
    except OSError as error:
        reason = str(getattr(error, "reason", error))
    raise _unserved(url, reason)


@contextmanager
def _telling(where: str) -> Iterator[None]:
    """Turn the errors of Chroma, and all those of a connection to its server, into ours."""
    from chromadb.errors import ChromaError

    try:
        yield
    except Exception as error:
        if "://" in where:  # its client lets the errors of several libraries through, and plain ones
            raise _unserved(where, str(error)) from error
        if not isinstance(error, ChromaError):
            raise
        raise _unkept(where, error) from error


def _unkept(folder: str, error: Exception) -> ArchiveError:
    """Chroma says of a full disk only that something failed."""
    free = disk_usage(folder).free
    if free < FULL:
        hint = "Free some disk space, then run it again: nothing was lost."
        return ArchiveError(f"The vector index {folder} could not be written: {free:,} bytes are free there.", hint)
    hint = "The next ingest or `assistant status --repair` builds it anew from the catalogue."
    return ArchiveError(f"The vector index {folder} is damaged: {error}.", hint)


def _unserved(url: str, reason: str) -> ArchiveError:
    hint = f"See that it runs and that the address and {TOKEN} are right, or unset vector_server."
    return ArchiveError(f"The vector server {url} does not answer as it should: {reason.strip().rstrip('.')}.", hint)


def import_chroma() -> None:
    """Import chromadb, about a second."""
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
