"""The tables of the catalogue, its migrations, and how rows and filters are converted to and from the schema."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ArchiveError
from assistant.schema.articles import Article, Filters, Passage, Standing
from assistant.schema.events import Listener, Notice, ignore
from assistant.storage.sqlite.connection import connected

FILE = "catalogue.sqlite"
FORMAT = 2
"""Raised when the tables change; an older file is migrated (``UPGRADES``), a newer one refused."""

_PASSAGES = """
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL,
  version INTEGER NOT NULL, position INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  embedding BLOB NOT NULL
"""
"""AUTOINCREMENT: the number of a removed passage is not given to another one."""

TABLES = f"""
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS articles (
  id TEXT PRIMARY KEY, version INTEGER NOT NULL, path TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'indexed')),
  day TEXT NOT NULL DEFAULT '', publisher TEXT NOT NULL DEFAULT '', passages INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS articles_pending ON articles (id) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS articles_day ON articles (day, publisher, passages);
CREATE INDEX IF NOT EXISTS articles_publisher ON articles (publisher, day, passages);
CREATE TABLE IF NOT EXISTS versions (
  article_id TEXT NOT NULL, version INTEGER NOT NULL, digest TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
  publisher TEXT NOT NULL, authors TEXT NOT NULL, published TEXT NOT NULL, updated TEXT NOT NULL, url TEXT NOT NULL,
  language TEXT NOT NULL, dateline TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
  standing TEXT NOT NULL DEFAULT '', PRIMARY KEY (article_id, version));
