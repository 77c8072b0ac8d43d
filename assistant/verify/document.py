"""A document as plain data, the same for all formats: blocks of text, footnotes, the list of sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

REFERENCE = re.compile(r"(?P<id>\S.*)@(?P<version>\d{1,9}):(?P<start>\d{1,12})-(?P<end>\d{1,12})")
"""The reference in code type at the end of a footnote: ``ID@VERSION:START-END``."""
KEY = re.compile(r"(?P<id>\S.*)@(?P<version>\d{1,9})")
"""The key in code type at the end of an entry in the list of sources: ``ID@VERSION``."""
_LAST_REFERENCE = re.compile(r"\S+@\d{1,9}:\d{1,12}-\d{1,12}\s*$")
_LAST_KEY = re.compile(r"(?<=\s)\S+@\d{1,9}\s*$")


class BlockKind(StrEnum):
    """The kind of a block."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    HEADLINE = "headline"
    """The few words above an answer, which have no notes of their own."""


class RowRole(StrEnum):
    """What a row of a table states. OPEN leaves it to the shape of the table."""

    OPEN = "open"
    STATEMENT = "saying"
    HAPPENING = "happening"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style, or, where ``mark`` is not empty, the mark of the footnote with that label."""

    text: str
    italic: bool = False
    bold: bool = False
    code: bool = False
    mark: str = ""


Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list item or a table row. Rows have a cell per column, other blocks have one cell.

    ``place`` tells a person where to look; ``section`` is the heading above; ``table`` numbers the tables from 1.
    """

    kind: BlockKind
    cells: tuple[Pieces, ...]
    place: str
    section: str = ""
    table: int = 0
    is_header: bool = False
    role: RowRole = RowRole.OPEN

    @property
    def pieces(self) -> Pieces:
        """The pieces of all cells."""
        return tuple(piece for cell in self.cells for piece in cell)


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote of the document, as it is written there.

    ``label`` is what its marks refer to, ``""`` for a quotation without marks, such as the nearest passages of an
    abstention. ``head`` is the text before the quote: title, publisher, date. ``reference`` is ``""`` where the note
    has none. ``number`` is the number that a reader sees, ``""`` where the format numbers notes by itself.
    """

    label: str
    head: str
    quote: str
    reference: str
    place: str
    number: str = ""
    is_exact: bool = False
    """Whether the format keeps quotes character for character, as JSON does."""


@dataclass(frozen=True, slots=True)
class Document:
    """Blocks and notes in order, and the list of sources, None where there is no such list."""

    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    sources: tuple[tuple[str, str], ...] | None = None
    """Key ``ID@VERSION`` and place of each entry."""
    misnumbered_marks: tuple[tuple[str, str, str], ...] = ()
    """Marks that show another number than that of their note: place, number of the mark, number of the note."""


def text_of(pieces: Sequence[Piece]) -> str:
    """Return the text without marks; white space stays as it is."""
    return "".join(piece.text for piece in pieces if not piece.mark)


def merged(pieces: Sequence[Piece]) -> Pieces:
    """Return pieces with neighbours of the same style joined; marks stay separate."""
    joined: list[Piece] = []
    for (*style, mark), group in groupby(pieces, key=lambda piece: (piece.italic, piece.bold, piece.code, piece.mark)):
        run = list(group)
        joined += run if mark else [Piece("".join(piece.text for piece in run), *style)]
    return tuple(joined)


def parse_note(label: str, pieces: Sequence[Piece], place: str, number: str = "") -> Note:
    """Return the note in a footnote: *Title*, Publisher, date: “quote” `ID@VERSION:START-END`.

    The quote begins at the first quotation mark outside of italics, since a title may have quotation marks of its own.
    Where a program has lost the code type, the reference is the one at the end.
    """
    positions = [index for index, piece in enumerate(pieces) if piece.code and REFERENCE.fullmatch(piece.text.strip())]
    if positions:
        body, reference = pieces[: positions[-1]], pieces[positions[-1]].text.strip()
    else:
        match = _LAST_REFERENCE.search(text_of(pieces))
        body, reference = pieces, match[0].strip() if match else ""
    head, quote = _head_and_quote(body)
    return Note(label, " ".join(head.split()).rstrip(": "), quote, reference, place, number)


def _head_and_quote(body: Sequence[Piece]) -> tuple[str, str]:
    """Return the text before the quote, and the quote, which begins after the date if there is one."""
    text = text_of(body)
    plain = "".join("\0" * len(piece.text) if piece.italic else piece.text for piece in body if not piece.mark)
    for opening, closing in ((r"\d{4}:\s*(“)", "”"), (r":\s*(“)", "”"), (r"(“)", "”"), (r'(")', '"')):
        match, end = re.search(opening, plain), text.rfind(closing)
        if match and match.start(1) < end:
            return text[: match.start(1)], text[match.end(1) : end]
    return text, ""


def sources_of(blocks: Sequence[Block]) -> tuple[tuple[str, str], ...] | None:
    """Return key and place of each entry in the list of sources; None when no list item has a key."""
    entries = [(key, block.place) for block in blocks if (key := source_key(block))]
    return tuple(entries) or None


def source_key(block: Block) -> str:
    """Return the ``ID@VERSION`` at the end of a list item, which makes it a source; ``""`` for any other block."""
    if block.kind is not BlockKind.ITEM or any(piece.mark for piece in block.pieces):
        return ""
    if keys := [code for code in code_texts(block.pieces) if KEY.fullmatch(code)]:
        return keys[-1]
    match = _LAST_KEY.search(text_of(block.pieces))
    return match[0].strip() if match else ""


def code_texts(pieces: Sequence[Piece]) -> list[str]:
    """Return the texts in code type."""
    return [piece.text.strip() for piece in pieces if piece.code]
