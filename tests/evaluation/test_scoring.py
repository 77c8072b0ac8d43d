"""Text measures against values worked out by hand."""

from __future__ import annotations

import pytest

from assistant.evaluation.scoring import contains, contains_words, exact, f1, normalise


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The Tony Awards!", "tony awards"),
        ("  An  apple,\na day ", "apple day"),
        ("$4.2 million", "42 million"),
        ("“Don’t” – the U.S.", "dont us"),
        ("anthem theatre", "anthem theatre"),
        ("snake_case", "snakecase"),
        ("Ціна: 5€", "ціна 5"),
        ("The", ""),
    ],
)
def test_normalise(text, plain):
    assert normalise(text) == plain


def test_exact():
    assert exact("the tony awards.", ["Emmys", "Tony Awards"]) == 1
    assert exact("Tony", ["Tony Awards"]) == 0
    assert exact("", ["Tony Awards"]) == 0


@pytest.mark.parametrize(
    ("said", "answers", "expected"),
    [
        ("the Tony Awards", ["Tony Awards"], 1.0),
        ("Tony Awards ceremony", ["Tony Awards"], 2 * (2 / 3) * 1 / (2 / 3 + 1)),
        ("New York New York", ["New York"], 2 * 0.5 * 1 / 1.5),
        ("Idaho", ["Ohio", "Boise, Idaho"], 2 * 1 * 0.5 / 1.5),
        ("Ohio", ["Idaho"], 0.0),
        ("", ["Idaho"], 0.0),
        ("Idaho", [], 0.0),
    ],
)
def test_f1(said, answers, expected):
    assert f1(said, answers) == pytest.approx(expected)


def test_contains_looks_for_whole_words_in_order():
    text = "Prices rose by 10% in the United States."
    assert contains(text, ["10%"])
    assert contains(text, ["nothing", "in United States"])
    assert not contains(text, ["1"])
    assert not contains(text, ["States United"])
    assert not contains(text, ["the"])
    assert contains_words(text, ["States, United"])
    assert not contains_words(text, ["United Kingdom"])
    assert not contains_words(text, ["the"])
