"""Find quotations: the text between quotation marks."""

from __future__ import annotations

import re

QUOTED_SINGLE = r"(?<!\w)[‘'](?!\d\ds)([^‘’'\"“”]+(?:['’]\w[^‘’'\"“”]*)*)[’'](?!\w)"
"""Text between single quotation marks. A mark after a letter or before a decade ('90s) is an apostrophe instead."""
_QUOTED_SINGLE = re.compile(QUOTED_SINGLE)
_DOUBLE_MARK = re.compile(r"[\"“”]")


def unquoted(text: str) -> str:
    """Return a text of the same length with underscores in place of quotations.

    A quotation may begin before the text or end after it.
    """
    text = _QUOTED_SINGLE.sub(lambda quotation: "_" * len(quotation[0]), text)
    characters, start = list(text), -1
    for position, mark in [(match.start(), match[0]) for match in _DOUBLE_MARK.finditer(text)]:
        opens = mark == "“" or (mark == '"' and start < 0 and (position == 0 or text[position - 1] in " ([_—–\n"))
        if opens and start < 0:
            start = position
        elif not opens:
            is_first = "_" not in characters[:position]
            first = max(start, 0) if start >= 0 or is_first else position
            characters[first : position + 1] = "_" * (position + 1 - first)
            start = -1
    if start >= 0:
        characters[start:] = "_" * (len(characters) - start)
    return "".join(characters)


def is_whole(text: str) -> bool:
    """Return whether every quotation in a text both begins and ends in it."""
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0
