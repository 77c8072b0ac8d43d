"""The kind of a file, identified by its first bytes, and by its name or media type only where the bytes do not decide.

A page saved as .txt is a page, a PDF named .html is a PDF, and gzip needs no .gz. Prose has no signature, so there the
name decides between text, Markdown and a table. Cost: the first 4 KB of each file, and the list of members of a .zip,
since a Word document is one.
"""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from assistant.errors import needs
from assistant.ingestion import field_names
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File


class FileKind(StrEnum):
    """Kinds of file that can be read, or opened as an archive."""

    TEXT = "text"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    XML = "XML"
    PDF = "PDF"
    WORD = "Word"
    OPEN_DOCUMENT = "OpenDocument"
    RICH_TEXT = "RTF"
    MAIL = "email"
    JSON = "JSON"
    TABLE = "CSV"
    PARQUET = "Parquet"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    TAR = "tar"
    ZIP = "zip"


_PARQUET_SIGNATURE = b"PAR1"
_SIGNATURES = (
    (b"\x1f\x8b", FileKind.GZIP),
    (b"BZh", FileKind.BZIP2),
    (b"\xfd7zXZ\0", FileKind.XZ),
    (_PARQUET_SIGNATURE, FileKind.PARQUET),
    (b"{\\rtf", FileKind.RICH_TEXT),
)
_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_SIGNATURE = re.compile(rb"\A\s{0,64}%PDF-")
_CONTROL_BYTE = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
"""Hardly any text has one. A binary file without them cannot be told from a text: "BM" and "MZ" may begin prose."""
_MOST_CONTROL_BYTES = 0.1
"""Share of the bytes of a text."""
_BINARY_DESCRIPTIONS = (
    ("image/", "a picture"),
    ("audio/", "a sound recording"),
    ("video/", "a video"),
    (".*font", "a font"),
    ("application/(?:x-msdownload|x-executable|wasm|octet-stream|x-rpm|x-deb)", "a program"),
    (
        "application/(?:x-rar|x-7z|zstd|x-lz|x-brotli|x-compress|vnd.ms-cab|x-unix)",
        "packed in a way that is not opened",
    ),
)
_TAR_SIGNATURE_SLICE = slice(257, 262)

_KIND_OF_SUFFIX = {
    **dict.fromkeys((".md", ".markdown"), FileKind.MARKDOWN),
    **dict.fromkeys((".html", ".htm", ".xhtml"), FileKind.HTML),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), FileKind.JSON),
    **dict.fromkeys((".csv", ".tsv", ".tab"), FileKind.TABLE),
    **dict.fromkeys((".xml", ".nitf", ".rss", ".atom"), FileKind.XML),
    **dict.fromkeys((".txt", ".text", ""), FileKind.TEXT),
    ".eml": FileKind.MAIL,
}
_KIND_OF_MEDIA_TYPE = {
    "text/plain": FileKind.TEXT,
    "text/markdown": FileKind.MARKDOWN,
    "text/html": FileKind.HTML,
    "application/xhtml+xml": FileKind.HTML,
    "text/csv": FileKind.TABLE,
    "text/tab-separated-values": FileKind.TABLE,
    "application/json": FileKind.JSON,
    "message/rfc822": FileKind.MAIL,
}
_PROSE = (FileKind.TEXT, FileKind.MARKDOWN)

