"""Measure the seconds to the first evidence, the first word of a draft, and the answer.

    python -m bench first-word INDEX QUESTIONS.jsonl --sample 30 --seed 1

Every question is asked as the first of a conversation, in one process with the models loaded, as `assistant chat` asks
it. Prints a line of JSON a question as it is done, then the median and the 95th percentile of the seconds to the first
evidence, to the first word that the model streams, and to the checked answer. Questions for which the archive has no
evidence stream nothing; they are counted, and take part with the time of their answer.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant import Assistant
from assistant.evaluation import datasets
from assistant.evaluation.datasets import Item
from assistant.schema.events import DraftText, Event, EvidenceFound

MOMENTS = ("evidence", "word", "answer")


@dataclass
class Watch:
    """Seconds from the question to the first time of each moment."""

    start: float = field(default_factory=time.monotonic)
    seconds: dict[str, float] = field(default_factory=dict)

    def note(self, moment: str) -> None:
        """Record the time of a moment, unless it was recorded before."""
        self.seconds.setdefault(moment, round(time.monotonic() - self.start, 3))

    def __call__(self, event: Event) -> None:
        """Record the moments that events of the archive stand for."""
        if isinstance(event, EvidenceFound) and event.citations:
            self.note("evidence")
        elif isinstance(event, DraftText) and event.text.strip():
            self.note("word")


def main() -> None:
    """Ask, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--sample", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    items = datasets.sample(datasets.load([options.questions]), options.sample, options.seed)
    with Assistant.open(options.index) as archive:
        archive.warm()
        archive.ask(items[0].question, as_of=items[0].as_of)  # everything is loaded, and read once
        rows = [_ask(archive, item) for item in items]
    for moment in MOMENTS:
        _summarise(moment, rows)


def _ask(archive: Assistant, item: Item) -> dict[str, float]:
    watch = Watch()
    answer = archive.ask(item.question, as_of=item.as_of, listener=watch)
    watch.note("answer")
    print(json.dumps({"question": item.question, "status": answer.status.value, **watch.seconds}), flush=True)
    return watch.seconds


def _summarise(moment: str, rows: Sequence[dict[str, float]]) -> None:
    reached = sum(moment in row for row in rows)
    seconds = sorted(row.get(moment, row["answer"]) for row in rows)
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    print(
        f"first {moment}: p50 {statistics.median(seconds):.2f} s, p95 {p95:.2f} s ({reached} of {len(rows)} questions)"
    )
