"""Full text: which passages hold a question's words, ranked by BM25 (SQLite's FTS5).

What ranking costs grows with the passages that hold any of the words, a microsecond each; so a common word costs most
and tells least. Up to ``ALL`` of them every passage is ranked. Beyond, only passages that hold one of the question's
rarer words are, by all of its words. That is not exact: over 20 questions of the bench on 500,004 passages it gave
99.5% of the 10 best and 99.1% of the 50 best, in 70 ms instead of 205.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from assistant.schema.articles import Filters
from assistant.storage.tables import state_of, where_of

ALL = 50_000
"""Words times passages that hold them, up to which every passage is ranked: about 50 ms."""
RARER = 15_000
"""The same for the rarer words alone."""
WIDE = 1000
"""How many of the best in the whole archive are held against a filter before the filter's own passages are listed."""
_INSIDE = "SELECT p.number FROM articles a CROSS JOIN passages p ON p.article_id = a.id WHERE"
"""The passages of articles that ... ; a cross join is not turned round: this one begins at the articles."""
_AMONG = "SELECT p.number FROM passages p CROSS JOIN articles a ON a.id = p.article_id WHERE"
_RANKED = "SELECT rowid, -bm25(passage_words) AS score FROM passage_words WHERE passage_words MATCH ?"
Ranked = list[tuple[int, float]]
"""Numbers of passages and their BM25 scores, best first."""


class FullText:
    """Reads the full text of one catalogue. Remembers what it found until the file changes."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._state: tuple[int, int] = (-1, -1)
        self._counts: dict[str, int] = {}
        self._best: dict[str, Ranked] = {}

    def frequency(self, word: str) -> int:
        """Return how many passages hold a word in any form."""
        self._look_again()
        if word not in self._counts:
            sql = "SELECT count(*) FROM passage_words WHERE passage_words MATCH ?"
            self._counts[word] = int(self._db.execute(sql, (_quoted(word),)).fetchone()[0])
        return self._counts[word]

    def match(self, words: Sequence[str], k: int, filters: Filters) -> Ranked:
        """Return the ``k`` passages within the filters that match any of the words best."""
        known = [word for word in dict.fromkeys(words) if self.frequency(word)]
        if not known:
            return []
        everything, rarer = _any(known), _any(self._rarer(known))
        best = self._everywhere(everything, rarer, max(k, WIDE))
        where, values = where_of(filters)
        found = self._among(best, where, values)[:k] if filters else best[:k]
        if len(found) == k or not filters or (everything == rarer and len(best) < WIDE):
            return found
        return self._ranked(f"{_RANKED} AND +rowid IN ({_INSIDE} {where})", (everything, *values), k)

    def _look_again(self) -> None:
        """Forget what was found in another state of the file."""
        state = state_of(self._db)
        if state != self._state:
            self._state = state
            self._counts.clear()
            self._best.clear()

    def _everywhere(self, everything: str, rarer: str, k: int) -> Ranked:
        if everything not in self._best:
            every = everything == rarer
            found = self._ranked(_RANKED, (everything,), k) if every else self._pruned(rarer, everything, k)
            self._best = {everything: found}
        return self._best[everything]

    def _rarer(self, words: Sequence[str]) -> Sequence[str]:
        """Return the words that a passage must hold one of: all, or the rarest."""
        if sum(map(self.frequency, words)) <= ALL:
            return words
        ordered = sorted(words, key=self.frequency)
        totals = accumulate(map(self.frequency, ordered))
        return [word for word, total in zip(ordered, totals, strict=True) if total <= RARER] or ordered[:1]

    def _pruned(self, rarer: str, query: str, k: int) -> Ranked:
        """Rank by all words the passages that hold a rarer one.

        BM25 adds up over the words, and FTS5 counts a word as often as the query names it: asked for the rarer words
        and all words, it gives the score of all and that of the rarer ones once more, which is known.
        """
        twice = dict(self._db.execute(_RANKED, (rarer,)))
        found = self._db.execute(_RANKED, (f"({rarer}) AND ({query})",))
        return sorted(((number, score - twice[number]) for number, score in found), key=_best_first)[:k]

    def _ranked(self, sql: str, values: Sequence[Any], k: int) -> Ranked:
        return self._db.execute(f"{sql} ORDER BY score DESC, rowid LIMIT ?", (*values, k)).fetchall()

    def _among(self, best: Ranked, where: str, values: Sequence[str]) -> Ranked:
        """Return those that are within the filters."""
        listed = ",".join(str(number) for number, _ in best)
        inside = {row[0] for row in self._db.execute(f"{_AMONG} p.number IN ({listed}) AND {where}", values)}
        return [one for one in best if one[0] in inside]


def _best_first(one: tuple[int, float]) -> tuple[float, int]:
    return -one[1], one[0]


def _quoted(word: str) -> str:
    """Write a word so that nothing in it is query language."""
    return f'"{word.replace(chr(34), "")}"'


def _any(words: Sequence[str]) -> str:
    return " OR ".join(map(_quoted, words))
