"""Fusion of two searches, freshness, and the retriever over the sample archive."""

from __future__ import annotations

import pytest

from assistant.answering.retrieval import (
    BM25_WEIGHT,
    DENSE_WEIGHT,
    FRESH_DAYS,
    UNDATED,
    cosine,
    freshness,
    fuse,
    period_of,
)
from assistant.schema.answers import Query


def test_fusion_of_nothing_is_nothing():
    assert fuse({}, {}) == {}


def test_scores_are_brought_to_one_scale_and_added_up():
    fused = fuse({"a": 0.9, "b": 0.5, "c": 0.1}, {"a": 0.0, "b": 30.0, "c": 15.0})
    assert fused == pytest.approx({"a": DENSE_WEIGHT, "b": DENSE_WEIGHT / 2 + BM25_WEIGHT, "c": BM25_WEIGHT / 2})


def test_a_scale_does_not_matter():
    dense, lexical = {"a": 0.9, "b": 0.5, "c": 0.1}, {"a": 1.0, "b": 3.0, "c": 2.0}
    stretched = {key: 1000 * score - 7 for key, score in lexical.items()}
    assert fuse(dense, lexical) == pytest.approx(fuse(dense, stretched))


def test_equal_scores_and_one_result_are_no_division_by_zero():
    assert fuse({"a": 0.4}, {"a": 0.0}) == {"a": DENSE_WEIGHT + BM25_WEIGHT}


def test_vectors_are_compared_as_rows_and_as_stored():
    import numpy as np

    row = np.array([0.6, 0.8], dtype=np.float32)
    assert cosine(row, row.tobytes()) == pytest.approx(1.0)
    assert cosine([1.0, 0.0], row) == pytest.approx(0.6)


def fresh(day, question="Who won?", as_of="2026-01-28", newest="2026-01-28"):
    query = Query(question, question, as_of=as_of, newest=newest)
    return freshness(day, query, period_of(query))


def test_fresh_articles_count_more():
    assert fresh("2026-01-28") == fresh("2026-01-29") == 1
    assert fresh("2026-01-14") == pytest.approx(1 / (1 + 14 / FRESH_DAYS))
    assert fresh("2016-01-28") < 0.01
    assert fresh("2026-01-14", as_of="2030-01-01", newest="2026-01-14") == 1, "an old archive has fresh news too"


def test_where_days_are_unknown_all_are_equally_fresh():
    assert fresh("") == fresh("2026-01-28", newest="") == UNDATED


def test_the_period_asked_about_is_fresh_again():
    assert fresh("2024-06-01", "What happened in 2024?") == 1
    assert fresh("2023-12-01", "What happened in 2024?") < 1


def test_search_finds_the_passage_and_never_more_than_k(scripted):
    found = scripted.search("How many saffron buns had Linus Tarr sold?", k=3)
    assert len(found) == 3
    assert "saffron buns" in found[0].quote
    assert [one.number for one in found] == [1, 2, 3]
    assert len({one.reference for one in found}) == 3


def test_what_was_published_after_the_day_of_asking_is_not_known(scripted):
    question = "How many saffron buns had Linus Tarr sold?"
    known = {one.passage.article_id for one in scripted.retrieve(question, k=100, as_of="2026-02-03")}
    assert known == {one.article_id for one in scripted.holdings.sources() if one.published[:10] <= "2026-02-03"}
    assert 0 < len(known) < len({one.passage.article_id for one in scripted.retrieve(question, k=100)})
