"""Words: tokens, stems, figures and names. The small reading that retrieval, evidence and verification share.

English only where it has to be (stop words, number words, stems); other languages fall back to plain word forms.
Standard library and a stemmer; no model. Cost: about a microsecond a word once a stem is known.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?|[^\W\d_]+(?:['’-][^\W_]+)*|[^\W_]+", re.UNICODE)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")

STOP = frozenset(
    """a about after again all also am an and any are as at be been before being both but by can could did do does doing
    down during each few for from further had has have having he her here hers him his how i if in into is it its just
    me more most my no nor not now of off on once only or other our out over own same she should so some such than that
    the their them then there these they this those through to too under until up us very was we were what when where
    which while who whom whose why will with would you your according ever exactly may might must per s t""".split()
)
"""Words that say nothing about what a text is about."""

REPORTING = frozenset(
    """say says said saying tell tells told speak speaks spoke speaking spoken state states stated comment comments
    commented happen happens happened mention mentioned mentions report reported reports according
    announce announced""".split()
)
"""Words of asking and telling: in a question they ask for a statement and need not stand in the evidence."""

ASKING = frozenset("many much long old far high tall big often kind sort type number amount name called exact".split())
"""Words that shape a question and are replaced by the answer."""

MONTHS = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday""".split()
)
"""Written like names, and nobody's."""

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_UNITS += " eighteen nineteen"
NUMBER_WORDS = {word: str(value) for value, word in enumerate(_UNITS.split())}
NUMBER_WORDS |= {
    w: str(v)
    for v, w in zip(range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True)
}
NUMBER_WORDS |= {"once": "1", "twice": "2", "dozen": "12", "hundred": "100", "thousand": "1000"}


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Return the words and figures of a text with their offsets, as written."""
    return [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]


def stem(word: str) -> str:
    """Return the form under which a word is compared: lower case, no possessive, stemmed; figures as plain digits."""
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
    """Return the stems of all words of a text that are not stop words, in order, hyphenated words also in parts."""
    found = []
    for word, _, _ in tokens(text):
        parts = [word, *word.split("-")] if "-" in word else [word]
        found += [stem(part) for part in parts if part and part.lower() not in STOP]
    return found


def figures(text: str) -> list[str]:
    """Return all figures of a text, number words included, in plain digits and in order."""
    found = (stem(part) for word, _, _ in tokens(text) for part in word.split("-"))
    return [one for one in found if one[:1].isdigit()]


def is_name(word: str) -> bool:
    """Tell whether a word, seen inside a sentence, is written as a name: capital or capitals, not a stop word."""
    return word[:1].isupper() and word.lower() not in STOP | MONTHS and word not in ("I'm", "I’m")


def same_name(one: str, other: str) -> bool:
    """Tell whether two stems are forms of one name: ``russia`` and ``russian``, ``ukrain`` and ``ukrainian``."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= 4 and short.isalpha() and long.startswith(short))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@cache
def _stem(word: str) -> Any:
    return _stemmer().stemWord(word)
