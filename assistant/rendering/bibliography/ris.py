"""Items as RIS, which Zotero, EndNote, Mendeley and library catalogues read. Written by rispy.

A line of RIS is a tag and a value, and nothing but a line feed ends a value; there is none in an item.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.rendering.bibliography.author_names import Name
from assistant.rendering.bibliography.csl_items import Item
from assistant.rendering.bibliography.title_language import UNKNOWN


def ris(items: Sequence[Item]) -> str:
    """One record an item, in order."""
    import rispy

    class Unnumbered(rispy.RisWriter):  # type: ignore[misc]  # rispy has no types
        """Without the "1." that rispy would put before each record: it is no line of RIS."""

        def set_header(self, count: int) -> str:
            return ""

    return str(rispy.dumps([_record(item) for item in items], implementation=Unnumbered)).strip("\n") + "\n"


def _record(item: Item) -> dict[str, Any]:
    """The fields by rispy's names, those that the item has. The tags that they get are beside them."""
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
    """``van Beethoven, Ludwig``, ``Public, Jane Q., Jr.``; an organisation without a comma is taken as one."""
    if "literal" in name:
        return str(name["literal"])
    family = " ".join(part for part in (name.get("non-dropping-particle"), name["family"]) if part)
    return ", ".join(part for part in (family, name["given"], name.get("suffix")) if part)


def _year(item: Item) -> str:
    return f"{item['issued']['date-parts'][0][0]:04}" if "issued" in item else ""


def _date(item: Item, field: str) -> str:
    """``2026/01/28/``: year, month, day and a remark, each of which may be empty, as the format has it."""
    if field not in item:
        return ""
    year, month, day = (*item[field]["date-parts"][0], 0, 0)[:3]
    return f"{year:04}/{month:02}/{day:02}/".replace("/00", "/")
