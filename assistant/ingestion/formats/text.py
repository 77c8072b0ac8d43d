"""Plain text files: a headline on the first line, then the article.

Invents nothing: what the file does not say (publisher, date, author) stays empty.
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

_NO_TITLE = re.compile(
    r"untitled.*|microsoft word\b.*|(?:layout|document|slide|page|pagina|seite|dokument)\s*\d*|\S+\.[a-z]\w{1,4}",
    re.IGNORECASE,
)
LONGEST_HEADLINE = 200
"""Characters; a longer first line is taken for a paragraph."""


def read(file: File) -> Iterator[Article]:
    """Yield the one article in the file. Raises UnreadableError, OSError."""
    title, body = headline(clean(file.text()))
    found = article({"title": title, "text": body})
    if not found:
        raise UnreadableError("no text")
    yield found


def headline(text: str) -> tuple[str, str]:
    """Split cleaned text into headline and body; the headline is "" if the first line does not look like one."""
    first, _, rest = text.partition("\n")
    body = rest.strip()
    if not body or len(first) > LONGEST_HEADLINE or _runs_on(first, rest):
        return "", text
    return first, drop_repetition(first, body)


def drop_repetition(title: str, body: str) -> str:
    """Return ``body`` without a first line that only says the title again, unless nothing would be left."""
    first, _, rest = body.partition("\n")
    same = " ".join(first.split()).casefold() == " ".join(title.split()).casefold()
    return rest.strip() if same and rest.strip() else body


def given_title(title: str, file_name: str) -> str:
    """Return the title in the properties of a document, or "" where a program wrote it and nobody gave one."""
    title = clean_line(title)
    return "" if _NO_TITLE.fullmatch(title) or title in (file_name, PurePath(file_name).stem) else title


def _runs_on(first: str, rest: str) -> bool:
    """Whether a sentence goes on from the first line to the next, as in text wrapped at a fixed width."""
    return rest[:1].islower() and first[-1:] not in ".?!:"
