"""Words: tokens, stems, figures and names.

Stop words, number words and stems are English; in another language, words are compared as written. Cost: about a
microsecond a word once its stem is cached.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.language.lexicon import CALENDAR, NUMBER_WORDS, STOP

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?|[^\W\d_]+(?:['’-][^\W_]+)*|[^\W_]+", re.UNICODE)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, its stem, and the text between it and the word before (``gap``)."""

    text: str
    stem: str
    gap: str

    @property
    def lower(self) -> str:
        """The word in lower case, like the lexicon."""
        return self.text.lower()


def words_of(text: str) -> list[Word]:
    """Split a text into words."""
    words, end_of_last = [], 0
    for token, start, end in tokens(text):
        words.append(Word(token, stem(token), text[end_of_last:start]))
        end_of_last = end
    return words


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Return the words and figures of a text with their offsets, as written."""
    return [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]


def stem(word: str) -> str:
    """Return the form in which words are compared: the stem in lower case without "'s", or a figure in digits."""
    lower = word.lower().replace("’", "'")
    lower = lower.removesuffix("'s").removesuffix("s'")
    if lower in NUMBER_WORDS:
        return NUMBER_WORDS[lower]
    if _NUMBER.match(lower):
        return figure(lower)
    return str(_stem(lower))


def figure(text: str) -> str:
    """Return a figure in plain digits: ``1,200`` is ``1200``, ``28th`` is ``28``, ``11:00`` is ``11``."""
    match = _NUMBER.match(text)
    return match[0].replace(",", "").removesuffix(":00") if match else text


def stems(text: str) -> list[str]:
    """Return the stems of all words except stop words, in order. A hyphenated word also gives those of its parts."""
    stems_in_order = []
    for word, _, _ in tokens(text):
        parts = [word, *word.split("-")] if "-" in word else [word]
        stems_in_order += [stem(part) for part in parts if part and part.lower() not in STOP]
    return stems_in_order


def figures(text: str) -> list[str]:
    """Return all figures of a text, number words included, in plain digits and in order."""
    part_stems = (stem(part) for word, _, _ in tokens(text) for part in word.split("-"))
    return [part_stem for part_stem in part_stems if part_stem[:1].isdigit()]


def is_name(word: str) -> bool:
    """Return whether a word is written as a name: with a capital, and neither a stop word nor a date.

    The first word of a sentence always has a capital; callers treat it on their own.
    """
    return word[:1].isupper() and word.lower() not in STOP | CALENDAR and word not in ("I'm", "I’m")


def is_possessive(word: str) -> bool:
    """Return whether a word ends in "'s"."""
    return word.endswith(("'s", "’s"))


def same_name(first: str, second: str) -> bool:
    """Return whether two stems are forms of one name: ``russia`` and ``russian``, ``ukrain`` and ``ukrainian``."""
    short, long = sorted((first, second), key=len)
    return first == second or (len(short) >= 4 and short.isalpha() and long.startswith(short))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@cache
def _stem(word: str) -> Any:
    return _stemmer().stemWord(word)
