"""What a file is: by its first bytes; by its name, or what the web said of it, only where these leave it open.

A page saved as .txt is a page, a PDF named .html is a PDF, and gzip needs no .gz. Only prose says nothing of itself, so
there the name decides: text, Markdown, a table. Knows nothing of how a kind is read. Cost: the first 4 KB of each file;
of a .zip the list of its members as well, since a Word document is one.
"""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from assistant.ingestion import field_names
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File


class Kind(StrEnum):
    """What can be read, or opened."""

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


_PARQUET = b"PAR1"
_SIGNATURES = (
    (b"\x1f\x8b", Kind.GZIP),
    (b"BZh", Kind.BZIP2),
    (b"\xfd7zXZ\0", Kind.XZ),
    (_PARQUET, Kind.PARQUET),
    (b"{\\rtf", Kind.RICH_TEXT),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF = re.compile(rb"\A\s{0,64}%PDF-")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
"""Hardly any text has one; a binary file without them, "BM" or "MZ" at the start of prose, is not told from a text."""
_MOST_CONTROL = 0.1
_BINARY = (
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
_TAR_MARK = slice(257, 262)

_BY_NAME = {
    **dict.fromkeys((".md", ".markdown"), Kind.MARKDOWN),
    **dict.fromkeys((".html", ".htm", ".xhtml"), Kind.HTML),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), Kind.JSON),
    **dict.fromkeys((".csv", ".tsv", ".tab"), Kind.TABLE),
    **dict.fromkeys((".xml", ".nitf", ".rss", ".atom"), Kind.XML),
    **dict.fromkeys((".txt", ".text", ""), Kind.TEXT),
    ".eml": Kind.MAIL,
}
_BY_MEDIA_TYPE = {
    "text/plain": Kind.TEXT,
    "text/markdown": Kind.MARKDOWN,
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "text/csv": Kind.TABLE,
    "text/tab-separated-values": Kind.TABLE,
    "application/json": Kind.JSON,
    "message/rfc822": Kind.MAIL,
}
_PROSE = (Kind.TEXT, Kind.MARKDOWN)

