"""Write reports on topics, one a line of a file, and count what must be true of each: see docs/report-making.md.

    python scripts/reports.py INDEX --topics TOPICS --out FOLDER

Each is written in every form. Reports that a folder holds already are taken up where they stopped. Prints one line a
report and the sums.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterator
from pathlib import Path

from assistant import Assistant
from assistant.answering.citations import holds
from assistant.rendering.bibliography.text import references
from assistant.rendering.report.forms import DocumentForm, render
from assistant.reports.lifecycle import begin, finish
from assistant.schema.events import Event, Progress
from assistant.schema.reports import Plan, Report, Statement
from assistant.storage.side_files.sessions import SessionStore

SUFFIXES = {DocumentForm.MARKDOWN: "md"}
COLUMNS = ("statements", "without a note", "notes", "verbatim", "gaps", "articles", "open", "seconds")


def main() -> None:
    """Write and count."""
    given = _arguments()
    topics = [line.strip() for line in given.topics.read_text(encoding="utf-8").splitlines() if line.strip()]
    given.out.mkdir(parents=True, exist_ok=True)
    print("\t".join(("topic", *COLUMNS)))
    with Assistant.open(given.index) as archive, SessionStore(given.out) as store:
        rows = [_one(archive, store, topic, given.out) for topic in topics]
    print("\t".join(("all", *(f"{sum(column):.0f}" for column in zip(*rows, strict=True)))))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--topics", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def _one(archive: Assistant, store: SessionStore, topic: str, folder: Path) -> list[float]:
    begun = time.monotonic()
    name = re.sub(r"\W+", "-", topic.lower()).strip("-")
    session = store.named(name)
    if session is None:
        session = begin(archive, store, Plan(topic, topic=topic, model=archive.settings.model), _tell)
        store.rename(session.id, name)
    report = finish(archive, store, session, references, _tell)
    for form in DocumentForm:
        (folder / f"{name}.{SUFFIXES.get(form, form.value)}").write_bytes(render(report, form))
    figures = [*_figures(archive, report), time.monotonic() - begun]
    print("\t".join((topic, *(f"{one:.0f}" for one in figures))), flush=True)
    return figures


def _figures(archive: Assistant, report: Report) -> list[float]:
    statements = list(_statements(report))
    marks = [number for one in statements for number in one.notes]
    verbatim = sum(holds(one, archive.holdings.article(f"{one.article_id}@{one.version}")) for one in report.notes)
    gaps = sum(mark != number for number, mark in enumerate(marks, start=1)) + abs(len(marks) - len(report.notes))
    bare = sum(not one.notes for one in statements)
    return [len(statements), bare, len(report.notes), verbatim, gaps, len(report.sources), len(report.silences)]


def _statements(report: Report) -> Iterator[Statement]:
    yield from report.summary
    for section in report.sections:
        yield from section.statements
    yield from (one.statement for one in report.sayings)
    yield from (one.statement for one in report.timeline)


def _tell(event: Event) -> None:
    if isinstance(event, Progress) and event.unit == "questions":
        print(f"  {event.done} of {event.total}  {event.detail}", flush=True)


if __name__ == "__main__":
    main()
