"""Synthetic articles in any number, made out of a real archive: the material of `growth.py`.

The real articles come first, in a fixed random order. Each synthetic one mixes a real article with one that is close to
it in meaning: its vectors are theirs, mixed, plus noise; its words are drawn from theirs and from all words of the
archive by frequency, so that common words are as common as in real news (Zipf). There are 60 publishers, sized by Zipf
too, and days over 15 years. An article depends only on its number, so a build can be resumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from assistant.schema.articles import Article, Passage
from assistant.storage.catalogue import Catalogue
from assistant.storage.tables import ArticleEntry

OWN, PARTNER, NOISE = 0.75, 0.45, 0.35
"""Weights of a passage's vector, of a passage of a close article and of a random direction, before it is brought to
length 1. Measured: a synthetic vector's cosine to its real one is 0.86, that of two passages of one article 0.73."""
OWN_WORDS, PARTNER_WORDS = 0.5, 0.2
"""Shares of the words; the rest is drawn from the whole archive."""
CLOSE = 20
PUBLISHERS = 60
FIRST_DAY = date(2010, 1, 1)
DAYS = 5600
"""Until May 2025, where the bench's own articles end."""


class Newsroom:
    """Makes Entries out of the archive in ``folder``, which is only read. Holds its texts and vectors in memory."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self._seed = seed
        catalogue = Catalogue(folder)
        archived = [(catalogue.passages.of_article(article_id), article_id) for article_id in catalogue.ids()]
        catalogue.close()
        real = [_entry(rows) for rows, _ in archived if rows]
        self._real = [real[position] for position in np.random.default_rng(seed).permutation(len(real))]
        self._vectors = [_matrix(entry) for entry in self._real]
        self._words = [np.array(entry.article.text.split(), dtype=object) for entry in self._real]
        self._all_words = np.concatenate(self._words)
        means = np.array([_unit(matrix.mean(axis=0)) for matrix in self._vectors])
        self._close = np.argsort(-(means @ means.T), axis=1)[:, 1 : CLOSE + 1]
        weights = 1 / np.arange(1, PUBLISHERS + 1)
        self._publishers = weights / weights.sum()

    def entries(self, first: int = 0) -> Iterator[ArticleEntry]:
        """Yield articles without end, from number ``first`` on."""
        while True:
            yield self._real[first] if first < len(self._real) else self._synthetic(first)
            first += 1

    def _synthetic(self, number: int) -> ArticleEntry:
        chance = np.random.default_rng((self._seed, number))
        base = int(chance.integers(len(self._real)))
        partner = int(chance.choice(self._close[base]))
        source = self._real[base]
        texts = [self._text(chance, base, partner, len(passage.text.split())) for passage in source.passages]
        text = "\n\n".join(texts)
        article = Article(
            f"made-{number:06}",
            self._text(chance, base, partner, 9).rstrip("."),
            text,
            publisher=f"Publisher {int(chance.choice(PUBLISHERS, p=self._publishers)) + 1:02}",
            published=(FIRST_DAY + timedelta(int(chance.integers(DAYS)))).isoformat(),
        )
        return ArticleEntry(article, "made", _passages(article, texts), self._mixed(chance, base, partner))

    def _text(self, chance: np.random.Generator, base: int, partner: int, length: int) -> str:
        kinds = chance.choice(3, size=max(1, length), p=[OWN_WORDS, PARTNER_WORDS, 1 - OWN_WORDS - PARTNER_WORDS])
        bags = (self._words[base], self._words[partner], self._all_words)
        words = np.empty(len(kinds), dtype=object)
        for kind, bag in enumerate(bags):
            places = np.flatnonzero(kinds == kind)
            words[places] = bag[chance.integers(len(bag), size=len(places))]
        return " ".join(words)

    def _mixed(self, chance: np.random.Generator, base: int, partner: int) -> list[bytes]:
        own, other = self._vectors[base], self._vectors[partner]
        noise = chance.normal(size=own.shape) / np.sqrt(own.shape[1])
        mixed = OWN * own + PARTNER * other[chance.integers(len(other), size=len(own))] + NOISE * noise
        return [_unit(vector).astype(np.float32).tobytes() for vector in mixed]


def _entry(rows: list[tuple[Article, Passage, bytes]]) -> ArticleEntry:
    passages = [replace(passage, version=1) for _, passage, _ in rows]
    return ArticleEntry(replace(rows[0][0], version=1), "real", passages, [blob for *_, blob in rows])


def _passages(article: Article, texts: list[str]) -> list[Passage]:
    passages, start = [], 0
    for index, text in enumerate(texts):
        passages.append(Passage(article.id, 1, index, start, start + len(text), text))
        start += len(text) + 2
    return passages


def _matrix(entry: ArticleEntry) -> np.ndarray:
    return np.frombuffer(b"".join(entry.embeddings), dtype=np.float32).reshape(len(entry.embeddings), -1)


def _unit(vector: np.ndarray) -> np.ndarray:
    return np.asarray(vector / np.linalg.norm(vector))
