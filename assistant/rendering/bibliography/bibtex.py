r"""Items as BibTeX, for LaTeX with BibTeX or with biblatex.

Pandoc writes it; the day and the day of access, which biblatex knows and Pandoc's BibTeX lacks, are added here. Titles
stand in double braces, so that every LaTeX style prints them as the archive has them. A hostile title cannot end its
field: a brace in an article becomes "\textbraceleft{}".
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from assistant.pandoc import convert
from assistant.rendering.bibliography.csl_items import Item
from assistant.rendering.bibliography.placeholders import hidden, revealed
from assistant.rendering.bibliography.title_language import UNKNOWN

_LATEX = {"<": r"\textless{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", '"': '"', "'": "'", "|": "|"}
_HEAD = re.compile(r"^(@\w+\{.*,)$", re.MULTILINE)
_SUFFIX = re.compile(r"^(  author = .*)$", re.MULTILINE)


def bibtex(items: Sequence[Item]) -> str:
    """Return one entry for each item, in order. Raises AssistantError when Pandoc is missing or fails."""
    pandoc_items = [_pandoc_item(item, key) for item, key in zip(items, _keys(items), strict=True)]
    entries = convert(json.dumps(hidden(pandoc_items, "".join(_LATEX))), "csljson", "bibtex", "--wrap=none")
    dates = iter(items)
    entries = _HEAD.sub(lambda head: head[1] + _dates(next(dates)), entries)
    entries = _SUFFIX.sub(lambda author: author[1].replace(" , ", ", "), entries)
    return revealed(entries, _LATEX)


def _pandoc_item(item: Item, key: str) -> Item:
    """Return the item for Pandoc, in no language that it knows, or it would change the capitals of the title."""
    authors = [name | ({"comma-suffix": True} if "suffix" in name else {}) for name in item.get("author", ())]
    return item | {"id": key, "language": UNKNOWN} | ({"author": authors} if authors else {})


def _dates(item: Item) -> str:
    fields = {"date": item.get("issued"), "urldate": item.get("accessed")}
    return "".join(f"\n  {name} = {{{_iso(value['date-parts'][0])}}}," for name, value in fields.items() if value)


def _iso(parts: Sequence[int]) -> str:
    return "-".join(f"{part:02}" for part in parts)


def _keys(items: Sequence[Item]) -> list[str]:
    """Return citation keys: the ids in characters that every BibTeX accepts, each key once."""
    keys: list[str] = []
    for item in items:
        key = re.sub(r"[^A-Za-z0-9_.-]+", "-", item["id"])
        keys.append(key if key not in keys else f"{key}-{len(keys) + 1}")
    return keys
