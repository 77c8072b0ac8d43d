"""Fusion of two searches, and the retriever over the sample archive."""

from __future__ import annotations

import pytest

from assistant.answering.retrieval import fuse


def test_fusion_of_nothing_is_nothing():
    assert fuse([], []) == []


def test_scores_are_brought_to_one_scale_and_added_up():
    fused = fuse([("a", 0.9), ("b", 0.5), ("c", 0.1)], [("b", 30.0), ("d", 10.0)])
    assert fused == [("b", pytest.approx(0.75)), ("a", pytest.approx(0.5)), ("c", 0.0), ("d", 0.0)]


def test_a_scale_does_not_matter():
    dense, lexical = [("a", 0.9), ("b", 0.5), ("c", 0.1)], [("b", 3.0), ("c", 2.0), ("d", 1.0)]
    stretched = [(key, 1000 * score - 7) for key, score in lexical]
    assert [key for key, _ in fuse(dense, lexical)] == [key for key, _ in fuse(dense, stretched)]


def test_equal_scores_and_one_result_are_no_division_by_zero():
    assert fuse([("a", 0.4)], []) == [("a", 0.5)]
    assert fuse([("b", 0.4), ("a", 0.4)], [("a", 2.0)]) == [("a", 1.0), ("b", 0.5)]


def test_ties_have_one_order():
    assert fuse([("b", 1.0), ("a", 1.0)], []) == fuse([("a", 1.0), ("b", 1.0)], [])


def test_search_finds_the_passage_and_never_more_than_k(scripted):
    found = scripted.search("How many saffron buns had Linus Tarr sold?", k=3)
    assert len(found) == 3
    assert "saffron buns" in found[0].quote
    assert [one.number for one in found] == [1, 2, 3]
    assert len({one.reference for one in found}) == 3