_ROOT = re.compile(
    r"(?>(?:<\?.*?\?>|<!--.*?-->|<!doctype\b[^>\[]*(?:\[.*?\]\s*)?>|\s)*+)<(?P<name>[A-Za-z_][\w.:-]*)",
    re.DOTALL | re.IGNORECASE,
)
_PAGE = re.compile(r"(?>(?:<\?.*?\?>|<!--.*?-->|\s)*+)(?:<!doctype\s+html|<html\b)", re.DOTALL | re.IGNORECASE)
_PAGE_TAGS = frozenset(
    "html head body title meta link base script style div span p a b i em strong br hr h1 h2 h3 h4 h5 h6 ul ol li"
    " table tr td main article section header footer nav aside figure img blockquote form center font".split()
)
_JSON = re.compile(r'\s*(?:\{\s*(?:["}]|$)|\[\s*(?:[\[{\]"]|$))')
_JSON_OF_OBJECTS = re.compile(r'\s*(?:\[\s*)?\{\s*(?:"[^"\n]{1,100}"\s*:|$)')
_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(?>[\w -]{1,40}:.*\r?\n|[ \t#-](?!--[ \t\r\n]).*\r?\n|\r?\n)++(?:---|\.\.\.)[ \t]*(?:\r?\n|$)"
)
_HEADER = re.compile(r"[!-9;-~]{1,100}:[ \t]*\S?|[ \t]+\S|From ")
_MAIL_HEADERS = frozenset(
    "from to subject date message-id received mime-version return-path content-type delivered-to reply-to".split()
)


def identify(file: File) -> tuple[Kind, File]:
    """Return what ``file`` is, and the file; a copy in memory where it is to be read back and forth.

    Raises UnreadableError, which says what it is where that is known, and OSError.
    """
    head = file.head()
    if not head:
        raise UnreadableError("empty file")
    if head.startswith((*_ZIP, _PARQUET)):
        file = file.seekable()
    return _of_bytes(head, file) or _of_text(_readable(head), file), file


def _of_bytes(head: bytes, file: File) -> Kind | None:
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if _PDF.match(head):
        return Kind.PDF
    if head.startswith(_ZIP):
        return _of_zip(file)
    if head.startswith(_OLD_OFFICE):
        raise UnreadableError("an old Office file (.doc, .xls, .ppt or .msg); save it in a newer format, as .docx")
    return Kind.TAR if head[_TAR_MARK] == b"ustar" else None


def _of_zip(file: File) -> Kind:
    """Office documents are ZIP archives with certain members."""
    try:
        with file.open() as stream, zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            media_type = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except UnreadableError:
        raise
    except Exception:  # noqa: BLE001  (zipfile fails in many ways on a damaged archive; reading it says how)
        return Kind.ZIP
    if "word/document.xml" in names:
        return Kind.WORD
    if media_type.startswith(b"application/vnd.oasis.opendocument.text"):
        return Kind.OPEN_DOCUMENT
    if what := _other_office(names, media_type):
        raise UnreadableError(f"{what}; no articles are read from it")
    return Kind.ZIP


def _other_office(names: set[str], media_type: bytes) -> str:
    kinds = {"xl/workbook.xml": "an Excel workbook", "ppt/presentation.xml": "a PowerPoint presentation"}
    if found := next((what for name, what in kinds.items() if name in names), ""):
        return found
    if media_type.startswith(b"application/epub+zip"):
        return "an e-book (EPUB)"
    return "an OpenDocument file that is no text" if media_type.startswith(b"application/vnd.oasis") else ""


def _readable(head: bytes) -> str:
    """The beginning of a text, well enough to tell what it is. Raises UnreadableError for what is no text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore")
    if b"\0" in head or _CONTROL.search(head):
        what = _binary(head)
        if what or b"\0" in head or len(_CONTROL.findall(head)) > _MOST_CONTROL * len(head):
            raise UnreadableError(what or "binary file")
    return head.decode("utf-8", "ignore").removeprefix("\ufeff")


def _binary(head: bytes) -> str:
    """What a binary file is, in words: "a picture (image/jpeg)"; "" where that is not known."""
    import filetype

    found = filetype.guess(head)
    if found is None:
        return ""
    what = next((words for kind, words in _BINARY if re.match(kind, found.mime)), "binary file")
    return f"{what} ({found.mime})"


def _of_text(head: str, file: File) -> Kind:
    suffix = PurePath(file.name).suffix.lower()
    said = _BY_MEDIA_TYPE.get(file.media_type) or _BY_NAME.get(suffix)
    found = _of_content(head, said)
    if found or said:
        return found or said or Kind.TEXT
    raise UnreadableError(f"a text file of an unknown kind ({suffix}); name it .txt if it is an article")


def _of_content(head: str, said: Kind | None) -> Kind | None:
    """What the text itself shows, if it does. ``said`` is what the name or the web says of it."""
    if head.lstrip().startswith("<"):
        return _of_markup(head, said)
    if said is not Kind.JSON and (_JSON_OF_OBJECTS if said in _PROSE else _JSON).match(head):
        return Kind.JSON
    if said in (None, Kind.TEXT, Kind.HTML):
        if _is_mail(head):
            return Kind.MAIL
        if _FRONT_MATTER.match(head):
            return Kind.MARKDOWN
        if field_names.is_heading(head.partition("\n")[0]):
            return Kind.TABLE
    return None


def _of_markup(head: str, said: Kind | None) -> Kind | None:
    if _PAGE.match(head):
        return Kind.HTML
    found = _ROOT.match(head)
    if not found:
        return None
    if found["name"].lower() in _PAGE_TAGS:
        return Kind.MARKDOWN if said is Kind.MARKDOWN else Kind.HTML
    return Kind.XML if "<?xml" in head[:100] or said not in (*_PROSE, Kind.HTML) or "</" in head else None


def _is_mail(head: str) -> bool:
    """Whether it begins with the headers of a message, two well-known ones among them."""
    names: set[str] = set()
    for line in head.splitlines():
        if not line.strip():
            break
        if not _HEADER.match(line):
            return False
        names.add(line.partition(":")[0].strip().lower())
    return len(names & _MAIL_HEADERS) >= 2
