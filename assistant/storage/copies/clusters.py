"""Copies: articles that are one story run by several outlets: verbatim, cut, retitled, lightly rewritten.

Each article is compared with what is stored when it comes in, and never again: it joins the cluster of those it is a
copy of, by MinHash bands first and an exact measure then (``shingles``). The bands are kept, the sketches are not: the
texts are there to measure by. A band is kept once a cluster, so that ten thousand copies of one story are met by the
first few of them. Cost: 5 ms an article and 1.2 kB; a bounded number of others is looked at, however many there are.
Writes are part of the caller's transaction.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.schema.articles import EVERYTHING, Article, Filters, Standing
from assistant.schema.events import Listener, Progress
from assistant.storage.copies.shingles import Text, bands, likeness, take_apart
from assistant.storage.tables import ARTICLE, CURRENT, article_of, where_of

HELD, FACTS, SIZE = 0.5, 0.8, 0.3
"""What a copy has at least: of its runs in the other one, of its names and figures, of the other one's length. Chosen
on made-up families of seed 1 (``scripts/copies.py``); on real articles looked at one by one (docs/copies.md)."""
HELD_AT_HOME = 0.9
"""For two articles of one outlet: what is much the same there is the next story on the matter, nominees and winners."""
APART, WHOLE = 14, 0.9
"""Copies come out within days. After more days than this only the whole story run again counts as one."""
MOST_MET = 32
"""Articles that are taken from a band, the newest: boilerplate may bring thousands into one."""
MOST_COMPARED = 16
"""Articles that are compared exactly, those with most bands in common: 2 ms each."""
AT_ONCE = 100
"""Articles of an older archive that are taken in in one transaction: half a second."""
_CREDIT = re.compile(r"\(([^\W\d_][\w .&’'-]{1,40})\)")
_CREDIT_WITHIN = 120
"""Characters at the beginning of a text in which the agency's name stands: "LONDON (Reuters) - "."""


@dataclass(frozen=True, slots=True)
class Copy:
    """An article of a cluster. ``credit`` is the agency that it names, ``""`` if none."""

    article_id: str
    publisher: str
    published: str
    credit: str
    standing: Standing
    note: str

    @property
    def outlet(self) -> str:
        """Who ran it: the publisher, or the article itself where that is not known."""
        return self.publisher or self.article_id


@dataclass(frozen=True, slots=True)
class _Told:
    """What tells whether two articles are copies: ``day`` is ``YYYY-MM-DD`` or ``""``."""

    text: Text
    publisher: str
    day: str


