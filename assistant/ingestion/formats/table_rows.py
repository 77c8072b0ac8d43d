"""Rows of a table, from CSV or Parquet, to Articles: which column holds what is settled once, for the whole table.

Where no column is called by a name that is known for the text, one that holds long texts is taken for it. A bare number
is no id here: it counts the rows, and another table counts the same. Knows nothing of files.
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

SAMPLE = 20
"""Rows that are looked at to find the column of the texts."""
_LONG = 200
"""Characters: half of a column's cells are longer, so it holds texts."""
_LONGEST_LIST = 5000
_WRITTEN = re.compile(r"\s*(?:\[.*\]|\{.*\})\s*", re.DOTALL)
_NUMBER = re.compile(r"\d{1,12}(?:\.0)?")


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table hold: (our field, column), and the rest."""

    fields: FieldMap
    unused: tuple[str, ...]
    given: FieldMap = ()

    def mapped(self, where: str) -> Mapped:
        """Return what the user is told."""
        return Mapped(where, self.fields, self.unused)

    def article(self, row: Mapping[str, Any], where: str) -> Article | Skipped:
        """Return the article in a row, or why there is none."""
        record = {name: _read(value) for name, value in row.items() if value not in (None, "")}
        for field, name in self.fields:
            if field == "id" and not any(said == "id" for said, _ in self.given):
                record = {key: value for key, value in record.items() if key != name or not _is_number(value)}
        try:
            return article(record, self.given) or Skipped(where, "no text")
        except UnreadableError as error:
            return Skipped(where, str(error))


def columns(names: Sequence[str], sample: Sequence[Mapping[str, Any]], given: FieldMap) -> Columns:
    """Return what the columns hold. Raises UnreadableError when none holds a text, or one that was given is missing."""
    guessed = Names(given)
    listed = ", ".join(names[:20]) or "none"
    if missing := guessed.missing(names):
        raise UnreadableError(f"no column is called {', '.join(missing)}; its columns: {listed}")
    found = guessed.columns(names)
    if not any(field == "text" for field, _ in found):
        text = _longest(names, sample)
        if not text:
            raise UnreadableError(f"no column holds texts; say which with --map text=COLUMN; its columns: {listed}")
        given = (*given, ("text", text))
        found = Names(given).columns(names)
    used = {plain(part) for _, name in found for part in (name, name.split(".")[0])}
    return Columns(found, tuple(name for name in names if plain(name) not in used and not is_field_name(name)), given)


def _longest(names: Sequence[str], sample: Sequence[Mapping[str, Any]]) -> str:
    def length(name: str) -> float:
        return median([len(str(row.get(name) or "")) for row in sample] or [0])

    best = max(names, key=length, default="")
    return best if best and length(best) > _LONG else ""


def _read(value: Any) -> Any:
    """A list or an object that was written into a cell, as pandas does, as what it was."""
    if not isinstance(value, str) or len(value) > _LONGEST_LIST or not _WRITTEN.fullmatch(value):
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
