"""Finds the id of the report in a document, in its first lines, also after a person edited the document."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from assistant.errors import InputError

_ID = re.compile(r"(?:\bReport\s+|\"id\":\s*\")(\d{4}-\d\d-\d\d-[0-9a-f]{6})\b")
_TAG = re.compile(r"<[^<>]*>")
_STYLE = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
MOST = 2_000_000
"""Bytes of a document, or of the text of a Word document, that are searched: a page begins with its styles."""


def report_id(path: Path) -> str:
    """Return the id of the report in a file. Raises InputError when it cannot be read, or is no report of ours."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.", "Check the path.") from error
    if content.startswith(b"%PDF"):
        hint = "Refresh the report's Markdown, HTML or DOCX, or make a new one."
        raise InputError(f"{path} is a PDF: which report it is cannot be read from it.", hint)
    match = _ID.search(_text(content))
    if match is None:
        hint = 'The line under its title begins with "Report" and its id; `assistant sessions list` shows those kept.'
        raise InputError(f"{path} does not say which report it is.", hint)
    return match[1]


def _text(content: bytes) -> str:
    if content.startswith(b"PK"):
        content = _word_text(content)
    text = content[:MOST].decode("utf-8", "replace")
    return _TAG.sub("", _STYLE.sub("", text)) if text.lstrip().startswith("<") else text


def _word_text(content: bytes) -> bytes:
    """Return the text of a Word document as XML, empty for any other file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts, parts.open("word/document.xml") as document:
            return document.read(MOST)
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError):
        return b""
