"""Nearest passages by embedding, whatever state the vector index is in.

Keeps Chroma (see ``homes``) and the file of embeddings (see ``exact``) in line with the catalogue, which is always
right: adds what is pending, removes what is stale, rebuilds what is damaged from the embeddings kept in the catalogue
(an insert, not a re-embedding).

Questions are answered by the exact search up to ``EXACT`` passages, and from there on by Chroma. At 47,660 passages
opening Chroma takes 30 ms and filtering there 500, reading every embedding about 10. A server is asked whenever one is
set, since none of its vectors are kept here; where it does not answer, the catalogue is searched: slow, but exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from assistant.errors import ArchiveError
from assistant.schema.articles import EVERYTHING, Filters
from assistant.schema.events import Listener, Progress, ignore
from assistant.storage.catalogue import Catalogue
from assistant.storage.chroma.collection import Collection
from assistant.storage.chroma.lending import FOLDER, Folder, Server
from assistant.storage.chroma.probe import difference
from assistant.storage.exact import ExactSearch, Found
from assistant.storage.locks import vectors_lock

READER_WAIT = 0.5
"""Seconds a question waits for Chroma before it searches the catalogue."""
WRITER_WAIT = 60.0
EXACT = 5_000_000
"""Passages up to which the exact search is used without a server. Chosen, not measured: by the time of 500,000, a scan
of so many takes 0.4 s, and their 7.7 GB have to fit in memory."""
FEW = 20_000
"""Passages within the filters up to which their embeddings are read out of the catalogue, in 0.1 s, where a server
would have to filter by metadata."""
MOST_ASKED = 5_000
"""Neighbours asked of Chroma at once, to be held against the filters here."""
BATCH = 200
"""Articles an insert; holds about 1,000 passages in memory."""
INSTEAD = "It is searched here instead: slower, with the same results."


class VectorIndex:
    """The vectors of one archive folder, or of an archive on the server at the URL ``server``.

    Opens nothing until asked. Keeps nothing open but a connection to a server; inside ``kept_open``, all of it.
    """

    def __init__(self, folder: Path, catalogue: Catalogue, server: str = "") -> None:
        self.folder = folder
        self.problem = ""
        """Why Chroma did not answer the last question that it was asked, in sentences; ``""`` when it did."""
        self._catalogue = catalogue
        self._exact = ExactSearch(folder, catalogue)
        self._server = server
        self._home = Server(server, catalogue.meta("archive")) if server else Folder(folder)
        self._keeps = bool(server)
        self._kept = ExitStack()
        self._collection: Collection | None = None

    @contextmanager
    def kept_open(self) -> Iterator[VectorIndex]:
        """Leave Chroma open once it is opened, until the end of this: for a writer, who opens it many times."""
        self._keeps = True
        try:
            yield self
        finally:
            self.close()

    def close(self) -> None:
        """Let go of what is open."""
        self._collection = None
        self._kept.close()

    # Questions

    def nearest(self, vector: Any, k: int, filters: Filters = EVERYTHING) -> Found:
        """Return ids and cosine similarities of the ``k`` passages nearest to the vector, best first."""
        if self._server or self._catalogue.last_number() > EXACT:
            found = self._asked(vector, k, filters)
            if found is not None:
                return found
        elif self._exact.rows() is None:
            self._mend_file()
        return self._exact.nearest(vector, k, filters)

    def _asked(self, vector: Any, k: int, filters: Filters) -> Found | None:
        """Ask Chroma; None where the filters leave few passages, or it cannot be asked or lacks vectors."""
        held = self._catalogue.held(filters) if filters else 0
        if filters and (held <= FEW or not held):
            return None
        self.problem = ""
        try:
            with self._opened(READER_WAIT) as collection:
                if not collection or collection.count() < self._catalogue.indexed_passages():
                    self.problem = self._lacking()
                    return None
                return self._near(collection, vector, k, filters, held)
        except (ArchiveError, OSError) as error:  # a read-only folder, a full disk, damage found only now, no server
            self.problem = _instead(error)
            return None

    def _lacking(self) -> str:
        if self._server:
            what, hint = (
                f"The vector server {self._server} lacks vectors of this archive.",
                "`assistant status --repair`",
            )
            return f"{what} {INSTEAD} {hint} puts it right."
        return f"The vector index is in use by another process, or lacks vectors. {INSTEAD}"

    def _near(self, collection: Collection, vector: Any, k: int, filters: Filters, held: int) -> Found:
        if not filters:
            return collection.nearest(vector, k)
        wide = min(MOST_ASKED, 2 * k * self._catalogue.held(EVERYTHING) // held)
        found = collection.nearest(vector, wide)
        inside = self._catalogue.those_within([key for key, _ in found], filters)
        left = [one for one in found if one[0] in inside][:k]
        return left if len(left) == k else collection.nearest(vector, k, filters)

    def _mend_file(self) -> None:
        """Make the file of embeddings, unless another process is at it or it cannot be written."""
        with suppress(ArchiveError, OSError), vectors_lock(self.folder, 0) as held:
            if held:
                self._exact.keep_up()

    # Keeping in line with the catalogue

    def settle(self, listener: Listener = ignore) -> None:
        """Bring the vectors in line with the catalogue. The caller is the archive's writer."""
        with self._opened(WRITER_WAIT, listener) as collection:
            if not collection:
                raise ArchiveError(f"The vector index {self._home.place} is in use by another process.", "Try again.")
            collection.delete(self._catalogue.stale_vectors())
            self._catalogue.forget_stale()
            self._add(collection, "indexing", self._catalogue.ids("pending"), listener)
            self._write_file()
            self._catalogue.mark_indexed()
            if collection.count() != self._catalogue.indexed_passages():
                self._rebuild(collection, listener)

    def _write_file(self) -> None:
        if self._server:
            return
        try:
            self._exact.keep_up()
        except OSError as error:
            hint = "Free some disk space or make the folder writable, then run it again: nothing was lost."
            raise ArchiveError(
                f"The embeddings in {self.folder} could not be written: {error.strerror or error}.", hint
            ) from error

    def size(self) -> int:
        """Return the bytes that the vectors take here."""
        files = [self._exact.file, *(self.folder / FOLDER).rglob("*")]
        return sum(path.stat().st_size for path in files if path.is_file())

    def discard(self) -> None:
        """Remove the vectors; the next opening builds them again."""
        self.close()
        self._home.discard(WRITER_WAIT)
        self._exact.discard()

    def examine(self) -> tuple[int, list[str]]:
        """Return how many vectors there are and what is wrong with them, nothing when all is well. Mends nothing.

        The number is 0, without a complaint, where it cannot be told: another process has the index open just now, or
        the folder is read-only.
        """
        try:
            found = self._home.examine(READER_WAIT)
            wrong = self._difference() if self._server and found else ""
        except (ArchiveError, OSError) as error:
            return 0, [_instead(error)] if self._server else []
        if found is None:
            return 0, ["the vector index is damaged; the next ingest or `assistant status --repair` rebuilds it"]
        passages = self._catalogue.indexed_passages()
        if wrong or (found != passages and found >= 0):
            what = wrong or f"{passages} passages but {found} vectors"
            return found, [f"{what}; `assistant status --repair` puts it right"]
        return max(found, 0), []

    def _difference(self) -> str:
        with self._opened(READER_WAIT) as collection:
            return difference(collection, self._catalogue) if collection else ""

    @contextmanager
    def _opened(self, wait: float, listener: Listener = ignore) -> Iterator[Collection | None]:
        """Open Chroma, rebuilt first if it is damaged; None when another process has it open.

        Whatever goes wrong meanwhile closes it, and it is not taken for whole at the next opening.
        """
        with self._kept.pop_all() as stack:
            collection = self._collection or self._borrowed(stack, wait, listener)
            self._collection = None
            yield collection
            if collection and self._keeps:
                self._collection, self._kept = collection, stack.pop_all()

    def _borrowed(self, stack: ExitStack, wait: float, listener: Listener) -> Collection | None:
        lent = stack.enter_context(self._home.lent(wait))
        if not lent:
            return None
        collection, sound = lent
        if not sound:
            self._rebuild(collection, listener)
        return collection

    def _rebuild(self, collection: Collection, listener: Listener) -> None:
        self._home.mark_unfinished()
        collection.clear()
        self._add(collection, "rebuilding the vector index", self._catalogue.ids("indexed"), listener)

    def _add(self, collection: Collection, task: str, article_ids: Sequence[str], listener: Listener) -> None:
        for first in range(0, len(article_ids), BATCH):
            batch = article_ids[first : first + BATCH]
            collection.add([row for article_id in batch for row in self._catalogue.embedded(article_id)])
            listener(Progress(task, first + len(batch), len(article_ids), "articles"))


def _instead(error: ArchiveError | OSError) -> str:
    """Say what is the matter, what is done instead, and what to do about it."""
    hint = error.hint if isinstance(error, ArchiveError) else ""
    return f"{str(error).rstrip('.')}. {INSTEAD} {hint}".strip()
