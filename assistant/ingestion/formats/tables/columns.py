"""Map the columns of a table, CSV or Parquet, to the fields of an Article, once for the whole table.

Where no column has a known name for the text, the column with the longest texts is used. A bare number is not used as
an id: it numbers the rows, and other tables have the same numbers.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.field_names import FieldMap, Names, is_field_name, plain
from assistant.ingestion.records import article
from assistant.schema.archives import Mapped, Skipped
from assistant.schema.articles import Article

SAMPLE_ROWS = 20
"""Number of first rows in which the column of the texts is searched."""
_MIN_TEXT = 200
"""Characters; a column whose median cell is longer contains texts."""
_MAX_LITERAL = 5000
_LITERAL = re.compile(r"\s*(?:\[.*\]|\{.*\})\s*", re.DOTALL)
_NUMBER = re.compile(r"\d{1,12}(?:\.0)?")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: pairs of our field and its column, unused columns, and the user's mapping (``--map``)."""

    fields: FieldMap
    unused: tuple[str, ...]
    user_fields: FieldMap = ()

    def mapped(self, location: str) -> Mapped:
        """Return the mapping for the user's report."""
        return Mapped(location, self.fields, self.unused)

    def article(self, row: Mapping[str, Any], location: str) -> Article | Skipped:
        """Return the article in a row, or Skipped with the reason."""
        record = {name: _parsed(value) for name, value in row.items() if value not in (None, "")}
        for field, name in self.fields:
            if field == "id" and not any(user_field == "id" for user_field, _ in self.user_fields):
                record = {key: value for key, value in record.items() if key != name or not _is_number(value)}
        try:
            return article(record, self.user_fields) or Skipped(location, "no text")
        except UnreadableError as error:
            return Skipped(location, str(error))


def columns_of(names: Sequence[str], sample: Sequence[Mapping[str, Any]], user_fields: FieldMap) -> Columns:
    """Return the mapping of the columns to fields.

    Raises UnreadableError when no column contains texts, or when a column that the user named is missing.
    """
    field_names = Names(user_fields)
    name_list = ", ".join(names[:20]) or "none"
    if missing := field_names.missing(names):
        raise UnreadableError(f"no column is called {', '.join(missing)}; its columns: {name_list}")
    fields = field_names.columns(names)
    if not any(field == "text" for field, _ in fields):
        text = _text_column(names, sample)
        if not text:
            raise UnreadableError(f"no column holds texts; say which with --map text=COLUMN; its columns: {name_list}")
        user_fields = (*user_fields, ("text", text))
        fields = Names(user_fields).columns(names)
    used = {plain(part) for _, name in fields for part in (name, name.split(".")[0])}
    unused = tuple(name for name in names if plain(name) not in used and not is_field_name(name))
    return Columns(fields, unused, user_fields)


def _text_column(names: Sequence[str], sample: Sequence[Mapping[str, Any]]) -> str:
    """Return the column with the longest texts; "" if they are too short for articles."""

    def median_length(name: str) -> float:
        return median([len(str(row.get(name) or "")) for row in sample] or [0])

    longest = max(names, key=median_length, default="")
    return longest if longest and median_length(longest) > _MIN_TEXT else ""


def _parsed(value: Any) -> Any:
    """Return the list or object that a cell holds as text, as pandas writes it; another value unchanged."""
    if not isinstance(value, str) or len(value) > _MAX_LITERAL or not _LITERAL.fullmatch(value):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(value.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and bool(_NUMBER.fullmatch(value.strip())))
