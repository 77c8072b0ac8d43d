"""From loosely named fields, as in JSON or front matter, to an Article.

Takes the first field of each kind that holds something; other fields are ignored. What the fields are called elsewhere
is in `fields`. Knows nothing of files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from assistant.ingestion.cleaning import clean, clean_line
from assistant.ingestion.corrections import standing_of_status
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.field_names import FieldMap, Names
from assistant.ingestion.formats.fragments import text_of
from assistant.ingestion.ids import article_id
from assistant.ingestion.timestamps import from_seconds, normalise
from assistant.schema.articles import Article

Record = Mapping[str, Any]

LONGEST_TEXT = 2_000_000
"""Characters; a longer one is no article but a list of them, or a fault: the longest novels have three million."""

_CUT_BY_API = re.compile(r"\s*(?:…|\.\.\.)?\s*\[\+\d+ chars\]\s*\Z")
"""How NewsAPI ends a text of which it gives the beginning."""

_IDENTIFYING = 200
"""Characters of the text that stand in for a missing title where articles are told apart."""


def article(record: Record, fields: FieldMap = ()) -> Article | None:
    """Return the Article that ``record`` describes, or None if it has no text.

    ``fields`` are the names that the user gave. Raises UnreadableError for a text longer than ``LONGEST_TEXT``.
    """
    values = Names(fields).of(record)
    text = _text(values("text"))
    if not any(character.isalnum() for character in text):
        return None
    title, publisher, url, identifier = (_line(values(name)) for name in ("title", "publisher", "url", "id"))
    published, updated = (_date(values(name)) for name in ("published", "updated"))
    return Article(
        id=article_id(identifier, url, title or text[:_IDENTIFYING], publisher, published),
        title=title,
        text=text,
        publisher=publisher,
        authors=_authors(next(values("authors"), None)),
        published=published,
        updated=updated,
        url=url,
        language=_line(values("language")).lower(),
        dateline=_line(values("dateline")),
        note=_note(values("note")),
        standing=standing_of_status(_line(values("standing"))),
    )


def _text(values: Iterable[Any]) -> str:
    """The first value that has words."""
    for value in values:
        plain = _plain(value)
        if len(plain) > LONGEST_TEXT * 4:  # not even worth looking at
            raise UnreadableError(_TOO_LONG)
        text = clean(_CUT_BY_API.sub("", text_of(plain)))
        if len(text) > LONGEST_TEXT:
            raise UnreadableError(_TOO_LONG)
        if any(character.isalnum() for character in text):
            return text
    return ""


_TOO_LONG = f"a text longer than {LONGEST_TEXT:,} characters is no article"


def _line(values: Iterable[Any]) -> str:
    lines = (clean_line(text_of(_plain(value))) for value in values)
    return next((line for line in lines if line), "")


def _date(values: Iterable[Any]) -> str:
    """The first value that is a date."""
    dates = (from_seconds(value) if isinstance(value, int) else normalise(_plain(value)) for value in values)
    return next((date for date in dates if date), "")


def _note(values: Iterable[Any]) -> str:
    """An editor's note: one, or several, each on a line."""
    for value in values:
        notes = value if isinstance(value, list | tuple) else [value]
        if note := "\n".join(filter(None, (clean(text_of(_plain(one))) for one in notes))):
            return note
    return ""


def _plain(value: Any, depth: int = 2) -> str:
    """A string, number or date as a string; of an object what it is called or says; of anything else nothing."""
    if isinstance(value, Mapping):
        found = (_plain(value.get(name), depth - 1) for name in _SAYING if depth)
        return next((words for words in found if words), "")
    if value is None or isinstance(value, bool | list | tuple | float | bytes):
        return ""
    return str(value)


_SAYING = ("name", "title", "rendered", "text", "value", "main", "original", "#text", "$", "@id", "uri")
"""What an object goes by: schema.org's name, WordPress's rendered, the New York Times's main and original."""


def _authors(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        names = _split_byline(clean_line(value))
    else:
        names = [_plain(item) for item in value] if isinstance(value, list | tuple) else [_plain(value)]
    cleaned = (clean_line(name) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _split_byline(byline: str) -> list[str]:
    """Names out of "By Jane Doe and John Roe". A comma alone may stand before an office, and splits nothing."""
    byline = re.sub(r"^by ?:? ", "", byline, flags=re.IGNORECASE)
    *first, last = re.split(r" ?; ?|,? (?:and|&) ", byline)
    if first and ";" not in byline:
        first = [name for part in first for name in part.split(",")]
    return [*first, last]