_ROOT_TAG = re.compile(
    r"(?>(?:<\?.*?\?>|<!--.*?-->|<!doctype\b[^>\[]*(?:\[.*?\]\s*)?>|\s)*+)<(?P<name>[A-Za-z_][\w.:-]*)",
    re.DOTALL | re.IGNORECASE,
)
_HTML_START = re.compile(r"(?>(?:<\?.*?\?>|<!--.*?-->|\s)*+)(?:<!doctype\s+html|<html\b)", re.DOTALL | re.IGNORECASE)
_HTML_TAGS = frozenset(
    "html head body title meta link base script style div span p a b i em strong br hr h1 h2 h3 h4 h5 h6 ul ol li"
    " table tr td main article section header footer nav aside figure img blockquote form center font".split()
)
_JSON_START = re.compile(r'\s*(?:\{\s*(?:["}]|$)|\[\s*(?:[\[{\]"]|$))')
_JSON_OBJECTS_START = re.compile(r'\s*(?:\[\s*)?\{\s*(?:"[^"\n]{1,100}"\s*:|$)')
_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(?>[\w -]{1,40}:.*\r?\n|[ \t#-](?!--[ \t\r\n]).*\r?\n|\r?\n)++(?:---|\.\.\.)[ \t]*(?:\r?\n|$)"
)
_MAIL_HEADER = re.compile(r"[!-9;-~]{1,100}:[ \t]*\S?|[ \t]+\S|From ")
_MAIL_HEADER_NAMES = frozenset(
    "from to subject date message-id received mime-version return-path content-type delivered-to reply-to".split()
)


def identify(file: File) -> tuple[FileKind, File]:
    """Return the kind of ``file``, and the file; a copy in memory where the kind needs a seekable stream.

    Raises UnreadableError, which says what the file is where that is known, and OSError.
    """
    head = file.head()
    if not head:
        raise UnreadableError("empty file")
    if head.startswith((*_ZIP_SIGNATURES, _PARQUET_SIGNATURE)):
        file = file.seekable()
    return _kind_by_signature(head, file) or _text_kind(_decoded_head(head), file), file


def _kind_by_signature(head: bytes, file: File) -> FileKind | None:
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if _PDF_SIGNATURE.match(head):
        return FileKind.PDF
    if head.startswith(_ZIP_SIGNATURES):
        return _zip_kind(file)
    if head.startswith(_OLD_OFFICE_SIGNATURE):
        raise UnreadableError("an old Office file (.doc, .xls, .ppt or .msg); save it in a newer format, as .docx")
    return FileKind.TAR if head[_TAR_SIGNATURE_SLICE] == b"ustar" else None


def _zip_kind(file: File) -> FileKind:
    """Office documents are ZIP archives with certain members."""
    try:
        with file.open() as stream, zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            media_type = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except UnreadableError:
        raise
    except Exception:  # noqa: BLE001  (zipfile raises many errors; reading the members says which)
        return FileKind.ZIP
    if "word/document.xml" in names:
        return FileKind.WORD
    if media_type.startswith(b"application/vnd.oasis.opendocument.text"):
        return FileKind.OPEN_DOCUMENT
    if description := _unread_office_kind(names, media_type):
        raise UnreadableError(f"{description}; no articles are read from it")
    return FileKind.ZIP


def _unread_office_kind(names: set[str], media_type: bytes) -> str:
    """Describe a ZIP file that is an office document without articles; "" for any other."""
    if "xl/workbook.xml" in names:
        return "an Excel workbook"
    if "ppt/presentation.xml" in names:
        return "a PowerPoint presentation"
    if media_type.startswith(b"application/epub+zip"):
        return "an e-book (EPUB)"
    return "an OpenDocument file that is no text" if media_type.startswith(b"application/vnd.oasis") else ""


def _decoded_head(head: bytes) -> str:
    """Decode the beginning of a text well enough to identify it. Raises UnreadableError for a binary file."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore")
    if b"\0" in head or _CONTROL_BYTE.search(head):
        description = _binary_description(head)
        if description or b"\0" in head or len(_CONTROL_BYTE.findall(head)) > _MOST_CONTROL_BYTES * len(head):
            raise UnreadableError(description or "binary file")
    return head.decode("utf-8", "ignore").removeprefix("\ufeff")


def _binary_description(head: bytes) -> str:
    """Describe a binary file, as "a picture (image/jpeg)"; "" where filetype does not recognise it."""
    with needs("documents", "A binary file"):
        import filetype

    match = filetype.guess(head)
    if match is None:
        return ""
    description = next((words for kind, words in _BINARY_DESCRIPTIONS if re.match(kind, match.mime)), "binary file")
    return f"{description} ({match.mime})"


def _text_kind(head: str, file: File) -> FileKind:
    suffix = PurePath(file.name).suffix.lower()
    declared_kind = _KIND_OF_MEDIA_TYPE.get(file.media_type) or _KIND_OF_SUFFIX.get(suffix)
    kind = _kind_by_content(head, declared_kind) or declared_kind
    if kind:
        return kind
    raise UnreadableError(f"a text file of an unknown kind ({suffix}); name it .txt if it is an article")


def _kind_by_content(head: str, declared_kind: FileKind | None) -> FileKind | None:
    """The kind that the text itself shows, if any. ``declared_kind`` is that of its media type or name."""
    if head.lstrip().startswith("<"):
        return _markup_kind(head, declared_kind)
    if declared_kind is not FileKind.JSON and (_JSON_OBJECTS_START if declared_kind in _PROSE else _JSON_START).match(
        head
    ):
        return FileKind.JSON
    if declared_kind in (None, FileKind.TEXT, FileKind.HTML):
        if _is_mail(head):
            return FileKind.MAIL
        if _FRONT_MATTER.match(head):
            return FileKind.MARKDOWN
        if field_names.is_heading(head.partition("\n")[0]):
            return FileKind.TABLE
    return None


def _markup_kind(head: str, declared_kind: FileKind | None) -> FileKind | None:
    if _HTML_START.match(head):
        return FileKind.HTML
    root_tag = _ROOT_TAG.match(head)
    if not root_tag:
        return None
    if root_tag["name"].lower() in _HTML_TAGS:
        return FileKind.MARKDOWN if declared_kind is FileKind.MARKDOWN else FileKind.HTML
    return (
        FileKind.XML if "<?xml" in head[:100] or declared_kind not in (*_PROSE, FileKind.HTML) or "</" in head else None
    )


def _is_mail(head: str) -> bool:
    """Whether a text begins with the headers of a message, at least two well-known ones among them."""
    names: set[str] = set()
    for line in head.splitlines():
        if not line.strip():
            break
        if not _MAIL_HEADER.match(line):
            return False
        names.add(line.partition(":")[0].strip().lower())
    return len(names & _MAIL_HEADER_NAMES) >= 2
