"""Placeholders for characters that Pandoc would read as markup in a title, put back after it.

In CSL-JSON "<i>" is italics; in BibTeX a brace counts even behind a backslash, straight quotation marks would become
typographic ones, and "|" a command that few programs know. Pandoc sees noncharacters of Unicode instead, which stand in
no interchanged text (section 23.7 of the standard) and mean nothing to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PLACEHOLDERS = {character: chr(0xFDD0 + count) for count, character in enumerate("<{}\"'|")}


def hidden(value: Any, characters: str) -> Any:
    """Return a JSON value with placeholders for ``characters`` in all its strings, except addresses."""
    if isinstance(value, dict):
        return {name: part if name == "URL" else hidden(part, characters) for name, part in value.items()}
    if isinstance(value, list):
        return [hidden(part, characters) for part in value]
    if isinstance(value, str):
        return value.translate({ord(character): _PLACEHOLDERS[character] for character in characters})
    return value


def revealed(text: str, replacements: Mapping[str, str]) -> str:
    """Return the text with the replacement of each hidden character."""
    return text.translate(
        {ord(_PLACEHOLDERS[character]): replacement for character, replacement in replacements.items()}
    )