CREATE TABLE IF NOT EXISTS passages ({_PASSAGES});
CREATE INDEX IF NOT EXISTS passages_article ON passages (article_id);
CREATE TABLE IF NOT EXISTS stale_vectors (passage_id TEXT PRIMARY KEY);
CREATE INDEX IF NOT EXISTS versions_url ON versions (url) WHERE url != '';
CREATE TABLE IF NOT EXISTS copies (
  number INTEGER PRIMARY KEY, article_id TEXT NOT NULL UNIQUE, cluster INTEGER NOT NULL, credit TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS copies_cluster ON copies (cluster) WHERE cluster != number;
CREATE TABLE IF NOT EXISTS copy_bands (
  band INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (band, number)) WITHOUT ROWID;
CREATE VIEW IF NOT EXISTS passage_text AS
  SELECT p.number, v.title, substr(v.text, p.start + 1, p."end" - p.start) AS text
  FROM passages p JOIN versions v ON v.article_id = p.article_id AND v.version = p.version;
CREATE VIRTUAL TABLE IF NOT EXISTS passage_words USING fts5(
  title, text, content='passage_text', content_rowid='number', tokenize='porter unicode61 remove_diacritics 2');
INSERT OR IGNORE INTO meta VALUES ('archive', lower(hex(randomblob(16))));
"""
"""``day``, ``publisher`` and ``passages`` of an article are those of its current version; filters read only them.
``archive`` is the name of this archive among others, on a vector server."""

UPGRADES = {
    1: (
        "ALTER TABLE versions ADD COLUMN dateline TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE versions ADD COLUMN note TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE versions ADD COLUMN standing TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE articles ADD COLUMN day TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE articles ADD COLUMN publisher TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE articles ADD COLUMN passages INTEGER NOT NULL DEFAULT 0",
        "UPDATE articles SET (day, publisher) = (SELECT substr(v.published, 1, 10), v.publisher FROM versions v"
        " WHERE v.article_id = articles.id AND v.version = articles.version),"
        " passages = (SELECT count(*) FROM passages p WHERE p.article_id = articles.id)",
        "DROP VIEW passage_text",
        f"CREATE TABLE passages_2 ({_PASSAGES})",
        "INSERT INTO passages_2 SELECT * FROM passages ORDER BY number",
        "DROP TABLE passages",
        "ALTER TABLE passages_2 RENAME TO passages",
    ),
}
"""The statements that migrate each older format to the next, before ``TABLES``: 1.4 s of work and 100 MB copied for
47,660 passages; 17 s on a disk that six others wrote to."""
UPGRADE_PACE = 20_000_000
"""Bytes of the file a second, on a busy disk: between those two, and nearer to the slower."""
UPGRADE_WAIT = 3600.0
"""Seconds to wait for another process that migrates the file."""

ARTICLE = (
    "v.article_id, v.title, v.text, v.publisher, v.authors, v.published, v.updated, v.url, v.language, v.version,"
    " v.dateline, v.note, v.standing"
)
CURRENT = "FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer: its article's headline and day (``YYYY-MM-DD`` or ``""``), and its embedding."""

    title: str
    day: str
    embedding: bytes


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """An article ready to be stored: its file, its passages and one embedding (float32 bytes) a passage."""

    article: Article
    path: str
    passages: Sequence[Passage]
    embeddings: Sequence[bytes]


def digest(article: Article) -> str:
    """Return the SHA-256 of everything about an article that a new version would change."""
    fields = [article.title, article.text, article.publisher, article.authors, article.published, article.updated,
              article.url, article.language]  # fmt: skip
    added_fields = [article.dateline, article.note, article.standing]
    if any(added_fields):  # without them the digest is that of format 1
        fields += added_fields
    return hashlib.sha256(json.dumps(fields).encode()).hexdigest()


def connect(path: Path, writable: bool, listener: Listener = ignore) -> sqlite3.Connection:
    """Open the file, made when missing and ``writable``; one of an older format is migrated first.

    A writer uses WAL mode; a reader opens the file read-only, also in a read-only folder. Raises ArchiveError when the
    file is damaged or cannot be migrated.
    """
    db = _connect(path, writable)
    if _format(db) in UPGRADES:
        db.close()
        listener(_upgrade_notice(path))
        _upgrade(path)
        db = _connect(path, writable)
    if writable:
        db.executescript(TABLES)
        db.execute("INSERT OR IGNORE INTO meta VALUES ('format', ?)", (str(FORMAT),))
    return db


def _connect(path: Path, writable: bool) -> sqlite3.Connection:
    if writable:
        db = connected(path, path, timeout=30, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")  # what was reported as stored survives a power cut
        return db
    uri = f"{path.absolute().as_uri()}?mode=ro"
    db = connected(path, uri, uri=True, timeout=30)
    try:
        db.execute("SELECT 1 FROM meta")
    except sqlite3.OperationalError:
        # In a read-only folder the WAL's index cannot be created; nobody can be writing there either.
        db.close()
        db = connected(path, f"{uri}&immutable=1", uri=True)
    return db


def is_outdated(path: Path) -> bool:
    """Tell whether there is a file of an older format, which the next opening migrates."""
    try:
        with closing(_connect(path, writable=False)) as db:
            return _format(db) in UPGRADES
    except (ArchiveError, sqlite3.Error, ValueError):  # reported when it is opened
        return False


def _format(db: sqlite3.Connection) -> int:
    """Return the format of a file, 0 for a new one."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return 0
    row = db.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    return int(row[0]) if row else 0


def _upgrade_notice(path: Path) -> Notice:
    seconds = max(1, round(path.stat().st_size / UPGRADE_PACE))
    about = f"about {seconds} seconds" if seconds < 120 else f"about {seconds // 60} minutes"
    time = "a few seconds" if seconds < 5 else about
    return Notice(f"The archive {path.parent} is brought up to date for this program, once: that takes {time}.")


def _upgrade(path: Path) -> None:
    """Migrate a file to the present format in one transaction; a second process waits, and then has nothing to do.

    Raises ArchiveError when that fails; the file is then unchanged.
    """
    try:
        with closing(connected(path, path, timeout=UPGRADE_WAIT, isolation_level=None)) as db, db:
            db.execute("BEGIN IMMEDIATE")
            while (format_ := _format(db)) in UPGRADES:
                for statement in UPGRADES[format_]:
                    db.execute(statement)
                db.execute("UPDATE meta SET value = ? WHERE key = 'format'", (str(format_ + 1),))
            for statement in TABLES.strip().split(";\n"):
                db.execute(statement)
    except sqlite3.Error as error:
        hint = f"Free about as much disk space as {FILE} takes, see that its folder can be written, then try again."
        raise ArchiveError(
            f"{path} is as it was: it could not be brought up to date for this program: {error}.", hint
        ) from error


def state_of(db: sqlite3.Connection) -> tuple[int, int]:
    """Return a value that differs once the file has been changed, by this connection or by another."""
    return int(db.execute("PRAGMA data_version").fetchone()[0]), db.total_changes


def row_of(article: Article, version: int) -> tuple[str | int, ...]:
    """Return an article as a row of the table of versions."""
    return (
        article.id, version, digest(article), article.title, article.text, article.publisher,
        json.dumps(article.authors), article.published, article.updated, article.url, article.language,
        article.dateline, article.note, article.standing.value,
    )  # fmt: skip


def article_of(row: Sequence[str]) -> Article:
    """Turn a row of the columns ``ARTICLE`` into an Article."""
    key, title, text, publisher, authors, published, updated, url, language, version, dateline, note, standing = row
    return Article(
        id=key, title=title, text=text, publisher=publisher, authors=tuple(json.loads(authors)), published=published,
        updated=updated, url=url, language=language, version=int(version), dateline=dateline, note=note,
        standing=Standing(standing),
    )  # fmt: skip


def where_of(filters: Filters) -> tuple[str, list[str]]:
    """Return an SQL condition on ``articles a`` and its values.

    ISO dates compare as text; an unknown date is outside all limits but known_by.
    """
    parts, values = ["1"], []
    if filters.after:
        parts.append("a.day >= ?")
        values.append(filters.after)
    if filters.before:
        parts.append("a.day != '' AND a.day <= ?")
        values.append(filters.before)
    if filters.known_by:
        parts.append("a.day <= ?")
        values.append(filters.known_by)
    if filters.publishers:
        parts.append(f"a.publisher IN ({','.join('?' * len(filters.publishers))})")
        values.extend(filters.publishers)
    return " AND ".join(parts), values
