"""Marks the differences of two texts word by word: [-removed words-] {+added words+}."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from assistant.rendering.word_diff import addition, removal, word_runs

AROUND = 5
"""Equal words that are shown on each side of a difference."""
_LONGEST = 2000
"""Words of a text that are compared; the cost grows with the product of both lengths."""


def difference(stored_text: str, document_text: str) -> str:
    """Return the words of both texts with the differences marked and long equal stretches left out."""
    old_words, new_words = (text.split()[:_LONGEST] for text in (stored_text, document_text))
    return " ".join(_parts(old_words, new_words))


def _parts(old_words: list[str], new_words: list[str]) -> Iterator[str]:
    runs = list(word_runs(old_words, new_words))
    for index, run in enumerate(runs):
        if run.is_same:
            yield from _equal_words(run.new, first=index == 0, last=index == len(runs) - 1)
            continue
        if run.old:
            yield removal(" ".join(run.old))
        if run.new:
            yield addition(" ".join(run.new))


def _equal_words(words: Sequence[str], *, first: bool, last: bool) -> Iterator[str]:
    short_words = words if len(words) <= 2 * AROUND else None
    if first and last:
        yield from words
    elif short_words is not None and not (first or last):
        yield from short_words
    else:
        if not first:
            yield from words[:AROUND]
        if len(words) > AROUND:
            yield "…"
        if not last:
            yield from words[-AROUND:]


def nearest(quote: str, sentences: list[str]) -> str:
    """Return the sentence that is most like a quote, ``""`` when none shares enough words with it."""
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(quote.split())
    best_sentence, best_ratio = "", 0.3
    for sentence in sentences:
        matcher.set_seq1(sentence.split())
        if matcher.quick_ratio() > best_ratio and (ratio := matcher.ratio()) > best_ratio:
            best_sentence, best_ratio = sentence, ratio
    return best_sentence
