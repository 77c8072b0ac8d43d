"""Decide the class of a word from its form and the lexicon: figure, year, date, name, or content word."""

from __future__ import annotations

from assistant.language.lexicon import CALENDAR, CLASS_NOUNS, REPORTING, STOP, TITLES
from assistant.language.words import Word, is_name

_CONTENTLESS = STOP | REPORTING | CALENDAR | TITLES
_NO_NAME = TITLES | CLASS_NOUNS


def has_content(word: Word) -> bool:
    """Return whether a word is a content word: no stop word, verb of saying, figure, date, name or title."""
    return word.lower not in _CONTENTLESS and not word.stem[:1].isdigit() and not is_name(word.text)


def is_count(word: Word) -> bool:
    """Return whether a word is a figure but not a year."""
    return word.stem[:1].isdigit() and not is_year(word)


def is_year(word: Word) -> bool:
    """Return whether a word is a year from 1800 to 2099."""
    return len(word.text) == 4 and word.text.isdigit() and word.text[:2] in ("18", "19", "20")


def is_date(word: Word) -> bool:
    """Return whether a word is a month or a day of the week. It needs a capital, unlike "may" and "march"."""
    return word.text[0].isupper() and word.lower in CALENDAR


def is_naming(word: Word) -> bool:
    """Return whether a word is a name, and neither a title nor the first word after a full stop."""
    return is_name(word.text) and word.lower not in _NO_NAME and not any(mark in word.gap for mark in '.!?"“')
