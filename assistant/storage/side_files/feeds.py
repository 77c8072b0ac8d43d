"""The feeds that are followed and the state of their pages, in a SQLite file of their own beside the catalogue.

It works like a journal: the entries of a feed are stored, in one transaction with the feed's own HTTP validators,
before the first of its pages is fetched; a page is marked as done only after its article is stored. After a kill in
between the page is still due; fetched again, it is unchanged. Cost: under a millisecond a page.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from assistant.errors import InputError
from assistant.schema.feeds import CacheValidators, Due, Feed, FeedEntry
from assistant.storage.sqlite.side_file import SideFile

FILE = "feeds.sqlite"
MOST_FAILURES = 5
"""Refreshes in which a page may fail before it is given up, until its entry changes."""
DAY = 24 * 60 * 60.0
RECHECK_PERIOD = 7 * DAY
"""How long a page that is still listed is fetched again, once a day: not every correction is announced."""
RETENTION = 30 * DAY
"""How long an entry is kept after the feed has dropped it."""
_TABLES = """
CREATE TABLE IF NOT EXISTS feeds (
  name TEXT PRIMARY KEY, url TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL, site TEXT NOT NULL,
  added TEXT NOT NULL, checked TEXT NOT NULL, problem TEXT NOT NULL, listed REAL NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS documents (
  feed TEXT NOT NULL REFERENCES feeds ON DELETE CASCADE, url TEXT NOT NULL, final TEXT NOT NULL, etag TEXT NOT NULL,
  modified TEXT NOT NULL, PRIMARY KEY (feed, url));
CREATE TABLE IF NOT EXISTS entries (
  feed TEXT NOT NULL REFERENCES feeds ON DELETE CASCADE, key TEXT NOT NULL, mark TEXT NOT NULL, entry TEXT NOT NULL,
  moment TEXT NOT NULL, first REAL NOT NULL, seen REAL NOT NULL, due INTEGER NOT NULL, failures INTEGER NOT NULL,
  PRIMARY KEY (feed, key));
CREATE TABLE IF NOT EXISTS pages (
  key TEXT PRIMARY KEY, final TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL, article_id TEXT NOT NULL,
  checked REAL NOT NULL);
CREATE TABLE IF NOT EXISTS rules (origin TEXT PRIMARY KEY, text TEXT NOT NULL, found REAL NOT NULL);
"""
_FEED = (
    "SELECT f.name, f.url, f.kind, f.title, f.site, f.added, f.checked, f.problem,"
    " (SELECT count(*) FROM entries e JOIN pages p ON p.key = e.key WHERE e.feed = f.name AND p.article_id != ''),"
    " (SELECT count(*) FROM entries e WHERE e.feed = f.name AND e.due AND e.failures < 5) FROM feeds f"
)


class FeedStore(SideFile):
    """The feeds of one archive. Use it as a context manager, or call `close`.

    ``folder`` None stands for an archive without feeds. Raises ArchiveError when the file cannot be opened or written.
    """

    FILE = FILE
    TABLES = _TABLES
    CONTENTS = "Feeds"

    # Feeds

    def add(self, feed: Feed) -> None:
        """Follow a feed. Raises InputError when its name or its address is followed already."""
        for other in self.followed():
            if feed.url == other.url:
                raise InputError(
                    f"{feed.url} is followed already, as {other.name}.", "See them all: assistant feeds list"
                )
            if feed.name == other.name:
                raise InputError(f"There is a feed named {feed.name!r} already.", "Choose another name with --name.")
        row = (feed.name, feed.url, feed.kind, feed.title, feed.site, feed.added, feed.checked, feed.problem, 0.0)
        with self._transaction():
            self._db.execute("INSERT INTO feeds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def followed(self) -> list[Feed]:
        """Return all feeds, in the order of their names."""
        return [Feed(*row) for row in self._db.execute(f"{_FEED} ORDER BY f.name")]

    def get(self, key: str) -> Feed:
        """Return the feed of that name or address. Raises InputError when there is none."""
        row = self._db.execute(f"{_FEED} WHERE f.name = ? OR f.url = ?", (key, key)).fetchone()
        if row is None:
            raise InputError(f"There is no feed {key!r}.", "See them all: assistant feeds list")
        return Feed(*row)

    def remove(self, name: str) -> None:
        """Stop following a feed. The state of its pages and their articles stay."""
        with self._transaction():
            self._db.execute("DELETE FROM feeds WHERE name = ?", (name,))

    def document(self, name: str, url: str) -> CacheValidators:
        """Return the HTTP validators of a feed's own document, or of one of its sitemaps."""
        query = "SELECT final, etag, modified FROM documents WHERE feed = ? AND url = ?"
        row = self._db.execute(query, (name, url)).fetchone()
        return CacheValidators(*row) if row else CacheValidators()

    # Entries and pages

    def note(
        self, name: str, entries: Mapping[str, FeedEntry], documents: Mapping[str, CacheValidators], now: float
    ) -> None:
        """Store what a feed lists, by key: pages that are new or whose entries have changed become due."""
        with self._transaction():
            for key, entry in entries.items():
                self._note(name, key, entry, now)
            for url, document in documents.items():
                row = (name, url, document.url, document.etag, document.modified)
                self._db.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)", row)
            if entries:  # none where all sitemaps of an index are unchanged
                self._db.execute("UPDATE feeds SET listed = ? WHERE name = ?", (now, name))
            self._db.execute("DELETE FROM entries WHERE feed = ? AND seen < ?", (name, now - RETENTION))

    def _note(self, name: str, key: str, entry: FeedEntry, now: float) -> None:
        mark = _mark(entry)
        self._db.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, 1, 0) ON CONFLICT (feed, key) DO UPDATE SET"
            " due = due OR mark != excluded.mark, failures = iif(mark != excluded.mark, 0, failures),"
            " mark = excluded.mark, entry = excluded.entry, moment = excluded.moment, seen = excluded.seen",
            (name, key, mark, json.dumps(asdict(entry)), entry.moment, now, now),
        )

    def due(self, name: str, now: float) -> list[Due]:
        """Return the pages to be fetched: those that failed come last, else the newest first.

        Among them are recent pages that were not fetched for a day.
        """
        rows = self._db.execute(
            "SELECT e.key, e.entry, p.final, p.etag, p.modified, p.article_id, e.failures FROM entries e"
            " JOIN feeds f ON f.name = e.feed LEFT JOIN pages p ON p.key = e.key"
            " WHERE e.feed = ? AND ((e.due AND e.failures < ?)"
            " OR (NOT e.due AND e.seen = f.listed AND e.first > ? AND p.checked < ?))"
            " ORDER BY e.failures, e.moment DESC, e.rowid",
            (name, MOST_FAILURES, now - RECHECK_PERIOD, now - DAY),
        )
        return [
            Due(
                key, _entry(entry), CacheValidators(final or "", etag or "", modified or ""), article_id or "", failures
            )
            for key, entry, final, etag, modified, article_id, failures in rows
        ]

    def current(self, name: str) -> set[str]:
        """Return the keys of the pages that the feed listed at its last refresh, but for those that were given up."""
        query = (
            "SELECT e.key FROM entries e JOIN feeds f ON f.name = e.feed"
            " WHERE f.name = ? AND e.seen = f.listed AND NOT (e.due AND e.failures >= ?)"
        )
        return {str(row[0]) for row in self._db.execute(query, (name, MOST_FAILURES))}

    def mark_done(self, name: str, key: str, page: CacheValidators, article_id: str, now: float) -> None:
        """Record that a page's article is stored."""
        with self._transaction():
            row = (key, page.url, page.etag, page.modified, article_id, now)
            self._db.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?)", row)
            self._db.execute("UPDATE entries SET due = 0, failures = 0 WHERE feed = ? AND key = ?", (name, key))

    def count_failure(self, name: str, key: str) -> None:
        """Count a failure; the page stays due."""
        with self._transaction():
            count = "UPDATE entries SET due = 1, failures = failures + 1 WHERE feed = ? AND key = ?"
            self._db.execute(count, (name, key))

    def mark_checked(self, name: str, title: str, problem: str) -> None:
        """Record that a feed was fetched now, and what was wrong with it."""
        with self._transaction():
            sql = "UPDATE feeds SET checked = ?, problem = ?, title = iif(? = '', title, ?) WHERE name = ?"
            self._db.execute(sql, (_now(), problem, title, title, name))

    # Rules of sites

    def rules(self, origin: str) -> tuple[str, float] | None:
        """Return a site's stored robots.txt, and when it was fetched."""
        row = self._db.execute("SELECT text, found FROM rules WHERE origin = ?", (origin,)).fetchone()
        return (str(row[0]), float(row[1])) if row else None

    def keep_rules(self, origin: str, text: str, time: float) -> None:
        """Store a site's robots.txt."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO rules VALUES (?, ?, ?)", (origin, text, time))


def _mark(entry: FeedEntry) -> str:
    """Return a digest of an entry; another one means that the page may have changed."""
    return hashlib.sha256(json.dumps(asdict(entry), sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def _entry(document: str) -> FeedEntry:
    fields = json.loads(document)
    return FeedEntry(**{**fields, "authors": tuple(fields["authors"])})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def free_name(name: str, feeds: Sequence[Feed]) -> str:
    """Return a name that no feed has: ``name``, or that with a number behind it."""
    names = {feed.name for feed in feeds}
    candidates = (name, *(f"{name}-{number}" for number in range(2, len(names) + 3)))
    return next(candidate for candidate in candidates if candidate not in names)
