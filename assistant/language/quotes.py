"""What stands between quotation marks, which is somebody's own words. Knows nothing of who says them."""

from __future__ import annotations

import re

_QUOTED_SINGLE = re.compile(r"(?<!\w)[‘'](?!\d\ds)[^‘’'\"“”]+(?:['’]\w[^‘’'\"“”]*)*[’'](?!\w)")


def unquoted(text: str) -> str:
    """Return a text of the same length with underscores for quotations, those that begin or end outside it too."""
    text = _QUOTED_SINGLE.sub(lambda one: "_" * len(one[0]), text)
    pieces, begin, at = list(text), -1, 0
    for at, mark in [(one.start(), one[0]) for one in re.finditer(r"[\"“”]", text)]:
        opens = mark == "“" or (mark == '"' and begin < 0 and (at == 0 or text[at - 1] in " ([_—–\n"))
        if opens and begin < 0:
            begin = at
        elif not opens:
            first = max(begin, 0) if begin >= 0 or "_" not in pieces[:at] else at
            pieces[first : at + 1] = "_" * (at + 1 - first)
            begin = -1
    if begin >= 0:
        pieces[begin:] = "_" * (len(pieces) - begin)
    return "".join(pieces)


def is_whole(text: str) -> bool:
    """Tell whether every quotation in a text both begins and ends in it."""
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0
