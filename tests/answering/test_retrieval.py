"""Fusion of two searches, freshness, and the retriever over the sample archive."""

from __future__ import annotations

import pytest

from assistant.answering.retrieval import CLOSENESS, WORDS, cosine, freshness, fuse


def test_fusion_of_nothing_is_nothing():
    assert fuse({}, {}) == {}


def test_scores_are_brought_to_one_scale_and_added_up():
    fused = fuse({"a": 0.9, "b": 0.5, "c": 0.1}, {"a": 0.0, "b": 30.0, "c": 15.0})
    assert fused == pytest.approx({"a": CLOSENESS, "b": CLOSENESS / 2 + WORDS, "c": WORDS / 2})


def test_a_scale_does_not_matter():
    dense, lexical = {"a": 0.9, "b": 0.5, "c": 0.1}, {"a": 1.0, "b": 3.0, "c": 2.0}
    stretched = {key: 1000 * score - 7 for key, score in lexical.items()}
    assert fuse(dense, lexical) == pytest.approx(fuse(dense, stretched))


def test_equal_scores_and_one_result_are_no_division_by_zero():
    assert fuse({"a": 0.4}, {"a": 0.0}) == {"a": CLOSENESS + WORDS}


def test_vectors_are_compared_as_rows_and_as_stored():
    import numpy as np

    row = np.array([0.6, 0.8], dtype=np.float32)
    assert cosine(row, row.tobytes()) == pytest.approx(1.0)
    assert cosine([1.0, 0.0], row) == pytest.approx(0.6)


def test_fresh_articles_count_more_and_unknown_days_nothing():
    assert freshness("2026-01-28", "2026-01-28") == 1
    assert freshness("2026-01-14", "2026-01-28") == pytest.approx(0.5)
    assert freshness("2026-01-29", "2026-01-28") == 1
    assert freshness("2016-01-28", "2026-01-28") < 0.01
    assert freshness("", "2026-01-28") == freshness("2026-01-28", "") == 0


def test_search_finds_the_passage_and_never_more_than_k(scripted):
    found = scripted.search("How many saffron buns had Linus Tarr sold?", k=3)
    assert len(found) == 3
    assert "saffron buns" in found[0].quote
    assert [one.number for one in found] == [1, 2, 3]
    assert len({one.reference for one in found}) == 3


def test_what_was_published_after_the_day_of_asking_is_not_known(scripted):
    question = "How many saffron buns had Linus Tarr sold?"
    known = {one.passage.article_id for one in scripted.retrieve(question, k=100, as_of="2020-01-01")}
    assert known == {one.article_id for one in scripted.sources() if one.published[:10] <= "2020-01-01"}
    assert len(scripted.retrieve(question, k=100)) > 20
