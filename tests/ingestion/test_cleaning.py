"""What is stored holds nothing that a terminal obeys or an eye cannot see."""

import random
import unicodedata

import pytest

from assistant.ingestion.cleaning import clean, clean_line


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("\ufeffa\r\nb\rc\n", "a\nb\nc"),
        ("a \t \n\n\n\n\nb  ", "a\n\nb"),
        ("a\u00a0b\u2009c\u3000d\te", "a b c d e"),
        ("\x1b[31mred\x1b[0m and \x1b]0;title\x07plain", "red and plain"),
        ("\x1b]8;;https://x.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred \x90secret\x9cok", "red ok"),
        ("bell\x07 null\x00 back\x08 del\x7f", "bell null back del"),
        ("abc\u202edef\u202c \u2066x\u2069 zero\u200bwidth soft\u00adhyphen", "abcdef x zerowidth softhyphen"),
        ("tags\U000e0041\U000e0042", "tags"),
        ("e\u0301t\u00e9", "été"),
        ("a\u2028b\u0085c\x0cd", "a\nb\nc\nd"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("क्\u200dष", "क्\u200dष"),
        ("a\u200cb \u200d", "ab"),
        ("“Curly” – and ‘single’ … stay", "“Curly” – and ‘single’ … stay"),
        (" \n ", ""),
    ],
)
def test_clean(raw, expected):
    assert clean(raw) == expected


def test_clean_line():
    assert clean_line(" A\n\n headline\u00a0 in \x1b[1mtwo\x1b[0m lines ") == "A headline in two lines"


@pytest.mark.parametrize("seed", range(40))
def test_cleaning_twice_changes_nothing_and_no_control_is_left(seed):
    rng = random.Random(seed)
    alphabet = "ab \n\r\t\x1b[]0m;\x07\x9b\u200b\u200c\u200d\u202e\u0301\u00a0é私\ufeff\x00"
    once = clean("".join(rng.choices(alphabet, k=300)))
    assert clean(once) == once
    assert {unicodedata.category(c) for c in once if c not in "\n\u200c\u200d"}.isdisjoint({"Cc", "Cf", "Zl", "Zp"})
    assert "\n\n\n" not in once
