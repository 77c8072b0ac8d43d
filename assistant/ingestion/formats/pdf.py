"""PDF files: the running text of the pages, with paragraphs and words put together again.

PDFium, through pypdfium2 and used here alone, reads the pages in the order of their columns; beside pypdf it keeps
hyphens that belong to words ("well-known") apart from those that only divide them at the end of a line. Lines become
paragraphs by the room between them, by indents and by short last lines. What stands at the top or the bottom of most
pages, and page numbers, are left out. A page that is a picture has no text: a scan needs OCR first. Knows nothing of
what is in the text. Cost: 0.1 s to load once, then about 5 ms a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from assistant.ingestion.cleaning import clean
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.formats.text import chosen_title, drop_repetition, headline
from assistant.ingestion.records import LONGEST_TEXT, article
from assistant.schema.articles import Article

MAX_PAGES = 1000
"""A newspaper of one day has some hundred."""
_DIVIDED = "\x02\ufffe"
"""What PDFium writes for a hyphen at the end of a line, instead of it and of the line break."""
_EDGE_LINES = 2
"""Lines at the top and at the bottom of a page where headers and footers are looked for."""
_GAP = 1.35
"""Of the usual distance of lines: more begins a paragraph. Paragraphs are usually set apart by half a line or more."""
_INDENT = 0.8
"""Of a line's height."""
_SHORT = 0.85
"""Of the column's width: a line that ends before it, with the end of a sentence, is the last of its paragraph."""
_ENDS = (".", "!", "?", ":", "”", '"', "’", "»")
_ITEM = re.compile(r"[•◦‣▪–*]\s|\d{1,2}[.)]\s")
_BULLET = re.compile(r"[•◦‣▪*]\s")
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—\s]*\d{1,4}[-–—\s]*(?:(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:(Z)|([+-])(\d\d)'?(\d\d)?'?)?")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text, and where it stands, in points from the lower left."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """How high it is."""
        return self.top - self.bottom


def read(file: File) -> Iterator[Article]:
    """Yield the one article in the file. Raises UnreadableError, OSError."""
    pages, said = _pages(file.read())
    text = clean("\n\n".join(paragraphs(pages)))
    if not any(character.isalnum() for character in text):
        raise UnreadableError("no text in it: a scan needs OCR first")
    title = chosen_title(said.get("Title", ""), file.name)
    if not title:
        title, text = headline(text)
    found = article(
        {
            "title": title,
            "text": drop_repetition(title, text),
            "authors": said.get("Author"),
            "published": date(said.get("CreationDate", "")),
        }
    )
    if not found:
        raise UnreadableError("no text in it: a scan needs OCR first")
    yield found


def _pages(data: bytes) -> tuple[list[list[Line]], dict[str, str]]:
    """The lines of each page, and what the file says of itself."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        wanted = "password" in str(error).lower()
        raise UnreadableError("encrypted: it needs a password" if wanted else "damaged or cut off PDF") from None
    try:
        if len(document) > MAX_PAGES:
            raise UnreadableError(f"a PDF of {len(document):,} pages, more than {MAX_PAGES:,}; split it")
        return list(_read_pages(document, pypdfium2.PdfiumError)), document.get_metadata_dict()
    finally:
        document.close()


def _read_pages(document: Any, error: type[Exception]) -> Iterator[list[Line]]:
    """Pages that are damaged are empty; the others are read."""
    length = 0
    for number in range(len(document)):
        try:
            page = document[number]
            words = page.get_textpage()
            lines = _lines(words)
        except error:
            continue
        length += sum(len(line.text) for line in lines)
        if length > LONGEST_TEXT:
            raise UnreadableError(f"a text longer than {LONGEST_TEXT:,} characters is no article")
        yield lines
        words.close()
        page.close()


def _lines(words: Any) -> list[Line]:
    """The lines of a page with their places; a word divided at a line's end belongs to the line it begins in."""
    text = words.get_text_range()
    lines, index = [], 0
    for piece in re.split(f"(\r\n|[{_DIVIDED}])", text):
        length = len(piece.encode("utf-16-le", "surrogatepass")) // 2  # PDFium counts in UTF-16
        if piece.strip(" \r\n\t") and piece not in _DIVIDED:
            lines.append(_line(words, piece, index, length))
        elif piece in _DIVIDED and piece and lines:
            lines[-1] = Line(lines[-1].text + "\u00ad", *_place(lines[-1]))
        index += length
    return lines


def _place(line: Line) -> tuple[float, float, float, float]:
    return line.left, line.right, line.bottom, line.top


def _line(words: Any, text: str, index: int, length: int) -> Line:
    first = index + len(text) - len(text.lstrip())
    last = index + len(text.rstrip().encode("utf-16-le", "surrogatepass")) // 2 - 1
    left, bottom, _, top = words.get_charbox(first, loose=True)
    _, low, right, high = words.get_charbox(max(first, min(last, index + length - 1)), loose=True)
    return Line(text.strip(), left, right, min(bottom, low), max(top, high))


def paragraphs(pages: Sequence[Sequence[Line]]) -> Iterator[str]:
    """Yield the paragraphs of all pages; one may go on over a page."""
    repeated = _repeated(pages)
    lines = [line for page in pages for line in _body(page, repeated)]
    usual = _usual(lines)
    hyphenated = set(re.findall(r"\w+-\w+", " ".join(line.text for line in lines)))
    block: list[Line] = []
    for line in lines:
        if block and _begins(block, line, usual):
            yield _joined(block, hyphenated)
            block = []
        block.append(line)
    if block:
        yield _joined(block, hyphenated)


def _repeated(pages: Sequence[Sequence[Line]]) -> set[str]:
    """What stands at the edges of most pages, but for the numbers in it."""
    counts = Counter(text for page in pages for text in {_without_numbers(line) for line in _edges(page)})
    return {text for text, count in counts.items() if count >= max(2, len(pages) / 2)}


def _edges(page: Sequence[Line]) -> list[Line]:
    by_height = sorted(page, key=lambda line: line.bottom)
    return by_height[:_EDGE_LINES] + by_height[-_EDGE_LINES:]


def _without_numbers(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.casefold().split()))


