"""The vector index: one Chroma collection, in the layout of LlamaIndex's ChromaVectorStore.

LlamaIndex can open the folder and gets our passages as nodes. Writing uses LlamaIndex's classes; searching asks Chroma
directly, which saves 1.5 s of imports. The collection is in a folder (the caller holds ``vectors_lock``), or on a
server or cluster, where each archive has its own.
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
from assistant.schema.articles import Article, Passage
from assistant.storage.chroma.nodes import node

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
"""Free bytes below which an error is put down to a full disk: an insert of ``BATCH`` writes 10 MB, partly twice."""
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 60.0
"""Chosen, not measured."""


class Collection:
    """An open collection, made by ``opened`` or ``served``. Scores are cosine similarities, -1 to 1.

    ``place`` names its folder or server in messages. Every method raises ArchiveError when Chroma finds its files
    damaged, or when its server fails.
    """

    def __init__(self, client: Any, name: str, place: str) -> None:
        self._client, self._name, self._place = client, name, place
        self.is_changed = False
        """Whether vectors were added or removed."""
        self._collection = self._create()

    def _create(self) -> Any:
        """Open the collection, made if missing; one that was made with other parameters gets ours.

        Chroma's get_or_create_collection leaves a transaction to be rolled back in the background: 5 of 160 writes
        right after it met a locked database.
        """
        from chromadb.errors import NotFoundError

        with _errors_reported(self._place):
            try:
                collection = self._client.get_collection(self._name)
            except NotFoundError:
                return self._client.get_or_create_collection(
                    self._name, configuration={"hnsw": {"space": "cosine", **HNSW}}
                )
            parameters = collection.configuration.get("hnsw") or HNSW  # a cluster has another kind of index
            if any(parameters.get(name) != value for name, value in HNSW.items()):
                collection.modify(configuration={"hnsw": HNSW})
        return collection

    def count(self) -> int:
        """Return how many vectors there are."""
        with _errors_reported(self._place):
            return int(self._collection.count())

    def vectors(self, ids: Sequence[str]) -> dict[str, Any]:
        """Return the vectors of those ids that are there."""
        with _errors_reported(self._place):
            result = self._collection.get(ids=list(ids), include=["embeddings"])
        return dict(zip(result["ids"], result["embeddings"], strict=True))

    def nearest(self, vector: Any, k: int) -> list[tuple[str, float]]:
        """Return ids and scores of the ``k`` nearest passages, best first."""
        with _errors_reported(self._place):
            result = self._collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
        ids, distances = result["ids"][0], result["distances"][0]
        return [(passage_id, 1.0 - distance) for passage_id, distance in zip(ids, distances, strict=True)]

    def clear(self) -> None:
        """Remove everything."""
        self.is_changed = True
        with _errors_reported(self._place):
            self._client.delete_collection(self._name)
        self._collection = self._create()

    def add(self, rows: Sequence[tuple[Article, Passage, bytes]]) -> None:
        """Add passages with their float32 vectors; those that are there already stay as they are."""
        from llama_index.vector_stores.chroma import ChromaVectorStore

        self.is_changed = self.is_changed or bool(rows)
        store = ChromaVectorStore(chroma_collection=self._collection)
        for first in range(0, len(rows), BATCH):
            with _errors_reported(self._place):
                store.add([node(*row) for row in rows[first : first + BATCH]])

    def delete(self, ids: Sequence[str]) -> None:
        """Remove vectors; unknown ids are ignored."""
        self.is_changed = self.is_changed or bool(ids)
        for first in range(0, len(ids), BATCH):
            with _errors_reported(self._place):
                self._collection.delete(ids=list(ids[first : first + BATCH]))


@contextmanager
def opened(folder: Path) -> Iterator[Collection]:
    """Open the collection in ``folder``, made if missing; closed on leaving.

    Some damage ends the process instead of raising ArchiveError: see ``seal``.
    """
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    place = str(folder)
    with _errors_reported(place):
        try:
            client = chromadb.PersistentClient(place, settings=chromadb.Settings(anonymized_telemetry=False))
        except BaseException:
            # Chroma keeps what it could not start, and the next opening in this process would fail because of it.
            SharedSystemClient._identifier_to_system.pop(place, None)
            raise
    try:
        yield Collection(client, NAME, place)
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
    _check_heartbeat(url, headers)
    with _errors_reported(url):
        client = chromadb.HttpClient(
            address.hostname or "",
            address.port or (443 if address.scheme == "https" else 80),
            ssl=address.scheme == "https",
            headers=headers,
            settings=chromadb.Settings(anonymized_telemetry=False),
        )
    # Chroma itself has no timeout, and leaves its two connections open.
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


def _check_heartbeat(url: str, headers: Mapping[str, str]) -> None:
    """Raise ArchiveError unless a Chroma server answers: Chroma's client would wait without end."""
    request = Request(f"{url.rstrip('/')}/api/v2/heartbeat", headers=dict(headers))  # noqa: S310 - http or https
    try:
        with urlopen(request, timeout=CONNECT_SECONDS) as reply:  # noqa: S310
            if b"heartbeat" in reply.read(1000):
                return
            reason = "another program answers there"
    except OSError as error:
        reason = str(getattr(error, "reason", error))
    raise _server_error(url, reason)


@contextmanager
def _errors_reported(place: str) -> Iterator[None]:
    """Turn the errors of Chroma, and all those of a connection to its server, into ours."""
    from chromadb.errors import ChromaError

    try:
        yield
    except Exception as error:
        if "://" in place:  # its client lets the errors of several libraries through, and plain ones
            raise _server_error(place, str(error)) from error
        if not isinstance(error, ChromaError):
            raise
        raise _folder_error(place, error) from error


def _folder_error(folder: str, error: Exception) -> ArchiveError:
    """Return our error; Chroma does not say when the disk is full."""
    free = disk_usage(folder).free
    if free < FULL:
        hint = "Free some disk space, then run it again: nothing was lost."
        return ArchiveError(f"The vector index {folder} could not be written: {free:,} bytes are free there.", hint)
    hint = "The next ingest or `assistant status --repair` builds it anew from the catalogue."
    return ArchiveError(f"The vector index {folder} is damaged: {error}.", hint)


def _server_error(url: str, reason: str) -> ArchiveError:
    hint = f"See that it runs and that the address and {TOKEN} are right, or unset vector_server."
    return ArchiveError(f"The vector server {url} does not answer as it should: {reason.strip().rstrip('.')}.", hint)


def import_chroma() -> None:
    """Import chromadb, about a second."""
    import chromadb  # noqa: F401
