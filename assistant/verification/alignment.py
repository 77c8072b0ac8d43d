"""A claim laid over its evidence, word by word: what stands in both, in order, and what each has that the other lacks.

The best common sequence of words is found, runs preferred; what remains are gaps, each with the claim's words and the
evidence's words between the same two neighbours. That is what a person does who puts a finger under both sentences.
Knows nothing of verdicts. Cost: a cell for each pair of words, 2 ms for a long claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language.clauses import Word, words_of
from assistant.language.inflection import same
from assistant.language.words import STOP

WEIGHT, SMALL, RUN = 1.0, 0.3, 0.25
"""What a common word counts, what a common small word counts, and what each counts more right after another."""
ASIDE_MARKS = frozenset(",-–—()[]:;")


@dataclass(frozen=True, slots=True)
class Gap:
    """Words that stand between the same neighbours: ``new`` in the claim, ``old`` in the evidence.

    ``place`` is where ``new`` begins in the claim, ``start`` where ``old`` begins in the evidence. ``left`` and
    ``right`` tell whether there is a neighbour on that side; without one, the gap is at an end of the claim and ``old``
    reaches to the end of the evidence's clause. An ``aside`` stands between commas in the evidence. Where the evidence
    has a full stop in between, the gap ``crosses`` it, and ``old`` begins after that.
    """

    new: Sequence[Word]
    old: Sequence[Word]
    place: int
    start: int
    left: bool
    right: bool
    aside: bool
    crosses: bool

    @property
    def inside(self) -> bool:
        """Whether it has neighbours on both sides."""
        return self.left and self.right


@dataclass(frozen=True, slots=True)
class Alignment:
    """Claim and evidence as words; ``places`` says for each of the claim where the evidence has it, -1 if nowhere."""

    said: Sequence[Word]
    written: Sequence[Word]
    places: Sequence[int]

    @property
    def weight(self) -> float:
        """How much of the claim stands in the evidence, in order, in words of weight."""
        found = (word for word, place in zip(self.said, self.places, strict=True) if place >= 0)
        return sum(SMALL if word.lower in STOP else WEIGHT for word in found)

    @property
    def gaps(self) -> list[Gap]:
        """Every place where one has words that the other has not, in order."""
        found, last = [], -1
        matched = [at for at, place in enumerate(self.places) if place >= 0]
        for at in [*matched, len(self.said)]:
            if gap := self._gap(last, at):
                found.append(gap)
            last = at
        return found

    def _gap(self, last: int, at: int) -> Gap | None:
        left, right = last >= 0, at < len(self.said)
        if not (left or right):
            return Gap(self.said, self.written, 0, 0, False, False, False, False)
        start = self.places[last] + 1 if left else self._clause_start(self.places[at])
        end = self.places[at] if right else self._clause_end(start)
        begins = [place for place in range(start, end + 1) if left and right and self._begins(place)]
        start = max([start, *begins])
        new, old = self.said[last + 1 : at], self.written[start:end]
        if not new and not old:
            return None
        return Gap(new, old, last + 1, start, left, right, left and right and self._is_aside(start, end), bool(begins))

    def _begins(self, place: int) -> bool:
        return any(mark in self.written[place].gap for mark in ".!?")

    def _clause_start(self, place: int) -> int:
        return next((at for at in range(place - 1, 0, -1) if ends_clause(self.written[at].gap)), 0)

    def _clause_end(self, place: int) -> int:
        return next(
            (at for at in range(place + 1, len(self.written)) if ends_clause(self.written[at].gap)), len(self.written)
        )

    def _is_aside(self, start: int, end: int) -> bool:
        """Tell whether words of the evidence stand between two commas, dashes or brackets."""
        between = start < end < len(self.written)
        return between and bool(ASIDE_MARKS & set(self.written[start].gap) and ASIDE_MARKS & set(self.written[end].gap))


def align(claim: str, evidence: str) -> Alignment:
    """Lay a claim over evidence."""
    said, written = words_of(claim), words_of(evidence)
    best: list[list[float]] = [[0.0] * (len(written) + 1)]
    ending: list[list[float]] = [[0.0] * (len(written) + 1)]
    for word in said:
        _fill(best, ending, word, written)
    return Alignment(said, written, _trace(best, ending, len(said), len(written)))


def _fill(best: list[list[float]], ending: list[list[float]], word: Word, written: Sequence[Word]) -> None:
    """Add the row of one more word: the best score up to each place, and the best that ends with a match there."""
    above, run_above = best[-1], ending[-1]
    row, run = [0.0], [0.0]
    worth = SMALL if word.lower in STOP else WEIGHT
    for at, other in enumerate(written, start=1):
        score = (
            max(above[at - 1], run_above[at - 1] + RUN if run_above[at - 1] else 0.0) + worth
            if same(word, other)
            else 0.0
        )
        run.append(score)
        row.append(max(score, above[at], row[at - 1]))
    best.append(row)
    ending.append(run)


def _trace(best: list[list[float]], ending: list[list[float]], said: int, written: int) -> list[int]:
    """Walk back through the table; where a match is as good as a gap, the match is taken."""
    places, at, place, in_run = [-1] * said, said, written, False
    while at and place:
        score = ending[at][place]
        if score and (in_run or score >= best[at][place]):
            places[at - 1] = place - 1
            in_run = bool(ending[at - 1][place - 1]) and ending[at - 1][place - 1] + RUN >= best[at - 1][place - 1]
            at, place = at - 1, place - 1
        elif best[at - 1][place] >= best[at][place - 1]:
            at, in_run = at - 1, False
        else:
            place, in_run = place - 1, False
    return places


def ends_clause(gap: str) -> bool:
    """Tell whether what stands between two words ends a clause or an aside."""
    return bool(set(gap) & set(',.;:!?()-–—"“”'))
