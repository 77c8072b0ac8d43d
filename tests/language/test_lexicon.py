"""The lexicon: each word list stands once, in one spelling, and nowhere else in the package."""

from __future__ import annotations

import re

import pytest
from scripted import ROOT

from assistant.language import lexicon
from assistant.language.lexicon import alternatives

LISTS = {
    name: words
    for name, words in vars(lexicon).items()
    if name.isupper() and isinstance(words, frozenset | tuple | dict)
}
ELSEWHERE = [path for path in sorted((ROOT / "assistant").rglob("*.py")) if path.name != "lexicon.py"]
KINDS = {
    "months": r"(?i)\bjan(uary)?\b[^\n]{0,14}\bfeb(ruary)?\b",
    "weekdays": r"(?i)\bmon(day)?\b[^\n]{0,12}\btue(s|sday)?\b",
    "verbs of saying": r"\b(said|says)\W{1,4}(says|said|told|tells|added)\W{1,4}(told|tells|added|adds|stated)\b",
    "titles": r"(?i)\b(president|minister|senator)\W{1,4}(minister|prime|senator|governor|chancellor)\b",
}


@pytest.mark.parametrize("name", LISTS)
def test_words_are_in_lower_case(name):
    assert all(word == word.lower() for word in LISTS[name])


@pytest.mark.parametrize("kind", KINDS)
def test_no_other_module_lists_such_words(kind):
    assert [path.name for path in ELSEWHERE if re.search(KINDS[kind], path.read_text("utf-8"))] == []


def test_alternatives_prefer_the_longer_word_and_match_nothing_for_no_words():
    assert re.match(alternatives(["co", "co-founder", "a.b"]), "co-founder")[0] == "co-founder"
    assert not re.match(alternatives(["a.b"]), "axb")
    assert not re.search(alternatives([]), "anything")
