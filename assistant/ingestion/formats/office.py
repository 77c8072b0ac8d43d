"""Documents of word processors: Word (DOCX), OpenDocument and RTF.

Pandoc reads them, in its sandbox and with a bound on its memory. Beside python-docx, it keeps what was inserted with
changes tracked and what stands in form fields, and leaves out what was deleted. Footnotes, comments, headers and
footers are not part of the text. Title, author and dates come from the document's properties. Knows nothing of where
the file came from. Cost: a start of Pandoc a file, 0.03 (RTF) to 0.07 s (DOCX).
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
from assistant.errors import AssistantError
from assistant.ingestion.cleaning import clean, clean_line
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.formats.text import chosen_title, drop_repetition, headline
from assistant.ingestion.records import article
from assistant.schema.articles import Article

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes of XML in a document: a novel has 5 MB. Pictures are not unpacked."""
SECONDS = 8.0
"""A document of 5 MB of XML takes Pandoc 2 s."""
_PROPERTIES = {
    "title": r"dc:title",
    "authors": r"dc:creator|meta:initial-creator",
    "published": r"dcterms:created|meta:creation-date",
    "updated": r"dcterms:modified|dc:date",
}
_NOBODY = re.compile(r"(?:microsoft )?(?:office )?(?:user|admin|administrator|author|owner|python-docx|unknown)", re.I)
_STAND_IN = re.compile(rb"(\\u-?\d{1,5})[^\\{}\s\d]")
"""What older programs show for a character (``\\u8220?``): Pandoc drops the letter behind it, unless it is a code."""
_HIDDEN = ("Note", "RawInline", "RawBlock", "Image", "Math")
_TEXTS = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}
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
        data = _STAND_IN.sub(rb"\1\\'3f", data)
    yield _article(data, "rtf", {}, file.name)


def _article(data: bytes, source: str, said: Mapping[str, str], name: str) -> Article:
    meta, blocks = _tree(data, source)
    text = clean("\n\n".join(filter(None, _paragraphs(blocks))))
    title = clean_line(_meta(meta, "title")) or chosen_title(said.get("title", ""), name)
    if not title:
        title, text = headline(text)
    authors = _meta(meta, "author") or said.get("authors", "")
    text = drop_repetition(authors, drop_repetition(title, text))
    published, updated = (_day_of_writing(said.get(name, "")) for name in ("published", "updated"))
    found = article(
        {
            "title": title,
            "text": text,
            "authors": "" if _NOBODY.fullmatch(authors.strip()) else authors,
            "published": _meta(meta, "date") or published,
            "updated": updated if updated != published else "",
        }
    )
    if not found:
        raise UnreadableError("no text")
    return found


def _day_of_writing(value: str) -> str:
    """A date out of the properties; programs write the beginning of 1970 where they know none."""
    return "" if value.startswith("1970-01-01") else value


def _tree(data: bytes, source: str) -> tuple[Mapping[str, Tree], Sequence[Tree]]:
    try:
        found = json.loads(pandoc.convert(data, source, "json", timeout=SECONDS))
    except AssistantError as error:
        raise UnreadableError(f"damaged or cut off document: {error.message[:200]}") from None
    except (ValueError, RecursionError):
        raise UnreadableError("a document that is nested too deeply") from None
    return found["meta"], found["blocks"]


def _properties(data: bytes, member: str) -> dict[str, str]:
    """What a document says of itself. Raises UnreadableError for one that is encrypted, damaged or a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive)
            said = _member(archive, member)
    except UnreadableError:
        raise
    except Exception as error:  # noqa: BLE001  (zipfile fails in many ways on a damaged archive)
        raise UnreadableError(f"damaged or cut off document: {error}") from None
    found = {
        field: re.search(rf"<(?:{names})(?:\s[^>]{{0,300}})?>([^<]{{1,2000}})<", said)
        for field, names in _PROPERTIES.items()
    }
    return {field: html.unescape(match[1]) for field, match in found.items() if match}


def _check(archive: zipfile.ZipFile) -> None:
    """Unpack what Pandoc will, and count, since the sizes that an archive tells may be wrong."""
    left = MAX_UNPACKED
    for info in archive.infolist():
        if info.flag_bits & 1:
            raise UnreadableError("encrypted: it needs a password")
        if not info.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(info) as stream:
            while left >= 0 and (piece := stream.read(1024 * 1024)):
                left -= len(piece)
        if left < 0:
            raise UnreadableError(f"it unpacks to more than {MAX_UNPACKED // (1024 * 1024)} MB")


def _member(archive: zipfile.ZipFile, name: str) -> str:
    try:
        with archive.open(name) as stream:
            return stream.read(100_000).decode("utf-8", "replace")
    except KeyError:
        return ""


def _meta(meta: Mapping[str, Tree], name: str) -> str:
    """A field that Pandoc took from the styles of the text: Title, Author, Date."""
    found = meta.get(name)
    if found is None:
        return ""
    listed = found["c"] if found["t"] == "MetaList" else [found]
    return "; ".join(filter(None, (" ".join(_inline(one.get("c", [])).split()) for one in listed)))


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


def _items(items: Sequence[Sequence[Tree]], numbered: bool) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        first, *rest = list(_paragraphs(item)) or [""]
        yield f"{number}. {first}" if numbered else first
        yield from rest


def _rows(content: Any) -> Iterator[str]:
    _, _, _, (_, head), bodies, (_, foot) = content
    for _, cells in [*head, *(row for body in bodies for row in [*body[2], *body[3]]), *foot]:
        words = (" ".join(" ".join(_paragraphs(cell[-1])).split()) for cell in cells)
        yield " | ".join(filter(None, words))


def _inline(content: Any) -> str:
    """The text in a piece of a tree: strings, whatever is around them."""
    if isinstance(content, list):
        return "".join(map(_inline, content))
    if not isinstance(content, dict) or content["t"] in _HIDDEN:
        return ""
    name, inner = content["t"], content.get("c", [])
    if name in ("Str", "Code"):
        return str(inner if name == "Str" else inner[1])
    if name == "Quoted":
        return _QUOTES[inner[0]["t"]][0] + _inline(inner[1]) + _QUOTES[inner[0]["t"]][1]
    return _TEXTS.get(name) or _inline(inner)
