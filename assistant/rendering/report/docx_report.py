"""A Report as a Word document with real footnotes, by Pandoc, in the look of ``templates/docx``.

Cost: a start of Pandoc, 0.2 s.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from assistant.pandoc import convert_to_bytes
from assistant.rendering.report.pandoc_document import report_tree
from assistant.schema.reports import Report

_PROPERTIES = "docProps/core.xml"
_SANDBOX_TIME = b"1970-01-01T00:00:00Z"
"""What the clock in Pandoc's sandbox says."""


def report_docx(report: Report) -> bytes:
    """The whole file, dated with the report's own time. Raises AssistantError when Pandoc is missing or fails."""
    with TemporaryDirectory(prefix="report-") as folder:
        look = Path(folder) / "look.docx"
        look.write_bytes(_packed(_files(files("assistant.rendering") / "templates" / "docx")))
        document = convert_to_bytes(report_tree(report), "json", "docx", f"--reference-doc={look}")
    return _finished(document, datetime.fromisoformat(report.created))


def _finished(document: bytes, moment: datetime) -> bytes:
    """What Pandoc has no option for: the document's date.

    Rows may break over pages: kept whole, with their footnotes, they left half of a page empty in LibreOffice.
    """
    with ZipFile(io.BytesIO(document)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    words = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    parts[_PROPERTIES] = parts[_PROPERTIES].replace(_SANDBOX_TIME, words)
    return _packed(parts.items())


def _packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip file of the same bytes for the same parts."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as document:
        for name, content in sorted(parts):
            document.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return packed.getvalue()


def _files(folder: Traversable, under: str = "") -> list[tuple[str, bytes]]:
    """The parts of an empty document of our own, whose styles, page and footer Pandoc takes over."""
    found: list[tuple[str, bytes]] = []
    for item in folder.iterdir():
        name = f"{under}{item.name}"
        found += _files(item, f"{name}/") if item.is_dir() else [(name, item.read_bytes())]
    return found
