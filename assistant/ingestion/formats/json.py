"""Read JSON (one article, a list, or an object that contains a list) and JSON Lines (an article a line).

Stories in agencies' formats go to ``ninjs``. A file named .jsonl or .ndjson is JSON Lines; for other names its first
lines decide. JSON Lines and lists longer than ``WHOLE_BYTES`` are streamed, so their size does not matter. From a list
that is cut off, the articles before the cut are read.
"""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from assistant.ingestion.decoding import UnreadableError, decode
from assistant.ingestion.field_names import FieldMap
from assistant.ingestion.file import File
from assistant.ingestion.formats import syndication
from assistant.ingestion.formats.agencies import ninjs
from assistant.ingestion.formats.json_lists import LIST_NAMES, items
from assistant.ingestion.records import article
from assistant.schema.archives import Skipped
from assistant.schema.articles import Article

MAX_LINE_BYTES = 16 * 1024 * 1024
"""A longer line of JSON Lines is Skipped; no more than this of it is ever in memory."""
WHOLE_BYTES = 16 * 1024 * 1024
"""Larger JSON is streamed. Parsed whole, it takes up to 27 times its size in memory, for empty objects."""
_JSON_LINES_SUFFIXES = (".jsonl", ".ndjson")
_MAX_DEPTH = 4
_TOO_DEEP = "JSON is nested too deeply or holds a number that is too long"
_WHITE_SPACE = b"\xef\xbb\xbf \t\r\n"

Line = tuple[int, bytes | None]


def read(file: File) -> Iterator[Article | Skipped]:
    """Yield the articles; those that cannot be read are Skipped. Raises UnreadableError, OSError."""
    if syndication.is_feed(file.head()):
        yield from syndication.read(file)
        return
    if file.name.lower().endswith(_JSON_LINES_SUFFIXES):
        yield from _read_lines(file)
        return
    with file.open() as stream:
        data = stream.read(WHOLE_BYTES + 1)
        if _is_lines(data):
            yield from _from_lines(_lines(_JoinedStream(data, stream)), file)
        elif len(data) > WHOLE_BYTES:
            yield from _from_list(_JoinedStream(data, stream), file)
        else:
            yield from _from_whole(data, file)


def _read_lines(file: File) -> Iterator[Article | Skipped]:
    head = file.head()
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableError("JSON Lines in UTF-16; save it as UTF-8")
    if b"\0" in head:
        raise UnreadableError("binary file")
    with file.open() as stream:
        yield from _from_lines(_lines(stream), file)


class _JoinedStream(io.RawIOBase):
    """A stream of bytes that were read already, then the rest of the stream that they came from."""

    def __init__(self, data: bytes, rest: BinaryIO) -> None:
        self._data = io.BytesIO(data)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._data.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _is_lines(data: bytes) -> bool:
    """Whether each line is a JSON value: there are two non-empty lines, and one of the first two is an object."""
    lines = (line.strip(_WHITE_SPACE) for line in io.BytesIO(data))
    first = list(islice(filter(None, lines), 2))
    return len(first) == 2 and (_is_object(first[0]) or (first[0][:1] == b"{" != first[0] and _is_object(first[1])))


def _is_object(line: bytes) -> bool:
    if not (line.startswith(b"{") and line.endswith(b"}")):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _from_lines(lines: Iterator[Line], file: File) -> Iterator[Article | Skipped]:
    is_empty = True
    for number, line in lines:
        if line is not None and not line.strip(_WHITE_SPACE):
            continue
        is_empty = False
        yield from _from_line(line, f"{file.where}:{number}", file.fields)
    if is_empty:
        raise UnreadableError("no articles in it")


def _lines(stream: BinaryIO | _JoinedStream) -> Iterator[Line]:
    """Yield each line with its number, from 1; None for a line that is too long."""
    source = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    number = 0
    while line := source.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) <= MAX_LINE_BYTES or line.endswith(b"\n"):
            yield number, line
            continue
        del line
        while (rest := source.readline(1024 * 1024)) and not rest.endswith(b"\n"):
            pass
        yield number, None


def _from_line(line: bytes | None, location: str, fields: FieldMap) -> Iterator[Article | Skipped]:
    if line is None:
        yield Skipped(location, f"line longer than {MAX_LINE_BYTES // (1024 * 1024)} MB")
        return
    try:
        value = _parse(decode(line))
        for item in ninjs.stories(value) or [value]:
            yield from _from_value(item, location, fields)
    except UnreadableError as error:
        yield Skipped(location, str(error))


def _from_whole(data: bytes, file: File) -> Iterator[Article | Skipped]:
    text = decode(data)
    try:
        parsed = _parse(text)
        value = ninjs.stories(parsed) or _articles(parsed)
    except UnreadableError as error:
        if str(error) == _TOO_DEEP:
            raise
        yield from _from_list(io.BytesIO(text.encode("utf-8", "replace")), file, str(error))
        return
    if isinstance(value, dict):
        yield from _from_value(value, file.where, file.fields)
        return
    if not isinstance(value, list):
        raise UnreadableError("neither an article nor a list of articles")
    if not value:
        raise UnreadableError("no articles in it")
    for number, item in enumerate(value, start=1):
        yield from _from_value(item, f"{file.where} (article {number})" if len(value) > 1 else file.where, file.fields)


def _articles(value: Any, depth: int = _MAX_DEPTH) -> Any:
    """Return the list of articles in a response of a news API, or ``value`` itself if it contains none."""
    if not isinstance(value, dict) or not depth:
        return value
    for name in LIST_NAMES:
        articles = _articles(value.get(name), depth - 1)
        is_first_name = name == LIST_NAMES[0]
        if isinstance(articles, list) and (is_first_name or any(isinstance(item, dict) for item in articles[:1])):
            return articles
    return value


def _from_list(stream: BinaryIO | _JoinedStream, file: File, reason: str = "") -> Iterator[Article | Skipped]:
    """Stream the articles of a list; ``reason``, why it could not be parsed whole, is reported after the last."""
    number = 0
    try:
        for number, item in enumerate(items(stream), start=1):
            yield from _from_value(item, f"{file.where} (article {number})", file.fields)
    except UnreadableError as error:
        reason = reason or str(error)
    if not number:
        raise UnreadableError(reason or "neither an article nor a list of articles")
    if reason:
        yield Skipped(f"{file.where} (after article {number})", reason)


def _from_value(value: Any, location: str, fields: FieldMap) -> Iterator[Article | Skipped]:
    if not isinstance(value, dict):
        yield Skipped(location, "not a JSON object")
        return
    if ninjs.is_ninjs(value) and not fields:
        yield from ninjs.articles(value, location)
        return
    source = value.get("_source")  # the wrapper of Elasticsearch exports
    try:
        yield article(source if isinstance(source, dict) else value, fields) or Skipped(location, "no text")
    except UnreadableError as error:
        yield Skipped(location, str(error))


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
            reason = "JSON is cut off: it ends in the middle" if text.strip() else "no text"
        else:
            reason = f"not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}"
    except (ValueError, RecursionError):  # numbers of thousands of digits, thousands of nested brackets
        reason = _TOO_DEEP
    raise UnreadableError(reason)
