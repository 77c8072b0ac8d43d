"""Characters that Pandoc would read as markup in a title, hidden from it and put back after.

In CSL-JSON "<i>" is italics; in BibTeX a brace counts even behind a backslash, straight quotation marks would become
typographic ones, and "|" a command that few programs know. Instead of them Pandoc sees noncharacters of Unicode, which
stand in no text that is passed on (section 23.7 of the standard) and mean nothing to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_STAND_INS = {character: chr(0xFDD0 + count) for count, character in enumerate("<{}\"'|")}


def hidden(value: Any, characters: str) -> Any:
    """The same JSON value with stand-ins for ``characters`` in all its texts, but for addresses."""
    if isinstance(value, dict):
        return {name: part if name == "URL" else hidden(part, characters) for name, part in value.items()}
    if isinstance(value, list):
        return [hidden(part, characters) for part in value]
    return value.translate({ord(c): _STAND_INS[c] for c in characters}) if isinstance(value, str) else value


def shown(text: str, written: Mapping[str, str]) -> str:
    """The text with each hidden character as it is ``written`` there."""
    return text.translate({ord(_STAND_INS[character]): form for character, form in written.items()})
