"""What differs between two texts, word by word, on one line: [-what was there-] {+what is there now+}."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from assistant.rendering.word_diff import addition, removal, word_runs

AROUND = 5
"""Words that are the same and still shown beside a difference."""
_LONGEST = 2000
"""Words; longer texts are compared up to here, for the comparison grows with their product."""


def difference(stored: str, found: str) -> str:
    """Return the words of both texts with the differences marked and long stretches that are the same left out."""
    old, new = (text.split()[:_LONGEST] for text in (stored, found))
    return " ".join(_parts(old, new))


def _parts(old: list[str], new: list[str]) -> Iterator[str]:
    runs = list(word_runs(old, new))
    for number, run in enumerate(runs):
        if run.is_same:
            yield from _same(run.old, first=number == 0, last=number == len(runs) - 1)
            continue
        if run.old:
            yield removal(" ".join(run.old))
        if run.new:
            yield addition(" ".join(run.new))


def _same(words: Sequence[str], *, first: bool, last: bool) -> Iterator[str]:
    before = words if len(words) <= 2 * AROUND else None
    if first and last:
        yield from words
    elif before is not None and not (first or last):
        yield from before
    else:
        if not first:
            yield from words[:AROUND]
        if len(words) > AROUND:
            yield "…"
        if not last:
            yield from words[-AROUND:]


def nearest(quote: str, sentences: list[str]) -> str:
    """Return the sentence that is most like a quote, ``""`` when none is much like it."""
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(quote.split())
    best, most = "", 0.3
    for one in sentences:
        matcher.set_seq1(one.split())
        if matcher.quick_ratio() > most and (ratio := matcher.ratio()) > most:
            best, most = one, ratio
    return best
