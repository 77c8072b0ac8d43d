"""Write reports on topics, one a line of a file, and count what must be true of each.

    python -m bench reports INDEX --topics TOPICS --out FOLDER

Writes each report in every form; resumes reports that the folder has already begun. Prints one line a report and the
sums. See ``docs/reports.md``.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterator
from pathlib import Path

from assistant import Assistant
from assistant.answering.citations import holds
from assistant.rendering.bibliography.reference_text import references
from assistant.rendering.report.document_forms import DocumentForm, render
from assistant.reports.lifecycle import begin, finish
from assistant.schema.events import Event, Progress
from assistant.schema.reports import Plan, Report, Statement
from assistant.storage.side_files.sessions import SessionStore

SUFFIXES = {DocumentForm.MARKDOWN: "md"}
COLUMNS = ("statements", "without a note", "notes", "verbatim", "gaps", "articles", "open", "seconds")


def main() -> None:
    """Write and count."""
    options = _arguments()
    topics = [line.strip() for line in options.topics.read_text(encoding="utf-8").splitlines() if line.strip()]
    options.out.mkdir(parents=True, exist_ok=True)
    print("\t".join(("topic", *COLUMNS)))
    with Assistant.open(options.index) as archive, SessionStore(options.out) as store:
        rows = [_write_report(archive, store, topic, options.out) for topic in topics]
    print("\t".join(("all", *(f"{sum(column):.0f}" for column in zip(*rows, strict=True)))))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--topics", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def _write_report(archive: Assistant, store: SessionStore, topic: str, folder: Path) -> list[float]:
    start = time.monotonic()
    name = re.sub(r"\W+", "-", topic.lower()).strip("-")
    session = store.named(name)
    if session is None:
        session = begin(archive, store, Plan(topic, topic=topic, model=archive.settings.model), _print_progress)
        store.rename(session.id, name)
    report = finish(archive, store, session, references, _print_progress)
    for form in DocumentForm:
        (folder / f"{name}.{SUFFIXES.get(form, form.value)}").write_bytes(render(report, form))
    figures = [*_figures(archive, report), time.monotonic() - start]
    print("\t".join((topic, *(f"{figure:.0f}" for figure in figures))), flush=True)
    return figures


def _figures(archive: Assistant, report: Report) -> list[float]:
    statements = list(_statements(report))
    marks = [number for statement in statements for number in statement.notes]
    verbatim = sum(holds(note, archive.holdings.article(f"{note.article_id}@{note.version}")) for note in report.notes)
    gaps = sum(mark != number for number, mark in enumerate(marks, start=1)) + abs(len(marks) - len(report.notes))
    bare = sum(not statement.notes for statement in statements)
    return [len(statements), bare, len(report.notes), verbatim, gaps, len(report.sources), len(report.silences)]


def _statements(report: Report) -> Iterator[Statement]:
    yield from report.summary
    for section in report.sections:
        yield from section.statements
    yield from (saying.statement for saying in report.sayings)
    yield from (event.statement for event in report.timeline)


def _print_progress(event: Event) -> None:
    if isinstance(event, Progress) and event.unit == "questions":
        print(f"  {event.done} of {event.total}  {event.detail}", flush=True)
