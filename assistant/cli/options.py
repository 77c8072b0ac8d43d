"""The options that commands share, as types, so that each is spelled and explained once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.rendering.bibliography.styles import ReferenceStyle


class Form(StrEnum):
    """How `ask` prints its answer."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class CiteForm(StrEnum):
    """How `cite` prints references."""

    TEXT = "text"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"


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
Choices = Annotated[
    list[str] | None,
    typer.Option("--choice", metavar="TEXT", help="One of the answers to choose from; give each of them."),
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
Places = Annotated[
    list[str],
    typer.Argument(
        metavar="PLACES",
        help="Files, folders, patterns such as 'news/**/*.html', addresses of pages and feeds; - is standard input.",
    ),
]
Fields = Annotated[
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
FeedURL = Annotated[str, typer.Argument(metavar="URL", help="A feed, a sitemap, or a page that names its feed.")]
FeedName = Annotated[
    str, typer.Option("--name", metavar="NAME", help="What to call it; the name of its host if not given.")
]
FeedKeys = Annotated[list[str], typer.Argument(metavar="FEEDS", help="Names or addresses of feeds.")]
FeedKeysOrAll = Annotated[
    list[str] | None, typer.Argument(metavar="FEEDS", help="Names or addresses of feeds; all of them if not given.")
]
Reference = Annotated[
    str,
    typer.Argument(metavar="ARTICLE|CITATION", help="ID, ID@VERSION, or ID@VERSION:START-END as under each citation."),
]
References = Annotated[
    list[str],
    typer.Argument(
        metavar="ARTICLE|CITATION",
        help="ID, ID@VERSION, or ID@VERSION:START-END as under each citation; - reads them from standard input.",
    ),
]
CiteStyle = Annotated[ReferenceStyle, typer.Option("--style", help="How references are written, in text.")]
CiteFormat = Annotated[CiteForm, typer.Option("--format", help="Text in a style, or a file for a reference manager.")]
Articles = Annotated[list[str], typer.Argument(metavar="ARTICLES", help="Ids, or the beginnings of ids.")]
ModelName = Annotated[str, typer.Argument(metavar="MODEL", help="A name from `assistant models list`.")]
ModelNames = Annotated[
    list[str] | None,
    typer.Argument(metavar="MODELS", help="Names from `assistant models list`; without any, those in use."),
]
ModelOrPath = Annotated[
    str,
    typer.Argument(
        metavar="MODEL",
        help="A name from `assistant models list`, a GGUF file, openai:MODEL@URL, or the folder of an embedder.",
    ),
]
ShowSettings = Annotated[bool, typer.Option("--settings", help="Show each setting and where it comes from, instead.")]
Repair = Annotated[bool, typer.Option("--repair", help="Mend first what is damaged or half done.")]
BackupTarget = Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder for the copy.")]
BackupSource = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder that `assistant backup` made.")]
QuestionFiles = Annotated[list[Path], typer.Argument(metavar="FILES", help="JSONL files of questions with answers.")]
Written = Annotated[
    Path, typer.Argument(metavar="FILE", help="A report, an answer or a chat: .md, .html, .docx or .json.")
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The results file; eval-QUESTIONS-MODEL.jsonl in this folder if not given."),
]
Sample = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Only so many of the questions, always the same ones of a seed.")
]
Seed = Annotated[int, typer.Option(metavar="N", help="Which sample.")]
Baseline = Annotated[Path | None, typer.Option(metavar="FILE", help="Results of another run: show what moved.")]
RetrievalOnly = Annotated[bool, typer.Option("--retrieval-only", help="Measure retrieval alone: no language model.")]
Continue = Annotated[bool, typer.Option("--continue", "-c", help="Go on with the chat that was worked on last.")]
InSession = Annotated[
    str | None,
    typer.Option("--session", "-s", metavar="NAME|ID", help="Go on with this session, or begin one of that name."),
]
SessionKey = Annotated[str, typer.Argument(metavar="SESSION", help="A name, an id, or the beginning of an id.")]
SessionKeys = Annotated[list[str], typer.Argument(metavar="SESSIONS", help="Names, ids, or beginnings of ids.")]
SessionName = Annotated[str, typer.Argument(metavar="NAME", help="The new name.")]
Target = Annotated[
    Path | None, typer.Argument(metavar="FILE", help="FILE.md or FILE.json; without it, Markdown on standard output.")
]
