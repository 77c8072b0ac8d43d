"""`assistant backup` and `assistant restore`: a copy of the archive, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import archive, options, output
from assistant.cli.arguments import loaded_with
from assistant.rendering.layout import bytes_words, line, plural

BackupTarget = Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder for the copy.")]
BackupSource = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder that `assistant backup` made.")]


def backup(target: BackupTarget, index: options.Index = None) -> None:
    """Copy the archive, with its chats and reports, into a new folder; others may read and write meanwhile.

    The copy is an archive itself: --index FOLDER asks it. Its vectors are built when it is first asked.
    """
    from assistant.storage.backup import back_up

    settings = loaded_with(index=index).settings
    size = back_up(settings.index, target)
    output.show([line(f"Copied {settings.index} to {target}: {bytes_words(size)}.")])


def restore(source: BackupSource, index: options.Index = None, quiet: options.Quiet = False) -> None:
    """Put a backup in the place of the archive. What was there is kept in a folder beside it."""
    from assistant.storage.backup import restore as put_back

    settings = loaded_with(index=index).settings
    previous_archive = put_back(source, settings.index)
    with archive.open_archive(settings) as assistant, output.watching(quiet=quiet) as listener:
        status = assistant.holdings.repair(listener)
    output.show([line(f"Restored {plural(status.coverage.articles, 'article')} from {source} to {settings.index}.")])
    if previous_archive:
        output.show([line(f"What was there is kept in {previous_archive}.")])
