"""Arguments as typed, checked and parsed into the types of the schema."""

from __future__ import annotations

import re
import sys
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from assistant.answering.question import LONGEST, checked
from assistant.errors import InputError
from assistant.rendering.safe_text import one_line
from assistant.schema.articles import Article, Filters
from assistant.settings import Loaded, load

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_CITATION = re.compile(r"(?P<article>.+@\d+):(?P<start>\d{1,12})-(?P<end>\d{1,12})")
_LONGEST_NAME = 80
"""Characters of a session's name."""


def question_of(words: Sequence[str]) -> str:
    """Return the question, for ``-`` from standard input. InputError when it is empty or too long."""
    question = _from_stdin() if list(words) == ["-"] else " ".join(words)
    if any("\ud800" <= character <= "\udfff" for character in question):
        raise InputError("The question is not valid text.", "Write it in UTF-8.")
    return checked(question)


def _from_stdin() -> str:
    try:
        return sys.stdin.read(2 * LONGEST)
    except UnicodeDecodeError as error:
        raise InputError("The question on standard input is not valid text.", "Write it in UTF-8.") from error


def filters_of(after: str, before: str, publishers: Sequence[str] | None) -> Filters:
    """Return the filters; a date may be a month or a year. InputError for what is no date, or an empty period."""
    first = day(after, "--after", last=False) if after else ""
    last = day(before, "--before", last=True) if before else ""
    if first and last and first > last:
        raise InputError(f"No day is after {first} and before {last}.", "Swap --after and --before.")
    return Filters(first, last, tuple(publishers or ()))


def day_of_asking(text: str) -> str:
    """Return the day of asking, ``""`` for today. InputError for what is no date."""
    return day(text, "--as-of", last=True) if text else ""


def day(text: str, option: str, *, last: bool) -> str:
    """Return the first, or last, day of a date that may be a month or a year. InputError for what is no date."""
    try:
        match = _DATE.fullmatch(text.strip())
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.groups())
        month = month or (12 if last else 1)
        assert year is not None
        return date(year, month, day or (monthrange(year, month)[1] if last else 1)).isoformat()
    except ValueError:
        raise InputError(f"{option} {text!r} is not a date.", "Write YYYY-MM-DD, YYYY-MM or YYYY.") from None


def citation_of(reference: str) -> tuple[str, tuple[int, int] | None]:
    """Split ``ID@VERSION:START-END`` into the article's reference and the span, None for an article alone."""
    match = _CITATION.fullmatch(reference.strip())
    if match is None:
        return reference.strip(), None
    return match["article"], (int(match["start"]), int(match["end"]))


def checked_span(span: tuple[int, int], article: Article) -> tuple[int, int]:
    """Return the span. InputError when it does not lie in the article."""
    start, end = span
    if not 0 <= start < end <= len(article.text):
        raise InputError(
            f"{article.id}@{article.version} has no span {start}-{end}: it is {len(article.text):,} characters long.",
            f"See all of it: assistant show {article.id}@{article.version}",
        )
    return span


def checked_name(name: str) -> str:
    """Return a session's name on one line. InputError for one that is empty or too long to be typed again."""
    name = one_line(name)
    if not 0 < len(name) <= _LONGEST_NAME:
        raise InputError("A session's name has 1 to 80 characters.", "Choose another name.")
    return name


def loaded_with(
    *, index: Path | None = None, corpus: Path | None = None, model: str | None = None, k: int | None = None
) -> Loaded:
    """Return the settings, overridden by the options that are not None."""
    return load({"index": index, "corpus": corpus, "model": model, "k": k})
