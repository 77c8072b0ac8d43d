"""Read question files: one JSON object a line, as documented in ``docs/evaluation.md``.

The ids of gold articles are converted to the form in which ingest stores them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.answering.question import checked
from assistant.errors import InputError
from assistant.ingestion.cleaning import clean_line
from assistant.ingestion.ids import article_id

_DATED_ID = re.compile(r"(\d{8})_")
"""The start of an id of RealTime QA: the day of the quiz, in 96 of 100 cases within a day of the day of asking."""
HINT = "docs/evaluation.md describes the lines of a question file."


@dataclass(frozen=True, slots=True)
class Item:
    """One question with its accepted answers.

    ``file`` is the file's name without its folder. ``as_of`` is the day of asking, ``""`` if unknown. ``answers`` are
    the accepted texts, ``gold_ids`` the articles that answer the question. ``in_articles`` says whether the archive
    contains the answer's words, None if the file does not say.
    """

    file: str
    id: str
    question: str
    as_of: str = ""
    answers: tuple[str, ...] = ()
    gold_ids: tuple[str, ...] = ()
    answerable: bool = True
    in_articles: bool | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The identity of the question within a run."""
        return self.file, self.id


def load(paths: Sequence[Path]) -> list[Item]:
    """Return the questions of the files, in order.

    Raises InputError for a file that cannot be read or is empty, and, with the line's number, for a line that is no
    question, a value of the wrong type or a repeated question.
    """
    items: dict[tuple[str, str], Item] = {}
    for path in paths:
        previous_count = len(items)
        for location, item in _items(path):
            if item.key in items:
                raise InputError(f"{location}: there already is a question {item.id!r} of {item.file}.", HINT)
            items[item.key] = item
        if len(items) == previous_count:
            raise InputError(f"{path} holds no questions.", HINT)
    return list(items.values())


def sample(items: Sequence[Item], size: int, seed: int) -> list[Item]:
    """Return ``size`` of the items, in their order: those with the lowest hash of seed and id.

    The sample is the same on every machine, and a smaller sample with the same seed is part of a larger one.
    """

    def rank(item: Item) -> str:
        return hashlib.sha256(f"{seed} {item.file} {item.id}".encode()).hexdigest()

    sampled_keys = {item.key for item in sorted(items, key=rank)[:size]}
    return [item for item in items if item.key in sampled_keys]


def _items(path: Path) -> Iterator[tuple[str, Item]]:
    """Yield each item after its location, FILE:LINE."""
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            location = f"{path}:{number}"
            yield location, _item(_record(line, location), location, path.name, str(number))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The question file {path} cannot be read: {error}", "Check the path; it must be UTF-8."
        ) from (error)


def _record(line: str, location: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"{location}: not JSON: {error.msg}.", HINT) from error
    if not isinstance(record, dict):
        raise InputError(f"{location}: not a JSON object.", HINT)
    return record


def _item(record: Mapping[str, Any], location: str, file: str, number: str) -> Item:
    answers = _texts(record, "answer", location)
    gold_ids = tuple(
        article_id(clean_line(gold_id), "", "", "", "") for gold_id in _texts(record, "gold_ids", location)
    )
    answerable = _flag(record, "answerable", location)
    ids = [str(record[name]) for name in ("id", "question_id") if record.get(name) not in (None, "")]
    question_id = ids[0] if ids else ""
    return Item(
        file=file,
        id=question_id or number,
        question=_question(record, location),
        as_of=_day(record, location) or _day_of(question_id),
        answers=answers,
        gold_ids=gold_ids,
        answerable=bool(answers or gold_ids) if answerable is None else answerable,
        in_articles=_flag(record, "answer_in_articles", location),
    )


def _question(record: Mapping[str, Any], location: str) -> str:
    question = record.get("question")
    if not isinstance(question, str):
        raise InputError(f"{location}: the field question is missing.", HINT)
    try:
        return checked(question)
    except InputError as error:
        raise InputError(f"{location}: {error.message}", HINT) from error


def _texts(record: Mapping[str, Any], name: str, location: str) -> tuple[str, ...]:
    """Return a string, a number or a list of them as strings, without empty ones."""
    value = record.get(name)
    values: Iterable[Any] = value if isinstance(value, list) else [] if value is None else [value]
    for entry in values:
        if isinstance(entry, bool) or not isinstance(entry, str | int | float):
            raise InputError(f"{location}: the field {name} must be a text or a list of texts.", HINT)
    return tuple(text for text in map(str, values) if text.strip())


def _flag(record: Mapping[str, Any], name: str, location: str) -> bool | None:
    value = record.get(name)
    if value is not None and not isinstance(value, bool):
        raise InputError(f"{location}: the field {name} must be true or false.", HINT)
    return value


def _day(record: Mapping[str, Any], location: str) -> str:
    value = record.get("asked") or ""
    try:
        return date.fromisoformat(value[:10]).isoformat() if value else ""
    except (TypeError, ValueError):
        raise InputError(f"{location}: the field asked must be a day, YYYY-MM-DD.", HINT) from None


def _day_of(question_id: str) -> str:
    """Return the day in a dated id such as ``20220617_3``, otherwise ``""``."""
    try:
        match = _DATED_ID.match(question_id)
        return date.fromisoformat(match[1]).isoformat() if match else ""
    except ValueError:
        return ""
