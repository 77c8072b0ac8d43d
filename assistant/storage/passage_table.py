"""The passages of the catalogue: by words, by id, within filters; their embeddings.

Everything here only reads. Filters are applied to the small columns of the table of articles; texts and embeddings are
read only for the passages that are asked for.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from assistant.schema.articles import EVERYTHING, Article, Filters, Passage
from assistant.storage.fulltext import FullText
from assistant.storage.tables import ARTICLE, CURRENT, Candidate, article_of, state_of, where_of

_BY_ARTICLE = "FROM articles a CROSS JOIN passages p ON p.article_id = a.id"
"""Begins at the articles, with an index of their days, publishers or states; SQLite does not reorder a cross join."""
_BY_NUMBER = "FROM passages p CROSS JOIN articles a ON a.id = p.article_id"


class PassageTable:
    """The passages of one open catalogue."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._words = FullText(db)

    def state(self) -> tuple[int, int]:
        """Return a value that differs once the catalogue has been changed."""
        return state_of(self._db)

    # By words

    def match(self, words: Sequence[str], k: int, filters: Filters) -> list[tuple[str, float]]:
        """Return ids and BM25 scores (higher is better) of the ``k`` passages that match any of the words best."""
        ranking = self._words.match(words, k, filters)
        numbers = ",".join(str(number) for number, _ in ranking)
        ids = dict(self._db.execute(f"SELECT p.number, p.id {_BY_NUMBER} WHERE p.number IN ({numbers})"))
        return [(ids[number], score) for number, score in ranking if number in ids]

    def frequency(self, word: str) -> int:
        """Return how many passages hold a word in any form."""
        return self._words.frequency(word)

    # By id

    def get(self, ids: Sequence[str]) -> list[Passage]:
        """Return the passages with these ids that exist, in the order given."""
        marks = ",".join("?" * len(ids))
        rows = self._db.execute(
            'SELECT p.id, p.article_id, p.version, p.position, p.start, p."end", t.text FROM passages p'
            f" JOIN passage_text t ON t.number = p.number WHERE p.id IN ({marks})",
            list(ids),
        )
        passages = {row[0]: Passage(*row[1:]) for row in rows}
        return [passages[passage_id] for passage_id in ids if passage_id in passages]

    def candidates(self, ids: Iterable[str]) -> dict[str, Candidate]:
        """Return what ranking needs to know of the passages with these ids that exist."""
        values = list(ids)
        rows = self._db.execute(
            "SELECT p.id, v.title, a.day, p.embedding FROM passages p JOIN articles a ON a.id = p.article_id"
            " JOIN versions v ON v.article_id = p.article_id AND v.version = p.version"
            f" WHERE p.id IN ({','.join('?' * len(values))})",
            values,
        )
        return {passage_id: Candidate(title, day, embedding) for passage_id, title, day, embedding in rows}

    def of_article(self, article_id: str) -> list[tuple[Article, Passage, bytes]]:
        """Return an article's passages with their embeddings; nothing when it has just been removed."""
        rows = self._db.execute(
            f'SELECT p.position, p.start, p."end", p.embedding, {ARTICLE} {CURRENT}'
            " JOIN passages p ON p.article_id = a.id WHERE a.id = ? ORDER BY p.position",
            (article_id,),
        ).fetchall()
        passages = []
        for position, start, end, embedding, *columns in rows:
            article = article_of(columns)
            passage = Passage(article_id, article.version, position, start, end, article.text[start:end])
            passages.append((article, passage, embedding))
        return passages

    # Within filters

    def count(self, filters: Filters = EVERYTHING) -> int:
        """Return how many passages are within the filters."""
        where, values = where_of(filters)
        return self._count(f"SELECT ifnull(sum(a.passages), 0) FROM articles a WHERE {where}", values)

    def count_indexed(self) -> int:
        """Return how many passages must have a vector."""
        return self._count("SELECT ifnull(sum(passages), 0) FROM articles WHERE state = 'indexed'")

    def ids_within(self, ids: Iterable[str], filters: Filters) -> set[str]:
        """Return those of the ids whose passages exist and are within the filters."""
        where, values = where_of(filters)
        sql = f"SELECT p.id {_BY_NUMBER} WHERE p.id IN (SELECT value FROM json_each(?)) AND {where}"
        return {row[0] for row in self._db.execute(sql, (json.dumps(list(ids)), *values))}

    def embeddings(self, filters: Filters = EVERYTHING) -> Iterator[tuple[str, bytes]]:
        """Yield ids and float32 embeddings of all passages within the filters."""
        where, values = where_of(filters)
        yield from self._db.execute(f"SELECT p.id, p.embedding {_BY_ARTICLE} WHERE {where}", values)

    def pending_embeddings(self, filters: Filters = EVERYTHING) -> list[tuple[str, bytes]]:
        """Return ids and embeddings of the passages within the filters whose articles are not indexed yet."""
        where, values = where_of(filters)
        sql = f"SELECT p.id, p.embedding {_BY_ARTICLE} WHERE a.state = 'pending' AND {where}"
        return self._db.execute(sql, values).fetchall()

    def sample(self, size: int) -> dict[str, bytes]:
        """Return ids and embeddings of at most ``size`` passages, spread evenly, that have their vectors."""
        last = self._last_number()
        step = max(1, last // size)
        numbers = ",".join(map(str, range(step, last + 1, step)))
        sql = f"SELECT p.id, p.embedding {_BY_NUMBER} WHERE p.number IN ({numbers}) AND a.state = 'indexed'"
        return dict(self._db.execute(sql))

    def _last_number(self) -> int:
        """Return the highest number of a passage whose article is indexed, 0 when there is none."""
        sql = f"SELECT p.number {_BY_NUMBER} WHERE a.state = 'indexed' ORDER BY p.number DESC LIMIT 1"
        row = self._db.execute(sql).fetchone()
        return int(row[0]) if row else 0

    def _count(self, query: str, values: Sequence[str] = ()) -> int:
        return int(self._db.execute(query, values).fetchone()[0])
