"""Text of articles and models made harmless for a terminal, a page or a JSON file, in one pass over the text.

Such text is data: it must not move the cursor, colour the screen, reverse the reading order or hide what follows.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

# C0 and C1 controls but for the line feed; line and paragraph separators; the bidirectional embeddings, overrides and
# isolates (Unicode TR 36, section 2.5), but not the left-to-right and right-to-left marks that honest text needs; the
# byte order mark; tag characters, which are invisible; and lone surrogates, which cannot be written as UTF-8.
_FORBIDDEN = (
    r"\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f\ud800-\udfff"
)
_UNSAFE = re.compile(f"[{_FORBIDDEN}]")
_REPLACED = {"\t": " ", "\u2028": "\n", "\u2029": "\n"}


def safe(text: str) -> str:
    """Remove characters that a terminal obeys instead of showing. Line feeds stay; a tab becomes a space."""
    return _UNSAFE.sub(lambda match: _REPLACED.get(match[0], ""), text)


def one_line(text: str) -> str:
    """Return safe text on one line: any run of white space becomes one space."""
    return " ".join(safe(text).split())


def unbroken(text: str) -> str:
    """Return safe text on one line, for quotes: line feeds become spaces, other white space stays as it is."""
    return re.sub(r" *\n[ \n]*", " ", safe(text).strip(" \n"))


def web_address(text: str) -> str:
    """Return a web address, escaped for links in any form of document; ``""`` for anything else."""
    address = one_line(text)
    try:
        is_web = urlsplit(address).scheme in ("http", "https")
    except ValueError:
        return ""
    return quote(address, safe=":/?#@!$&+,;=%~-._") if is_web else ""


def escape_json(text: str) -> str:
    r"""Escape the characters that `safe` removes as ``\uXXXX``, so that JSON reads them back. ``text`` is JSON."""
    return _UNSAFE.sub(lambda match: _code_units(match[0]), text)


def _code_units(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index : index + 2].hex()}" for index in range(0, len(units), 2))


def width(text: str) -> int:
    """Return the number of terminal columns that the text takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) != 0 for character in text)


def is_rtl(text: str) -> bool:
    """Tell whether the first letter with a direction runs from right to left (Unicode's rule for paragraphs)."""
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((direction for direction in directions if direction in ("L", "R", "AL")), "L") != "L"
