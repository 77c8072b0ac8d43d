"""The assistant: ingest articles, ask questions. The whole flow, one line a stage.

Nothing heavy is loaded until a method needs it; the language model loads in the background during retrieval.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from assistant.answering.citations import cite
from assistant.answering.compose import compose
from assistant.answering.evidence import EvidenceFinder
from assistant.answering.followup import understand
from assistant.answering.question import analyse, checked, checked_day
from assistant.answering.reader import Reader
from assistant.answering.retrieval import FusedRetriever, cosine
from assistant.answering.standings import marked
from assistant.answering.stopwatch import Stopwatch
from assistant.archive.holdings import Holdings
from assistant.archive.parts import Parts
from assistant.errors import ArchiveError, InputError
from assistant.ingestion.field_names import field_map
from assistant.ingestion.paths import find_files
from assistant.ingestion.urls import is_address
from assistant.protocols import Embedder, LanguageModel
from assistant.schema.answers import Answer, Citation, Evidence, Query
from assistant.schema.archives import IngestReport
from assistant.schema.articles import EVERYTHING, Filters, ScoredPassage
from assistant.schema.events import Listener, Understood, ignore
from assistant.settings import Settings, load
from assistant.storage import journal

if TYPE_CHECKING:
    from assistant.intake.feeds import Feeds


class Assistant:
    """One open archive. Use it as a context manager, or call `close`.

    ``holdings`` are its articles: to look up, list, store and remove.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.holdings = Holdings(parts)

    @property
    def settings(self) -> Settings:
        """The settings in use."""
        return self._parts.settings

    @classmethod
    def open(
        cls,
        index: Path | str | None = None,
        *,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        model: LanguageModel | None = None,
    ) -> Self:
        """Open an archive: the folder ``index``, or the one in the settings. Loads nothing yet.

        ``embedder`` and ``model`` replace those that the settings name.
        """
        settings = settings or load().settings
        if index is not None:
            settings = replace(settings, index=Path(index).expanduser().absolute())
        return cls(Parts(settings, embedder, model))

    def ask(  # noqa: PLR0913 - one argument an option
        self,
        question: str,
        *,
        history: Sequence[Answer] = (),
        filters: Filters = EVERYTHING,
        as_of: str = "",
        choices: Sequence[str] = (),
        listener: Listener = ignore,
    ) -> Answer:
        """Answer a question from the archive, every sentence checked against its evidence, or abstain.

        ``history`` are the earlier answers of the conversation, oldest first, for questions that refer to them.
        ``as_of`` (``YYYY-MM-DD``, today if empty) is the day of asking, from which "this week" counts. ``choices``,
        where given, are the only answers allowed.
        Raises InputError for a question that is empty or too long, or where there is no archive; ModelError and
        ArchiveError.
        """
        stopwatch, parts = Stopwatch(), self._parts
        query = replace(self._query(question, filters, as_of), choices=tuple(choices))
        model = parts.model(listener)
        embedder = parts.embedder(listener)
        stopwatch.lap("prepare")
        query = self._understood(query, history, model, listener)
        analysed = analyse(query.standalone, parts.frequency)
        stopwatch.lap("understand")
        passages = FusedRetriever(parts.catalogue, parts.vectors, embedder).retrieve(query, self.settings.k)
        parts.report_problem(listener)
        stopwatch.lap("retrieve")
        evidence = EvidenceFinder(parts.catalogue, embedder).find(analysed, passages)
        stopwatch.lap("evidence")
        reading = Reader(model, embedder, listener, self.settings.threshold).read(query, analysed, evidence)
        stopwatch.lap("draft and verify")
        answer = self.holdings.marked(compose(query, analysed, evidence, reading), query.filters.known_by)
        return replace(
            answer, coverage=parts.catalogue.coverage(query.filters), model=model.name, timings=stopwatch.stop()
        )

    def _understood(self, query: Query, history: Sequence[Answer], model: LanguageModel, listener: Listener) -> Query:
        standalone = understand(query.question, history, model, self.holdings.article)
        if standalone != query.question:
            listener(Understood(standalone))
        return replace(query, standalone=standalone)

    def search(
        self, question: str, *, filters: Filters = EVERYTHING, k: int | None = None, listener: Listener = ignore
    ) -> list[Citation]:
        """Return the ``k`` best passages as citations, best first; ``number`` is the rank."""
        catalogue = self._parts.catalogue
        stems = frozenset(analyse(question, self._parts.frequency).weights)
        scored_passages = self.retrieve(question, filters=filters, k=k, listener=listener)
        passages = [scored.passage for scored in scored_passages]
        citations = [
            cite(rank, catalogue.article(passage.article_id, passage.version), passage.start, passage.end, stems)
            for rank, passage in enumerate(passages, start=1)
        ]
        return list(marked(catalogue, citations, filters.known_by))

    def retrieve(
        self,
        question: str,
        *,
        filters: Filters = EVERYTHING,
        k: int | None = None,
        as_of: str = "",
        listener: Listener = ignore,
    ) -> list[ScoredPassage]:
        """Return the ``k`` best passages with their scores, best first. ``as_of`` as for `ask`."""
        query, parts = self._query(question, filters, as_of), self._parts
        retriever = FusedRetriever(parts.catalogue, parts.vectors, parts.embedder(listener))
        passages = retriever.retrieve(query, k or self.settings.k)
        parts.report_problem(listener)
        return passages

    def evidence(
        self, topic: str, *, filters: Filters = EVERYTHING, as_of: str = "", k: int = 50, listener: Listener = ignore
    ) -> list[Evidence]:
        """Return the sentences on a topic from its ``k`` best passages, best first.

        Unlike a question, a topic has no date: freshness does not count, and "Saturday" is a word like any other.
        Articles published after ``as_of`` are left out.
        """
        query, parts = replace(self._query(topic, filters, as_of), as_of="", newest=""), self._parts
        embedder = parts.embedder(listener)
        passages = FusedRetriever(parts.catalogue, parts.vectors, embedder).retrieve(query, k)
        parts.report_problem(listener)
        return EvidenceFinder(parts.catalogue, embedder).find(analyse(topic, parts.frequency), passages)

    def _query(self, question: str, filters: Filters, as_of: str = "") -> Query:
        text, as_of = checked(question), checked_day(as_of)
        filters = self._parts.with_stored_publishers(replace(filters, known_by=as_of) if as_of else filters)
        day = as_of or date.today().isoformat()
        return Query(text, text, filters, day, min(day, self._parts.catalogue.newest_day() or day))

    def ingest(
        self, paths: Iterable[Path | str], *, fields: Iterable[str] = (), listener: Listener = ignore
    ) -> IngestReport:
        """Ingest files, folders, patterns, ``-`` (standard input) and URLs. Articles already stored are left alone.

        Changed text becomes a new version. A URL is a page, or a feed or sitemap, whose newest pages are fetched.
        ``fields`` map our fields to names in the data, as in ``title=Headline``. Raises InputError where there is
        nothing at a path or no article, ArchiveError when another process writes.
        """
        from assistant.intake.supervisor import ReaderSupervisor

        paths, field_names = list(paths), field_map(fields)
        urls = [path for path in paths if isinstance(path, str) and is_address(path)]
        places = [path for path in paths if path not in urls]
        find_files(places)  # reports a wrong path before an embedder is loaded
        self.holdings.bring_up_to_date(listener)  # before the reading process would
        if urls:
            from assistant.intake.pages import ingest_addresses

            report = self.ingest(places, fields=fields, listener=listener) if places else IngestReport()
            return ingest_addresses(self.holdings, urls, report, listener)
        reader = ReaderSupervisor(places, field_names, self.settings.index)
        with reader, self.holdings.intake(listener) as intake:
            return intake.run(reader)

    def feeds(self) -> Feeds:
        """Return the feeds that this archive follows: to add, list, remove and refresh them."""
        from assistant.intake.feeds import Feeds

        return Feeds(self.holdings)

    def ensure_ingested(self, listener: Listener = ignore) -> IngestReport | None:
        """Ingest the corpus folder if the archive is empty; complete a killed ingest. None if nothing was new.

        Raises InputError where there is neither an archive nor a corpus.
        """
        catalogue = self._parts.catalogue_or_none(listener)
        if catalogue and catalogue.coverage().articles:
            if catalogue.ids("pending") or catalogue.stale_vectors():
                self._finish(listener)
            return None
        corpus = self.settings.corpus
        if not corpus.is_dir():
            hint = "Take some in with `assistant ingest PATHS`, or name another archive with --index."
            raise InputError(
                f"The archive {self.settings.index} holds no articles, and there is no folder {corpus}.", hint
            )
        return self.ingest([corpus], listener=listener)

    def _finish(self, listener: Listener) -> None:
        try:
            with journal.writing(self.settings.index, self.settings.vector_server) as writer:
                writer.settle(listener)
        except ArchiveError:
            pass  # another process is writing, or the folder is read-only: what is indexed can be asked all the same

    def closeness(self, text: str, other_text: str, *, listener: Listener = ignore) -> float:
        """Return the cosine similarity of two texts' embeddings, -1 to 1. Loads no other model than the embedder."""
        return cosine(*self._parts.embedder(listener).embed([text, other_text]))

    def warm(self, listener: Listener = ignore) -> None:
        """Fetch missing models and load them in the background, while a question is still being typed."""
        self._parts.warm(listener)

    def use_model(self, choice: str, listener: Listener = ignore) -> str:
        """Switch to another language model, fetching it if it is missing; return its name.

        Raises ModelError, and keeps the present model, where there is none of that name or it cannot be fetched.
        """
        return self._parts.use_model(choice, listener).name

    def close(self) -> None:
        """Close the files and the model."""
        self._parts.close()

    def leave(self) -> bool:
        """Close the files as the process ends, without waiting. True if a model is still loading."""
        return self._parts.leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
