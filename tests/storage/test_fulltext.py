"""Pruned BM25: what it leaves out, and that what it gives is ranked and scored as without pruning."""

from __future__ import annotations

import contextlib
import random

import pytest
from stored import article, entry

from assistant.schema.articles import EVERYTHING, Filters
from assistant.storage import fulltext
from assistant.storage.catalogue import Catalogue
from assistant.storage.fulltext import FullText

ARTICLES, LINES, WORDS = 120, 25, 30
VOCABULARY = [
    f"{a}{b}{c}" for a in ("bar", "dol", "fen", "gul", "hom") for b in "aeiou" for c in ("k", "lt", "mp", "rn")
]
"""100 made-up words; the word at place n is met once where the first is met n times (Zipf)."""
ASKED = [(0, 1, 2, 40), (0, 3, 70), (1, 55, 90), (0, 1, 2, 3), (5, 60, 95, 99), (2, 99), (0,), (80, 85)]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    """3,000 passages of 10 to 30 words."""
    rng = random.Random(5)
    weights = [1 / (rank + 1) for rank in range(len(VOCABULARY))]

    def line():
        return " ".join(rng.choices(VOCABULARY, weights, k=rng.randint(10, WORDS)))

    entries = [
        entry(
            article(f"a{number:03}", "\n".join(line() for _ in range(LINES)), published=f"2026-01-{number % 28 + 1:02}")
        )
        for number in range(ARTICLES)
    ]
    with contextlib.closing(Catalogue(tmp_path_factory.mktemp("words"), writable=True)) as found:
        found.store(entries)
        yield found


def ranked(catalogue, words, k, filters=EVERYTHING):
    return FullText(catalogue._db).match(words, k, filters)


def pruning(monkeypatch):
    monkeypatch.setattr(fulltext, "ALL", 1500)
    monkeypatch.setattr(fulltext, "RARER", 700)


@pytest.mark.parametrize("asked", ASKED, ids=str)
@pytest.mark.parametrize("filters", [EVERYTHING, Filters(after="2026-01-20"), Filters(before="2026-01-01")], ids=str)
def test_pruned_is_unpruned_without_the_passages_that_hold_common_words_alone(catalogue, asked, filters, monkeypatch):
    words = [VOCABULARY[at] for at in asked]
    whole = ranked(catalogue, words, 5000, filters)
    pruning(monkeypatch)
    text = FullText(catalogue._db)
    rarer = text._rarer(words)
    holding = {number for word in rarer for number, _ in ranked(catalogue, [word], 5000)}
    expected = [one for one in whole if one[0] in holding][:50]
    found = ranked(catalogue, words, 50, filters)
    assert [score for _, score in found][: len(expected)] == pytest.approx([score for _, score in expected])
    assert {number for number, _ in expected[:40]} <= {number for number, _ in found} or len(set(expected)) < 40


def test_the_best_are_the_same_but_for_one_in_fifty(catalogue, monkeypatch):
    """The bound on what pruning changes; on the bench's 500,004 passages it was .5% of the 10 best."""
    rng = random.Random(8)
    questions = [
        [VOCABULARY[at] for at in (*rng.sample(range(4), 2), *rng.sample(range(30, 100), 2))] for _ in range(40)
    ]
    whole = [{number for number, _ in ranked(catalogue, words, 10)} for words in questions]
    pruning(monkeypatch)
    assert all(len(FullText(catalogue._db)._rarer(words)) < len(words) for words in questions), "nothing was pruned"
    pruned = [{number for number, _ in ranked(catalogue, words, 10)} for words in questions]
    kept = sum(len(one & other) for one, other in zip(whole, pruned, strict=True))
    assert kept >= 0.98 * sum(map(len, whole))


def test_a_question_of_common_words_alone_is_ranked_by_the_rarest_of_them(catalogue, monkeypatch):
    words = VOCABULARY[:3]
    pruning(monkeypatch)
    assert list(FullText(catalogue._db)._rarer(words)) == [min(words, key=FullText(catalogue._db).frequency)]
    assert len(ranked(catalogue, words, 10)) == 10
