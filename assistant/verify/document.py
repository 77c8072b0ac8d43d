"""A document as plain data, whatever format it was read from: blocks of text, their footnotes, the list of sources.

Knows nothing of formats, of what a statement is, or of the archive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

REFERENCE = re.compile(r"(?P<id>\S.*)@(?P<version>\d{1,9}):(?P<start>\d{1,12})-(?P<end>\d{1,12})")
"""What stands in code type at the end of a footnote: ``ID@VERSION:START-END``."""
KEY = re.compile(r"(?P<id>\S.*)@(?P<version>\d{1,9})")
"""What stands in code type at the end of a source: ``ID@VERSION``."""
_LAST_REFERENCE = re.compile(r"\S+@\d{1,9}:\d{1,12}-\d{1,12}\s*$")
_LAST_KEY = re.compile(r"(?<=\s)\S+@\d{1,9}\s*$")


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    HEADLINE = "headline"
    """The few words above an answer, which have no notes of their own."""


class Role(StrEnum):
    """What a row of a table says. An open one is recognised by its shape."""

    OPEN = "open"
    SAYING = "saying"
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
    """A heading, a paragraph, an item of a list or a row of a table, which has one cell a column.

    ``where`` tells a person where to look; ``section`` is the heading above; ``table`` numbers the tables, from 1.
    """

    kind: Kind
    cells: tuple[Pieces, ...]
    where: str
    section: str = ""
    table: int = 0
    header: bool = False
    role: Role = Role.OPEN

    @property
    def pieces(self) -> Pieces:
        """All of its text."""
        return tuple(piece for cell in self.cells for piece in cell)


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote as it stands in the document.

    ``label`` is what its marks refer to, ``""`` for a quotation that has none, such as the nearest passages of an
    abstention. ``head`` is what stands before the quote: title, publisher, date. ``reference`` is ``""`` where the note
    has none. ``number`` is the number that a reader sees, ``""`` where the format counts by itself.
    """

    label: str
    head: str
    quote: str
    reference: str
    where: str
    number: str = ""
    exact: bool = False
    """The quote is kept character for character: JSON."""


@dataclass(frozen=True, slots=True)
class Document:
    """Blocks in order, notes in order, and the keys ``ID@VERSION`` in the list of sources, None without such a list."""

    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    sources: tuple[tuple[str, str], ...] | None = None
    """Key and place of each."""
    misleading: tuple[tuple[str, str, str], ...] = ()
    """Marks that show another number than the note they lead to has: place, number shown, number of the note."""


def text_of(pieces: Sequence[Piece]) -> str:
    """The text without the marks, white space as it is."""
    return "".join(piece.text for piece in pieces if not piece.mark)


def merged(pieces: Sequence[Piece]) -> Pieces:
    """The same with neighbours of one style put together; each mark stays by itself."""
    found: list[Piece] = []
    for (*style, mark), run in groupby(pieces, key=lambda one: (one.italic, one.bold, one.code, one.mark)):
        alike = list(run)
        found += alike if mark else [Piece("".join(one.text for one in alike), *style)]
    return tuple(found)


def note_of(label: str, pieces: Sequence[Piece], where: str, number: str = "") -> Note:
    """Read a footnote: *Title*, Publisher, date: “quote” `ID@VERSION:START-END`.

    The quote begins at the first mark that is not in italics: a title may have quotation marks of its own. Where a
    program has lost the code type, what stands at the end is the reference.
    """
    coded = [at for at, piece in enumerate(pieces) if piece.code and REFERENCE.fullmatch(piece.text.strip())]
    if coded:
        body, reference = pieces[: coded[-1]], pieces[coded[-1]].text.strip()
    else:
        found = _LAST_REFERENCE.search(text_of(pieces))
        body, reference = pieces, found[0].strip() if found else ""
    head, quote = _parted(body)
    return Note(label, " ".join(head.split()).rstrip(": "), quote, reference, where, number)


def _parted(body: Sequence[Piece]) -> tuple[str, str]:
    """Return what stands before the quote, and the quote, which begins after the date if there is one."""
    whole = text_of(body)
    plain = "".join("\0" * len(piece.text) if piece.italic else piece.text for piece in body if not piece.mark)
    for opening, closing in ((r"\d{4}:\s*(“)", "”"), (r":\s*(“)", "”"), (r"(“)", "”"), (r'(")', '"')):
        start, end = re.search(opening, plain), whole.rfind(closing)
        if start and start.start(1) < end:
            return whole[: start.start(1)], whole[start.end(1) : end]
    return whole, ""


def sources_of(blocks: Sequence[Block]) -> tuple[tuple[str, str], ...] | None:
    """Return the keys of the list of sources; None when no item of a list holds one."""
    found = [(key, block.where) for block in blocks if (key := source_key(block))]
    return tuple(found) or None


def source_key(block: Block) -> str:
    """Return the ``ID@VERSION`` at the end that makes an item of a list a source; ``""`` for any other block."""
    if block.kind is not Kind.ITEM or any(piece.mark for piece in block.pieces):
        return ""
    if coded := [one for one in codes(block.pieces) if KEY.fullmatch(one)]:
        return coded[-1]
    found = _LAST_KEY.search(text_of(block.pieces))
    return found[0].strip() if found else ""


def codes(pieces: Sequence[Piece]) -> list[str]:
    """Return what stands in code type."""
    return [piece.text.strip() for piece in pieces if piece.code]
