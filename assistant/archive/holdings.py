"""The articles of an open archive: look up, list, store, remove, repair. Every method but `repair` is quick."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.answering.standings import marked, origins
from assistant.archive.parts import Parts
from assistant.errors import InputError
from assistant.schema.answers import Answer, Citation
from assistant.schema.archives import ArchiveStatus, Coverage, IngestReport, Skipped, Source
from assistant.schema.articles import EVERYTHING, Article, Filters
from assistant.schema.events import Listener, ignore
from assistant.schema.sessions import Turn
from assistant.settings import Settings
from assistant.storage import journal
from assistant.storage.tables import FILE, is_outdated

if TYPE_CHECKING:
    from assistant.ingestion.readers import SourcedArticle
    from assistant.intake.store import Intake


class Holdings:
    """The articles of one archive."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @property
    def settings(self) -> Settings:
        """The settings of the archive."""
        return self._parts.settings

    def bring_up_to_date(self, listener: Listener = ignore) -> None:
        """Migrate an archive of an older version of this program, which can take minutes; ``listener`` hears progress.

        Call this first to show progress; otherwise opening an old archive blocks while it is migrated. Raises
        ArchiveError.
        """
        if is_outdated(self.settings.index / FILE):
            self._parts.catalogue_or_none(listener)

    def article(self, reference: str) -> Article:
        """Return an article by id, the beginning of an id, or ``ID@VERSION``. Raises InputError if there is none."""
        article_id, _, version = reference.partition("@")
        if version and not version.isdigit():
            raise InputError(f"{reference!r} is not a reference to an article.", "Give ID or ID@VERSION.")
        catalogue = self._parts.catalogue
        return catalogue.article(catalogue.resolve(article_id), int(version) if version else None)

    def version(self, article_id: str, version: int | None = None) -> Article | None:
        """Return a version of an article, the newest by default; None if the archive does not have it."""
        try:
            return self._parts.catalogue.article(article_id, version)
        except InputError:
            return None

    def history(self, article_id: str) -> list[Article]:
        """Return all versions of an article, the current one last. Raises InputError if there is none."""
        article = self.article(article_id)
        return self._parts.catalogue.versions.history(article.id)

    def with_copies(self, article_ids: Sequence[str]) -> tuple[str, ...]:
        """Return the ids of the articles and of all their copies."""
        return self._parts.catalogue.copies.with_copies(article_ids)

    def standings(self, citations: Sequence[Citation]) -> tuple[Citation, ...]:
        """Return citations with the standing of their stories today and the other outlets that ran them."""
        return marked(self._parts.catalogue, citations)

    def marked(self, answer: Answer, known_by: str = "") -> Answer:
        """Return an answer, perhaps an old one, with the standing that its cited stories have today."""
        catalogue = self._parts.catalogue
        origin_ids = set(origins(catalogue, {citation.article_id for citation in answer.citations}).values())
        return replace(
            answer,
            citations=marked(catalogue, answer.citations, known_by),
            nearest=marked(catalogue, answer.nearest, known_by),
            evidence=marked(catalogue, answer.evidence, known_by),
            origins=len(origin_ids),
        )

    def turns_today(self, turns: Sequence[Turn]) -> tuple[Turn, ...]:
        """Return the turns of an earlier conversation, with the standing that their cited stories have today."""
        return tuple(replace(turn, answer=self.marked(turn.answer, turn.as_of)) for turn in turns)

    def sources(self, filters: Filters = EVERYTHING) -> list[Source]:
        """Return the articles within the filters, newest first."""
        catalogue = self._parts.catalogue_or_none()
        return catalogue.sources(filters) if catalogue else []

    def coverage(self, filters: Filters = EVERYTHING) -> Coverage:
        """Return how much the archive holds within the filters. Raises InputError for a publisher that it lacks."""
        catalogue = self._parts.catalogue_or_none()
        return catalogue.coverage(self._parts.with_stored_publishers(filters)) if catalogue else Coverage()

    def ingest(self, items: Iterable[SourcedArticle | Skipped], *, listener: Listener = ignore) -> IngestReport:
        """Store articles that have been read. Raises ArchiveError when another process writes."""
        from assistant.intake.supervisor import as_message

        with self.intake(listener) as intake:
            return intake.ingest(map(as_message, items))

    @contextmanager
    def intake(self, listener: Listener) -> Iterator[Intake]:
        """Open the archive for writing. Raises ArchiveError when another process writes."""
        from assistant.intake.store import Intake

        embedder = self._parts.passage_embedder(listener)
        with journal.writing(self.settings.index, self.settings.vector_server) as writer:
            writer.use_embedder(embedder.name, embedder.dimensions)
            yield Intake(writer, embedder, listener)

    def remove(self, article_ids: Sequence[str]) -> int:
        """Remove articles with all versions; return how many. If one is unknown, raise InputError and remove none."""
        ids = [self.article(article_id).id for article_id in article_ids]
        with journal.writing(self.settings.index, self.settings.vector_server) as writer:
            return writer.remove(ids)

    def status(self) -> ArchiveStatus:
        """Return what the archive holds and whether it is sound. Changes nothing."""
        return self._parts.status()

    def repair(self, listener: Listener = ignore) -> ArchiveStatus:
        """Bring the vector index in line with the catalogue, rebuilding it if it must be; return the status after."""
        with journal.writing(self.settings.index, self.settings.vector_server) as writer:
            writer.repair(listener)
        return self.status()
