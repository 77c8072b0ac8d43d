"""What a question asks of the catalogue: passages by words, by number, by id, within filters; their embeddings.

Everything here only reads. Filters are held against the small columns of the table of articles; texts and embeddings
are read for those passages alone that are asked for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from assistant.schema.articles import EVERYTHING, Article, Filters, Passage
from assistant.storage.fulltext import FullText
from assistant.storage.tables import ARTICLE, CURRENT, Candidate, article_of, where_of

_BY_ARTICLE = "FROM articles a CROSS JOIN passages p ON p.article_id = a.id"
"""Begins at the articles, and so at an index of their days, publishers or states; a cross join is not turned round."""
_BY_NUMBER = "FROM passages p CROSS JOIN articles a ON a.id = p.article_id"


class Lookup:
    """The passages of one open catalogue."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._words = FullText(db)

    def match(self, words: Sequence[str], k: int, filters: Filters) -> list[tuple[str, float]]:
        """Return ids and BM25 scores (higher is better) of the ``k`` passages that match any of the words best."""
        found = self._words.match(words, k, filters)
        ids = self.within([number for number, _ in found])
        return [(ids[number], score) for number, score in found if number in ids]

    def matching(self, word: str) -> int:
        """Return how many passages hold a word in any form."""
        return self._words.matching(word)

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

    def candidates(self, ids: Iterable[str]) -> dict[str, Candidate]:
        """Return what ranking needs to know of the passages with these ids that exist."""
        listed = list(ids)
        rows = self._db.execute(
            "SELECT p.id, v.title, a.day, p.embedding FROM passages p JOIN articles a ON a.id = p.article_id"
            " JOIN versions v ON v.article_id = p.article_id AND v.version = p.version"
            f" WHERE p.id IN ({','.join('?' * len(listed))})",
            listed,
        )
        return {key: Candidate(title, day, embedding) for key, title, day, embedding in rows}

    def within(self, numbers: Iterable[int], filters: Filters = EVERYTHING) -> dict[int, str]:
        """Return the ids of the passages with these numbers that exist and are within the filters."""
        where, values = where_of(filters)
        listed = ",".join(map(str, numbers))
        return dict(
            self._db.execute(f"SELECT p.number, p.id {_BY_NUMBER} WHERE p.number IN ({listed}) AND {where}", values)
        )

    def those_within(self, ids: Iterable[str], filters: Filters) -> set[str]:
        """Return those of the ids whose passages exist and are within the filters."""
        where, values = where_of(filters)
        listed = list(ids)
        sql = f"SELECT p.id {_BY_NUMBER} WHERE p.id IN ({','.join('?' * len(listed))}) AND {where}"
        return {row[0] for row in self._db.execute(sql, (*listed, *values))}

    def numbers(self, filters: Filters) -> list[int]:
        """Return the numbers of all passages within the filters whose articles are indexed."""
        where, values = where_of(filters)
        sql = f"SELECT p.number {_BY_ARTICLE} WHERE a.state = 'indexed' AND {where}"
        return [row[0] for row in self._db.execute(sql, values)]

    def last_number(self) -> int:
        """Return the highest number of a passage whose article is indexed, 0 when there is none."""
        sql = f"SELECT p.number {_BY_NUMBER} WHERE a.state = 'indexed' ORDER BY p.number DESC LIMIT 1"
        row = self._db.execute(sql).fetchone()
        return int(row[0]) if row else 0

    def held(self, filters: Filters) -> int:
        """Return how many passages are within the filters."""
        where, values = where_of(filters)
        return self._count(f"SELECT ifnull(sum(a.passages), 0) FROM articles a WHERE {where}", values)

    def indexed_passages(self) -> int:
        """Return how many passages must have a vector."""
        return self._count("SELECT ifnull(sum(passages), 0) FROM articles WHERE state = 'indexed'")

    def embeddings(self, filters: Filters = EVERYTHING) -> Iterator[tuple[str, bytes]]:
        """Yield ids and float32 embeddings of all passages within the filters."""
        where, values = where_of(filters)
        yield from self._db.execute(f"SELECT p.id, p.embedding {_BY_ARTICLE} WHERE {where}", values)

    def pending_embeddings(self, filters: Filters = EVERYTHING) -> list[tuple[int, str, bytes]]:
        """Return numbers, ids and embeddings of the passages within the filters that are not indexed yet."""
        where, values = where_of(filters)
        sql = f"SELECT p.number, p.id, p.embedding {_BY_ARTICLE} WHERE a.state = 'pending' AND {where}"
        return self._db.execute(sql, values).fetchall()

    def numbered_embeddings(self) -> Iterator[tuple[int, bytes]]:
        """Yield numbers and embeddings of all passages, in the order of their numbers."""
        yield from self._db.execute("SELECT number, embedding FROM passages ORDER BY number")

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

    def sample(self, most: int) -> list[tuple[int, str, bytes]]:
        """Return numbers, ids and embeddings of at most ``most`` passages, spread evenly, that have their vectors."""
        last = self.last_number()
        step = max(1, last // most)
        listed = ",".join(map(str, range(step, last + 1, step)))
        sql = f"SELECT p.number, p.id, p.embedding {_BY_NUMBER} WHERE p.number IN ({listed}) AND a.state = 'indexed'"
        return self._db.execute(sql).fetchall()

    def _count(self, query: str, values: Sequence[str] = ()) -> int:
        return int(self._db.execute(query, values).fetchone()[0])
