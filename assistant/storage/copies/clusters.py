"""Clusters of copies: articles that are one story run by several outlets, verbatim, cut, retitled or lightly rewritten.

Each article is compared with the stored ones when it comes in, and never again: it joins the cluster of those that it
is a copy of. MinHash bands select candidates and an exact measure decides (see ``shingles``). The bands are stored, the
sketches are not. A band is stored once a cluster, so that a new article meets the first few of ten thousand copies of
one story and not all. Cost: 5 ms an article and 1.2 kB; the number of comparisons is bounded. Writes are part of the
caller's transaction.
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
from assistant.storage.copies.shingles import Text, bands, compare, take_apart
from assistant.storage.tables import ARTICLE, CURRENT, article_of, where_of

CONTAINMENT, FACTS, SIZE = 0.5, 0.8, 0.3
"""Lowest values of ``shingles.Likeness`` for a copy: the share of its runs of words and of its names and figures that
the other text has, and the ratio of the two lengths. Chosen on the synthetic stories of seed 1 (`python -m bench
copies`); on real articles checked one by one. docs/sources.md describes copies."""
SAME_OUTLET_CONTAINMENT = 0.9
"""Lowest containment for two articles of one outlet. Below it, a similar article of the same outlet is usually a new
story on the same subject, such as the winners of a prize after its nominees."""
DAYS, WHOLE = 14, 0.9
"""Copies appear within ``DAYS`` days. A later article is a copy only if it repeats the whole story: at least ``WHOLE``
of its length and of its runs of words."""
MOST_PER_BAND = 32
"""Newest articles that are taken from one band. The limit is for boilerplate, which may put thousands into one band."""
MOST_COMPARED = 16
"""Articles that are compared exactly: those that share most bands with the new one. 2 ms each."""
BATCH = 100
"""Articles of an older archive that are clustered in one transaction, which takes half a second."""
_CREDIT = re.compile(r"\(([^\W\d_][\w .&’'-]{1,40})\)")
_CREDIT_SPAN = 120
"""Characters at the beginning of a text that may name the agency: "LONDON (Reuters) - "."""


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
class _Features:
    """What decides whether two articles are copies: ``day`` is ``YYYY-MM-DD`` or ``""``."""

    text: Text
    publisher: str
    day: str


class Copies:
    """The clusters of one catalogue. In the table, ``cluster`` is the number of the cluster's oldest article.

    For an article without copies that is its own number; the index of clusters leaves those out.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    # Writing

    def forget(self, article: Article) -> None:
        """Remove an article whose next version comes; not for a retraction, since its copies remain copies."""
        if article.standing is not Standing.RETRACTED:
            self.remove(article.id)

    def add(self, article: Article) -> None:
        """Cluster an article that is stored, unless that was done already."""
        if self._number(article.id) is not None:
            return
        features = _Features(take_apart(article.text), article.publisher, article.day)
        keys = bands(features.text)
        number = self._db.execute(
            "INSERT INTO copies SELECT NULL, ?, coalesce(max(number), 0) + 1, ? FROM copies",
            (article.id, _credit(article)),
        ).lastrowid
        assert number is not None
        self._db.execute("UPDATE copies SET cluster = number WHERE number = ?", (number,))
        cluster = number
        for other in list(self._matching_clusters(features, keys)):
            cluster = self._join(cluster, other)
        self._add_bands(number, cluster, keys)

    def _matching_clusters(self, features: _Features, keys: Sequence[int]) -> Iterator[int]:
        """Yield the clusters of which a story is a copy, the one with most bands in common first."""
        common_bands: Counter[int] = Counter()
        for key in keys:
            sql = "SELECT number FROM copy_bands WHERE band = ? ORDER BY number DESC LIMIT ?"
            common_bands.update(row[0] for row in self._db.execute(sql, (key, MOST_PER_BAND)))
        clusters: set[int] = set()
        for number, _ in common_bands.most_common(MOST_COMPARED):
            candidate = self._features(number)
            if candidate and candidate[0] not in clusters and _is_copy(features, candidate[1]):
                clusters.add(candidate[0])
                yield candidate[0]

    def _features(self, number: int) -> tuple[int, _Features] | None:
        """Return an article's cluster and its features, of a retracted one those before; None if it was removed."""
        row = self._db.execute(
            "SELECT c.cluster, v.text, v.publisher, substr(v.published, 1, 10)"
            " FROM copies c JOIN articles a ON a.id = c.article_id JOIN versions v ON v.article_id = a.id"
            " WHERE c.number = ? ORDER BY v.standing = 'RETRACTED', v.version = a.version DESC, v.version DESC LIMIT 1",
            (number,),
        ).fetchone()
        return (row[0], _Features(take_apart(row[1]), *row[2:])) if row else None

    def _join(self, first: int, second: int) -> int:
        """Merge two clusters; return the number of the merged one, which is that of the older."""
        older, newer = sorted((first, second))
        self._db.execute("UPDATE copies SET cluster = ? WHERE cluster = ? AND cluster != number", (older, newer))
        self._db.execute("UPDATE copies SET cluster = ? WHERE number = ?", (older, newer))
        return older

    def _add_bands(self, number: int, cluster: int, keys: Sequence[int]) -> None:
        """Store the bands that lead to no other article of the cluster."""
        sql = (
            "INSERT OR IGNORE INTO copy_bands SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM"
            " (SELECT number FROM copy_bands WHERE band = ?1 ORDER BY number DESC LIMIT ?4) b"
            " JOIN copies c ON c.number = b.number WHERE c.cluster = ?3)"
        )
        self._db.executemany(sql, [(key, number, cluster, MOST_PER_BAND) for key in keys])

    def remove(self, article_id: str) -> None:
        """Remove an article. The oldest of its copies then gives the cluster its number."""
        number = self._number(article_id)
        entry = None if number is None else self._features(number)
        if number is None or entry is None:
            return
        cluster, features = entry
        rows = [(key, number) for key in bands(features.text)]
        self._db.executemany("DELETE FROM copy_bands WHERE band = ? AND number = ?", rows)
        self._db.execute("DELETE FROM copies WHERE number = ?", (number,))
        heir = self._db.execute(
            "SELECT min(number) FROM copies WHERE number = ?1 OR cluster = ?1 AND cluster != number", (cluster,)
        ).fetchone()[0]
        if heir is None:
            return
        if number == cluster:
            sql = "UPDATE copies SET cluster = ? WHERE cluster = ? AND cluster != number"
            self._db.execute(sql, (heir, cluster))
            self._db.execute("UPDATE copies SET cluster = number WHERE number = ?", (heir,))
        if heir_entry := self._features(heir):
            self._add_bands(heir, heir, bands(heir_entry[1].text))

    def _number(self, article_id: str) -> int | None:
        row = self._db.execute("SELECT number FROM copies WHERE article_id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def catch_up(self, listener: Listener) -> None:
        """Cluster what was stored before there were clusters; in batches, so that a stop loses little."""
        (total,) = self._db.execute("SELECT (SELECT count(*) FROM articles) - (SELECT count(*) FROM copies)").fetchone()
        for start in range(0, total, BATCH):
            listener(Progress("looking for copies", start, total, "articles"))
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                for row in self._db.execute(
                    f"SELECT {ARTICLE} {CURRENT} LEFT JOIN copies c ON c.article_id = a.id"
                    " WHERE c.number IS NULL LIMIT ?",
                    (BATCH,),
                ).fetchall():
                    self.add(article_of(row))

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

    def with_copies(self, article_ids: Sequence[str]) -> tuple[str, ...]:
        """Return the articles, followed by all their copies."""
        clusters = sorted(set(self.clusters(article_ids).values()))
        copies = (copy.article_id for cluster in clusters for copy in self.members(cluster))
        return tuple(dict.fromkeys([*article_ids, *copies]))

    def members(self, cluster: int, filters: Filters = EVERYTHING) -> list[Copy]:
        """Return the articles of a cluster within the filters, the original first.

        That is the article of the agency that the others name, or else the one that was published first; of several
        of that outlet the latest, which says the most.
        """
        where, values = where_of(filters)
        rows = self._db.execute(
            f"SELECT c.article_id, v.publisher, v.published, c.credit, v.standing, v.note {CURRENT}"
            f" JOIN copies c ON c.article_id = a.id WHERE {where}"
            " AND (c.number = ? OR c.cluster = ? AND c.cluster != c.number)",
            (*values, cluster, cluster),
        )
        copies = [Copy(row[0], row[1], row[2], row[3], Standing(row[4]), row[5]) for row in rows]
        agencies = {copy.credit.casefold() for copy in copies if copy.credit}
        copies.sort(key=lambda copy: (not _is_agency(copy, agencies), copy.published or "~", copy.article_id))
        first_outlet = [copy for copy in copies if copy.publisher == copies[0].publisher != ""]
        if not first_outlet:
            return copies
        original = max(first_outlet, key=lambda copy: copy.published)
        return sorted(copies, key=lambda copy: copy is not original)


def _is_copy(first: _Features, second: _Features) -> bool:
    if second.text.is_short:
        return False
    likeness = compare(first.text, second.text)
    is_same_outlet = first.publisher == second.publisher != ""
    least = SAME_OUTLET_CONTAINMENT if is_same_outlet else CONTAINMENT
    if likeness.containment < least or likeness.facts < FACTS:
        return False
    if _days_apart(first, second) > DAYS:
        return min(likeness.size, likeness.containment) >= WHOLE
    return likeness.size >= SIZE


def _days_apart(first: _Features, second: _Features) -> int:
    try:
        return abs((date.fromisoformat(first.day) - date.fromisoformat(second.day)).days)
    except ValueError:
        return 0


def _credit(article: Article) -> str:
    """Return the agency that a text names at its beginning."""
    credit = _CREDIT.search(f"{article.dateline}\n{article.text}"[:_CREDIT_SPAN])
    return credit[1].strip() if credit else ""


def _is_agency(copy: Copy, agencies: set[str]) -> bool:
    """Tell whether an article is an agency's own: "AP" is Associated Press, and The Associated Press."""
    name = copy.publisher.casefold().removeprefix("the ")
    initials = "".join(word[0] for word in name.split() if word)
    return bool(name) and bool({name, initials} & agencies)
