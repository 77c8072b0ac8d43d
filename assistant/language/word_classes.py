"""What kind of thing a word is: a count, a year, a day or month, a name, a word of weight.

By its looks and by lists; no grammar. Knows nothing of where a word stands. Cost: a few look-ups a word.
"""

from __future__ import annotations

from assistant.language.clauses import Word
from assistant.language.words import MONTHS, REPORTING, STOP, is_name

TITLES = frozenset(
    """president prime minister senator representative governor doctor professor general lieutenant captain sergeant
    saint mr mrs ms miss sir lord lady king queen prince princess pope mayor judge justice secretary chancellor
    ambassador congressman congresswoman chief director coach officer""".split()
)
KINDS = frozenset(
    """person people man woman men women child company firm country nation state city town place group team organization
    organisation agency event thing number article report name named called former leader official officials go goes
    going went gone come comes came""".split()
)
"""Words that name the kind of a thing, or just going: an answer puts them in ("the company Northline")."""
STANDINS = frozenset("we i his her its their our my your whose he she it they him them who which".split())
"""Words that stand for a name."""


def has_weight(word: Word) -> bool:
    """Tell whether a word says something by itself and is neither a figure, a date, a name nor a title."""
    return (
        word.lower not in STOP | REPORTING | MONTHS | TITLES and not word.stem[:1].isdigit() and not is_name(word.text)
    )


def is_count(word: Word) -> bool:
    """Tell a figure that is no year."""
    return word.stem[:1].isdigit() and not is_year(word)


def is_year(word: Word) -> bool:
    """Tell a year, 1800 to 2099."""
    return len(word.text) == 4 and word.text.isdigit() and word.text[:2] in ("18", "19", "20")


def is_date(word: Word) -> bool:
    """Tell a month or a day of the week."""
    return word.text[0].isupper() and word.lower in MONTHS


def is_naming(word: Word) -> bool:
    """Tell a name that is neither a title nor the first word after a full stop."""
    return is_name(word.text) and word.lower not in TITLES | KINDS and not any(mark in word.gap for mark in '.!?"“')
