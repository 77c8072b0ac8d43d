"""The parts of an open archive (catalogue, vector index, embedder, language model), each opened when first needed.

The only place where settings turn into parts.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, InputError
from assistant.protocols import Embedder, LanguageModel
from assistant.schema.archives import ArchiveStatus, Coverage
from assistant.schema.articles import Filters
from assistant.schema.events import Listener, Notice, Progress, ignore
from assistant.settings import Settings
from assistant.storage.catalogue import Catalogue
from assistant.storage.journal import check_embedder
from assistant.storage.tables import FILE
from assistant.storage.vectors import VectorIndex, preload

if TYPE_CHECKING:
    from assistant.models.store import ModelStore


class Parts:
    """Lazily opened parts. ``embedder`` and ``model``, where given, replace those in the settings."""

    def __init__(
        self, settings: Settings, embedder: Embedder | None = None, model: LanguageModel | None = None
    ) -> None:
        self.settings = settings
        self._embedder = embedder
        self._is_ours = embedder is None
        self._model = model
        self._catalogue: Catalogue | None = None
        self._warming: threading.Thread | None = None
        self._is_reported = False

    # The archive

    @property
    def exists(self) -> bool:
        """Whether there is an archive in the index folder."""
        return (self.settings.index / FILE).exists()

    def catalogue_or_none(self, listener: Listener = ignore) -> Catalogue | None:
        """Return the catalogue, None if there is none yet; ``listener`` hears of a migration."""
        if self._catalogue is None and self.exists:
            self._catalogue = Catalogue(self.settings.index, listener=listener)
        return self._catalogue

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue. Raises InputError if there is none yet."""
        if catalogue := self.catalogue_or_none():
            return catalogue
        hint = "Take articles in with `assistant ingest PATHS`, or name another archive with --index."
        raise InputError(f"There is no archive in {self.settings.index}.", hint)

    @cached_property
    def vectors(self) -> VectorIndex:
        """The vector index."""
        return VectorIndex(self.settings.index, self.catalogue, self.settings.vector_server)

    def report_problem(self, listener: Listener) -> None:
        """Report why Chroma did not answer the last search: once, until it answers again."""
        problem = self.vectors.problem
        if problem and listener is ignore:  # nobody hears it: keep it for the next listener
            return
        if problem and not self._is_reported:
            listener(Notice(problem))
        self._is_reported = bool(problem)

    def frequency(self, word: str) -> float:
        """Return the share of passages that hold a word, 0 to 1."""
        return self.catalogue.passages.frequency(word) / max(1, self._passages)

    @cached_property
    def _passages(self) -> int:
        return self.catalogue.coverage().passages

    def with_stored_publishers(self, filters: Filters) -> Filters:
        """Return the filters with publishers spelt as stored. Raises InputError for one that the archive lacks."""
        if not filters.publishers:
            return filters
        names = {name.casefold(): name for name in self.catalogue.coverage().publishers}
        for name in filters.publishers:
            if name.casefold() not in names:
                publishers = ", ".join(sorted(names.values())[:20]) or "none"
                raise InputError(f"The archive has nothing published by {name!r}.", f"Publishers are: {publishers}.")
        return replace(filters, publishers=tuple(names[name.casefold()] for name in filters.publishers))

    # The models

    def embedder(self, listener: Listener = ignore) -> Embedder:
        """Return the embedder, fetching and exporting it if needed. ArchiveError if another one built the archive."""
        if self._warming is not None:
            self._warming.join()
        if self._embedder is None:
            self._embedder = self._embedder_on_server() or self._open_embedder(self._embedder_folder(listener))
        if (catalogue := self.catalogue_or_none()) and (built_with := catalogue.meta("embedder")):
            check_embedder(built_with, self._embedder.name)
        return self._embedder

    def passage_embedder(self, listener: Listener = ignore) -> Embedder:
        """Return the embedder of an ingest's passages: the same, or its 8-bit form if ``quick_embedding`` is set."""
        if not (self._is_ours and self.settings.quick_embedding) or self._is_on_server:
            return self.embedder(listener)
        from assistant.models.embedder import OnnxEmbedder, is_quantized, quantize

        folder = self._embedder_folder(listener)
        if not is_quantized(folder):
            listener(Progress("preparing the embedder", 0, 0, "texts", "its quick form, once, about 3 s"))
            quantize(folder)
        return OnnxEmbedder(folder, self.settings.embedder, self.settings.threads, quantized=True)

    def model(self, listener: Listener = ignore) -> LanguageModel:
        """Return the language model, fetching it if it is missing; it may still be loading."""
        if self._model is None:
            from assistant.models.choose import open_model

            self._model = open_model(self.settings.model, self._store, self.settings.threads, listener)
        return self._model

    def use_model(self, choice: str, listener: Listener = ignore) -> LanguageModel:
        """Return the model of that name, fetching it if it is missing; then close the previous one."""
        from assistant.models.choose import open_model

        previous, self._model = self._model, open_model(choice, self._store, self.settings.threads, listener)
        self.settings = replace(self.settings, model=choice)
        _close(previous)
        return self._model

    def warm(self, listener: Listener = ignore) -> None:
        """Fetch missing models; then load them, and the libraries of a search, in the background."""
        self.model(listener)
        if self._warming is None:
            folder = None if self._embedder or self._is_on_server else self._embedder_folder(listener)
            self._warming = threading.Thread(target=self._warm, args=(folder,), name="warm", daemon=True)
            self._warming.start()

    def _warm(self, folder: Path | None) -> None:
        """Load in the background. A failure is ignored here, since it occurs again when the part is needed."""
        with suppress(Exception):
            if folder:
                self._embedder = self._open_embedder(folder)
            preload(self.settings.index)

    @cached_property
    def _store(self) -> ModelStore:
        from assistant.models.store import ModelStore

        return ModelStore(self.settings.models, self.settings.sources)

    @property
    def _is_on_server(self) -> bool:
        return self.settings.embedder.startswith("openai:")

    def _embedder_on_server(self) -> Embedder | None:
        """Return the embedder on a server, if set, after checking that it agrees with the archive's vectors."""
        if not self._is_on_server:
            return None
        from assistant.archive.agreement import check_agreement
        from assistant.models.remote_embedder import open_remote_embedder

        embedder = open_remote_embedder(self.settings.embedder)
        try:
            check_agreement(embedder, self.catalogue_or_none())
        except AssistantError:
            embedder.close()
            raise
        return embedder

    def _embedder_folder(self, listener: Listener) -> Path:
        from assistant.models.embedder import export, is_exported

        choice = self.settings.embedder
        folder = Path(choice).expanduser()
        folder = folder.absolute() if folder.is_dir() else self._store.ensure(choice, listener)
        if not is_exported(folder):
            listener(Progress("preparing the embedder", 0, 0, "texts", "once, about 20 s"))
            export(folder)
        return folder

    def _open_embedder(self, folder: Path) -> Embedder:
        from assistant.models.embedder import OnnxEmbedder

        return OnnxEmbedder(folder, self.settings.embedder, self.settings.threads)

    def status(self) -> ArchiveStatus:
        """Return what the archive holds and whether it is sound."""
        catalogue = self.catalogue_or_none()
        if not catalogue:
            return ArchiveStatus(Coverage(), 0, 0, self.settings.embedder, 0, 0)
        vectors, problems = self.vectors.examine()
        return ArchiveStatus(
            catalogue.coverage(),
            vectors,
            len(catalogue.ids("pending")),
            catalogue.meta("embedder"),
            sum(path.stat().st_size for path in self.settings.index.glob(f"{FILE}*")),
            self.vectors.size(),
            tuple(catalogue.check() + problems),
        )

    def close(self) -> None:
        """Close the opened parts."""
        if self._warming is not None:
            self._warming.join()
        if "vectors" in self.__dict__:
            self.vectors.close()
        if self._catalogue:
            self._catalogue.close()
        _close(self._model)
        _close(self._embedder)

    def leave(self) -> bool:
        """Close the opened parts without waiting. True if a model is still loading."""
        if self._catalogue:
            self._catalogue.close()
        _close(self._embedder)
        is_warming = self._warming is not None and self._warming.is_alive()
        if leave := getattr(self._model, "leave", None):
            return bool(leave()) or is_warming
        _close(self._model)
        return is_warming


def _close(model: LanguageModel | Embedder | None) -> None:
    if close := getattr(model, "close", None):
        close()
