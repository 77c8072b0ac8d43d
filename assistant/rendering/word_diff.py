"""The words of two texts compared, and the marks for what changed: [-removed-] and {+added+}.

The marks are those of `git diff --word-diff`, readable without colour. Cost: difflib is quadratic at worst; texts of
some thousand words take 0.1 s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class WordRun:
    """Neighbouring words that both texts have, or that differ. ``start`` counts words of the new text."""

    old: Sequence[str]
    new: Sequence[str]
    start: int

    @property
    def end(self) -> int:
        """Position in the new text after the run's last word."""
        return self.start + len(self.new)

    @property
    def is_same(self) -> bool:
        """Tell whether both texts have these words."""
        return self.old == self.new


def word_runs(old: Sequence[str], new: Sequence[str]) -> Iterator[WordRun]:
    """Yield the runs of two texts, given as words, in the order of the texts."""
    for _, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield WordRun(old[start:end], new[new_start:new_end], new_start)


def removal(words: str) -> str:
    """Mark words that the new text lacks."""
    return f"[-{words}-]"


def addition(words: str) -> str:
    """Mark words that only the new text has."""
    return f"{{+{words}+}}"
