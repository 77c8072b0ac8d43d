"""Reads HTML as blocks and notes, also after a person edited it by hand.

A mark is a link to an anchor in the page, in a ``sup`` or with the role of a note reference; the block at the anchor is
the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.verify.document import (
    REFERENCE,
    Block,
    BlockKind,
    Document,
    Note,
    code_texts,
    merged,
    parse_note,
    sources_of,
    text_of,
)
from assistant.verify.html_parser import HEADINGS, BlockParser, HtmlBlock, Mark


def read_html(text: str) -> Document:
    """Return the document in a page."""
    parser = _parsed(text)
    targets = {piece.mark for block in parser.blocks for piece in block.pieces if piece.mark}
    blocks, note_blocks = [], dict[str, list[HtmlBlock]]()
    for block in parser.blocks:
        if label := _note_label(block, targets):
            note_blocks.setdefault(label, []).append(block)
        else:
            blocks.append(_block(block))
    notes = list(_notes(note_blocks))
    hover_notes = _hover_notes(parser.marks, notes)
    misnumbered_marks = tuple(_misnumbered_marks(parser.marks, notes))
    return Document(tuple(blocks), (*notes, *hover_notes), sources_of(blocks), misnumbered_marks)


def plain_text(text: str) -> str:
    """Return the text of a fragment of HTML, a line per block."""
    return "\n".join(text_of(block.pieces) for block in _parsed(text).blocks)


def _parsed(text: str) -> BlockParser:
    parser = BlockParser()
    parser.feed(text)
    parser.close()
    parser.finish()
    return parser


def _note_label(block: HtmlBlock, targets: set[str]) -> str:
    """Return the anchor that makes a block a footnote: the target of a mark, or that of a note without marks."""
    for anchor in reversed(block.anchors):
        if anchor in targets:
            return anchor
    if block.tag == "li" and block.anchors and any(REFERENCE.fullmatch(code) for code in code_texts(block.pieces)):
        return block.anchors[-1]
    return ""


def _notes(note_blocks: dict[str, list[HtmlBlock]]) -> Iterator[Note]:
    for number, (label, blocks) in enumerate(note_blocks.items(), start=1):
        pieces = merged([piece for block in blocks for piece in block.pieces if not piece.mark])
        yield parse_note(label, pieces, f"line {blocks[0].line}", str(number))


def _hover_notes(marks: Sequence[Mark], notes: Sequence[Note]) -> Iterator[Note]:
    """Yield a note for each quote that a mark shows on hover and that differs from the quote of its note."""
    notes_by_label = {note.label: note for note in notes}
    for mark in marks:
        quote = " ".join(mark.hover_quote.strip().removeprefix("“").removesuffix("”").split())
        note = notes_by_label.get(mark.anchor)
        if quote and note and quote != " ".join(note.quote.split()):
            yield replace(note, label="", quote=quote, place=mark.place)


def _misnumbered_marks(marks: Sequence[Mark], notes: Sequence[Note]) -> Iterator[tuple[str, str, str]]:
    numbers = {note.label: note.number for note in notes}
    for mark in marks:
        mark_number = re.sub(r"\W", "", mark.text)
        if mark.anchor in numbers and mark_number != numbers[mark.anchor]:
            yield mark.place, mark_number, numbers[mark.anchor]


def _block(block: HtmlBlock) -> Block:
    cells = tuple(merged(cell) for cell in block.cells)
    return Block(_kind(block.tag), cells, f"line {block.line}", block.section, block.table, block.is_header)


def _kind(tag: str) -> BlockKind:
    if tag in HEADINGS:
        return BlockKind.HEADING
    return {"li": BlockKind.ITEM, "tr": BlockKind.ROW}.get(tag, BlockKind.PARAGRAPH)
