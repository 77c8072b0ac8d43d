"""Items as CSL-JSON, which Zotero, Pandoc and every citation processor read; references as our own JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from assistant.rendering.bibliography.csl_items import Item, item
from assistant.rendering.bibliography.reference_text import Reference
from assistant.rendering.safe_text import escape_json


def csl_json(items: Sequence[Item]) -> str:
    """Return the items as one JSON array, in order."""
    return escape_json(json.dumps(items, ensure_ascii=False, indent=2)) + "\n"


def references_document(references: Sequence[Reference], style: str, accessed: date) -> dict[str, Any]:
    """Return the document of `assistant cite --json`."""
    return {
        "style": style,
        "accessed": accessed.isoformat(),
        "references": [_reference(reference, accessed) for reference in references],
    }


def _reference(reference: Reference, accessed: date) -> dict[str, Any]:
    version = reference.cited
    return {
        "article_id": version.article.id,
        "version": version.article.version,
        "spans": [{"start": start, "end": end} for start, end in version.spans],
        "label": reference.label,
        "reference": reference.text,
        "csl": item(version, accessed),
    }
