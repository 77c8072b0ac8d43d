"""The library's ranking metrics are those that we say."""

from __future__ import annotations

import pytest

from assistant.evaluation.ranking import judge

TEN = [f"a{number}" for number in range(10)]


@pytest.mark.parametrize(
    ("ranked", "gold", "expected"),
    [
        (TEN, ["a0"], (1, 1, 1, 1)),
        (TEN, ["a3"], (0, 1, 1, 1 / 4)),
        (TEN, ["a9", "a4", "z"], (0, 0, 1, 1 / 5)),
        (TEN, ["z"], (0, 0, 0, 0)),
        ([*TEN, "z"], ["z"], (0, 0, 0, 0)),
        (["b", "a"], ["a"], (0, 1, 1, 1 / 2)),
        ([], ["a"], (0, 0, 0, 0)),
    ],
)
def test_by_hand(ranked, gold, expected):
    assert judge(ranked, gold) == pytest.approx(
        dict(zip(("hit@1", "hit@4", "hit@10", "mrr@10"), expected, strict=True))
    )
