"""`assistant ingest`: articles from files into the archive."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import archive, options, output
from assistant.cli.arguments import loaded_with
from assistant.errors import EXIT_OK, EXIT_SKIPPED, InputError
from assistant.rendering.json_documents import dumps, ingest_document, ingest_report_document
from assistant.rendering.layout import BLANK, Block, Style, Table, line, plural
from assistant.schema.archives import IngestReport, Mapped
from assistant.schema.events import Event, Listener

Places = Annotated[
    list[str],
    typer.Argument(
        metavar="PLACES",
        help="Files, folders, patterns such as 'news/**/*.html', addresses of pages and feeds; - is standard input.",
    ),
]
FieldMap = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=NAME",
        help="What a field is called in tables and JSON: title=Headline, authors=by.name.",
    ),
]
ReportFile = Annotated[
    Path | None,
    typer.Option(
        "--report", metavar="FILE", help="Write down as JSON what was done, how fast, and all that was skipped."
    ),
]

MOST_SKIPS = 20
"""Rows of the table of skipped files, to fit a screen; the report of `--report` has more."""
MOST_COLUMNS, LONGEST_COLUMN = 20, 60
"""Unused columns that are named, and characters of each name."""
TableMappings = dict[tuple[tuple[tuple[str, str], ...], tuple[str, ...]], tuple[str, int]]
"""From the mapped fields and the unused columns to the first table that has them and the number of such tables."""


def ingest(  # noqa: PLR0913, PLR0917 - one argument an option
    places: Places,
    fields: FieldMap = None,
    index: options.Index = None,
    report_file: ReportFile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Add articles to the archive: text, Markdown, web pages, PDF, Word, email, JSON, CSV, Parquet; packed or not.

    What a file is shows in its content. Fields of tables and JSON are known by their usual names; --map gives others.
    An address is a page, or a feed or sitemap, whose newest pages are taken.

    Articles that are there already are left alone; changed ones become new versions.

    A file that cannot be read is skipped, and the rest goes on. Stopped at any time, the same command goes on where it
    was. Exits with 7 when something had to be skipped.
    """
    if report_file:
        _require_writable_place(report_file)
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        mappings: TableMappings = {}
        with output.watching(quiet=quiet) as listener:
            report = assistant.ingest(places, fields=fields or (), listener=_collecting(mappings, listener))
        for sentence in _mapping_sentences(mappings):
            output.note(sentence, quiet=quiet)
        if report_file:
            _write(report, report_file)
        if json:
            output.show_json(ingest_document(report))
        else:
            output.show(_blocks(report, report_file))
    return EXIT_SKIPPED if report.skipped else EXIT_OK


def _collecting(mappings: TableMappings, listener: Listener) -> Listener:
    """Return a listener that collects the mappings of columns; printed at the end, they stay on the screen."""

    def listen(event: Event) -> None:
        if isinstance(event, Mapped):
            mapping = event.fields, event.unused
            first_table, count = mappings.get(mapping, (event.where, 0))
            mappings[mapping] = first_table, count + 1
        else:
            listener(event)

    return listen


def _mapping_sentences(mappings: TableMappings) -> Iterator[str]:
    """Yield a sentence for each mapping, about all tables that have it."""
    for (fields, unused), (first_table, count) in mappings.items():
        others = f" and {plural(count - 1, 'other')}" if count > 1 else ""
        mapped = ", ".join(f"{field} from {name}" for field, name in fields)
        yield f"{first_table}{others}: {mapped}{_unused_columns(unused)}."


def _unused_columns(unused: Sequence[str]) -> str:
    """Name the first unused columns; a damaged table can have a million."""
    if not unused:
        return ""
    more = f" and {len(unused) - MOST_COLUMNS:,} more" if len(unused) > MOST_COLUMNS else ""
    return f"; not used: {', '.join(name[:LONGEST_COLUMN] for name in unused[:MOST_COLUMNS])}{more}"


def _require_writable_place(path: Path) -> None:
    """Raise InputError where no report can be written; called before the work, not after it."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise InputError(f"The report cannot be written to {path}.", "Give the name of a file in a folder that exists.")


def _write(report: IngestReport, path: Path) -> None:
    """Write the report in one step, over an earlier one."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        temporary.write_text(dumps(ingest_report_document(report)), encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        hint = "The articles are in the archive all the same."
        raise InputError(f"The report {path} cannot be written: {error.strerror}.", hint) from error


def _blocks(report: IngestReport, report_file: Path | None) -> Iterator[Block]:
    yield line(_sentence(report))
    if not report.skipped:
        return
    rows = tuple((skipped.where, skipped.reason) for skipped in report.skipped[:MOST_SKIPS])
    yield BLANK
    yield line(f"Skipped {report.skips:,}:", Style.WARNING)
    yield Table(("Where", "Why"), rows)
    if more := report.skips - len(rows):
        place = f"{_listed_skips(report)} in {report_file}" if report_file else "`--report FILE.json` writes them down"
        yield line(f"and {more:,} more; {place}.")


def _listed_skips(report: IngestReport) -> str:
    return f"the first {len(report.skipped):,} are" if report.unlisted else "all are"


def _sentence(report: IngestReport) -> str:
    if not report.added and not report.updated:
        return (
            f"Nothing to do: {plural(report.unchanged, 'article')} unchanged." if report.unchanged else "Nothing added."
        )
    counts = {"added": report.added, "updated": report.updated, "unchanged": report.unchanged}
    articles = ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items() if count)
    return f"Articles: {articles}; {plural(report.passages, 'passage')} indexed in {report.seconds:.1f} s."
