"""Read PDF files: the running text of the pages, with paragraphs and hyphenated words rejoined.

PDFium, through pypdfium2, reads the pages in the order of their columns. Unlike pypdf, it distinguishes the hyphens of
words ("well-known") from those at line breaks. Paragraphs are recognised by the space between lines, by indents and by
short last lines. Headers, footers and page numbers are left out. A scan has no text: it needs OCR first. Cost: 0.1 s to
load once, then about 5 ms a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from assistant.errors import needs
from assistant.ingestion.cleaning import clean
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.formats.text import chosen_title, drop_repetition, headline
from assistant.ingestion.records import LONGEST_TEXT, article
from assistant.schema.articles import Article

MAX_PAGES = 1000
"""A day's newspaper has about a hundred."""
_LINE_END_HYPHENS = "\x02\ufffe"
"""What PDFium returns in place of a hyphen and the line break behind it."""
_EDGE_LINES = 2
"""Lines at the top and at the bottom of a page that may be headers or footers."""
_PARAGRAPH_GAP = 1.35
"""Of the typical line distance; a larger gap starts a paragraph. Paragraphs are mostly half a line apart or more."""
_INDENT = 0.8
"""Of a line's height; a larger indent starts a paragraph."""
_SHORT_LINE = 0.85
"""Of the column's width; a shorter line that ends a sentence is the last of its paragraph."""
_SENTENCE_ENDS = (".", "!", "?", ":", "”", '"', "’", "»")
_NUMBERED_OR_BULLET = re.compile(r"[•◦‣▪–*]\s|\d{1,2}[.)]\s")
_BULLET = re.compile(r"[•◦‣▪*]\s")
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—\s]*\d{1,4}[-–—\s]*(?:(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:(Z)|([+-])(\d\d)'?(\d\d)?'?)?")


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of a page: its text and its edges in points, from the lower left corner of the page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """The height in points."""
        return self.top - self.bottom


def read(file: File) -> Iterator[Article]:
    """Yield the one article in the file. Raises UnreadableError, OSError."""
    pages, properties = _pages(file.read())
    text = clean("\n\n".join(paragraphs(pages)))
    if not any(character.isalnum() for character in text):
        raise UnreadableError("no text in it: a scan needs OCR first")
    title = chosen_title(properties.get("Title", ""), file.name)
    if not title:
        title, text = headline(text)
    draft = article(
        {
            "title": title,
            "text": drop_repetition(title, text),
            "authors": properties.get("Author"),
            "published": date(properties.get("CreationDate", "")),
        }
    )
    if not draft:
        raise UnreadableError("no text in it: a scan needs OCR first")
    yield draft


def _pages(data: bytes) -> tuple[list[list[PdfLine]], dict[str, str]]:
    """Return the lines of each page, and the document's properties."""
    with needs("documents", "PDF"):
        import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        needs_password = "password" in str(error).lower()
        raise UnreadableError(
            "encrypted: it needs a password" if needs_password else "damaged or cut off PDF"
        ) from None
    try:
        if len(document) > MAX_PAGES:
            raise UnreadableError(f"a PDF of {len(document):,} pages, more than {MAX_PAGES:,}; split it")
        return list(_read_pages(document, pypdfium2.PdfiumError)), document.get_metadata_dict()
    finally:
        document.close()


def _read_pages(document: Any, error: type[Exception]) -> Iterator[list[PdfLine]]:
    """Yield the lines of each page; damaged pages, where PDFium raises ``error``, are skipped."""
    length = 0
    for number in range(len(document)):
        try:
            page = document[number]
            text_page = page.get_textpage()
            lines = _lines(text_page)
        except error:
            continue
        length += sum(len(line.text) for line in lines)
        if length > LONGEST_TEXT:
            raise UnreadableError(f"a text longer than {LONGEST_TEXT:,} characters is no article")
        yield lines
        text_page.close()
        page.close()


def _lines(text_page: Any) -> list[PdfLine]:
    """Return the lines of a page with their positions; a soft hyphen ends a line that divides a word."""
    text = text_page.get_text_range()
    lines, index = [], 0
    for piece in re.split(f"(\r\n|[{_LINE_END_HYPHENS}])", text):
        length = len(piece.encode("utf-16-le", "surrogatepass")) // 2  # PDFium counts in UTF-16
        if piece.strip(" \r\n\t") and piece not in _LINE_END_HYPHENS:
            lines.append(_line(text_page, piece, index, length))
        elif piece in _LINE_END_HYPHENS and piece and lines:
            lines[-1] = PdfLine(lines[-1].text + "\u00ad", *_position(lines[-1]))
        index += length
    return lines


def _position(line: PdfLine) -> tuple[float, float, float, float]:
    return line.left, line.right, line.bottom, line.top


def _line(text_page: Any, text: str, index: int, length: int) -> PdfLine:
    """Return a line of text that starts at character ``index`` of the page and has ``length`` UTF-16 code units."""
    first = index + len(text) - len(text.lstrip())
    last = index + len(text.rstrip().encode("utf-16-le", "surrogatepass")) // 2 - 1
    left, bottom, _, top = text_page.get_charbox(first, loose=True)
    _, low, right, high = text_page.get_charbox(max(first, min(last, index + length - 1)), loose=True)
    return PdfLine(text.strip(), left, right, min(bottom, low), max(top, high))


def paragraphs(pages: Sequence[Sequence[PdfLine]]) -> Iterator[str]:
    """Yield the paragraphs of all pages; a paragraph may continue on the next page."""
    repeated_lines = _repeated_lines(pages)
    lines = [line for page in pages for line in _without_repeated_lines(page, repeated_lines)]
    typical_spacing = _typical_spacing(lines)
    hyphenated_words = set(re.findall(r"\w+-\w+", " ".join(line.text for line in lines)))
    block: list[PdfLine] = []
    for line in lines:
        if block and _starts_paragraph(block, line, typical_spacing):
            yield _joined(block, hyphenated_words)
            block = []
        block.append(line)
    if block:
        yield _joined(block, hyphenated_words)


def _repeated_lines(pages: Sequence[Sequence[PdfLine]]) -> set[str]:
    """Return the lines at the edges of half of the pages, and of two or more, with # for each number."""
    counts = Counter(text for page in pages for text in {_without_numbers(line) for line in _edges(page)})
    return {text for text, count in counts.items() if count >= max(2, len(pages) / 2)}


def _edges(page: Sequence[PdfLine]) -> list[PdfLine]:
    by_height = sorted(page, key=lambda line: line.bottom)
    return by_height[:_EDGE_LINES] + by_height[-_EDGE_LINES:]


def _without_numbers(line: PdfLine) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.casefold().split()))


