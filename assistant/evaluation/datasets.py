"""Question files: one JSON object a line, as documented in ``docs/evaluation.md``.

Knows nothing of archives or models, but gives the ids of gold articles the form in which ingest stores them.
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

_DATED = re.compile(r"(\d{8})_")
"""Beginning of an id of RealTime QA: the day of the quiz, in 96 of 100 cases within a day of the day of asking."""
HINT = "docs/evaluation.md describes the lines of a question file."


@dataclass(frozen=True, slots=True)
class Item:
    """One question and what is known of its answer.

    ``file`` is the file's name without its folder. ``as_of`` is the day of asking, ``""`` when not given. ``answers``
    are the accepted texts. ``gold_ids`` are the articles that answer it. ``in_articles`` says whether the archive
    holds the answer's words, None when the file does not say.
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
        """What tells it apart from all other questions of a run."""
        return self.file, self.id


def load(paths: Sequence[Path]) -> list[Item]:
    """Read the files, in order.

    Raises InputError, with the line's number, for a file that cannot be read, a line that is no question, a value of
    the wrong kind, or a question that comes twice.
    """
    items: dict[tuple[str, str], Item] = {}
    for path in paths:
        before = len(items)
        for where, item in _items(path):
            if item.key in items:
                raise InputError(f"{where}: there already is a question {item.id!r} of {item.file}.", HINT)
            items[item.key] = item
        if len(items) == before:
            raise InputError(f"{path} holds no questions.", HINT)
    return list(items.values())


def sample(items: Sequence[Item], size: int, seed: int) -> list[Item]:
    """Return ``size`` of the items, in their order: those whose hash with the seed comes first.

    The same on every machine, and a smaller sample of the same seed is part of a larger one.
    """

    def rank(item: Item) -> str:
        return hashlib.sha256(f"{seed} {item.file} {item.id}".encode()).hexdigest()

    chosen = {item.key for item in sorted(items, key=rank)[:size]}
    return [item for item in items if item.key in chosen]


def _items(path: Path) -> Iterator[tuple[str, Item]]:
    """Each item, after the place it comes from."""
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            where = f"{path}:{number}"
            yield where, _item(_record(line, where), where, path.name, str(number))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The question file {path} cannot be read: {error}", "Check the path; it must be UTF-8."
        ) from (error)


def _record(line: str, where: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"{where}: not JSON: {error.msg}.", HINT) from error
    if not isinstance(record, dict):
        raise InputError(f"{where}: not a JSON object.", HINT)
    return record


def _item(record: Mapping[str, Any], where: str, file: str, number: str) -> Item:
    answers = _texts(record, "answer", where)
    gold_ids = tuple(article_id(clean_line(one), "", "", "", "") for one in _texts(record, "gold_ids", where))
    answerable = _flag(record, "answerable", where)
    named = [str(record[name]) for name in ("id", "question_id") if record.get(name) not in (None, "")]
    given = named[0] if named else ""
    return Item(
        file=file,
        id=given or number,
        question=_question(record, where),
        as_of=_day(record, where) or _day_of(given),
        answers=answers,
        gold_ids=gold_ids,
        answerable=bool(answers or gold_ids) if answerable is None else answerable,
        in_articles=_flag(record, "answer_in_articles", where),
    )


def _question(record: Mapping[str, Any], where: str) -> str:
    question = record.get("question")
    if not isinstance(question, str):
        raise InputError(f"{where}: the field question is missing.", HINT)
    try:
        return checked(question)
    except InputError as error:
        raise InputError(f"{where}: {error.message}", HINT) from error


def _texts(record: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    """A text, a number, or a list of them; empty ones do not count."""
    value = record.get(name)
    values: Iterable[Any] = value if isinstance(value, list) else [] if value is None else [value]
    for one in values:
        if isinstance(one, bool) or not isinstance(one, str | int | float):
            raise InputError(f"{where}: the field {name} must be a text or a list of texts.", HINT)
    return tuple(text for text in map(str, values) if text.strip())


def _flag(record: Mapping[str, Any], name: str, where: str) -> bool | None:
    value = record.get(name)
    if value is not None and not isinstance(value, bool):
        raise InputError(f"{where}: the field {name} must be true or false.", HINT)
    return value


def _day(record: Mapping[str, Any], where: str) -> str:
    value = record.get("asked") or ""
    try:
        return date.fromisoformat(value[:10]).isoformat() if value else ""
    except (TypeError, ValueError):
        raise InputError(f"{where}: the field asked must be a day, YYYY-MM-DD.", HINT) from None


def _day_of(given: str) -> str:
    """The day in a dated id such as ``20220617_3``, otherwise ``""``."""
    try:
        match = _DATED.match(given)
        return date.fromisoformat(match[1]).isoformat() if match else ""
    except ValueError:
        return ""
