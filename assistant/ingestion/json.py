"""JSON files (one article, a list, or {"articles": [...]}) and JSON Lines (an article a line). Agencies' JSON too.

JSON is held in memory whole; JSON Lines are streamed, so their size does not matter.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from assistant.ingestion import ninjs
from assistant.ingestion.decoding import UnreadableError, decode
from assistant.ingestion.file import File
from assistant.ingestion.records import article
from assistant.schema import Article, Skipped

MAX_LINE_BYTES = 16 * 1024 * 1024
"""A longer line of JSON Lines is passed over; no more than this of it is ever in memory."""


def read_json(file: File) -> Iterator[Article | Skipped]:
    """Yield the articles of a JSON file. Raises UnreadableError, OSError."""
    value = _parse(file.text())
    if isinstance(value, dict) and isinstance(value.get("articles"), list):
        value = value["articles"]
    value = ninjs.stories(value) or value
    if isinstance(value, dict):
        yield from _from_value(value, file.where)
        return
    if not isinstance(value, list):
        raise UnreadableError("neither an article nor a list of articles")
    if not value:
        raise UnreadableError("no articles in it")
    for number, item in enumerate(value, start=1):
        yield from _from_value(item, f"{file.where} (article {number})" if len(value) > 1 else file.where)


def read_lines(file: File) -> Iterator[Article | Skipped]:
    """Yield the articles of a JSON Lines file; broken lines are Skipped. Raises UnreadableError, OSError."""
    empty = True
    with file.open() as stream:
        head = stream.read(4096)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise UnreadableError("JSON Lines in UTF-16; save it as UTF-8")
        if b"\0" in head:
            raise UnreadableError("binary file")
        stream.seek(0)
        for number, line in _lines(stream):
            if line is not None and not line.strip():
                continue
            empty = False
            yield from _from_line(line, f"{file.where}:{number}")
    if empty:
        raise UnreadableError("no articles in it")


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line with its number, from 1; None for a line that is too long."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) <= MAX_LINE_BYTES or line.endswith(b"\n"):
            yield number, line
            continue
        del line
        _pass_over(stream)
        yield number, None


def _pass_over(stream: BinaryIO) -> None:
    while (rest := stream.readline(1024 * 1024)) and not rest.endswith(b"\n"):
        pass


def _from_line(line: bytes | None, where: str) -> Iterator[Article | Skipped]:
    if line is None:
        yield Skipped(where, f"line longer than {MAX_LINE_BYTES // (1024 * 1024)} MB")
        return
    try:
        value = _parse(decode(line))
        for item in ninjs.stories(value) or [value]:
            yield from _from_value(item, where)
    except UnreadableError as error:
        yield Skipped(where, str(error))


def _from_value(value: Any, where: str) -> Iterator[Article | Skipped]:
    if ninjs.is_ninjs(value):
        yield from ninjs.articles(value, where)
    elif isinstance(value, dict):
        yield article(value) or Skipped(where, "no text")
    else:
        yield Skipped(where, "not a JSON object")


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
            reason = "JSON is cut off: it ends in the middle" if text.strip() else "no text"
        else:
            reason = f"not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}"
    except (ValueError, RecursionError):  # numbers of thousands of digits, thousands of nested brackets
        reason = "JSON is nested too deeply or holds a number that is too long"
    raise UnreadableError(reason)
