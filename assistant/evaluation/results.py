"""Rows of a run in a JSONL file: appended as they are made, so that a run can stop at any moment and go on later.

A row says under ``run`` what it was made with. Rows of another run are never mixed in, and a file that is not made of
rows is never touched. Knows nothing of how rows are made.
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
"""What rows were made with: kind (``answers`` or ``retrieval``), archive, embedder, model and other settings."""

_BEGINNING = '{"run": '
_OTHER = "Name another file with --out."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the archive made of a question. ``status`` and all after it are empty in a run of retrieval alone.

    ``articles`` are distinct, best first. ``answer_rank`` is the rank (1 is best) of the first of them that holds an
    accepted answer, 0 if none does, None without a known answer. ``timings`` are seconds.
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
    """A question, its outcome, and the run it belongs to."""

    run: Run
    item: Item
    outcome: Outcome


def resume(path: Path, run: Run) -> dict[tuple[str, str], Row]:
    """Return the rows that a run has already, and leave the file ready for more.

    Raises InputError when the file is no results file, or has rows of another run.
    """
    rows = read(path) if path.exists() else []
    for row in rows:
        if different := [name for name in {**run, **row.run} if run.get(name) != row.run.get(name)]:
            name = different[0]
            was, now = row.run.get(name, "nothing"), run.get(name, "nothing")
            raise InputError(f"{path} holds results with {name} {was}; this run has {name} {now}.", _OTHER)
    if path.exists():
        _close_last_line(path)
    return {row.item.key: row for row in rows}


def read(path: Path) -> list[Row]:
    """Return all rows of a file; a last line that was cut off is passed over.

    Raises InputError when it cannot be read or a line is not a row.
    """
    lines = _lines(path)
    whole = lines[:-1] if lines and _is_cut(lines[-1]) else lines
    return [_row(line, f"{path}:{number}") for number, line in enumerate(whole, start=1) if line.strip()]


def append(path: Path, row: Row) -> None:
    """Add a row to the file, and make the file if there is none. InputError when it cannot be written."""
    document = {"run": row.run, **dict(_fields(row.item)), **dict(_fields(row.outcome))}
    try:
        with path.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(json.dumps(document, ensure_ascii=True) + "\n")
    except OSError as error:
        raise InputError(f"The results file {path} cannot be written: {error}", _OTHER) from error


def _fields(part: Item | Outcome) -> Iterator[tuple[str, Any]]:
    for one in fields(part):
        yield one.name, getattr(part, one.name)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The results file {path} cannot be read: {error}", _OTHER) from error


def _is_cut(line: str) -> bool:
    """Tell whether a line is the beginning of a row: what a stop in the middle of writing leaves."""
    if line.endswith("\n") or not (line.startswith(_BEGINNING) or _BEGINNING.startswith(line)):
        return False
    try:
        json.loads(line)
    except json.JSONDecodeError:
        return True
    return False


def _close_last_line(path: Path) -> None:
    """Take off a last line that was cut; end one that only lacks its line feed."""
    lines = _lines(path)
    if not lines or lines[-1].endswith("\n"):
        return
    whole = lines[:-1] if _is_cut(lines[-1]) else [*lines[:-1], lines[-1] + "\n"]
    temporary = path.with_name(f"{path.name}.new")
    temporary.write_text("".join(whole), encoding="utf-8", newline="\n")
    temporary.replace(path)


def _row(line: str, where: str) -> Row:
    try:
        document = json.loads(line)
        run = document["run"]
        item = Item(**{one.name: _frozen(document[one.name]) for one in fields(Item)})
        outcome = Outcome(**{one.name: document[one.name] for one in fields(Outcome)})
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"{where}: not a row of `assistant eval`.", _OTHER) from error
    return Row(run, item, outcome)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
