"""The catalogue: one SQLite file that is the source of truth for articles, versions, passages and full text.

Every version of an article is kept, so that an old citation always resolves. Passages (with their embeddings) exist
for the current version only. Knows nothing of models or of the vector index, which can always be rebuilt from here.
Readers never block and are never blocked (WAL). Opening takes about a millisecond.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.errors import ArchiveError, InputError
from assistant.schema import EVERYTHING, Article, Coverage, Filters, Passage, Source, Standing
from assistant.storage.copies import Copies
from assistant.storage.tables import (
    ARTICLE,
    CURRENT,
    FILE,
    FORMAT,
    Candidate,
    Entry,
    article_of,
    connect,
    row_of,
    where_of,
)
from assistant.storage.versions import Versions

_INDEXED = "FROM passages p JOIN articles a ON a.id = p.article_id WHERE a.state = 'indexed'"


class Catalogue:
    """Reads and writes the file. Writers hold the archive's lock (see ``journal``); readers need nothing."""

    def __init__(self, folder: Path, *, writable: bool = False) -> None:
        """Open ``folder``'s catalogue, creating it only when ``writable``.

        Raises ArchiveError when the file is damaged, of another format, or cannot be opened.
        """
        self.path = folder / FILE
        try:
            self._db = connect(self.path, writable)
            self.copies, self.versions = Copies(self._db), Versions(self._db)
            found = self.meta("format")
        except sqlite3.Error as error:
            hint = "Check that the folder can be written, or restore the file from a backup."
            raise ArchiveError(f"The catalogue {self.path} cannot be opened: {error}.", hint) from error
        if found != str(FORMAT):
            raise ArchiveError(f"The catalogue {self.path} has format {found}; this program reads {FORMAT}.")

    def close(self) -> None:
        """Close the file; SQLite folds its write-ahead log in when this was the last connection."""
        self._db.close()

    # Reading

    def meta(self, key: str) -> str:
        """Return a remembered fact about the archive, ``""`` if unknown."""
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

    def is_current(self, article: Article, path: str = "") -> bool:
        """Tell whether an article found in a file brings nothing new: what it says is stored, vectors included."""
        return self.versions.is_known(article, path)

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """Return the passages with these ids that exist, in the order given."""
        marks = ",".join("?" * len(ids))
        rows = self._db.execute(
            'SELECT p.id, p.article_id, p.version, p.position, p.start, p."end", t.text FROM passages p'
            f" JOIN passage_text t ON t.number = p.number WHERE p.id IN ({marks})",
            list(ids),
        )
        found = {row[0]: Passage(*row[1:]) for row in rows}
        return [found[key] for key in ids if key in found]

    def match(self, words: Sequence[str], k: int, filters: Filters) -> list[tuple[str, float]]:
        """Return ids and BM25 scores (higher is better) of the ``k`` passages that match any of the words best."""
        where, values = where_of(filters)
        query = " OR ".join(f'"{word.replace(chr(34), "")}"' for word in words)
        if not query:
            return []
        rows = self._db.execute(
            "SELECT p.id, -bm25(passage_words) AS score FROM passage_words"
            " JOIN passages p ON p.number = passage_words.rowid"
            " JOIN versions v ON v.article_id = p.article_id AND v.version = p.version"
            f" WHERE passage_words MATCH ? AND {where} ORDER BY score DESC, p.id LIMIT ?",
            (query, *values, k),
        )
        return [(str(key), float(score)) for key, score in rows]

    def matching(self, word: str) -> int:
        """Return how many passages hold a word in any form."""
        query = f'"{word.replace(chr(34), "")}"'
        return self._count("SELECT count(*) FROM passage_words WHERE passage_words MATCH ?", (query,))

    def candidates(self, ids: Iterable[str]) -> dict[str, Candidate]:
        """Return what ranking needs to know of the passages with these ids that exist."""
        listed = list(ids)
        rows = self._db.execute(
            "SELECT p.id, v.title, substr(v.published, 1, 10), p.embedding FROM passages p"
            " JOIN versions v ON v.article_id = p.article_id AND v.version = p.version"
            f" WHERE p.id IN ({','.join('?' * len(listed))})",
            listed,
        )
        return {key: Candidate(title, day, embedding) for key, title, day, embedding in rows}

    def embeddings(self, filters: Filters = EVERYTHING) -> Iterator[tuple[str, bytes]]:
        """Yield ids and float32 embeddings of all passages within the filters."""
        where, values = where_of(filters)
        yield from self._db.execute(
            f"SELECT p.id, p.embedding {CURRENT} JOIN passages p ON p.article_id = a.id WHERE {where}", values
        )

    def embedded(self, article_id: str) -> list[tuple[Article, Passage, bytes]]:
        """Return an article's passages with their embeddings; nothing when it has just been removed."""
        rows = self._db.execute(
            f'SELECT p.position, p.start, p."end", p.embedding, {ARTICLE} {CURRENT}'
            " JOIN passages p ON p.article_id = a.id WHERE a.id = ? ORDER BY p.position",
            (article_id,),
        )
        found = [(position, start, end, embedding, article_of(row)) for position, start, end, embedding, *row in rows]
        return [
            (article, Passage(article_id, article.version, position, start, end, article.text[start:end]), embedding)
            for position, start, end, embedding, article in found
        ]

    def sample(self, most: int) -> dict[str, bytes]:
        """Return ids and float32 embeddings of about ``most`` passages, spread evenly, that have their vectors."""
        step = max(1, self.indexed_passages() // most)
        return dict(self._db.execute(f"SELECT p.id, p.embedding {_INDEXED} AND p.number % ? = 0", (step,)))

    def indexed_passages(self) -> int:
        """Return how many passages must have a vector."""
        return self._count(f"SELECT count(*) {_INDEXED}")

    def held(self, filters: Filters) -> int:
        """Return how many passages are within the filters."""
        where, values = where_of(filters)
        return self._count(f"SELECT count(*) {CURRENT} JOIN passages p ON p.article_id = a.id WHERE {where}", values)

    def ids(self, state: str = "") -> list[str]:
        """Return the ids of all articles, or of those in a state: ``pending`` (vectors to come) or ``indexed``."""
        rows = self._db.execute("SELECT id FROM articles WHERE state = ? OR ? = '' ORDER BY id", (state, state))
        return [str(row[0]) for row in rows]

    def newest_day(self) -> str:
        """Return the day of the newest article, ``""`` when no article has one."""
        return str(self._db.execute(f"SELECT max(substr(v.published, 1, 10)) {CURRENT}").fetchone()[0] or "")

    def coverage(self, filters: Filters = EVERYTHING) -> Coverage:
        """Say what the archive holds within the filters."""
        where, values = where_of(filters)
        articles, first, last = self._db.execute(
            f"SELECT count(*), min(nullif(v.published, '')), max(v.published) {CURRENT} WHERE {where}",
            values,
        ).fetchone()
        publishers = self._db.execute(
            f"SELECT DISTINCT v.publisher {CURRENT} WHERE v.publisher != '' AND {where} ORDER BY 1",
            values,
        )
        names = tuple(str(row[0]) for row in publishers)
        return Coverage(articles, self.held(filters), names, (first or "")[:10], (last or "")[:10])

    def sources(self, filters: Filters = EVERYTHING) -> list[Source]:
        """Return all current articles within the filters, newest first."""
        where, values = where_of(filters)
        rows = self._db.execute(
            "SELECT a.id, a.version, v.title, v.publisher, v.published, count(p.id), a.path, v.standing"
            f" {CURRENT} LEFT JOIN passages p ON p.article_id = a.id WHERE {where}"
            " GROUP BY a.id ORDER BY v.published DESC, a.id",
            values,
        )
        return [replace(Source(*row[:7]), standing=Standing(row[7])) for row in rows]

    def stale_vectors(self) -> list[str]:
        """Return ids of passages that are gone from here but maybe not yet from the vector index."""
        return [str(row[0]) for row in self._db.execute("SELECT passage_id FROM stale_vectors ORDER BY 1")]

    def _count(self, query: str, values: Sequence[str] = ()) -> int:
        return int(self._db.execute(query, values).fetchone()[0])

    # Writing: each method is one transaction

    def remember(self, key: str, value: str) -> None:
        """Keep a fact about the archive."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def store(self, entries: Iterable[Entry]) -> tuple[int, int]:
        """Store articles as pending; return how many were new and how many are new versions."""
        added = updated = 0
        with self._transaction():
            for entry in entries:
                version = self._store_version(entry)
                added += version == 1
                updated += version > 1
        return added, updated

    def _store_version(self, entry: Entry) -> int:
        article = self.versions.placed(entry.article)
        row = self._db.execute("SELECT max(version) FROM versions WHERE article_id = ?", (article.id,)).fetchone()
        version, is_older = int(row[0] or 0) + 1, self.versions.is_older(article)
        self._db.execute("INSERT INTO versions VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", row_of(article, version))
        if is_older:  # kept, so that it can be looked up; what is newer stays current
            return version
        self.copies.forget(article)
        self._drop_passages(article.id)
        self._db.execute(
            "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, 'pending')", (article.id, version, entry.path)
        )
        for passage, embedding in zip(entry.passages, entry.embeddings, strict=True):
            key = Passage(article.id, version, passage.index, passage.start, passage.end, "").id
            number = self._db.execute(
                "INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
                (key, article.id, version, passage.index, passage.start, passage.end, embedding),
            ).lastrowid
            words = (number, article.title, passage.text)
            self._db.execute("INSERT INTO passage_words(rowid, title, text) VALUES (?, ?, ?)", words)
        self.copies.take(article)
        return version

    def _drop_passages(self, article_id: str) -> None:
        rows = self._db.execute(
            "SELECT p.number, t.title, t.text, p.id FROM passages p JOIN passage_text t ON t.number = p.number"
            " WHERE p.article_id = ?",
            (article_id,),
        ).fetchall()
        for number, title, text, key in rows:
            # An external-content FTS5 table must be told the old words to forget them.
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
        """Record that stale vectors are gone from the vector index."""
        with self._transaction():
            self._db.execute("DELETE FROM stale_vectors")

    def remove(self, article_ids: Sequence[str]) -> int:
        """Remove articles with all their versions; their citations no longer resolve. Return how many went."""
        with self._transaction():
            for article_id in article_ids:
                self._drop_passages(article_id)
                self.copies.remove(article_id)
                self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
                self._db.execute("DELETE FROM versions WHERE article_id = ?", (article_id,))
        return len(article_ids)

    def check(self) -> list[str]:
        """Return what SQLite finds wrong with the file and its full-text index, nothing when sound."""
        problems = [str(row[0]) for row in self._db.execute("PRAGMA quick_check") if row[0] != "ok"]
        unindexed = self._count(f"SELECT (SELECT count(*) FROM articles) - (SELECT count(*) {CURRENT})")
        if unindexed:
            problems.append(f"{unindexed} articles have no text")
        return problems

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                yield
        except sqlite3.OperationalError as error:
            hint = "Free some disk space or make the folder writable, then run it again: nothing was lost."
            raise ArchiveError(f"The catalogue {self.path} could not be written: {error}.", hint) from error
