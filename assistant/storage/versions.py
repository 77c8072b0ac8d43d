"""Versions: which stored article a new text belongs to, whether it is newer than the current one, how a story stands.

An article is a version of the stored one of its id, or else of the one of its address: an outlet that changes a
headline may well change the id that is derived from it. Every version is kept; the newest is current, by the time
that publishers give (``updated``), or else by the order of arrival. This module only reads; the catalogue writes.

A text that is stored as any version is not stored again: two records of one id with two texts, in one file or two, make
two versions and no more, however often they are ingested. An earlier text is news in two cases. It comes with another
date (``updated``): the publisher says that the story went back. Or it is alone in the page or document that the current
version came from: somebody reverted an edit. Otherwise the archive would go on answering from words that its source no
longer has.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from assistant.schema.articles import Article, Standing
from assistant.storage.tables import ARTICLE, CURRENT, article_of, digest


@dataclass(frozen=True, slots=True)
class StandingMark:
    """How a story stands today, whichever of its versions is cited."""

    standing: Standing
    note: str


class Versions:
    """The versions in one catalogue."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def placed(self, article: Article) -> Article:
        """Return an article under the id of the stored one that it is a version of, if there is one."""
        is_stored = self._db.execute("SELECT 1 FROM articles WHERE id = ?", (article.id,)).fetchone()
        if is_stored or not (addresses := _addresses(article.url)):
            return article
        row = self._db.execute(
            "SELECT article_id FROM versions WHERE url != ''"
            f" AND url IN ({','.join('?' * len(addresses))}) ORDER BY article_id LIMIT 1",
            addresses,
        ).fetchone()
        return replace(article, id=row[0]) if row else article

    def is_known(self, article: Article, path: str, *, alone: bool = False) -> bool:
        """Tell whether an article brings nothing new: it is stored and indexed already.

        It is the current version, but for its date or address; or any other one, unless it is back in the file of the
        current one, at ``path``, which holds it ``alone``.
        """
        article = self.placed(article)
        row = self._db.execute(f"SELECT v.digest, a.state, a.path {CURRENT} WHERE a.id = ?", (article.id,)).fetchone()
        if row is None or row[1] != "indexed":
            return False
        content = digest(article)
        if row[0] == content:
            return True
        earlier = "SELECT 1 FROM versions WHERE article_id = ? AND digest = ?"
        current = self._current(article.id)
        if self._db.execute(earlier, (article.id, content)).fetchone():
            return not alone or row[2] != path or self.is_older(article)
        return replace(article, updated=current.updated, url=current.url, version=current.version) == current and (
            article.url in (current.url, *_addresses(current.url))
        )

    def is_older(self, article: Article) -> bool:
        """Tell whether an article was written before the stored one of its id was last updated."""
        row = self._db.execute(f"SELECT v.updated {CURRENT} WHERE a.id = ?", (article.id,)).fetchone()
        return row is not None and _is_before(article.updated or article.published, row[0])

    def _current(self, article_id: str) -> Article:
        return article_of(self._db.execute(f"SELECT {ARTICLE} {CURRENT} WHERE a.id = ?", (article_id,)).fetchone())

    def history(self, article_id: str) -> list[Article]:
        """Return all versions of an article, the current one last, the others as they came."""
        rows = self._db.execute(
            f"SELECT {ARTICLE} FROM versions v JOIN articles a ON a.id = v.article_id WHERE a.id = ?"
            " ORDER BY v.version = a.version, v.version",
            (article_id,),
        )
        return [article_of(row) for row in rows]

    def existing(self, article_ids: Iterable[str]) -> set[str]:
        """Return those of the ids that have an article."""
        rows = self._db.execute(
            "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(article_ids)),)
        )
        return {row[0] for row in rows}

    def marks(self, article_ids: Iterable[str]) -> dict[str, StandingMark]:
        """Return how stories stand that were corrected or retracted; others are left out.

        A retraction holds while it is the current version. A correction holds for ever: the cited version may be the
        wrong one, and a later version may not repeat the note.
        """
        marks: dict[str, StandingMark] = {}
        rows = self._db.execute(
            "SELECT a.id, v.standing, v.note, v.version = a.version"
            " FROM articles a JOIN versions v ON v.article_id = a.id"
            " WHERE a.id IN (SELECT value FROM json_each(?)) AND v.standing != '' ORDER BY v.version",
            (json.dumps(list(article_ids)),),
        )
        for article_id, standing, note, is_current in rows:
            is_retracted = marks.get(article_id, _GOOD).standing == Standing.RETRACTED
            if is_current or (standing == Standing.CORRECTED and not is_retracted):
                marks[article_id] = StandingMark(Standing(standing), note)
        return marks


_GOOD = StandingMark(Standing.GOOD, "")


def _addresses(url: str) -> list[str]:
    """Return the spellings of a page's address; none for a site's front page, which is no article's own."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    if parts.scheme not in ("http", "https") or (parts.path in ("", "/") and not parts.query):
        return []
    bare = url.partition("#")[0]
    path = bare if parts.query else bare.rstrip("/")
    spellings = [path] if parts.query else [path, f"{path}/"]
    locations = [spelling.partition("://")[2] for spelling in spellings]
    return [f"{scheme}://{location}" for location in locations for scheme in ("https", "http")]


def _is_before(first: str, second: str) -> bool:
    """Tell whether a time is before another one; a mere day is not before another time of that day."""
    first_moment, second_moment = _moment(first), _moment(second)
    if first_moment is None or second_moment is None:
        return False
    if len(first) <= 10 or len(second) <= 10:
        return first_moment.date() < second_moment.date()
    return first_moment < second_moment


def _moment(time: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
