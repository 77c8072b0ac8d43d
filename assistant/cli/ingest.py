"""`assistant ingest`: articles from files into the archive."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.cli import archive, options, output
from assistant.cli.arguments import loaded_with
from assistant.errors import EXIT_OK, EXIT_SKIPPED
from assistant.events import Event, Listener
from assistant.rendering.json import ingest_document
from assistant.rendering.layout import BLANK, Block, Style, Table, line, plural
from assistant.schema import IngestReport, Mapped


def ingest(
    places: options.Places,
    fields: options.Fields = None,
    index: options.Index = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Add articles to the archive: text, Markdown, web pages, PDF, Word, email, JSON, CSV, Parquet; packed or not.

    What a file is shows in its content. Fields of tables and JSON are known by their usual names; --map gives others.

    Articles that are there already are left alone; changed ones become new versions.

    Exits with 7 when something had to be skipped.
    """
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        tables: list[Mapped] = []
        with output.watching(quiet=quiet) as listener:
            report = assistant.ingest(places, fields=fields or (), listener=_keeping(tables, listener))
        for told in _told(tables):
            output.note(told, quiet=quiet)
        if json:
            output.show_json(ingest_document(report))
        else:
            output.show(_blocks(report))
    return EXIT_SKIPPED if report.skipped else EXIT_OK


def _keeping(tables: list[Mapped], listener: Listener) -> Listener:
    """A listener that keeps what columns were taken for, to be told when the work is over and stays on the screen."""

    def listen(event: Event) -> None:
        if isinstance(event, Mapped):
            tables.append(event)
        else:
            listener(event)

    return listen


def _told(tables: list[Mapped]) -> Iterator[str]:
    """Yield what the columns of tables were taken for, once for all tables with the same."""
    alike: dict[tuple[object, object], list[str]] = {}
    for table in tables:
        alike.setdefault((table.fields, table.unused), []).append(table.where)
    for table in tables:
        where = alike.pop((table.fields, table.unused), [])
        if where:
            others = f" and {plural(len(where) - 1, 'other')}" if len(where) > 1 else ""
            fields = ", ".join(f"{field} from {name}" for field, name in table.fields)
            unused = f"; not used: {', '.join(table.unused)}" if table.unused else ""
            yield f"{where[0]}{others}: {fields}{unused}."


def _blocks(report: IngestReport) -> Iterator[Block]:
    yield line(_sentence(report))
    if report.skipped:
        rows = tuple((skipped.where, skipped.reason) for skipped in report.skipped)
        yield BLANK
        yield line(f"Skipped {len(rows):,}:", Style.WARNING)
        yield Table(("Where", "Why"), rows)


def _sentence(report: IngestReport) -> str:
    if not report.added and not report.updated:
        return (
            f"Nothing to do: {plural(report.unchanged, 'article')} unchanged." if report.unchanged else "Nothing added."
        )
    counts = {"added": report.added, "updated": report.updated, "unchanged": report.unchanged}
    articles = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    return f"Articles: {articles}; {plural(report.passages, 'passage')} indexed in {report.seconds:.1f} s."
