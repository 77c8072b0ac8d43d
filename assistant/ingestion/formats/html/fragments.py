"""Pieces of HTML inside other data, as content systems export them: their text, a blank line between paragraphs.

For whole pages see `html`. Knows nothing of articles. Cost: 14 MB a second.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_MARKED_UP = re.compile(
    r"</(?:p|div|li|h[1-6]|blockquote|article|section|body|ul|td)\s*>|<(?:p|br)\s*/?>", re.IGNORECASE
)
_BLOCKS = frozenset(
    "address article blockquote body dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li main ol p section table tr "
    "ul".split()
)
_HIDDEN = frozenset("script style template noscript iframe object svg head button form select textarea".split())


def text_of(value: str) -> str:
    """Return ``value`` without its markup, or as it is when it has none."""
    if not _MARKED_UP.search(value):
        return value
    reader = _Reader()
    reader.feed(value)
    reader.close()
    return "\n\n".join(line for line in reader.lines() if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden.append(tag)
        elif tag in _BLOCKS or tag == "br":
            self._pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag == self._hidden[-1]:
            self._hidden.pop()
        elif tag in _BLOCKS:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._pieces.append(re.sub(r"\s+", " ", data))

    def lines(self) -> list[str]:
        return [line.strip() for line in "".join(self._pieces).split("\n")]
