"""`assistant eval`: how good the answers are, on questions whose answers are known.

`assistant.evaluation` is imported when the command runs, so that no other command waits for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import archive, options, output
from assistant.cli.arguments import loaded_with
from assistant.cli.options import Form
from assistant.errors import InputError
from assistant.rendering.answer_markdown import escape
from assistant.rendering.layout import BLANK, Block, Style, Table, line, plural

if TYPE_CHECKING:
    from assistant.evaluation.summary import Sheet, Summary

QuestionFiles = Annotated[list[Path], typer.Argument(metavar="FILES", help="JSONL files of questions with answers.")]
ResultsFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The results file; eval-QUESTIONS-MODEL.jsonl in this folder if not given."),
]
Sample = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Only so many of the questions, always the same ones of a seed.")
]
Seed = Annotated[int, typer.Option(metavar="N", help="Which sample.")]
Baseline = Annotated[Path | None, typer.Option(metavar="FILE", help="Results of another run: show what moved.")]
RetrievalOnly = Annotated[bool, typer.Option("--retrieval-only", help="Measure retrieval alone: no language model.")]


def evaluate(  # noqa: PLR0913, PLR0917 - one argument an option
    files: QuestionFiles,
    out: ResultsFile = None,
    sample: Sample = None,
    seed: Seed = 0,
    baseline: Baseline = None,
    retrieval_only: RetrievalOnly = False,
    k: options.K = None,
    model: options.Model = None,
    index: options.Index = None,
    form: options.Format = Form.TEXT,
    quiet: options.Quiet = False,
) -> None:
    """Measure the answers to questions whose answers are known.

    FILES hold one JSON object a line; docs/evaluation.md describes them, and every metric.

    The results file gets a line a question; run it again to go on where it stopped.
    """
    from assistant.evaluation import datasets, results, runner, summary

    settings = loaded_with(index=index, model=model, k=k).settings
    items = datasets.load(files)
    items = items if sample is None else datasets.sample(items, sample, seed)
    path = out or Path(f"eval-{_slug(files, 'retrieval' if retrieval_only else settings.model)}.jsonl")
    _require_apart(path, files, baseline)
    baseline_rows = results.read(baseline) if baseline else []
    with archive.open_archive(settings) as assistant:
        with output.watching(quiet=quiet) as listener:
            assistant.ensure_ingested(listener)
            rows = runner.evaluate(assistant, items, path, retrieval_only=retrieval_only, listener=listener)
        _note_missing(runner.missing(assistant, items), quiet=quiet)
    output.note(f"Results: {path}", quiet=quiet)
    _show(summary.summarise(rows, baseline_rows), form)


def _slug(files: Sequence[Path], model: str) -> str:
    """Return a file name made of those of the question files and the model."""
    name = Path(model).name if model.endswith(".gguf") else model
    return "-".join(re.sub(r"[^\w.]+", "-", part).strip("-") for part in (*(file.stem for file in files), name))


def _require_apart(out: Path, files: Sequence[Path], baseline: Path | None) -> None:
    if any(out.absolute() == path.absolute() for path in (*files, *([baseline] if baseline else []))):
        raise InputError(f"The results would go into {out}, which is read as well.", "Name another file with --out.")


def _note_missing(absent: Sequence[str], *, quiet: bool) -> None:
    if absent:
        names = ", ".join(absent[:3]) + (", ..." if len(absent) > 3 else "")
        output.note(f"note: {plural(len(absent), 'gold article')} not in the archive: {names}", quiet=quiet)


def _show(summary: Summary, form: Form) -> None:
    from assistant.evaluation.summary import document, sheets

    match form:
        case Form.JSON:
            output.show_json(document(summary))
        case Form.MARKDOWN:
            output.show_text("\n".join(_markdown(sheet) for sheet in sheets(summary)))
        case Form.TEXT:
            output.show(_blocks(sheets(summary)))


def _blocks(sheets: Iterator[Sheet]) -> Iterator[Block]:
    for count, sheet in enumerate(sheets):
        if count:
            yield BLANK
        yield line(sheet.title, Style.TITLE)
        yield Table(sheet.headings, sheet.rows)


def _markdown(sheet: Sheet) -> str:
    rule = ("---", *("---:" for _ in sheet.headings[1:]))
    rows = [sheet.headings, rule, *(tuple(map(escape, row)) for row in sheet.rows)]
    return f"**{sheet.title}**\n\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)
