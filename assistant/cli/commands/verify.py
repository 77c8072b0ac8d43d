"""`assistant verify`: check a report, an answer or a chat, edited or not, against the archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import archive, options, output
from assistant.cli.arguments import loaded_with
from assistant.errors import EXIT_FOUND, EXIT_OK

CheckedFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="A report, an answer or a chat: .md, .html, .docx or .json.")
]


def verify(
    file: CheckedFile, index: options.Index = None, json: options.Json = False, quiet: options.Quiet = False
) -> int:
    """Check each quotation, footnote and statement of a report, an answer or a chat against the archive.

    Reads Markdown, HTML, Word (.docx) and JSON that this program wrote, also after a person edited it. Works offline,
    without a language model. With --quiet nothing is printed when there is nothing to say.

    Tells of cited articles that were corrected since, or have a newer version. Exits with 8 when something was found; a
    source that was retracted, which its footnote does not say, counts.
    """
    from assistant.rendering import verification_result
    from assistant.verify.checker import verify as check
    from assistant.verify.document_files import read

    documents = read(file)
    with archive.open_archive(loaded_with(index=index).settings) as assistant:
        verified = check(documents, assistant.holdings.version, assistant.closeness, assistant.holdings.standings)
    if json:
        output.show_json(verification_result.verified_document(verified, str(file)))
    elif not quiet or verified.faults or verified.remarks:
        output.show(verification_result.verified_blocks(verified, file.name))
    return EXIT_OK if verified.holds else EXIT_FOUND
