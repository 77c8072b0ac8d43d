"""Records with loosely named fields, as in JSON or front matter, to Articles.

Each of our fields takes the first non-empty value among the names in ``field_names``; other fields are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from assistant.ingestion.cleaning import clean, clean_line
from assistant.ingestion.corrections import standing_of_status
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.field_names import FieldMap, Names
from assistant.ingestion.formats.html.fragments import text_of
from assistant.ingestion.ids import article_id
from assistant.ingestion.timestamps import from_seconds, normalise
from assistant.schema.articles import Article

Record = Mapping[str, Any]

LONGEST_TEXT = 2_000_000
"""Characters. A longer text is a list of articles or a fault: the longest novels have three million."""

_API_CUT_MARK = re.compile(r"\s*(?:…|\.\.\.)?\s*\[\+\d+ chars\]\s*\Z")
"""The end that NewsAPI puts to a text of which it gives only the beginning."""

_IDENTIFYING_CHARACTERS = 200
"""Of the text, used for the id of an article without a title."""


def article(record: Record, fields: FieldMap = ()) -> Article | None:
    """Return the Article that ``record`` describes, or None if it has no text.

    ``fields`` is the user's mapping of field names. Raises UnreadableError for a text longer than ``LONGEST_TEXT``.
    """
    values = Names(fields).of(record)
    text = _text(values("text"))
    if not any(character.isalnum() for character in text):
        return None
    title, publisher, url, identifier = (_line(values(name)) for name in ("title", "publisher", "url", "id"))
    published, updated = (_date(values(name)) for name in ("published", "updated"))
    return Article(
        id=article_id(identifier, url, title or text[:_IDENTIFYING_CHARACTERS], publisher, published),
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
    """The first value that has a letter or a digit."""
    for value in values:
        plain = _plain(value)
        if len(plain) > LONGEST_TEXT * 4:  # too long to clean first
            raise UnreadableError(_TOO_LONG)
        text = clean(_API_CUT_MARK.sub("", text_of(plain)))
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
    """The editor's notes, each on a line."""
    for value in values:
        notes = value if isinstance(value, list | tuple) else [value]
        if note := "\n".join(filter(None, (clean(text_of(_plain(part))) for part in notes))):
            return note
    return ""


def _plain(value: Any, depth: int = 2) -> str:
    """A string, number or date as a string; an object's first value under ``_TEXT_KEYS``; "" for anything else."""
    if isinstance(value, Mapping):
        texts = (_plain(value.get(key), depth - 1) for key in _TEXT_KEYS if depth)
        return next((text for text in texts if text), "")
    if value is None or isinstance(value, bool | list | tuple | float | bytes):
        return ""
    return str(value)


_TEXT_KEYS = ("name", "title", "rendered", "text", "value", "main", "original", "#text", "$", "@id", "uri")
"""Keys of an object that hold its text: schema.org's name, WordPress's rendered, the New York Times's main."""


def _authors(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        names = _split_byline(clean_line(value))
    else:
        names = [_plain(item) for item in value] if isinstance(value, list | tuple) else [_plain(value)]
    lines = (clean_line(name) for name in names)
    return tuple(dict.fromkeys(line for line in lines if line))


def _split_byline(byline: str) -> list[str]:
    """The names in "By Jane Doe and John Roe". A comma alone does not split: an office may follow it."""
    byline = re.sub(r"^by ?:? ", "", byline, flags=re.IGNORECASE)
    *first, last = re.split(r" ?; ?|,? (?:and|&) ", byline)
    if first and ";" not in byline:
        first = [name for part in first for name in part.split(",")]
    return [*first, last]
