"""The word alignment of a claim and its evidence: the words that both share, in order, and the gaps between them.

``align`` finds the best common subsequence of words and prefers runs of adjacent words. A gap holds the words that
stand between the same two neighbours in the claim and in the evidence.

Example: evidence "Police say the mayor may resign." / claim "Police say the mayor did resign." has one gap, between
"mayor" and "resign", with ``new`` "did" and ``old`` "may".

Cost: one table cell for each pair of words, 2 ms for a long claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.language.inflection import same_word
from assistant.language.lexicon import STOP
from assistant.language.words import Word

CONTENT_WEIGHT, STOP_WEIGHT, RUN_BONUS = 1.0, 0.3, 0.25
"""Scores of a shared content word, of a shared stop word, and the bonus when the previous words match as well."""
ASIDE_MARKS = frozenset(",-–—()[]:;")


@dataclass(frozen=True, slots=True)
class Gap:
    """The words between two shared neighbours: ``new`` in the claim, ``old`` in the evidence.

    ``new_start`` is the position of ``new`` in the claim, ``old_start`` the position of ``old`` in the evidence, both
    counted in words. ``has_left`` and ``has_right`` say whether there is a shared word on that side. Without one, the
    gap lies at an end of the claim, and ``old`` reaches to the end of the clause in the evidence. ``is_aside`` means
    that ``old`` stands between commas, dashes or brackets. ``crosses_sentence`` means that a sentence of the evidence
    ends inside the gap; ``old`` then begins after the full stop.
    """

    new: Sequence[Word]
    old: Sequence[Word]
    new_start: int
    old_start: int
    has_left: bool
    has_right: bool
    is_aside: bool
    crosses_sentence: bool

    @property
    def is_inside(self) -> bool:
        """Whether the gap has shared words on both sides."""
        return self.has_left and self.has_right


@dataclass(frozen=True)
class Alignment:
    """Claim and evidence as words. ``positions`` holds the position in the evidence of each claim word, or -1."""

    claim: Sequence[Word]
    evidence: Sequence[Word]
    positions: Sequence[int]

    @cached_property
    def gaps(self) -> list[Gap]:
        """Every place where the claim or the evidence has words that the other lacks, in order."""
        gaps, last = [], -1
        matched = [place for place, position in enumerate(self.positions) if position >= 0]
        for place in [*matched, len(self.claim)]:
            if gap := self._gap(last, place):
                gaps.append(gap)
            last = place
        return gaps

    def _gap(self, last: int, place: int) -> Gap | None:
        """Return the gap between two matched words of the claim, or None where nothing differs.

        ``last`` is -1 at the start of the claim; ``place`` is the length of the claim at its end.
        """
        left, right = last >= 0, place < len(self.claim)
        if not (left or right):
            return Gap(self.claim, self.evidence, 0, 0, False, False, False, False)
        start = self.positions[last] + 1 if left else self._clause_start(self.positions[place])
        end = self.positions[place] if right else self._clause_end(start)
        breaks = [position for position in range(start, end + 1) if left and right and self._begins_sentence(position)]
        start = max([start, *breaks])
        new, old = self.claim[last + 1 : place], self.evidence[start:end]
        if not new and not old:
            return None
        is_aside = left and right and self._is_aside(start, end)
        return Gap(new, old, last + 1, start, left, right, is_aside, bool(breaks))

    def _begins_sentence(self, position: int) -> bool:
        return any(mark in self.evidence[position].gap for mark in ".!?")

    def _clause_start(self, position: int) -> int:
        return next((start for start in range(position - 1, 0, -1) if ends_clause(self.evidence[start].gap)), 0)

    def _clause_end(self, position: int) -> int:
        rest = range(position + 1, len(self.evidence))
        return next((end for end in rest if ends_clause(self.evidence[end].gap)), len(self.evidence))

    def _is_aside(self, start: int, end: int) -> bool:
        """Return whether the evidence has commas, dashes or brackets around its words from ``start`` to ``end``."""
        if not start < end < len(self.evidence):
            return False
        return bool(ASIDE_MARKS & set(self.evidence[start].gap) and ASIDE_MARKS & set(self.evidence[end].gap))


def align(claim: Sequence[Word], evidence: Sequence[Word]) -> Alignment:
    """Align the words of a claim with those of its evidence."""
    best: list[list[float]] = [[0.0] * (len(evidence) + 1)]
    ending: list[list[float]] = [[0.0] * (len(evidence) + 1)]
    for word in claim:
        _add_row(best, ending, word, evidence)
    return Alignment(claim, evidence, _positions(best, ending, len(claim), len(evidence)))


def _add_row(best: list[list[float]], ending: list[list[float]], word: Word, evidence: Sequence[Word]) -> None:
    """Add a row for one claim word to both tables.

    ``best`` has the best score up to each position of the evidence, ``ending`` the best score of an alignment that
    ends with a match at that position.
    """
    above, ending_above = best[-1], ending[-1]
    best_row, ending_row = [0.0], [0.0]
    weight = STOP_WEIGHT if word.lower in STOP else CONTENT_WEIGHT
    for column, other in enumerate(evidence, start=1):
        score = 0.0
        if same_word(word, other):
            run = ending_above[column - 1]
            score = max(above[column - 1], run + RUN_BONUS if run else 0.0) + weight
        ending_row.append(score)
        best_row.append(max(score, above[column], best_row[column - 1]))
    best.append(best_row)
    ending.append(ending_row)


def _positions(best: list[list[float]], ending: list[list[float]], row: int, column: int) -> list[int]:
    """Return the evidence position of each claim word, or -1, by walking back through the tables.

    Where a match scores as high as a gap, the match wins.
    """
    positions, in_run = [-1] * row, False
    while row and column:
        score = ending[row][column]
        if score and (in_run or score >= best[row][column]):
            positions[row - 1] = column - 1
            run = ending[row - 1][column - 1]
            in_run = bool(run) and run + RUN_BONUS >= best[row - 1][column - 1]
            row, column = row - 1, column - 1
        elif best[row - 1][column] >= best[row][column - 1]:
            row, in_run = row - 1, False
        else:
            column, in_run = column - 1, False
    return positions


def ends_clause(gap: str) -> bool:
    """Return whether ``gap``, the text between two words, has a mark that ends a clause or an aside."""
    return bool(set(gap) & set(',.;:!?()-–—"“”'))
