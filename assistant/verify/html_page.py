"""HTML read as blocks and notes, also after a person edited it by hand.

A mark is a link to a place in the page, in a ``sup`` or with a note's role; the place it leads to is the note. Knows
nothing of what a statement is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.verify.document import (
    REFERENCE,
    Block,
    Document,
    Kind,
    Note,
    Piece,
    codes,
    merged,
    note_of,
    sources_of,
    text_of,
)
from assistant.verify.html_tags import HEADINGS, Found, Mark, Page


def read_html(text: str) -> Document:
    """Read a page."""
    return _document(_page(text))


def plain_text(text: str) -> str:
    """The words of a piece of HTML."""
    return "\n".join(text_of(one.pieces) for one in _page(text).found)


def _page(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    page.end()
    return page


def _document(page: Page) -> Document:
    targets = {piece.mark for one in page.found for piece in one.pieces if piece.mark}
    blocks, noted = [], dict[str, list[Found]]()
    for one in page.found:
        if label := _note_label(one, targets):
            noted.setdefault(label, []).append(one)
        else:
            blocks.append(_block(one))
    notes = list(_notes(noted))
    return Document(
        tuple(blocks), (*notes, *_hovers(page.marks, notes)), sources_of(blocks), tuple(_misleading(page.marks, notes))
    )


def _note_label(one: Found, targets: set[str]) -> str:
    """Return the anchor that makes a block a footnote: one that a mark leads to, or that of a note without marks."""
    for anchor in reversed(one.anchors):
        if anchor in targets:
            return anchor
    if one.tag == "li" and one.anchors and any(REFERENCE.fullmatch(code) for code in codes(one.pieces)):
        return one.anchors[-1]
    return ""


def _notes(noted: dict[str, list[Found]]) -> Iterator[Note]:
    for number, (label, found) in enumerate(noted.items(), start=1):
        pieces = merged([piece for one in found for piece in one.pieces if not piece.mark])
        yield note_of(label, pieces, f"line {found[0].line}", str(number))


def _hovers(marks: Sequence[Mark], notes: Sequence[Note]) -> Iterator[Note]:
    """Yield a note for each quote that is shown at a mark and is not that of the note below."""
    known = {note.label: note for note in notes}
    for mark in marks:
        quote = " ".join(mark.hover.strip().removeprefix("“").removesuffix("”").split())
        note = known.get(mark.anchor)
        if quote and note and quote != " ".join(note.quote.split()):
            yield replace(note, label="", quote=quote, where=mark.where)


def _misleading(marks: Sequence[Mark], notes: Sequence[Note]) -> Iterator[tuple[str, str, str]]:
    numbers = {note.label: note.number for note in notes}
    for mark in marks:
        shown = re.sub(r"\W", "", mark.shown)
        if mark.anchor in numbers and shown != numbers[mark.anchor]:
            yield mark.where, shown, numbers[mark.anchor]


def _block(one: Found) -> Block:
    kind = Kind.HEADING if one.tag in HEADINGS else Kind.ITEM if one.tag == "li" else Kind.PARAGRAPH
    if one.tag == "tr":
        kind = Kind.ROW
    cells: Sequence[Sequence[Piece]] = one.cells
    return Block(kind, tuple(merged(cell) for cell in cells), f"line {one.line}", one.section, one.table, one.header)