class Copies:
    """The clusters of one catalogue: ``copies.cluster`` is the number of the article that a cluster is named by.

    That is its own for an article without copies; only others are in the index of clusters.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    # Writing

    def forget(self, article: Article) -> None:
        """Take out what there is of an article whose next version comes.

        A retraction leaves it where it was: its copies are still its copies.
        """
        if article.standing is not Standing.RETRACTED:
            self.remove(article.id)

    def take(self, article: Article) -> None:
        """Take in an article that is stored, unless it is there already."""
        if self._number(article.id) is not None:
            return
        told = _Told(take_apart(article.text), article.publisher, article.day)
        keys = bands(told.text)
        number = self._db.execute(
            "INSERT INTO copies SELECT NULL, ?, coalesce(max(number), 0) + 1, ? FROM copies",
            (article.id, _credit(article)),
        ).lastrowid
        assert number is not None
        self._db.execute("UPDATE copies SET cluster = number WHERE number = ?", (number,))
        cluster = number
        for other in list(self._alike(told, keys)):
            cluster = self._join(cluster, other)
        self._keep(number, cluster, keys)

    def _alike(self, told: _Told, keys: Sequence[int]) -> Iterator[int]:
        """Yield the clusters of which a story is a copy, the one with most bands in common first."""
        seen: Counter[int] = Counter()
        for key in keys:
            met = "SELECT number FROM copy_bands WHERE band = ? ORDER BY number DESC LIMIT ?"
            seen.update(row[0] for row in self._db.execute(met, (key, MOST_MET)))
        found: set[int] = set()
        for number, _ in seen.most_common(MOST_COMPARED):
            stored = self._told(number)
            if stored and stored[0] not in found and _is_copy(told, stored[1]):
                found.add(stored[0])
                yield stored[0]

    def _told(self, number: int) -> tuple[int, _Told] | None:
        """Return an article's cluster and what it tells, or told before it was retracted; None if it was removed."""
        row = self._db.execute(
            "SELECT c.cluster, v.text, v.publisher, substr(v.published, 1, 10)"
            " FROM copies c JOIN articles a ON a.id = c.article_id JOIN versions v ON v.article_id = a.id"
            " WHERE c.number = ? ORDER BY v.standing = 'RETRACTED', v.version = a.version DESC, v.version DESC LIMIT 1",
            (number,),
        ).fetchone()
        return (row[0], _Told(take_apart(row[1]), *row[2:])) if row else None

    def _join(self, one: int, other: int) -> int:
        """Make two clusters one, named by the older; return its name."""
        kept, gone = sorted((one, other))
        self._db.execute("UPDATE copies SET cluster = ? WHERE cluster = ? AND cluster != number", (kept, gone))
        self._db.execute("UPDATE copies SET cluster = ? WHERE number = ?", (kept, gone))
        return kept

    def _keep(self, number: int, cluster: int, keys: Sequence[int]) -> None:
        """Keep the bands that nobody else in the cluster is met by."""
        known = (
            "INSERT OR IGNORE INTO copy_bands SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM"
            " (SELECT number FROM copy_bands WHERE band = ?1 ORDER BY number DESC LIMIT ?4) b"
            " JOIN copies c ON c.number = b.number WHERE c.cluster = ?3)"
        )
        self._db.executemany(known, [(key, number, cluster, MOST_MET) for key in keys])

    def remove(self, article_id: str) -> None:
        """Take an article out. Whoever is the oldest of its copies then stands for the others."""
        number = self._number(article_id)
        stored = None if number is None else self._told(number)
        if number is None or stored is None:
            return
        cluster, told = stored
        gone = [(key, number) for key in bands(told.text)]
        self._db.executemany("DELETE FROM copy_bands WHERE band = ? AND number = ?", gone)
        self._db.execute("DELETE FROM copies WHERE number = ?", (number,))
        heir = self._db.execute(
            "SELECT min(number) FROM copies WHERE number = ?1 OR cluster = ?1 AND cluster != number", (cluster,)
        ).fetchone()[0]
        if heir is None:
            return
        if number == cluster:
            moved = "UPDATE copies SET cluster = ? WHERE cluster = ? AND cluster != number"
            self._db.execute(moved, (heir, cluster))
            self._db.execute("UPDATE copies SET cluster = number WHERE number = ?", (heir,))
        if left := self._told(heir):
            self._keep(heir, heir, bands(left[1].text))

    def _number(self, article_id: str) -> int | None:
        row = self._db.execute("SELECT number FROM copies WHERE article_id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def catch_up(self, listener: Listener) -> None:
        """Take in what was stored before copies were looked for; in parts, so that a stop loses little."""
        (total,) = self._db.execute("SELECT (SELECT count(*) FROM articles) - (SELECT count(*) FROM copies)").fetchone()
        for done in range(0, total, AT_ONCE):
            listener(Progress("looking for copies", done, total, "articles"))
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                for row in self._db.execute(
                    f"SELECT {ARTICLE} {CURRENT} LEFT JOIN copies c ON c.article_id = a.id"
                    " WHERE c.number IS NULL LIMIT ?",
                    (AT_ONCE,),
                ).fetchall():
                    self.take(article_of(row))

    # Reading

    def clusters(self, article_ids: Iterable[str]) -> dict[str, int]:
        """Return the cluster of each of these articles that has copies or is one; others are left out."""
        ids = list(article_ids)
        rows = self._db.execute(
            "SELECT article_id, cluster FROM copies c"
            f" WHERE article_id IN ({','.join('?' * len(ids))}) AND (cluster != number OR EXISTS"
            " (SELECT 1 FROM copies o WHERE o.cluster = c.number AND o.cluster != o.number))",
            ids,
        )
        return {str(key): int(cluster) for key, cluster in rows}

    def joined(self, article_ids: Sequence[str]) -> tuple[str, ...]:
        """Return the articles, and behind them all their copies."""
        clusters = sorted(set(self.clusters(article_ids).values()))
        found = (one.article_id for cluster in clusters for one in self.members(cluster))
        return tuple(dict.fromkeys([*article_ids, *found]))

    def members(self, cluster: int, filters: Filters = EVERYTHING) -> list[Copy]:
        """Return the articles of a cluster within the filters, the original first.

        That is the one of the agency which the others name, or else the one that was published first; of several of
        that outlet the latest, which tells the most.
        """
        where, values = where_of(filters)
        rows = self._db.execute(
            f"SELECT c.article_id, v.publisher, v.published, c.credit, v.standing, v.note {CURRENT}"
            f" JOIN copies c ON c.article_id = a.id WHERE {where}"
            " AND (c.number = ? OR c.cluster = ? AND c.cluster != c.number)",
            (*values, cluster, cluster),
        )
        found = [Copy(row[0], row[1], row[2], row[3], Standing(row[4]), row[5]) for row in rows]
        credited = {one.credit.casefold() for one in found if one.credit}
        found.sort(key=lambda one: (not _is_named(one, credited), one.published or "~", one.article_id))
        first = [one for one in found if one.publisher == found[0].publisher != ""]
        return sorted(found, key=lambda one: one is not max(first, key=lambda one: one.published)) if first else found


def _is_copy(one: _Told, other: _Told) -> bool:
    if other.text.is_short:
        return False
    alike = likeness(one.text, other.text)
    at_home = one.publisher == other.publisher != ""
    if alike.held < (HELD_AT_HOME if at_home else HELD) or alike.facts < FACTS:
        return False
    return min(alike.size, alike.held) >= WHOLE if _days_apart(one, other) > APART else alike.size >= SIZE


def _days_apart(one: _Told, other: _Told) -> int:
    try:
        return abs((date.fromisoformat(one.day) - date.fromisoformat(other.day)).days)
    except ValueError:
        return 0


def _credit(article: Article) -> str:
    """Return the agency that a text names at its beginning."""
    found = _CREDIT.search(f"{article.dateline}\n{article.text}"[:_CREDIT_WITHIN])
    return found[1].strip() if found else ""


def _is_named(one: Copy, credited: set[str]) -> bool:
    """Tell whether an article is the agency's own: "AP" is Associated Press, and The Associated Press."""
    name = one.publisher.casefold().removeprefix("the ")
    initials = "".join(word[0] for word in name.split() if word)
    return bool(name) and bool({name, initials} & credited)
