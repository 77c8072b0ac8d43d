"""Limits on the skipped parts of a file: the first are listed one by one, the rest as a count with its reasons.

A file of 16 MB can hold millions of parts that are no articles. Cost: one counter for each different reason, at most
``_MOST_REASONS``.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from assistant.schema.archives import Mapped, Skipped

_MOST_REASONS = 50
_LISTED_REASONS = 3
_OTHER = "for other reasons"
_MORE = " more parts like these"


@dataclass(frozen=True, slots=True)
class SkipLimit:
    """``max_listed`` skipped parts are passed on; ``in_a_row`` of them without an article between end the reading."""

    max_listed: int
    in_a_row: int


FILE_LIMIT = SkipLimit(100, sys.maxsize)
"""For the parts of one file: more than anyone reads. Its time is limited elsewhere (see ``intake.reader_process``)."""
ARCHIVE_LIMIT = SkipLimit(1000, 100_000)
"""For all that is in an archive: members are files, which the user may want to find one by one. A bomb of six million
empty members fits into 16 MB."""

Item = TypeVar("Item")


def limit_skipped(items: Iterator[Item | Skipped], where: str, limit: SkipLimit) -> Iterator[Item | Skipped]:
    """Pass on all items but for the skipped ones beyond the limit; at the end yield how many those were, and why."""
    rest = _UnlistedSkips()
    listed_count = in_a_row = 0
    try:
        for item in items:
            if not isinstance(item, Skipped):
                in_a_row *= isinstance(item, Mapped)  # a Mapped is no article, and ends no row of skipped parts
                yield item
                continue
            in_a_row += 1
            if listed_count < limit.max_listed:
                listed_count += 1
                yield item
            else:
                rest.add(item)
            if in_a_row >= limit.in_a_row:
                break
    except Exception:
        yield from rest.summary(where)
        raise
    yield from rest.summary(where)
    if in_a_row >= limit.in_a_row:
        yield Skipped(where, f"the rest of it is left: {in_a_row:,} parts in a row are no articles")


class _UnlistedSkips:
    """Counts skipped parts by reason."""

    def __init__(self) -> None:
        self._reasons: Counter[str] = Counter()

    def add(self, skipped: Skipped) -> None:
        reason = "files with even more such parts" if _MORE in skipped.reason else skipped.reason
        is_counted = reason in self._reasons or len(self._reasons) < _MOST_REASONS
        self._reasons[reason if is_counted else _OTHER] += 1

    def summary(self, where: str) -> Iterator[Skipped]:
        if not self._reasons:
            return
        ranking = self._reasons.most_common(_LISTED_REASONS + 1)
        most_common = [(reason, count) for reason, count in ranking if reason != _OTHER][:_LISTED_REASONS]
        reasons = [f"{count:,} {reason}" for reason, count in most_common]
        if other_count := self._reasons.total() - sum(count for _, count in most_common):
            reasons.append(f"{other_count:,} {_OTHER}")
        yield Skipped(where, f"and {self._reasons.total():,}{_MORE}: {'; '.join(reasons)}")
