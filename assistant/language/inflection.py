"""Decide whether two words are forms of one verb, noun or name.

The stemmer joins regular forms; the lexicon lists the forms of irregular verbs.
"""

from __future__ import annotations

from functools import cache

from assistant.language.lexicon import IRREGULAR_VERBS, REPORTING, SAYING
from assistant.language.words import Word, same_name, stem

_SPEECH = SAYING | REPORTING


@cache
def _roots() -> dict[str, str]:
    forms_of_verbs = map(str.split, IRREGULAR_VERBS)
    return {stem(form): stem(forms[0]) for forms in forms_of_verbs for form in forms}


def root(word_stem: str) -> str:
    """Return the stem of the base form for the stem of an irregular form ("went" gives "go"), else the stem itself."""
    return _roots().get(word_stem, word_stem)


def same_word(first: Word, second: Word) -> bool:
    """Return whether two words are forms of one word or name. Any two verbs of saying count as the same."""
    if first.stem == second.stem:
        return True
    if first.text[0].isupper() and second.text[0].isupper():
        return _same_name(first.stem, second.stem)
    return root(first.stem) == root(second.stem) or (first.lower in _SPEECH and second.lower in _SPEECH)


@cache
def _same_name(first: str, second: str) -> bool:
    return same_name(first, second)
