"""Long lists in JSON, item by item: no more than one item is in memory.

ijson, used here alone, parses while it reads. Knows nothing of articles. Cost: 3 ms a MB of articles of
3 KB, 90 ms a MB of objects with a line in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.ingestion.decoding import UnreadableError

LISTS = (
    *("articles", "data", "results", "items", "stories", "news", "docs", "response", "posts", "value", "hits"),
    *("documents", "entries", "_items", "@graph"),
)
"""What the list of articles is called in the answers of news APIs, or what it is in."""
MAX_ITEM_BYTES = 16 * 1024 * 1024
"""An item, or what stands before the first of them, is no longer than this."""
_MAX_PARTS = 200_000
"""Values in an item, those within others too: some have a thousand; this many take 50 MB."""
_MAX_DEPTH = 200


def items(stream: Any) -> Iterator[Any]:
    """Yield the items of the list, which is all there is or is in an object under one of ``LISTS``.

    Raises UnreadableError where it cannot be read further, OSError.
    """
    import ijson

    counted = _Counted(stream)
    try:
        yield from _items(ijson.parse(counted, buf_size=4096, use_float=True), ijson.ObjectBuilder, counted)
    except ijson.IncompleteJSONError:
        raise UnreadableError("JSON is cut off: it ends in the middle, or is not valid there") from None
    except (ijson.JSONError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise UnreadableError(f"not valid JSON: {' '.join(str(error).split())[:100]}") from None


class _Counted:
    """A stream that says so when too much was read of it for one item."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.left = MAX_ITEM_BYTES

    def read(self, length: int) -> bytes:
        self.left -= length
        if self.left < 0:
            raise UnreadableError(f"an article longer than {MAX_ITEM_BYTES // (1024 * 1024)} MB")
        data: bytes = self._stream.read(length)
        return data


def _items(events: Iterator[tuple[str, str, Any]], builder: Any, counted: _Counted) -> Iterator[Any]:
    building, parts, depth = None, 0, 0
    for prefix, event, value in events:
        depth += event.startswith("start_")
        depth -= event.startswith("end_")
        if depth > _MAX_DEPTH:
            raise UnreadableError("JSON is nested too deeply or holds a number that is too long")
        if building is None:
            if not _is_item(prefix) or event.startswith("end_") or event == "start_array":
                continue
            building, parts, outside = builder(), 0, prefix
        building.event(event, value)
        parts += 1
        if parts > _MAX_PARTS:
            raise UnreadableError("an article in more parts than any has")
        if prefix == outside and event != "map_key" and not event.startswith("start_"):
            counted.left = MAX_ITEM_BYTES
            yield building.value
            building = None


def _is_item(prefix: str) -> bool:
    *way, last = prefix.split(".")
    return last == "item" and len(way) < 4 and all(name in LISTS for name in way)
