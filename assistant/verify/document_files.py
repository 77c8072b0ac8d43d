"""Reads a file as documents; its format is recognised by its content and its name.

A file larger than any document of ours is refused, and so is a Word document that unpacks to more.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from assistant.errors import InputError
from assistant.verify.document import Document

LARGEST = 16_000_000
"""Bytes. A report of 60 statements has 60 kB."""
UNPACKED = 64_000_000
"""Bytes of all text parts of a Word document together."""
_KINDS = "Markdown (.md), HTML, Word (.docx) and JSON"
_BINARY = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"\x1f\x8b": "gzip"}
_OLD_WORD = b"\xd0\xcf\x11\xe0"


def read(path: Path) -> list[Document]:
    """Return the documents in a file. Raises InputError, which names the file, where it cannot be read as one."""
    content = _content(path)
    try:
        return _documents(content, path.suffix.lower())
    except InputError as error:
        raise InputError(f"{path} cannot be verified. {error.message}", error.hint) from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{path} cannot be read: {reason}.", "Check the path.") from error
    if len(content) > LARGEST:
        raise InputError(f"{path} is larger than {LARGEST // 1_000_000} MB.", "No report or answer of ours is.")
    if not content.strip():
        raise InputError(f"{path} is empty.", "Is it the file that was written?")
    return content


def _documents(content: bytes, suffix: str) -> list[Document]:
    from assistant.verify.html_reader import read_html
    from assistant.verify.json_reader import read_json
    from assistant.verify.pandoc_reader import read_docx, read_markdown

    if content.startswith(b"PK\x03\x04") or suffix == ".docx":
        return [read_docx(_text_parts(content))]
    text = _text(content)
    beginning = text.lstrip()[:400].lower()
    if beginning.startswith(("<!doctype html", "<html")) or (suffix in (".html", ".htm") and "<" in beginning):
        return [read_html(text)]
    if suffix == ".json" or beginning.startswith("{"):
        return read_json(text)
    return [read_markdown(text)]


def _text(content: bytes) -> str:
    for magic, name in _BINARY.items():
        if content.startswith(magic):
            hint = f"Verify the .docx, .html or .md it came with: {_KINDS} can be read."
            raise InputError(f"It is a {name} file.", hint)
    if content.startswith(_OLD_WORD):
        raise InputError("It is a document of an old Word.", "Save it as .docx.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    if b"\0" in content:
        raise InputError("It is not text.", f"{_KINDS} can be read.")
    return _decoded(content, "utf-8-sig")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError("It is not text in UTF-8.", "Save it in UTF-8.") from error


def _text_parts(content: bytes) -> bytes:
    """Return a Word document reduced to its text parts, each unpacked within limits.

    A file of a few kilobytes can unpack to many gigabytes, and a part can be larger than its header says.
    """
    hint = "Is it the file that was written, and whole?"
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w") as slim:
            names = [name for name in packed.namelist() if name.endswith((".xml", ".rels"))]
            if "word/document.xml" not in names:
                raise InputError("It is a ZIP file, but no Word document.", f"{_KINDS} can be read.")
            _copy(packed, names, slim)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise InputError(f"It is no whole Word document: {error}.", hint) from error
    return out.getvalue()


def _copy(packed: zipfile.ZipFile, names: list[str], slim: zipfile.ZipFile) -> None:
    remaining_bytes = UNPACKED
    for name in dict.fromkeys(names):
        with packed.open(name) as part:
            text = part.read(remaining_bytes + 1)
        remaining_bytes -= len(text)
        if remaining_bytes < 0:
            raise InputError(f"It unpacks to more than {UNPACKED // 1_000_000} MB.", "No report of ours does.")
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise InputError(f"Its part {name} defines entities.", "No Word document needs them; save it anew in Word.")
        slim.writestr(name, text)
