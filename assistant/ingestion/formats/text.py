"""Read plain text files: a headline on the first line, then the article.

Publisher, date and author stay empty, as nothing in the file marks them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from assistant.ingestion.cleaning import clean, clean_line
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.records import article
from assistant.schema.articles import Article

_PROGRAM_TITLE = re.compile(
    r"untitled.*|microsoft word\b.*|(?:layout|document|slide|page|pagina|seite|dokument)\s*\d*|\S+\.[a-z]\w{1,4}",
    re.IGNORECASE,
)
MAX_HEADLINE = 200
"""Characters; a longer first line counts as a paragraph."""


def read(file: File) -> Iterator[Article]:
    """Yield the one article in the file. Raises UnreadableError, OSError."""
    title, body = headline(clean(file.text()))
    draft = article({"title": title, "text": body})
    if not draft:
        raise UnreadableError("no text")
    yield draft


def headline(text: str) -> tuple[str, str]:
    """Split cleaned text into headline and body; the headline is "" if the first line does not look like one."""
    first, _, rest = text.partition("\n")
    body = rest.strip()
    if not body or len(first) > MAX_HEADLINE or _runs_on(first, rest):
        return "", text
    return first, drop_repetition(first, body)


def drop_repetition(title: str, body: str) -> str:
    """Return ``body`` without a first line that repeats the title, unless nothing would be left."""
    first, _, rest = body.partition("\n")
    is_title = " ".join(first.split()).casefold() == " ".join(title.split()).casefold()
    return rest.strip() if is_title and rest.strip() else body


def chosen_title(title: str, file_name: str) -> str:
    """Return the title in a document's properties, or "" where a program filled it in ("Microsoft Word - a.doc")."""
    title = clean_line(title)
    return "" if _PROGRAM_TITLE.fullmatch(title) or title in (file_name, PurePath(file_name).stem) else title


def _runs_on(first: str, rest: str) -> bool:
    """Whether a sentence continues from the first line to the next, as in text wrapped at a fixed width."""
    return rest[:1].islower() and first[-1:] not in ".?!:"
