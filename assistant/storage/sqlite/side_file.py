"""A SQLite file beside the catalogue: opened, checked, written in transactions, with ArchiveError when it fails.

A writer to such a file never waits for an ingest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Self

from assistant.errors import ArchiveError


class SideFile:
    """Base class of the stores in such files. Use it as a context manager, or call `close`.

    ``folder`` None keeps it in memory only. Raises ArchiveError when the file cannot be opened or written.
    """

    FILE: ClassVar[str]
    TABLES: ClassVar[str]
    FORMAT: ClassVar[int] = 1
    """SQLite's ``user_version`` of the file; another one is refused."""
    CONTENTS: ClassVar[str]
    """What is in it, as the first word of a message."""
    PRIVATE: ClassVar[bool] = False
    """Whether nobody but its owner may read a new file."""

    def __init__(self, folder: Path | None) -> None:
        self._place = str(folder / self.FILE) if folder else "memory"
        with self._errors_reported():
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
                if self.PRIVATE:
                    (folder / self.FILE).touch(mode=0o600)
            self._db = sqlite3.connect(folder / self.FILE if folder else ":memory:", timeout=30, isolation_level=None)
            self._prepare()

    def _prepare(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version not in (0, self.FORMAT):
            self._db.close()
            hint = "Use the version of this program that wrote it, or move the file away."
            raise ArchiveError(f"{self._place} has format {version}; this program reads {self.FORMAT}.", hint)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.executescript(self.TABLES)
        self._db.execute(f"PRAGMA user_version = {self.FORMAT}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._errors_reported(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            yield

    @contextmanager
    def _errors_reported(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, OSError) as error:
            hint = "Make the folder writable or free some disk space; a damaged file can be moved away."
            raise ArchiveError(f"{self.CONTENTS} cannot be kept in {self._place}: {error}.", hint) from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
