"""Nearest passages by embedding: exactly where few passages can be meant, else from Chroma.

Up to ``EXACT`` passages, in a small archive or within narrow filters, every embedding in the catalogue is compared (see
``exact_search``): a small archive's questions never import Chroma. Beyond, Chroma answers; while another process has
it open, or when it is damaged or on a server that is down, the search is exact again: slower, with the same results.

Keeps Chroma (see ``chroma.locations``) in line with the catalogue, which is always right: adds what is pending, removes
what is stale, rebuilds what is damaged from the catalogue's embeddings (an insert, not a re-embedding).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from assistant.errors import ArchiveError
from assistant.schema.articles import EVERYTHING, Filters
from assistant.schema.events import Listener, Progress, ignore
from assistant.storage.catalogue import Catalogue
from assistant.storage.chroma.collection import HNSW, Collection, import_chroma
from assistant.storage.chroma.locations import FOLDER, Folder, Server
from assistant.storage.chroma.probe import difference
from assistant.storage.exact_search import ExactSearch, Neighbours, best
from assistant.storage.locks import has_writer
from assistant.storage.tables import FILE, is_outdated

EXACT = 20_000
"""Passages up to which the search is exact: 31 MB of embeddings, read in 0.1 to 0.4 s, then kept; compared in 3 ms."""
READER_WAIT = 0.5
"""Seconds a question waits for Chroma while another reader uses it; a writer has it to the end of an ingest."""
WRITER_WAIT = 60.0
WIDEST = 5_000
"""The most neighbours asked of Chroma at once, of which those within the filters are taken: about 60 ms."""
LOOKUP = 100
"""Neighbours that the catalogue filters at once: a few ms; often the first hundred are enough."""
SPARE = 2
"""Times as many neighbours as would be enough if the passages within the filters were like all others; also without
filters: of the 200 nearest of the bench .99 are among 200 that Chroma gives, and more among 400."""
BATCH = 200
"""Articles an insert; holds about 3,000 passages in memory."""
INSTEAD = "It is searched here instead: slower, with the same results."
FORMER_FILE = "embeddings.f32"
"""A copy of the embeddings that earlier versions of this program kept."""


class VectorIndex:
    """The vectors of one archive folder, or of an archive on the server at the URL ``server``.

    Opens nothing until asked. What it opens stays open until ``close``, a folder's Chroma without its lock; within
    ``kept_open`` with the lock.
    """

    def __init__(self, folder: Path, catalogue: Catalogue, server: str = "") -> None:
        self.folder = folder
        self.problem = ""
        """Why Chroma did not answer the last question that it was asked, in sentences; ``""`` when it did."""
        self._catalogue = catalogue
        self._passages = catalogue.passages
        self._exact = ExactSearch(catalogue.passages)
        self._server = server
        self._location = Server(server, catalogue.meta("archive")) if server else Folder(folder)
        self._holds_loan = bool(server)
        self._loan = ExitStack()
        self._collection: Collection | None = None
        self._complete: tuple[Collection, tuple[int, int]] | None = None

    @contextmanager
    def kept_open(self) -> Iterator[VectorIndex]:
        """Leave Chroma open, and locked, once it is opened, until the end of this: for a writer."""
        self._holds_loan = True
        try:
            yield self
        finally:
            self.close()

    def close(self) -> None:
        """Let go of what is open."""
        self._collection = None
        self._loan.close()
        self._location.close()

    # Questions

    def nearest(self, vector: Any, k: int, filters: Filters = EVERYTHING) -> Neighbours:
        """Return ids and cosine similarities of the ``k`` passages nearest to the vector, best first."""
        count = self._passages.count(filters)
        if count > EXACT and (neighbours := self._from_chroma(vector, k, filters, count)) is not None:
            return neighbours
        return self._exact.nearest(vector, k, filters)

    def asks_chroma(self, filters: Filters = EVERYTHING) -> bool:
        """Tell whether so many passages are within the filters that Chroma is asked for the nearest."""
        return self._passages.count(filters) > EXACT

    def _from_chroma(self, vector: Any, k: int, filters: Filters, count: int) -> Neighbours | None:
        """Ask Chroma for the nearest of the ``count`` passages within the filters.

        None where it cannot be asked, lacks vectors, or has too few near ones within the filters.
        """
        self.problem = ""
        try:
            with self._readable() as collection:
                if not collection or not self._is_complete(collection):
                    self.problem = self._lacking()
                    return None
                neighbours = self._within(collection, vector, k, filters, count)
        except (ArchiveError, OSError) as error:  # a read-only folder, a full disk, damage found only now, no server
            self.problem = _instead(error)
            return None
        if neighbours is None:
            return None
        return best([*neighbours, *self._exact.nearest_pending(vector, filters)], k)

    @contextmanager
    def _readable(self) -> Iterator[Collection | None]:
        """Open Chroma for a question; None when another process uses it. Raises ArchiveError when it is damaged."""
        wait = 0 if has_writer(self.folder) else READER_WAIT
        loan = self._opened(wait) if self._holds_loan else self._location.lent_to_reader(wait)
        with loan as collection:
            yield collection

    def _is_complete(self, collection: Collection) -> bool:
        """Tell whether Chroma has a vector for each passage. A folder's are counted once while nothing changes."""
        state = self._passages.state()
        if self._server or self._complete != (collection, state):
            if collection.count() < self._passages.count_indexed():
                return False
            self._complete = (collection, state)
        return True

    def _lacking(self) -> str:
        if self._server:
            what, hint = (
                f"The vector server {self._server} lacks vectors of this archive.",
                "`assistant status --repair`",
            )
            return f"{what} {INSTEAD} {hint} puts it right."
        return f"The vector index is in use by another process, or lacks vectors. {INSTEAD}"

    def _within(self, collection: Collection, vector: Any, k: int, filters: Filters, count: int) -> Neighbours | None:
        """Ask for more than ``k`` and take those within the filters; None where they are too few.

        Chroma's own filter is not used: at 47,642 passages half of which were within it, one question in twenty took
        1.4 s on a busy machine; this takes 30 ms.
        """
        stale = len(self._catalogue.stale_vectors())
        if not filters and not stale:
            return collection.nearest(vector, SPARE * k)[:k]
        share = count / self._passages.count()
        wide = max(HNSW["ef_search"], round(SPARE * k / share) + stale)
        for width in sorted({min(wide, WIDEST), WIDEST}):
            neighbours = self._existing(collection.nearest(vector, width), k, filters)
            if len(neighbours) == k:
                return neighbours
        return None

    def _existing(self, neighbours: Neighbours, k: int, filters: Filters) -> Neighbours:
        """Return the first ``k`` whose passages are in the catalogue and within the filters."""
        existing: Neighbours = []
        for start in range(0, len(neighbours), LOOKUP):
            batch = neighbours[start : start + LOOKUP]
            ids = self._passages.ids_within([passage_id for passage_id, _ in batch], filters)
            existing += [neighbour for neighbour in batch if neighbour[0] in ids]
            if len(existing) >= k:
                break
        return existing[:k]

    # Keeping in line with the catalogue

    def settle(self, listener: Listener = ignore) -> None:
        """Bring the vectors in line with the catalogue. The caller is the archive's writer."""
        (self.folder / FORMER_FILE).unlink(missing_ok=True)
        with self._opened(WRITER_WAIT, listener) as collection:
            if not collection:
                place = self._location.place
                raise ArchiveError(f"The vector index {place} is in use by another process.", "Try again.")
            collection.delete(self._catalogue.stale_vectors())
            self._catalogue.forget_stale()
            self._add(collection, "indexing", self._catalogue.ids("pending"), listener)
            self._catalogue.mark_indexed()
            if collection.count() != self._passages.count_indexed():
                self._rebuild(collection, listener)

    def size(self) -> int:
        """Return the bytes that the vectors take here."""
        return sum(path.stat().st_size for path in (self.folder / FOLDER).rglob("*") if path.is_file())

    def discard(self) -> None:
        """Remove the vectors; the next opening builds them again."""
        self.close()
        self._location.discard(WRITER_WAIT)

    def examine(self) -> tuple[int, list[str]]:
        """Return how many vectors there are and what is wrong with them, nothing when all is well. Mends nothing.

        The number is 0, without a complaint, where it is not known: another process uses the index just now, or the
        folder is read-only.
        """
        try:
            vectors = self._location.examine(READER_WAIT)
            problem = self._difference() if self._server and vectors else ""
        except (ArchiveError, OSError) as error:
            return 0, [_instead(error)] if self._server else []
        if vectors is None:
            return 0, ["the vector index is damaged; the next ingest or `assistant status --repair` rebuilds it"]
        passages = self._passages.count_indexed()
        if not problem and vectors not in (passages, -1):
            problem = f"{passages} passages but {vectors} vectors"
        return max(vectors, 0), [f"{problem}; `assistant status --repair` puts it right"] if problem else []

    def _difference(self) -> str:
        with self._opened(READER_WAIT) as collection:
            return difference(collection, self._catalogue) if collection else ""

    @contextmanager
    def _opened(self, wait: float, listener: Listener = ignore) -> Iterator[Collection | None]:
        """Open Chroma for a writer, rebuilt first if it is damaged; None when another process uses it.

        An error in the meantime closes it, and it is not taken for whole at the next opening.
        """
        with self._loan.pop_all() as loan:
            collection = self._collection or self._borrowed(loan, wait, listener)
            self._collection = None
            yield collection
            if collection and self._holds_loan:
                self._collection, self._loan = collection, loan.pop_all()

    def _borrowed(self, stack: ExitStack, wait: float, listener: Listener) -> Collection | None:
        loan = stack.enter_context(self._location.lent(wait))
        if not loan:
            return None
        collection, is_whole = loan
        if not is_whole:
            self._rebuild(collection, listener)
        return collection

    def _rebuild(self, collection: Collection, listener: Listener) -> None:
        self._location.mark_unfinished()
        collection.clear()
        self._add(collection, "rebuilding the vector index", self._catalogue.ids("indexed"), listener)

    def _add(self, collection: Collection, task: str, article_ids: Sequence[str], listener: Listener) -> None:
        for first in range(0, len(article_ids), BATCH):
            batch = article_ids[first : first + BATCH]
            collection.add([row for article_id in batch for row in self._passages.of_article(article_id)])
            listener(Progress(task, first + len(batch), len(article_ids), "articles"))


def preload(folder: Path) -> None:
    """Import chromadb, about a second, if the archive is so large that its questions need it.

    Raises ArchiveError for an archive that cannot be opened. One of an older format is left to whoever opens it first.
    """
    if is_outdated(folder / FILE):
        return
    with closing(Catalogue(folder)) as catalogue:
        if VectorIndex(folder, catalogue).asks_chroma():
            import_chroma()


def _instead(error: ArchiveError | OSError) -> str:
    """Say what is the matter, what is done instead, and what to do about it."""
    hint = error.hint if isinstance(error, ArchiveError) else ""
    return f"{str(error).rstrip('.')}. {INSTEAD} {hint}".strip()
