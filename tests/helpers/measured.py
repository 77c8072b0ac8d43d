"""Rows made by hand, for tests of what is computed from rows."""

from __future__ import annotations

from assistant.evaluation.datasets import Item
from assistant.evaluation.results import Outcome, Row

RUN = {"kind": "answers", "archive": "abc", "model": "m", "k": 10}


def item(number, **known):
    known.setdefault("answers", ("Idaho",))
    return Item("q.jsonl", str(number), f"Question {number}?", **known)


def row(number, status="ANSWERED", *, known=None, run=None, **outcome):
    """A row; ``known`` are fields of the item, the others of the outcome."""
    empty = {"articles": [], "ranking": {}, "answer_rank": None}
    return Row(run or RUN, item(number, **(known or {})), Outcome(**{**empty, "status": status, **outcome}))
