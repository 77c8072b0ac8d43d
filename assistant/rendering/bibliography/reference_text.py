"""References as a style writes them, in plain text.

Pandoc's citation processor does the writing. Straight quotation marks become the style's, English titles get its
capitals; else a title shows as it reads, markup and all. One call for all references, 0.3 s, since the processor has to
see them together: two articles of an author and a year become 2026a and 2026b.
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
from assistant.rendering.bibliography.placeholders import hidden, shown
from assistant.rendering.bibliography.styles import ReferenceStyle, definition
from assistant.rendering.safe_text import one_line
from assistant.schema.articles import Article

_SHOWN = ("id", "type", "title", "author", "container-title", "issued", "accessed", "URL", "language")
"""What a style is told. Not where in our archive the article stands: styles would print it as a shelf mark."""
_TEXT_AT = {"Code": 1, "Link": 1, "Math": 1, "Quoted": 1, "RawInline": 1, "Span": 1}
"""Where elements of Pandoc's that have more than text have it. Spaces and line breaks have no content at all."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference. ``label`` is what a numbered style puts before it, such as ``[1]``."""

    cited: CitedVersion
    text: str
    label: str = ""


def references(articles: Sequence[Article], style: str, accessed: date) -> list[str]:
    """One reference an article, in the order given, without the numbers of a numbered style.

    Raises AssistantError when Pandoc is missing or fails, ValueError for an unknown style.
    """
    cited = [CitedVersion(article) for article in articles]
    texts = {one.cited.entry: one.text for one in bibliography(cited, ReferenceStyle(style), accessed)}
    return [texts[one.entry] for one in cited]


def bibliography(cited: Sequence[CitedVersion], style: ReferenceStyle, accessed: date) -> list[Reference]:
    """The references in the order of the style: by name for most, as given for IEEE. An article version comes once."""
    by_name = {one.entry: one for one in cited}
    items = [_told(item(one, accessed)) for one in by_name.values()]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "style.csl"
        path.write_text(definition(style), encoding="utf-8")
        written = convert(json.dumps(items), "csljson", "json", "--citeproc", f"--csl={path}")
    entries = json.loads(written)["blocks"][0]["c"][1] if items else []
    return [_reference(entry, by_name) for entry in entries]


def _told(full: Item) -> Item:
    """The item as the citation processor is given it: "cnn.com" is not to become "Cnn.com"."""
    told: Item = hidden({name: full[name] for name in _SHOWN if name in full}, "<")
    if "container-title" in told:
        told["container-title"] = f'<span class="nocase">{told["container-title"]}</span>'
    return told


def _reference(entry: dict[str, Any], by_name: dict[str, CitedVersion]) -> Reference:
    (identifier, *_), blocks = entry["c"]
    label, text = _parts(blocks)
    return Reference(by_name[identifier.removeprefix("ref-")], one_line(text), one_line(label))


def _parts(blocks: list[dict[str, Any]]) -> tuple[str, str]:
    """The number and the rest of an entry."""
    inlines = blocks[0]["c"]
    labels = [part for part in inlines if part["t"] == "Span" and "csl-left-margin" in part["c"][0][1]]
    return _text(labels), _text([part for part in inlines if part not in labels])


def _text(part: Any) -> str:
    """All text of a piece of Pandoc's tree."""
    if isinstance(part, str):
        return shown(part, {"<": "<"})
    if isinstance(part, list):
        return "".join(map(_text, part))
    kind, content = part["t"], part.get("c", " ")
    return _text(content[_TEXT_AT[kind]] if kind in _TEXT_AT else content)
