"""Read documents of word processors: Word (DOCX), OpenDocument and RTF.

Pandoc converts them, in its sandbox and with a memory limit. Unlike python-docx, it keeps tracked insertions and form
fields, and drops tracked deletions. Footnotes, comments, headers and footers are left out. Title, author and dates come
from the document's properties. Cost: one start of Pandoc a file, 0.03 s (RTF) to 0.07 s (DOCX).
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant import pandoc
from assistant.errors import AssistantError, NotInstalledError
from assistant.ingestion.cleaning import clean, clean_line
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.formats.text import chosen_title, drop_repetition, headline
from assistant.ingestion.records import article
from assistant.schema.articles import Article

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes of XML in a document, unpacked; a novel has 5 MB. Pictures are not unpacked."""
SECONDS = 8.0
"""Time limit for Pandoc; a document with 5 MB of XML takes 2 s."""
_PROPERTIES = {
    "title": r"dc:title",
    "authors": r"dc:creator|meta:initial-creator",
    "published": r"dcterms:created|meta:creation-date",
    "updated": r"dcterms:modified|dc:date",
}
_PLACEHOLDER_AUTHOR = re.compile(
    r"(?:microsoft )?(?:office )?(?:user|admin|administrator|author|owner|python-docx|unknown)", re.I
)
_UNICODE_FALLBACK = re.compile(rb"(\\u-?\d{1,5})[^\\{}\s\d]")
"""A Unicode character and its fallback for older programs (``\\u8220?``). Pandoc also drops the letter behind the
fallback, unless that is written as a code (``\\'3f``)."""
_HIDDEN_TYPES = ("Note", "RawInline", "RawBlock", "Image", "Math")
_WHITE_SPACE = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}
_QUOTES = {"SingleQuote": "‘’", "DoubleQuote": "“”"}

Tree = Mapping[str, Any]


def read_word(file: File) -> Iterator[Article]:
    """Yield the one article in a .docx. Raises UnreadableError, OSError."""
    data = file.read()
    yield _article(data, "docx", _properties(data, "docProps/core.xml"), file.name)


def read_open_document(file: File) -> Iterator[Article]:
    """Yield the one article in an .odt. Raises UnreadableError, OSError."""
    data = file.read()
    yield _article(data, "odt", _properties(data, "meta.xml"), file.name)


def read_rich_text(file: File) -> Iterator[Article]:
    """Yield the one article in an .rtf. Raises UnreadableError, OSError."""
    data = file.read()
    if rb"\uc0" not in data:
        data = _UNICODE_FALLBACK.sub(rb"\1\\'3f", data)
    yield _article(data, "rtf", {}, file.name)


def _article(data: bytes, source_format: str, properties: Mapping[str, str], name: str) -> Article:
    meta, blocks = _tree(data, source_format)
    text = clean("\n\n".join(filter(None, _paragraphs(blocks))))
    title = clean_line(_meta(meta, "title")) or chosen_title(properties.get("title", ""), name)
    if not title:
        title, text = headline(text)
    authors = _meta(meta, "author") or properties.get("authors", "")
    text = drop_repetition(authors, drop_repetition(title, text))
    published, updated = (_valid_date(properties.get(field, "")) for field in ("published", "updated"))
    draft = article(
        {
            "title": title,
            "text": text,
            "authors": "" if _PLACEHOLDER_AUTHOR.fullmatch(authors.strip()) else authors,
            "published": _meta(meta, "date") or published,
            "updated": updated if updated != published else "",
        }
    )
    if not draft:
        raise UnreadableError("no text")
    return draft


def _valid_date(value: str) -> str:
    """Return a date of the properties, or "" for 1 January 1970, which programs write for a missing date."""
    return "" if value.startswith("1970-01-01") else value


def _tree(data: bytes, source_format: str) -> tuple[Mapping[str, Tree], Sequence[Tree]]:
    """Return the metadata and the blocks of Pandoc's syntax tree."""
    try:
        pandoc.program("documents")
        tree = json.loads(pandoc.convert(data, source_format, "json", timeout=SECONDS))
    except NotInstalledError:
        raise
    except AssistantError as error:
        raise UnreadableError(f"damaged or cut off document: {error.message[:200]}") from None
    except (ValueError, RecursionError):
        raise UnreadableError("a document that is nested too deeply") from None
    return tree["meta"], tree["blocks"]


