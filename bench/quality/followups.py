"""Measure follow-up questions: is the right evidence retrieved with the rewrite, and without?

    python -m bench followups CONVERSATIONS.yaml --index corpus=INDEX --index bench=INDEX

Asks every conversation turn by turn, as a chat does, and each question once more without its history. Prints how
often the expected evidence is among the five best quotes shown to the model, which questions were rewritten without
need, and which follow-ups were not rewritten.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant import Assistant
from assistant.schema.answers import Answer

TOP = 5


@dataclass(frozen=True)
class Row:
    """A question as typed and as understood; whether it is a follow-up; whether its evidence is shown.

    ``has_evidence_alone`` is for the same question without the history.
    """

    question: str
    standalone: str
    follows: bool
    has_evidence: bool
    has_evidence_alone: bool

    @property
    def rewritten(self) -> bool:
        """Whether it was put in other words."""
        return self.standalone != self.question


def main() -> None:
    """Ask, count."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("conversations", type=Path)
    parser.add_argument("--index", action="append", required=True, metavar="ARCHIVE=FOLDER")
    options = parser.parse_args()
    folders = dict(argument.split("=", 1) for argument in options.index)
    rows: list[Row] = []
    for conversation in yaml.safe_load(options.conversations.read_text(encoding="utf-8")):
        if conversation["archive"] in folders:
            with Assistant.open(folders[conversation["archive"]]) as archive:
                rows += list(_talk(archive, conversation))
    _summarise(rows)


def _talk(archive: Assistant, conversation: Mapping[str, Any]) -> Iterator[Row]:
    history: list[Answer] = []
    as_of = str(conversation.get("as_of", ""))
    print(f"\n{conversation['name']}", flush=True)
    for turn in conversation["turns"]:
        answer = archive.ask(turn["ask"], history=history, as_of=as_of)
        bare = archive.ask(turn["ask"], as_of=as_of) if turn.get("follows") else answer
        row = Row(
            turn["ask"],
            answer.standalone,
            bool(turn.get("follows")),
            _has_evidence(answer, turn),
            _has_evidence(bare, turn),
        )
        history.append(answer)
        print(f"  {'+' if row.has_evidence else '-'} {row.question}", flush=True)
        if row.rewritten:
            print(f"      {row.standalone}  {answer.timings.get('understand', 0):.1f} s")
        yield row


def _has_evidence(answer: Answer, turn: Mapping[str, Any]) -> bool:
    ids = tuple(turn["article"].split())
    best = answer.evidence[:TOP]
    return any(citation.article_id.startswith(ids) and re.search(turn["words"], citation.quote) for citation in best)


def _summarise(rows: Sequence[Row]) -> None:
    follows = [row for row in rows if row.follows]
    others = [row for row in rows if not row.follows]
    unchanged = [row.question for row in follows if not row.rewritten]
    rewritten_share = _share(row.has_evidence for row in follows)
    bare_share = _share(row.has_evidence_alone for row in follows)
    print(f"\n{len(follows)} follow-ups: evidence among the best {TOP} with the rewrite {rewritten_share},", end=" ")
    print(f"without {bare_share};")
    print(f"  not rewritten: {unchanged}")
    print(f"{len(others)} other questions: evidence {_share(r.has_evidence for r in others)};", end=" ")
    print(f"rewritten without need: {[r.question for r in others if r.rewritten]}")


def _share(flags: Iterator[bool]) -> str:
    values = list(flags)
    return f"{sum(values) / max(1, len(values)):.3f} ({sum(values)} of {len(values)})"
