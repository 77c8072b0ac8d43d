"""Give a text one spelling, so that checks can compare words.

"Jan. 28" and "January 28", "the U.S." and "the United States", "40%" and "40 percent", "Sen." and "Senator" become the
same. Cost: one pass of one pattern over the text.
"""

from __future__ import annotations

import re

from assistant.language.lexicon import (
    ACRONYMS,
    COMPANY_ABBREVIATIONS,
    MONTH_ABBREVIATIONS,
    STATE_ABBREVIATIONS,
    TITLE_ABBREVIATIONS,
    WEEKDAY_ABBREVIATIONS,
    alternatives,
)

_ABBREVIATIONS = {
    short.capitalize(): full.capitalize()
    for short, full in (
        *MONTH_ABBREVIATIONS.items(),
        *WEEKDAY_ABBREVIATIONS.items(),
        *STATE_ABBREVIATIONS.items(),
        *COMPANY_ABBREVIATIONS.items(),
        *TITLE_ABBREVIATIONS.items(),
    )
}
_ACRONYMS = {name.title().replace(" Of ", " of "): letters for name, letters in ACRONYMS.items()}
_PATTERN = re.compile(
    rf"(?P<name>{alternatives(_ACRONYMS)})\b"
    rf"|\b(?P<abbreviation>{alternatives(_ABBREVIATIONS)})\.(?=[\s,;:)’']|$)"
    rf"|\b(?P<month>{alternatives(name.capitalize() for name in MONTH_ABBREVIATIONS)})(?=\s\d)"
    r"|\b(?P<letters>U\.S\.A\.|(?:U\.[SKN]|E\.U|D\.C|N\.[YJ])\.?|USA?|UK|UN|EU)(?![\w.])"
    r"|(?<=\d)(?P<percent>\s?%|\sper cent\b)"
    r"|(?<=\d)\s?(?P<magnitude>m|mn|bn|tn)\b"
    r"|(?P<negation>\bcan(?:no|['’])t\b|n['’]t\b)"
)
_MAGNITUDES = {"m": " million", "mn": " million", "bn": " billion", "tn": " trillion"}
_MARKS = str.maketrans("“”‘’–—", "\"\"''--")


def normalised(text: str) -> str:
    """Return a text in one spelling. The order of the words stays; character offsets change."""
    return _PATTERN.sub(_replacement, text)


def flattened(text: str) -> str:
    """Return a text in lower case with plain quotation marks, hyphens and single spaces, for comparing quotations."""
    return " ".join(text.translate(_MARKS).lower().split())


def _replacement(match: re.Match[str]) -> str:
    kind, text = match.lastgroup or "", match[0]
    if kind == "name":
        return _ACRONYMS[text]
    if kind in ("abbreviation", "month"):
        return _ABBREVIATIONS[text.rstrip(".")]
    if kind == "letters":
        letters = text.replace(".", "")
        return "USA" if letters == "US" else letters
    if kind == "magnitude":
        return _MAGNITUDES[match["magnitude"]]
    return " percent" if kind == "percent" else " can not" if text.startswith("can") else " not"
