"""`assistant report`: a document on a topic or a file of questions, with a footnote for every statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import archive, options, output, report_file
from assistant.cli.arguments import day_of_asking, filters_of, loaded_with
from assistant.errors import EXIT_ABSTAINED, EXIT_OK, InputError
from assistant.rendering.bibliography.styles import ReferenceStyle
from assistant.rendering.layout import plural
from assistant.rendering.report.change_blocks import change_blocks
from assistant.rendering.report.document_forms import DocumentForm, require_libraries
from assistant.schema.reports import Plan, Report
from assistant.schema.sessions import Session
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant
    from assistant.storage.side_files.sessions import SessionStore


Topic = Annotated[list[str] | None, typer.Argument(metavar="TOPIC", help="What the report is about, in a few words.")]
Questions = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Ask these questions: one a line; # Title and ## Heading as in Markdown."),
]
OutFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write it there: .md, .html, .docx, .pdf or .json; else Markdown on stdout."),
]
Document = Annotated[DocumentForm | None, typer.Option("--format", help="The form, where no file's ending says it.")]
Title = Annotated[str, typer.Option(metavar="TEXT", help="The title, where it is not the topic.")]
Resume = Annotated[
    str, typer.Option(metavar="ID", help="Go on with a report that was stopped, or write one again; last for the last.")
]
Refresh = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Ask a report's questions again; write it, and show what changed.")
]


def report(  # noqa: PLR0913, PLR0917 - one argument an option
    topic: Topic = None,
    questions: Questions = None,
    out: OutFile = None,
    form: Document = None,
    style: options.CiteStyle = ReferenceStyle.APA,
    title: Title = "",
    after: options.After = "",
    before: options.Before = "",
    as_of: options.AsOf = "",
    publisher: options.Publishers = None,
    resume: Resume = "",
    refresh: Refresh = None,
    model: options.Model = None,
    index: options.Index = None,
    corpus: options.Corpus = None,
    quiet: options.Quiet = False,
) -> int:
    """Write a report on a topic, or on the questions in a file, in which every statement has a footnote.

    Stopped, it goes on with --resume. With --refresh, what was in FILE is kept beside it, as FILE~.

    Exits with 3 when the archive says nothing on it.
    """
    _require_one(topic, questions, resume, refresh)
    if resume or refresh:
        _refuse(title=title, after=after, before=before, as_of=as_of, publisher=publisher)
    target = report_file.ReportTarget.of(out, form)
    require_libraries(target.form)
    settings = loaded_with(index=index, corpus=corpus, model=model).settings
    plan = None
    if not (resume or refresh):
        target.require_free()
        filters, day = filters_of(after, before, publisher), day_of_asking(as_of)
        plan = replace(
            _plan(topic, questions, title), filters=filters, as_of=day, model=settings.model, style=style.value
        )
    with archive.open_archive(settings) as assistant, _open_sessions(assistant.settings) as store:
        production = _Production(assistant, store, target, quiet=quiet)
        if refresh:
            return production.refresh(refresh)
        return production.write(production.begin(plan) if plan else production.resume(resume))


class _Production:
    """The steps of one report on the screen: begin or resume, write; or refresh."""

    def __init__(
        self, assistant: Assistant, store: SessionStore, target: report_file.ReportTarget, *, quiet: bool
    ) -> None:
        self._assistant = assistant
        self._store = store
        self._target = target
        self._quiet = quiet

    def begin(self, plan: Plan) -> Session:
        """Keep the plan, with its questions."""
        from assistant.reports.lifecycle import begin

        with output.watching(quiet=self._quiet) as listener:
            self._assistant.ensure_ingested(listener)
            return begin(self._assistant, self._store, plan, listener)

    def resume(self, key: str) -> Session:
        """Return the session of the report to go on with."""
        from assistant.reports.report_sessions import session_to_resume

        session = session_to_resume(self._store, key)
        self._target.require_free(session.id)
        return session

    def write(self, session: Session) -> int:
        """Finish a session's report and write it. Return the exit code."""
        report = self._finish(session)
        outcome = self._target.write(report)
        self._note(" ".join(part for part in (_summary(report), outcome, self._target.hint()) if part))
        return EXIT_OK if report.notes else EXIT_ABSTAINED

    def refresh(self, file: Path) -> int:
        """Ask the questions of the report in ``file`` again; write the new report and show what changed."""
        from assistant.reports.changes import changes
        from assistant.reports.identity import report_id
        from assistant.reports.lifecycle import begin_refresh
        from assistant.reports.report_sessions import end_refresh

        target = self._target if self._target.path else report_file.ReportTarget.of(file, None)
        before, session = begin_refresh(self._store, report_id(file))
        if target is self._target:
            target.require_free(before.id)
        after = self._finish(session)
        differences = changes(before, after)
        if differences:
            self._note(target.write(after))
        end_refresh(self._store, session.id, is_changed=bool(differences))
        output.show(change_blocks(differences))
        return EXIT_OK

    def _finish(self, session: Session) -> Report:
        from assistant.rendering.bibliography.reference_text import references
        from assistant.reports.lifecycle import finish

        count = len(session.plan.questions) if session.plan else 0
        progress = f", {len(session.turns)} of them asked before" if session.turns else ""
        self._note(f"Report {session.id}: {plural(count, 'question')}{progress}.")
        try:
            with output.watching(quiet=self._quiet) as listener:
                return finish(self._assistant, self._store, session, references, listener)
        except BaseException:
            output.note(f"Go on with it: assistant report --resume {session.id}", quiet=self._quiet)
            raise

    def _note(self, text: str) -> None:
        output.note(text, quiet=self._quiet)


def _require_one(topic: Sequence[str] | None, questions: Path | None, resume: str, refresh: Path | None) -> None:
    if sum(map(bool, (topic or questions, resume, refresh))) != 1:
        hint = 'For example: assistant report "Harrowick Mill fire" --out fire.html'
        raise InputError("Give a topic or --questions FILE, or --resume ID, or --refresh FILE.", hint)


def _refuse(**options: object) -> None:
    """Raise InputError for an option that only a new report takes."""
    for name, value in options.items():
        if value:
            option = f"--{name.replace('_', '-')}"
            raise InputError(f"{option} cannot be changed in a report that is begun.", "Begin a new one.")


def _plan(topic: Sequence[str] | None, questions: Path | None, title: str) -> Plan:
    from assistant.reports.report_sessions import plan_of

    return plan_of(" ".join(topic) if topic else None, questions, title)


def _open_sessions(settings: Settings) -> SessionStore:
    return archive.open_sessions_or_memory(settings, "this report cannot be resumed")


def _summary(report: Report) -> str:
    if not report.notes:
        return f"Report {report.id}: the archive says nothing on it."
    notes, sources = plural(len(report.notes), "footnote"), plural(len(report.sources), "article")
    return f"Report {report.id}: {notes} from {sources}."
