"""References in a style, as plain text, formatted by Pandoc's citation processor.

Straight quotation marks become the style's and English titles get its capitals; otherwise a title shows as it reads,
markup included. All references are formatted in one call, 0.3 s, since the processor must see them together: two
articles of one author and year become 2026a and 2026b.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.pandoc import convert
from assistant.rendering.bibliography.csl_items import CitedVersion, Item, item
from assistant.rendering.bibliography.placeholders import hidden, revealed
from assistant.rendering.bibliography.styles import ReferenceStyle, definition
from assistant.rendering.safe_text import one_line
from assistant.schema.articles import Article

_STYLE_FIELDS = ("id", "type", "title", "author", "container-title", "issued", "accessed", "URL", "language")
"""Fields that a style gets. Without the place in our archive, which styles would print as a shelf mark."""
_TEXT_POSITION = {"Code": 1, "Link": 1, "Math": 1, "Quoted": 1, "RawInline": 1, "Span": 1}
"""Position of the text in those of Pandoc's elements that hold more. Spaces and line breaks have no content."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A formatted reference. ``label`` is the number of a numbered style, such as ``[1]``."""

    cited: CitedVersion
    text: str
    label: str = ""


def references(articles: Sequence[Article], style: str, accessed: date) -> list[str]:
    """Return one reference for each article, in order, without the numbers of a numbered style.

    Raises AssistantError when Pandoc is missing or fails, ValueError for an unknown style.
    """
    versions = [CitedVersion(article) for article in articles]
    texts = {
        reference.cited.entry: reference.text for reference in bibliography(versions, ReferenceStyle(style), accessed)
    }
    return [texts[version.entry] for version in versions]


def bibliography(versions: Sequence[CitedVersion], style: ReferenceStyle, accessed: date) -> list[Reference]:
    """Return the references in the style's order, by name for most, as given for IEEE; an article version only once."""
    by_entry = {version.entry: version for version in versions}
    items = [_style_item(item(version, accessed)) for version in by_entry.values()]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "style.csl"
        path.write_text(definition(style), encoding="utf-8")
        document = convert(json.dumps(items), "csljson", "json", "--citeproc", f"--csl={path}")
    entries = json.loads(document)["blocks"][0]["c"][1] if items else []
    return [_reference(entry, by_entry) for entry in entries]


def _style_item(item: Item) -> Item:
    """Return an item for the citation processor, which must not turn "cnn.com" into "Cnn.com"."""
    fields: Item = hidden({name: item[name] for name in _STYLE_FIELDS if name in item}, "<")
    if "container-title" in fields:
        fields["container-title"] = f'<span class="nocase">{fields["container-title"]}</span>'
    return fields


def _reference(entry: dict[str, Any], by_entry: dict[str, CitedVersion]) -> Reference:
    (identifier, *_), blocks = entry["c"]
    label, text = _parts(blocks)
    return Reference(by_entry[identifier.removeprefix("ref-")], one_line(text), one_line(label))


def _parts(blocks: list[dict[str, Any]]) -> tuple[str, str]:
    """Return the label and the text of an entry."""
    inlines = blocks[0]["c"]
    labels = [part for part in inlines if part["t"] == "Span" and "csl-left-margin" in part["c"][0][1]]
    return _text(labels), _text([part for part in inlines if part not in labels])


def _text(part: Any) -> str:
    """Return all text in a part of Pandoc's tree."""
    if isinstance(part, str):
        return revealed(part, {"<": "<"})
    if isinstance(part, list):
        return "".join(map(_text, part))
    kind, content = part["t"], part.get("c", " ")
    return _text(content[_TEXT_POSITION[kind]] if kind in _TEXT_POSITION else content)