def _body(page: Sequence[Line], repeated: set[str]) -> list[Line]:
    edges = {id(line) for line in _edges(page)}
    return [
        line
        for line in page
        if id(line) not in edges
        or not (_without_numbers(line) in repeated or _PAGE_NUMBER.fullmatch(line.text.strip()))
    ]


def _usual(lines: Sequence[Line]) -> tuple[float, float]:
    """The distance from line to line, and the width of one, as they mostly are."""
    distances = [a.bottom - b.bottom for a, b in pairwise(lines) if 0 < a.bottom - b.bottom < 4 * max(a.height, 1)]
    return median(distances or [0.0]), median([line.right - line.left for line in lines] or [0.0])


def _begins(block: Sequence[Line], line: Line, usual: tuple[float, float]) -> bool:
    """Whether ``line`` begins another paragraph."""
    previous, (distance, width) = block[-1], usual
    if previous.text.endswith("\u00ad"):
        return False
    is_item = _ITEM if previous.text.endswith(_ENDS) else _BULLET
    if abs(line.height - previous.height) > 0.2 * max(line.height, previous.height) or is_item.match(line.text):
        return True
    ends = previous.text.endswith(_ENDS) and previous.right - previous.left < _SHORT * width
    down = previous.bottom - line.bottom
    if down <= 0 or line.left > previous.right or line.right < previous.left:  # another column, another page
        return ends
    indented = line.left - previous.left > _INDENT * line.height and not _ITEM.match(block[0].text)
    return ends or indented or (distance > 0 and down > _GAP * distance)


def _joined(block: Sequence[Line], hyphenated: set[str]) -> str:
    text = block[0].text
    for line in block[1:]:
        if not text.endswith("\u00ad"):
            text = f"{text} {line.text}"
            continue
        text = text[:-1]
        before, after = re.search(r"\w*$", text), re.match(r"\w*", line.text)
        whole = f"{before[0]}-{after[0]}" if before and after else ""
        keep = not line.text[:1].islower() or whole in hyphenated
        text += ("-" if keep else "") + line.text
    return text.replace("\u00ad", "-")


def date(value: str) -> str:
    """Return a date as PDF writes it, ``D:20260128100000+01'00'``, in ISO 8601, or "" if it is none."""
    found = _DATE.fullmatch(value.strip())
    if not found:
        return ""
    year, month, day, hour, minute, second, utc, sign, hours, minutes = found.groups()
    zone = "+00:00" if utc else f"{sign}{hours}:{minutes or '00'}" if sign else ""
    return f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second or '00'}{zone}" if hour else "")