def _without_repeated_lines(page: Sequence[PdfLine], repeated_lines: set[str]) -> list[PdfLine]:
    edges = {id(line) for line in _edges(page)}
    return [
        line
        for line in page
        if id(line) not in edges
        or not (_without_numbers(line) in repeated_lines or _PAGE_NUMBER.fullmatch(line.text.strip()))
    ]


def _typical_spacing(lines: Sequence[PdfLine]) -> tuple[float, float]:
    """Return the median distance between lines and the median width of a line, in points."""
    pairs = [(upper, upper.bottom - lower.bottom) for upper, lower in pairwise(lines)]
    distances = [distance for upper, distance in pairs if 0 < distance < 4 * max(upper.height, 1)]
    return median(distances or [0.0]), median([line.right - line.left for line in lines] or [0.0])


def _starts_paragraph(block: Sequence[PdfLine], line: PdfLine, typical_spacing: tuple[float, float]) -> bool:
    """Whether ``line`` starts another paragraph than ``block``."""
    previous, (typical_distance, width) = block[-1], typical_spacing
    if previous.text.endswith("\u00ad"):
        return False
    item_mark = _NUMBERED_OR_BULLET if previous.text.endswith(_SENTENCE_ENDS) else _BULLET
    if abs(line.height - previous.height) > 0.2 * max(line.height, previous.height) or item_mark.match(line.text):
        return True
    is_paragraph_end = previous.text.endswith(_SENTENCE_ENDS) and previous.right - previous.left < _SHORT_LINE * width
    distance_down = previous.bottom - line.bottom
    if distance_down <= 0 or line.left > previous.right or line.right < previous.left:  # another column, another page
        return is_paragraph_end
    is_indented = line.left - previous.left > _INDENT * line.height and not _NUMBERED_OR_BULLET.match(block[0].text)
    return (
        is_paragraph_end or is_indented or (typical_distance > 0 and distance_down > _PARAGRAPH_GAP * typical_distance)
    )


def _joined(block: Sequence[PdfLine], hyphenated_words: set[str]) -> str:
    text = block[0].text
    for line in block[1:]:
        if not text.endswith("\u00ad"):
            text = f"{text} {line.text}"
            continue
        text = text[:-1]
        head, tail = re.search(r"\w*$", text), re.match(r"\w*", line.text)
        word = f"{head[0]}-{tail[0]}" if head and tail else ""
        keeps_hyphen = not line.text[:1].islower() or word in hyphenated_words
        text += ("-" if keeps_hyphen else "") + line.text
    return text.replace("\u00ad", "-")


def date(value: str) -> str:
    """Return a PDF date (``D:20260128100000+01'00'``) in ISO 8601, or "" if it is not valid."""
    match = _DATE.fullmatch(value.strip())
    if not match:
        return ""
    year, month, day, hour, minute, second, utc, sign, hours, minutes = match.groups()
    zone = "+00:00" if utc else f"{sign}{hours}:{minutes or '00'}" if sign else ""
    return f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second or '00'}{zone}" if hour else "")
