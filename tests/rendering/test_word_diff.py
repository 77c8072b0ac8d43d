"""The words of two texts compared."""

from __future__ import annotations

from assistant.rendering.word_diff import WordRun, addition, removal, word_runs


def test_runs_of_words():
    runs = list(word_runs("Three people were hurt.".split(), "Five people were badly hurt.".split()))
    assert runs == [
        WordRun(["Three"], ["Five"], 0),
        WordRun(["people", "were"], ["people", "were"], 1),
        WordRun([], ["badly"], 3),
        WordRun(["hurt."], ["hurt."], 4),
    ]
    assert [run.is_same for run in runs] == [False, True, False, True]
    assert [run.end for run in runs] == [1, 3, 4, 5]


def test_equal_texts_are_one_run():
    assert [run.is_same for run in word_runs(["Same."], ["Same."])] == [True]


def test_marks():
    assert removal("two words") == "[-two words-]"
    assert addition("two words") == "{+two words+}"
