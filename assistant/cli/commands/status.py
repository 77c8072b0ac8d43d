"""`assistant status`: size and health of the archive, the models, the settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from assistant.cli import archive, options, output
from assistant.cli.arguments import loaded_with
from assistant.cli.commands.models import model_blocks, model_documents
from assistant.errors import EXIT_ARCHIVE, EXIT_OK
from assistant.rendering.json_documents import status_document
from assistant.rendering.layout import (
    BLANK,
    Block,
    Line,
    Span,
    Style,
    Table,
    bytes_words,
    date_range_words,
    line,
    publisher_words,
)
from assistant.schema.archives import ArchiveStatus
from assistant.settings import Loaded, Settings

ShowSettings = Annotated[bool, typer.Option("--settings", help="Show each setting and where it comes from, instead.")]
Repair = Annotated[bool, typer.Option("--repair", help="Mend first what is damaged or half done.")]


def status(
    settings: ShowSettings = False,
    repair: Repair = False,
    index: options.Index = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Show what the archive holds and how it is.

    Exits with 6 when something is wrong with it.
    """
    loaded = loaded_with(index=index)
    if settings:
        _show_settings(loaded, json=json)
        return EXIT_OK
    archive_status = _status(loaded.settings, repair=repair, quiet=quiet)
    models = list(model_documents(loaded.settings))
    if json:
        output.show_json({**status_document(archive_status), "models": models})
    else:
        output.show([*_archive_blocks(archive_status, loaded.settings), BLANK, *model_blocks(models)])
    return EXIT_ARCHIVE if archive_status.problems else EXIT_OK


def _status(settings: Settings, *, repair: bool, quiet: bool) -> ArchiveStatus:
    with archive.open_archive(settings) as assistant:
        if not repair:
            return assistant.holdings.status()
        with output.watching(quiet=quiet) as listener:
            return assistant.holdings.repair(listener)


def _archive_blocks(status: ArchiveStatus, settings: Settings) -> Iterator[Block]:
    for name, value in _facts(status, settings):
        if value:
            yield Line((Span(f"{name:<12}", Style.FAINT), line(value).spans[0]))
    if not status.problems:
        yield _health("good", Style.GOOD)
    for problem in status.problems:
        yield _health(problem, Style.WARNING)


def _facts(status: ArchiveStatus, settings: Settings) -> Iterator[tuple[str, str]]:
    coverage = status.coverage
    yield "Index", str(settings.index)
    yield (
        "Articles",
        f"{coverage.articles:,}" + (f", {status.pending:,} of them not indexed yet" if status.pending else ""),
    )
    yield "Passages", f"{coverage.passages:,}, {bytes_words(status.catalogue_bytes)}"
    yield "Vectors", f"{status.vectors:,}, {bytes_words(status.vectors_bytes)}"
    yield "Publishers", publisher_words(coverage.publishers)
    yield "Dates", date_range_words(coverage)
    yield "Embedder", status.embedder


def _health(text: str, style: Style) -> Line:
    return Line((Span(f"{'Health':<12}", Style.FAINT), line(text, style).spans[0]))


def _show_settings(loaded: Loaded, *, json: bool) -> None:
    rows = [(name, _value(getattr(loaded.settings, name)), origin) for name, origin in loaded.origins.items()]
    if json:
        output.show_json({"settings": [dict(zip(("name", "value", "origin"), row, strict=True)) for row in rows]})
    else:
        output.show([Table(("Setting", "Value", "From"), tuple(rows))])


def _value(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
