"""`assistant report`: from a topic, or a file of questions, to a document in which every statement has a footnote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import archive, options, output, report_file
from assistant.cli.arguments import day_of_asking, filters_of, loaded_with
from assistant.errors import EXIT_ABSTAINED, EXIT_OK, ArchiveError, InputError
from assistant.rendering.bibliography.styles import ReferenceStyle
from assistant.rendering.layout import plural
from assistant.rendering.report.forms import DocumentForm
from assistant.rendering.report_changes import change_blocks
from assistant.schema.reports import Plan, Report
from assistant.schema.sessions import Kind, Session

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
    target = report_file.Target.of(out, form)
    settings = loaded_with(index=index, corpus=corpus, model=model).settings
    plan = None
    if not (resume or refresh):
        target.require_free()
        filters, day = filters_of(after, before, publisher), day_of_asking(as_of)
        plan = replace(
            _plan(topic, questions, title), filters=filters, as_of=day, model=settings.model, style=style.value
        )
    with archive.open_archive(settings) as assistant, _sessions(assistant) as store:
        work = _Work(assistant, store, target, quiet=quiet)
        if refresh:
            return work.refresh(refresh)
        return work.write(work.begin(plan) if plan else work.resumed(resume))


class _Work:
    """One report in the making: the archive, where its answers are kept, and where it goes."""

    def __init__(self, assistant: Assistant, store: SessionStore, target: report_file.Target, *, quiet: bool) -> None:
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

    def resumed(self, key: str) -> Session:
        """Return the report to go on with."""
        session = self._store.latest(Kind.REPORT) if key == "last" else self._store.get(key)
        if session is None:
            raise InputError("There is no report to go on with.", "Begin one: assistant report TOPIC")
        self._target.require_free(session.id)
        return session

    def write(self, session: Session) -> int:
        """Finish a session's report and write it."""
        made = self._finish(session)
        words = self._target.write(made)
        self._say(" ".join(part for part in (_summary(made), words, self._target.hint()) if part))
        return _code(made)

    def refresh(self, file: Path) -> int:
        """Ask again what the report in a file asked, write it there or to --out, and show what changed."""
        from assistant.reports.changes import changes
        from assistant.reports.identity import report_id
        from assistant.reports.lifecycle import begin_refresh

        target = self._target if self._target.path else report_file.Target.of(file, None)
        before, session = begin_refresh(self._store, report_id(file))
        if target is self._target:
            target.require_free(before.id)
        made = self._finish(session)
        found = changes(before, made)
        if found:
            self._say(target.write(made))
            self._store.rename(session.id, "")
        else:
            self._store.remove(session.id)
        output.show(change_blocks(found))
        return EXIT_OK

    def _finish(self, session: Session) -> Report:
        from assistant.rendering.bibliography.text import references
        from assistant.reports.lifecycle import finish

        asked = len(session.plan.questions) if session.plan else 0
        before = f", {len(session.turns)} of them asked before" if session.turns else ""
        self._say(f"Report {session.id}: {plural(asked, 'question')}{before}.")
        try:
            with output.watching(quiet=self._quiet) as listener:
                return finish(self._assistant, self._store, session, references, listener)
        except BaseException:
            output.note(f"Go on with it: assistant report --resume {session.id}", quiet=self._quiet)
            raise

    def _say(self, text: str) -> None:
        output.note(text, quiet=self._quiet)


def _require_one(topic: Sequence[str] | None, questions: Path | None, resume: str, refresh: Path | None) -> None:
    given = [bool(topic or questions), bool(resume), bool(refresh)]
    if sum(given) != 1:
        hint = 'For example: assistant report "Harrowick Mill fire" --out fire.html'
        raise InputError("Give a topic or --questions FILE, or --resume ID, or --refresh FILE.", hint)


def _refuse(**given: object) -> None:
    """What a report is about was settled when it was begun."""
    for name, value in given.items():
        if value:
            option = f"--{name.replace('_', '-')}"
            raise InputError(f"{option} cannot be changed in a report that is begun.", "Begin a new one.")


def _plan(topic: Sequence[str] | None, questions: Path | None, title: str) -> Plan:
    from assistant.reports.question_file import read_questions
    from assistant.reports.topic_questions import checked_topic

    about = checked_topic(" ".join(topic)) if topic else ""
    named, asked = read_questions(questions) if questions else ("", ())
    words = title or named or about or (questions.stem if questions else "")
    return Plan(words[:1].upper() + words[1:], asked, about)


@contextmanager
def _sessions(assistant: Assistant) -> Iterator[SessionStore]:
    """Where reports are kept; in memory only, with a note, where they cannot be."""
    from assistant.storage.side_files.sessions import SessionStore

    try:
        store = archive.open_sessions(assistant.settings, create=True)
    except ArchiveError as error:
        output.note(f"note: this report cannot be resumed: {error.message}")
        store = SessionStore(None)
    with store:
        yield store


def _code(made: Report) -> int:
    return EXIT_OK if made.notes else EXIT_ABSTAINED


def _summary(made: Report) -> str:
    if not made.notes:
        return f"Report {made.id}: the archive says nothing on it."
    notes, sources = plural(len(made.notes), "footnote"), plural(len(made.sources), "article")
    return f"Report {made.id}: {notes} from {sources}."
