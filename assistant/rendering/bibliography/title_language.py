"""The language of a title, as far as it matters for its capitals.

Styles change the capitals of English titles only, and take an undeclared language for English. So an unknown language
is given as "und" (ISO 639-2) when the title is not in Latin letters or the article does not read as English.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.schema.articles import Article

UNKNOWN = "und"
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_ENGLISH = frozenset("the of and that with from has which their have were this they been".split())
"""Frequent in English, and rare in other languages (but Dutch has "of", Spanish "has")."""
_MOST_WORDS = 400
"""Words of the body that are counted."""
_FEWEST_WORDS = 20
"""A text with fewer words passes for English."""
_LEAST_SHARE = 0.05
"""Share of the words above. 3,098 English news articles have 0.059 to 0.3, half of them 0.155 or more; manual pages in
Czech, French, German, Portuguese, Spanish and Turkish mostly have none at all (both measured on 2026-11-24)."""


def language_of(article: Article) -> str:
    """Return the language tag (``en``, ``pt-BR``), ``und`` for an unknown one that is not English, else ``""``."""
    declared = article.language.strip().replace("_", "-")
    declared = declared if _TAG.fullmatch(declared) else ""
    if declared and not is_english(declared):
        return declared
    if not _is_latin(article.title):
        return UNKNOWN
    return declared or ("" if _reads_as_english(article.text) else UNKNOWN)


def is_english(tag: str) -> bool:
    """Tell whether a language tag is that of English, of any country."""
    return tag.lower().split("-")[0] == "en"


def _is_latin(title: str) -> bool:
    """Tell whether at least half of the letters are Latin, or there are none."""
    letters = [character for character in title if character.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return 2 * latin >= len(letters)


def _reads_as_english(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text[: 12 * _MOST_WORDS].lower())[:_MOST_WORDS]
    return len(words) < _FEWEST_WORDS or sum(word in _ENGLISH for word in words) >= _LEAST_SHARE * len(words)
