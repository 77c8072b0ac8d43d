"""Read and write the rows of a run in a JSON Lines file, row by row, so that a run can be stopped and resumed.

Each row contains the settings of its run under ``run``. Rows of different runs are never mixed, and a file with other
contents is never changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.evaluation.datasets import Item

Run = Mapping[str, Any]
"""The settings of a run: kind (``answers`` or ``retrieval``), archive, embedder, model and others."""

_ROW_START = '{"run": '
_HINT = "Name another file with --out."


@dataclass(frozen=True, slots=True)
class Outcome:
    """The archive's result for a question. ``status`` and later fields are empty in a run of retrieval only.

    ``articles`` are distinct, best first. ``answer_rank`` is the rank (1 is best) of the first of them that contains
    an accepted answer, 0 if none does, None if there is no accepted answer. ``timings`` are seconds.
    """

    articles: list[dict[str, Any]]
    ranking: dict[str, float]
    answer_rank: int | None
    status: str = ""
    direct: str = ""
    withheld: str = ""
    confidence: float = 0.0
    signals: dict[str, float] = field(default_factory=dict)
    text: str = ""
    draft: str = ""
    claims: list[dict[str, Any]] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    prompt_tokens: int = 0
    timings: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A question, its outcome, and the settings of the run."""

    run: Run
    item: Item
    outcome: Outcome


def resume(path: Path, run: Run) -> dict[tuple[str, str], Row]:
    """Return the rows that the file has of this run, and prepare the file for appending.

    Raises InputError when the file is no results file, or has rows of another run.
    """
    rows = read(path) if path.exists() else []
    for row in rows:
        if names := [name for name in {**run, **row.run} if run.get(name) != row.run.get(name)]:
            name = names[0]
            stored_value, value = row.run.get(name, "nothing"), run.get(name, "nothing")
            raise InputError(f"{path} holds results with {name} {stored_value}; this run has {name} {value}.", _HINT)
    if path.exists():
        _close_last_line(path)
    return {row.item.key: row for row in rows}


def read(path: Path) -> list[Row]:
    """Return all rows of a file, without a last line that was cut off.

    Raises InputError when the file cannot be read or a line is not a row.
    """
    lines = _lines(path)
    complete_lines = lines[:-1] if lines and _is_cut(lines[-1]) else lines
    return [_row(line, f"{path}:{number}") for number, line in enumerate(complete_lines, start=1) if line.strip()]


def append(path: Path, row: Row) -> None:
    """Append a row to the file, which is created if it is missing. Raises InputError when it cannot be written."""
    document = {"run": row.run, **dict(_fields(row.item)), **dict(_fields(row.outcome))}
    try:
        with path.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(json.dumps(document, ensure_ascii=True) + "\n")
    except OSError as error:
        raise InputError(f"The results file {path} cannot be written: {error}", _HINT) from error


def _fields(part: Item | Outcome) -> Iterator[tuple[str, Any]]:
    for attribute in fields(part):
        yield attribute.name, getattr(part, attribute.name)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The results file {path} cannot be read: {error}", _HINT) from error


def _is_cut(line: str) -> bool:
    """Whether a line is the start of a row, as a process leaves it that was killed while writing."""
    if line.endswith("\n") or not (line.startswith(_ROW_START) or _ROW_START.startswith(line)):
        return False
    try:
        json.loads(line)
    except json.JSONDecodeError:
        return True
    return False


def _close_last_line(path: Path) -> None:
    """Remove a last line that was cut off; complete one that only lacks its line feed."""
    lines = _lines(path)
    if not lines or lines[-1].endswith("\n"):
        return
    complete_lines = lines[:-1] if _is_cut(lines[-1]) else [*lines[:-1], lines[-1] + "\n"]
    temporary = path.with_name(f"{path.name}.new")
    temporary.write_text("".join(complete_lines), encoding="utf-8", newline="\n")
    temporary.replace(path)


def _row(line: str, location: str) -> Row:
    try:
        document = json.loads(line)
        run = document["run"]
        item = Item(**{attribute.name: _as_tuple(document[attribute.name]) for attribute in fields(Item)})
        outcome = Outcome(**{attribute.name: document[attribute.name] for attribute in fields(Outcome)})
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"{location}: not a row of `assistant eval`.", _HINT) from error
    return Row(run, item, outcome)


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
