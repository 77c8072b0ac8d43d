"""The catalogue: one SQLite file that is the source of truth for articles, versions, passages and full text.

Every version of an article is kept, so that an old citation always resolves. Passages, with their embeddings, exist for
the current version only; the vector index can always be rebuilt from them. Readers never block and are never blocked
(WAL). Opening takes about a millisecond.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.errors import ArchiveError, InputError
from assistant.schema.archives import Coverage, Source
from assistant.schema.articles import EVERYTHING, Article, Filters, Passage, Standing
from assistant.schema.events import Listener, ignore
from assistant.storage.copies.clusters import Copies
from assistant.storage.passage_table import PassageTable
from assistant.storage.sqlite.connection import RESTORE
from assistant.storage.tables import ARTICLE, CURRENT, FILE, FORMAT, ArticleEntry, article_of, connect, row_of, where_of
from assistant.storage.versions import Versions


class Catalogue:
    """Reads and writes the file. A writer holds the archive's lock (see ``journal``); a reader needs none."""

    def __init__(self, folder: Path, *, writable: bool = False, listener: Listener = ignore) -> None:
        """Open ``folder``'s catalogue, creating it only when ``writable``.

        A file of an older format is migrated first, which may take minutes: ``listener`` is told before.
        Raises ArchiveError when the file is damaged, of another format, or cannot be opened.
        """
        self.path = folder / FILE
        try:
            self._db = connect(self.path, writable, listener)
            self.passages, self.copies, self.versions = PassageTable(self._db), Copies(self._db), Versions(self._db)
            format_ = self.meta("format")
        except sqlite3.Error as error:
            hint = f"See that it can be read and written, and its disk is not full. If it is damaged: {RESTORE}"
            raise ArchiveError(f"The catalogue {self.path} cannot be opened: {error}.", hint) from error
        if format_ != str(FORMAT):
            hint = f"It is another version's, or damaged. Use a newer version of this program. {RESTORE}"
            raise ArchiveError(f"The catalogue {self.path} has format {format_}; this program reads {FORMAT}.", hint)

    def close(self) -> None:
        """Close the file; SQLite folds its write-ahead log in when this was the last connection."""
        self._db.close()

    # Reading

    def meta(self, key: str) -> str:
        """Return a fact about the archive that was stored with ``remember``, ``""`` if unknown."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def article(self, article_id: str, version: int | None = None) -> Article:
        """Return one version of an article, the current one by default. InputError when there is none."""
        rows = self._db.execute(
            f"SELECT {ARTICLE} FROM versions v WHERE v.article_id = ?1"
            " AND v.version = coalesce(?2, (SELECT version FROM articles WHERE id = ?1))",
            (article_id, version),
        )
        for row in rows:
            return article_of(row)
        which = f"{article_id}@{version}" if version else article_id
        raise InputError(f"There is no article {which} in {self.path}.", "`assistant sources list` shows the ids.")

    def resolve(self, prefix: str) -> str:
        """Return the one article id that equals or begins with ``prefix``. InputError when none or several do."""
        if self._db.execute("SELECT 1 FROM articles WHERE id = ?", (prefix,)).fetchone():
            return prefix
        rows = self._db.execute("SELECT id FROM articles WHERE substr(id, 1, ?) = ? LIMIT 4", (len(prefix), prefix))
        ids = [str(row[0]) for row in rows]
        if len(ids) == 1:
            return ids[0]
        if not ids or not prefix:
            raise InputError(f"There is no article {prefix!r}.", "`assistant sources list` shows the ids.")
        raise InputError(f"{prefix!r} begins several ids: {', '.join(ids[:3])}, ...", "Give more of the id.")

    def is_current(self, article: Article, path: str = "", *, alone: bool = False) -> bool:
        """Tell whether an article in the file at ``path``, maybe ``alone``, is stored already, with vectors."""
        return self.versions.is_known(article, path, alone=alone)

    def ids(self, state: str = "") -> list[str]:
        """Return the ids of all articles, or of those in a state: ``pending`` (vectors to come) or ``indexed``."""
        where = {"": "1", "pending": "state = 'pending'", "indexed": "state = 'indexed'"}[state]
        return [str(row[0]) for row in self._db.execute(f"SELECT id FROM articles WHERE {where} ORDER BY id")]

    def newest_day(self) -> str:
        """Return the day of the newest article, ``""`` when no article has one."""
        return str(self._db.execute("SELECT max(day) FROM articles").fetchone()[0] or "")

    def coverage(self, filters: Filters = EVERYTHING) -> Coverage:
        """Return what the archive holds within the filters."""
        where, values = where_of(filters)
        articles, passages, first, last = self._db.execute(
            "SELECT count(*), ifnull(sum(a.passages), 0), ifnull(min(nullif(a.day, '')), ''), ifnull(max(a.day), '')"
            f" FROM articles a WHERE {where}",
            values,
        ).fetchone()
        publishers = self._db.execute(
            f"SELECT DISTINCT a.publisher FROM articles a WHERE a.publisher != '' AND {where} ORDER BY 1", values
        )
        return Coverage(articles, passages, tuple(str(row[0]) for row in publishers), first, last)

    def sources(self, filters: Filters = EVERYTHING) -> list[Source]:
        """Return all current articles within the filters, newest first."""
        where, values = where_of(filters)
        rows = self._db.execute(
            "SELECT a.id, a.version, v.title, v.publisher, v.published, a.passages, a.path, v.standing"
            f" {CURRENT} WHERE {where} ORDER BY v.published DESC, a.id",
            values,
        )
        return [replace(Source(*row[:7]), standing=Standing(row[7])) for row in rows]

    def stale_vectors(self) -> list[str]:
        """Return ids of passages that were removed here but maybe not yet from the vector index."""
        return [str(row[0]) for row in self._db.execute("SELECT passage_id FROM stale_vectors ORDER BY 1")]

    # Writing: each method is one transaction

    def remember(self, key: str, value: str) -> None:
        """Store a fact about the archive."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def store(self, entries: Iterable[ArticleEntry]) -> tuple[int, int]:
        """Store articles as pending; return how many were new and how many are new versions."""
        added = updated = 0
        with self._transaction():
            for entry in entries:
                version = self._store_version(entry)
                added += version == 1
                updated += version > 1
        return added, updated

    def _store_version(self, entry: ArticleEntry) -> int:
        article = self.versions.placed(entry.article)
        row = self._db.execute("SELECT max(version) FROM versions WHERE article_id = ?", (article.id,)).fetchone()
        version, is_older = int(row[0] or 0) + 1, self.versions.is_older(article)
        self._db.execute("INSERT INTO versions VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", row_of(article, version))
        if is_older:  # stored for look-ups; the newer version stays current
            return version
        self.copies.forget(article)
        self._drop_passages(article.id)
        self._db.execute(
            "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, 'pending', ?, ?, ?)",
            (article.id, version, entry.path, article.day, article.publisher, len(entry.passages)),
        )
        for passage, embedding in zip(entry.passages, entry.embeddings, strict=True):
            key = Passage(article.id, version, passage.index, passage.start, passage.end, "").id
            number = self._db.execute(
                "INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
                (key, article.id, version, passage.index, passage.start, passage.end, embedding),
            ).lastrowid
            words = (number, article.title, passage.text)
            self._db.execute("INSERT INTO passage_words(rowid, title, text) VALUES (?, ?, ?)", words)
        self.copies.add(article)
        return version

    def _drop_passages(self, article_id: str) -> None:
        rows = self._db.execute(
            "SELECT p.number, t.title, t.text, p.id FROM passages p JOIN passage_text t ON t.number = p.number"
            " WHERE p.article_id = ?",
            (article_id,),
        ).fetchall()
        for number, title, text, key in rows:
            # An external-content FTS5 table needs the old words to delete them.
            self._db.execute(
                "INSERT INTO passage_words(passage_words, rowid, title, text) VALUES ('delete', ?, ?, ?)",
                (number, title, text),
            )
            self._db.execute("INSERT OR IGNORE INTO stale_vectors VALUES (?)", (key,))
        self._db.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))

    def mark_indexed(self) -> None:
        """Record that the vectors of every pending article are in the vector index."""
        with self._transaction():
            self._db.execute("UPDATE articles SET state = 'indexed' WHERE state = 'pending'")

    def forget_stale(self) -> None:
        """Record that the stale vectors were removed from the vector index."""
        with self._transaction():
            self._db.execute("DELETE FROM stale_vectors")

    def remove(self, article_ids: Sequence[str]) -> int:
        """Remove articles with all their versions; their citations no longer resolve. Return how many."""
        with self._transaction():
            for article_id in article_ids:
                self._drop_passages(article_id)
                self.copies.remove(article_id)
                self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
                self._db.execute("DELETE FROM versions WHERE article_id = ?", (article_id,))
        return len(article_ids)

    def check(self) -> list[str]:
        """Return what is wrong with the file, nothing when it is sound."""
        problems = [str(row[0]) for row in self._db.execute("PRAGMA quick_check(3)") if row[0] != "ok"]
        articles, texts, passages = self._db.execute(
            f"SELECT (SELECT count(*) FROM articles), (SELECT count(*) {CURRENT}), (SELECT count(*) FROM passages)"
        ).fetchone()
        if articles != texts:
            problems.append(f"{articles - texts} articles have no text")
        if self.passages.count() != passages:
            problems.append("the number of passages is not that of the articles")
        return [f"The catalogue is damaged: {'; '.join(problems)}. {RESTORE}"] if problems else []

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                yield
        except sqlite3.OperationalError as error:
            hint = "Free some disk space or make the folder writable, then run it again: nothing was lost."
            raise ArchiveError(f"The catalogue {self.path} could not be written: {error}.", hint) from error
