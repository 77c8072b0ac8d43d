"""Score a short answer against the accepted ones: exact match and F1 of SQuAD, and containment.

Source: Rajpurkar et al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text", and its evaluation
script: lower case, no punctuation, no articles. Here, every character but letters, digits and spaces is punctuation,
typographic quotes and currency signs included. Cost: about 5 MB of text a second.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_PUNCTUATION = re.compile(r"[^\w\s]|_")
_ARTICLE = re.compile(r"\b(a|an|the)\b")


def normalise(text: str) -> str:
    """Return the text in the form for comparison: words of lower-case letters and digits with a space between."""
    return " ".join(_ARTICLE.sub(" ", _PUNCTUATION.sub("", text.lower())).split())


def exact(text: str, answers: Sequence[str]) -> float:
    """Return 1 if the text is one of the accepted answers, otherwise 0."""
    return float(normalise(text) in {normalise(answer) for answer in answers})


def f1(text: str, answers: Sequence[str]) -> float:
    """Return the best harmonic mean of word precision and word recall over the accepted answers, 0 to 1."""
    return max((_f1(normalise(text).split(), normalise(answer).split()) for answer in answers), default=0.0)


def _f1(words: list[str], answer_words: list[str]) -> float:
    common = sum((Counter(words) & Counter(answer_words)).values())
    return 2 * common / (len(words) + len(answer_words)) if common else float(words == answer_words)


def contains(text: str, answers: Sequence[str]) -> bool:
    """Whether one of the accepted answers occurs in the text, normalised and as whole words."""
    padded_text = f" {normalise(text)} "
    return any(f" {answer} " in padded_text for answer in map(normalise, answers) if answer)


def contains_words(text: str, answers: Sequence[str]) -> bool:
    """Whether all words of one of the accepted answers occur in the text, in any order."""
    text_words = set(normalise(text).split())
    return any(set(words) <= text_words for words in (normalise(answer).split() for answer in answers) if words)
