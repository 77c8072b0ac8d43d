"""The options that several commands take, as types, so that each is spelled and explained once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.rendering.bibliography.styles import ReferenceStyle


class Form(StrEnum):
    """How `ask` prints its answer and `eval` its tables."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


Words = Annotated[list[str], typer.Argument(metavar="QUESTION", help="The question; - reads it from standard input.")]
After = Annotated[
    str, typer.Option(metavar="DATE", help="Only articles of this day or later: YYYY-MM-DD, YYYY-MM or YYYY.")
]
Before = Annotated[
    str, typer.Option(metavar="DATE", help="Only articles of this day or earlier: YYYY-MM-DD, YYYY-MM or YYYY.")
]
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help='Ask as if it were this day, YYYY-MM-DD: "this week" ends on it, and later articles are unknown.',
    ),
]
Publishers = Annotated[
    list[str] | None,
    typer.Option("--publisher", metavar="NAME", help="Only articles of this publisher; may be given several times."),
]
K = Annotated[int | None, typer.Option("-k", metavar="N", help="How many passages to look at, 1 to 100.")]
Model = Annotated[
    str | None,
    typer.Option(metavar="MODEL", help="A name from `assistant models list`, a GGUF file, or openai:MODEL@URL."),
]
Index = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where the archive's index lives.")]
Corpus = Annotated[Path | None, typer.Option(metavar="FOLDER", help="What to ingest when the index is empty.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, only the result and errors.")]
Format = Annotated[Form, typer.Option("--format", help="The form of the answer.")]
Reference = Annotated[
    str,
    typer.Argument(metavar="ARTICLE|CITATION", help="ID, ID@VERSION, or ID@VERSION:START-END as under each citation."),
]
CiteStyle = Annotated[ReferenceStyle, typer.Option("--style", help="How references are written, in text.")]
