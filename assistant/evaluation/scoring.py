"""How near one short text comes to another: the measures of SQuAD, and whether one contains the other.

Source: Rajpurkar et al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text", and its evaluation
script: lower case, no punctuation, no articles. As news is typeset, whatever is neither letter, figure nor space
counts as punctuation, typographic quotes and currency signs included. Cost: about 5 MB of text a second.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_PUNCTUATION = re.compile(r"[^\w\s]|_")
_ARTICLE = re.compile(r"\b(a|an|the)\b")


def normalise(text: str) -> str:
    """Return the text as it is compared: words of lower-case letters and figures, one space between."""
    return " ".join(_ARTICLE.sub(" ", _PUNCTUATION.sub("", text.lower())).split())


def exact(said: str, answers: Sequence[str]) -> float:
    """Return 1 if the text is one of the accepted answers, otherwise 0."""
    return float(normalise(said) in {normalise(answer) for answer in answers})


def f1(said: str, answers: Sequence[str]) -> float:
    """Return the best harmonic mean of word precision and word recall over the accepted answers, 0 to 1."""
    return max((_f1(normalise(said).split(), normalise(answer).split()) for answer in answers), default=0.0)


def _f1(said: list[str], answer: list[str]) -> float:
    common = sum((Counter(said) & Counter(answer)).values())
    return 2 * common / (len(said) + len(answer)) if common else float(said == answer)


def contains(text: str, answers: Sequence[str]) -> bool:
    """Tell whether one of the accepted answers occurs in the text, normalised and as whole words."""
    inside = f" {normalise(text)} "
    return any(f" {answer} " in inside for answer in map(normalise, answers) if answer)


def contains_words(text: str, answers: Sequence[str]) -> bool:
    """Tell whether all words of one of the accepted answers occur in the text, anywhere."""
    inside = set(normalise(text).split())
    return any(set(words) <= inside for words in (normalise(answer).split() for answer in answers) if words)
