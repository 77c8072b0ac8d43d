"""Tokens, stems, figures and names."""

from __future__ import annotations

import pytest

from assistant.language.words import figures, is_name, same_name, stem, stems, tokens

TEXT = "Zelenskyy’s aide (52) counted 1,200 drones at 09:30 on the 28th; the U.S.-built one cost 3.5 million."


def test_tokens_are_the_text_at_their_offsets():
    found = tokens(TEXT)
    assert all(TEXT[start:end] == word for word, start, end in found)
    assert [word for word, _, _ in found][:6] == ["Zelenskyy’s", "aide", "52", "counted", "1,200", "drones"]
    assert [start for _, start, _ in found] == sorted({start for _, start, _ in found})


@pytest.mark.parametrize("text", ["", " \n\t", "…—!?", "\x1b[31m", "💥"])
def test_odd_text_is_no_error(text):
    assert all(text[start:end] == word for word, start, end in tokens(text))
    assert isinstance(stems(text), list)


@pytest.mark.parametrize(
    ("one", "other"),
    [("drones", "drone"), ("Ushakov's", "ushakov"), ("Ushakov’s", "USHAKOV"), ("three", "3"), ("1,200", "1200"),
     ("28th", "28"), ("twice", "2"), ("injured", "injures")],
)  # fmt: skip
def test_forms_of_a_word_have_one_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("146", "164"), ("3.5", "35"), ("Kyiv", "Odesa"), ("one", "once more")])
def test_different_words_have_different_stems(one, other):
    assert stem(one) != stem(other)


def test_figures_are_digits_in_order_number_words_too():
    assert figures("Three of 1,200 people, twenty-one of them on the 28th, paid 3.50.") == [
        "3", "1200", "20", "1", "28", "3.50",
    ]  # fmt: skip
    assert figures("Nobody came.") == []
    assert figures("From 11:30 to 14:00, not 11:39.") == ["11:30", "14", "11:39"]


def test_stems_leave_out_what_says_nothing():
    assert stems("What is the price of the gas?") == [stem("price"), stem("gas")]
    assert {"17-storey", "17", "storey"} >= {"17"} <= set(stems("a 17-storey building"))


def test_names_are_capitals_that_are_neither_stop_words_nor_days():
    words = "The Kremlin said on Wednesday 28 January that NATO and Zelenskyy met".split()
    assert [word for word in words if is_name(word)] == ["Kremlin", "NATO", "Zelenskyy"]


def test_names_have_forms():
    assert same_name(stem("Russia"), stem("Russian"))
    assert same_name(stem("Ukraine"), stem("Ukrainian"))
    assert not same_name(stem("Putin"), stem("Pushkin"))
    assert not same_name("mer", "mercer"), "three letters begin too many names"
