"""How much is told of one file that cannot be read: the first parts one by one, the rest as a count with its reasons.

A file of 16 MB can hold millions of parts that are no articles. Knows nothing of files. Cost: a reason is kept for each
kind of fault, at most ``_REASONS`` of them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from assistant.schema.archives import Mapped, Skipped

_REASONS = 50
_SHOWN = 3
_OTHER = "for other reasons"
_MORE = " more parts like these"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many are told one by one, and how many in a row, without an article among them, end the reading."""

    told: int
    in_a_row: int


OF_FILE = Limit(100, sys.maxsize)
"""Of the parts of one file: more than anyone reads. Its time is limited otherwise (see ``reader_program``)."""
OF_ARCHIVE = Limit(1000, 100_000)
"""Of all that is in an archive: members are files, and may have to be found one by one. A bomb of six million empty
ones fits into 16 MB."""

Found = TypeVar("Found")


def limited(found: Iterator[Found | Skipped], where: str, most: Limit) -> Iterator[Found | Skipped]:
    """Pass on what is found, of what is skipped the first; tell at the end how many more there were, and why."""
    rest = _Rest()
    told = in_a_row = 0
    try:
        for one in found:
            if not isinstance(one, Skipped):
                in_a_row *= isinstance(one, Mapped)  # which is not yet an article
                yield one
                continue
            in_a_row += 1
            if told < most.told:
                told += 1
                yield one
            else:
                rest.add(one)
            if in_a_row >= most.in_a_row:
                break
    except Exception:
        yield from rest.told(where)
        raise
    yield from rest.told(where)
    if in_a_row >= most.in_a_row:
        yield Skipped(where, f"the rest of it is left: {in_a_row:,} parts in a row are no articles")


class _Rest:
    """What is counted only."""

    def __init__(self) -> None:
        self._reasons: Counter[str] = Counter()

    def add(self, one: Skipped) -> None:
        reason = "files with even more such parts" if _MORE in one.reason else one.reason
        known = reason in self._reasons or len(self._reasons) < _REASONS
        self._reasons[reason if known else _OTHER] += 1

    def told(self, where: str) -> Iterator[Skipped]:
        if not self._reasons:
            return
        shown = [(reason, count) for reason, count in self._reasons.most_common(_SHOWN + 1) if reason != _OTHER][
            :_SHOWN
        ]
        reasons = [f"{count:,} {reason}" for reason, count in shown]
        if left := self._reasons.total() - sum(count for _, count in shown):
            reasons.append(f"{left:,} {_OTHER}")
        yield Skipped(where, f"and {self._reasons.total():,}{_MORE}: {'; '.join(reasons)}")
