"""Items as RIS, which Zotero, EndNote, Mendeley and library catalogues read; written by rispy.

A line of RIS is a tag and a value that ends with the line; text of items has no line feeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.errors import needs
from assistant.rendering.bibliography.author_names import Name
from assistant.rendering.bibliography.csl_items import Item
from assistant.rendering.bibliography.title_language import UNKNOWN


def ris(items: Sequence[Item]) -> str:
    """Return one record for each item, in order."""
    with needs("reports", "RIS"):
        import rispy

    class Unnumbered(rispy.RisWriter):  # type: ignore[misc]  # rispy has no types
        """Leaves out the "1." that rispy puts before each record, which is no line of RIS."""

        def set_header(self, count: int) -> str:
            return ""

    return str(rispy.dumps([_record(item) for item in items], implementation=Unnumbered)).strip("\n") + "\n"


def _record(item: Item) -> dict[str, Any]:
    """Return the fields that the item has, by rispy's names; comments give the RIS tags."""
    language = item.get("language", "")
    fields = {
        "type_of_reference": "NEWS",  # TY
        "id": item["id"],  # ID
        "authors": [_author(name) for name in item.get("author", ())],  # AU
        "title": item["title"],  # TI
        "secondary_title": item.get("container-title"),  # T2
        "year": _year(item),  # PY
        "date": _date(item, "issued"),  # DA
        "access_date": _date(item, "accessed"),  # Y2
        "urls": [item["URL"]] if "URL" in item else [],  # UR
        "language": language if language != UNKNOWN else "",  # LA
        "name_of_database": item["archive"],  # DB
        "accession_number": item["archive_location"],  # AN
        "notes": [item["note"]],  # N1
    }
    return {name: value for name, value in fields.items() if value}


def _author(name: Name) -> str:
    """Return ``van Beethoven, Ludwig`` or ``Public, Jane Q., Jr.``; an organisation as it is."""
    if "literal" in name:
        return str(name["literal"])
    family = " ".join(part for part in (name.get("non-dropping-particle"), name["family"]) if part)
    return ", ".join(part for part in (family, name["given"], name.get("suffix")) if part)


def _year(item: Item) -> str:
    return f"{item['issued']['date-parts'][0][0]:04}" if "issued" in item else ""


def _date(item: Item, field: str) -> str:
    """Return ``2026/01/28/``: year, month, day and a remark, each of which may be empty."""
    if field not in item:
        return ""
    year, month, day = (*item[field]["date-parts"][0], 0, 0)[:3]
    return f"{year:04}/{month:02}/{day:02}/".replace("/00", "/")
