"""`assistant ingest`: articles from files into the archive."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.cli import archive, options, output
from assistant.cli.arguments import loaded_with
from assistant.errors import EXIT_OK, EXIT_SKIPPED
from assistant.rendering.json import ingest_document
from assistant.rendering.layout import BLANK, Block, Style, Table, line, plural
from assistant.schema import IngestReport


def ingest(
    paths: options.Paths,
    index: options.Index = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Add articles to the archive: .txt, .md, .html, .json and .jsonl, or pages and feeds by their addresses.

    Articles that are there already are left alone; changed ones become new versions.

    Exits with 7 when something had to be skipped.
    """
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        with output.watching(quiet=quiet) as listener:
            report = assistant.ingest(paths, listener=listener)
        if json:
            output.show_json(ingest_document(report))
        else:
            output.show(_blocks(report))
    return EXIT_SKIPPED if report.skipped else EXIT_OK


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