def _properties(data: bytes, member: str) -> dict[str, str]:
    """Return a document's title, authors and dates. Raises UnreadableError if encrypted, damaged or a zip bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive)
            source = _member(archive, member)
    except UnreadableError:
        raise
    except Exception as error:  # noqa: BLE001  (zipfile fails in many ways on a damaged archive)
        raise UnreadableError(f"damaged or cut off document: {error}") from None
    matches = {
        field: re.search(rf"<(?:{names})(?:\s[^>]{{0,300}})?>([^<]{{1,2000}})<", source)
        for field, names in _PROPERTIES.items()
    }
    return {field: html.unescape(match[1]) for field, match in matches.items() if match}


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Raise UnreadableError if encrypted or too large. Unpacks the XML to count, as the declared sizes may be wrong."""
    remaining = MAX_UNPACKED
    for info in archive.infolist():
        if info.flag_bits & 1:
            raise UnreadableError("encrypted: it needs a password")
        if not info.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(info) as stream:
            while remaining >= 0 and (piece := stream.read(1024 * 1024)):
                remaining -= len(piece)
        if remaining < 0:
            raise UnreadableError(f"it unpacks to more than {MAX_UNPACKED // (1024 * 1024)} MB")


def _member(archive: zipfile.ZipFile, name: str) -> str:
    try:
        with archive.open(name) as stream:
            return stream.read(100_000).decode("utf-8", "replace")
    except KeyError:
        return ""


def _meta(meta: Mapping[str, Tree], name: str) -> str:
    """Return a field that Pandoc read from the paragraph styles Title, Author and Date."""
    value = meta.get(name)
    if value is None:
        return ""
    values = value["c"] if value["t"] == "MetaList" else [value]
    return "; ".join(filter(None, (" ".join(_inline(value.get("c", [])).split()) for value in values)))


def _paragraphs(blocks: Sequence[Tree]) -> Iterator[str]:
    for block in blocks:
        yield from _block(block["t"], block.get("c", []))


def _block(name: str, content: Any) -> Iterator[str]:
    if name in ("Para", "Plain"):
        yield _inline(content)
    elif name == "Header":
        yield _inline(content[2])
    elif name == "CodeBlock":
        yield str(content[1])
    elif name in ("BlockQuote", "Div", "Figure"):
        yield from _paragraphs(content if name == "BlockQuote" else content[-1])
    elif name in ("BulletList", "OrderedList"):
        yield from _items(content if name == "BulletList" else content[1], name == "OrderedList")
    elif name == "LineBlock":
        yield "\n".join(map(_inline, content))
    elif name == "Table":
        yield from _rows(content)


def _items(items: Sequence[Sequence[Tree]], is_numbered: bool) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        first, *rest = list(_paragraphs(item)) or [""]
        yield f"{number}. {first}" if is_numbered else first
        yield from rest


def _rows(content: Any) -> Iterator[str]:
    _, _, _, (_, head), bodies, (_, foot) = content
    for _, cells in [*head, *(row for body in bodies for row in [*body[2], *body[3]]), *foot]:
        words = (" ".join(" ".join(_paragraphs(cell[-1])).split()) for cell in cells)
        yield " | ".join(filter(None, words))


def _inline(content: Any) -> str:
    """Return the text of inline elements of the tree, whatever their formatting."""
    if isinstance(content, list):
        return "".join(map(_inline, content))
    if not isinstance(content, dict) or content["t"] in _HIDDEN_TYPES:
        return ""
    name, inner = content["t"], content.get("c", [])
    if name in ("Str", "Code"):
        return str(inner if name == "Str" else inner[1])
    if name == "Quoted":
        return _QUOTES[inner[0]["t"]][0] + _inline(inner[1]) + _QUOTES[inner[0]["t"]][1]
    return _WHITE_SPACE.get(name) or _inline(inner)
