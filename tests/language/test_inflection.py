"""Forms of one word: regular ones by stem, irregular verbs by the lexicon, names by their beginning."""

from __future__ import annotations

import pytest

from assistant.language.inflection import root, same_word
from assistant.language.words import stem, words_of


@pytest.mark.parametrize(
    ("first", "second"),
    [("rose", "risen"), ("won", "wins"), ("approved", "approve"), ("said", "added"), ("Ukraine", "Ukrainian")],
)
def test_forms_of_one_word(first, second):
    assert same_word(*words_of(f"{first} {second}"))


@pytest.mark.parametrize(("first", "second"), [("rose", "fell"), ("won", "lost"), ("said", "rose"), ("Rook", "Roth")])
def test_other_words(first, second):
    assert not same_word(*words_of(f"{first} {second}"))


def test_the_root_of_an_irregular_form_is_its_base_form():
    assert root(stem("caught")) == root(stem("catches")) == stem("catch")
    assert root("tarnfield") == "tarnfield"
