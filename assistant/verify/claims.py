"""Finds the claims of a document and the footnotes that each rests on, by one rule for all formats.

Every sentence of body text is a claim. No claims are: headings, header rows, text that is all in italics (remarks),
questions without a footnote, the list of sources, and what `ask` itself prints where there is no answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.answering.compose import NO_CHOICES
from assistant.language.sentences import sentences
from assistant.rendering.layout import NO_ANSWER
from assistant.rendering.safe_text import one_line
from assistant.reports.timeline import days_of
from assistant.verify.document import (
    REFERENCE,
    Block,
    BlockKind,
    Document,
    Note,
    Piece,
    RowRole,
    code_texts,
    parse_note,
    source_key,
    text_of,
)

_PUNCTUATION_AFTER_MARK = re.compile(r"^[.,;:!?)\]”’\"']+(?=\s|$)")
"""Punctuation that follows a mark which was put before the full stop."""
_CLOSING = frozenset('.!?”"’')
_LONGEST_QUOTATION = 8
"""Sentences of one quotation."""
_HAS_WORD = re.compile(r"\w")
_OUR_NOTICE = re.compile(r"Searched: .+\.|Nearest passages, not an answer:", re.S)
"""What `ask` prints where there is no answer."""
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_HYPHENS = {0x2010: "-", 0x2011: "-"}
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_PLAIN_CHARACTERS = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})
_PLAIN_CHARACTERS |= _HYPHENS | _LIGATURES


@dataclass(frozen=True, slots=True)
class DocumentClaim:
    """A run of text up to its marks: one sentence as a rule, more where the marks come late.

    ``labels`` are those of its footnotes, empty where it has none. ``speaker`` and ``day`` are the cells beside it in a
    table. A headline rests on the footnotes of the answer below it.
    """

    text: str
    labels: tuple[str, ...]
    place: str
    role: RowRole = RowRole.OPEN
    speaker: str = ""
    day: str = ""
    is_headline: bool = False


def claims_of(document: Document) -> list[DocumentClaim]:
    """Return the claims in order, each with its place."""
    roles = _table_roles(document.blocks)
    claims: list[DocumentClaim] = []
    for position, block in enumerate(document.blocks):
        if _has_claims(block):
            role = roles.get(block.table, RowRole.OPEN) if block.role is RowRole.OPEN else block.role
            for claim in _block_claims(block, role, document.blocks[position + 1 :]):
                claims.append(replace(claim, place=_place(block, len(claims) + 1)))
    return claims


def loose_notes(document: Document) -> list[Note]:
    """Return the quotations in lists that have no mark: the nearest passages of an abstention."""
    quotations = [block for block in document.blocks if block.kind is BlockKind.ITEM and _is_citation(block)]
    return [parse_note("", block.pieces, block.place or "the nearest passages") for block in quotations]


def marks_of(document: Document) -> list[tuple[str, str]]:
    """Return the label and the place of each mark, in order."""
    return [
        (piece.mark, block.place or block.section) for block in document.blocks for piece in block.pieces if piece.mark
    ]


def whole_sentences(text: str) -> list[str]:
    """Return the sentences of a text; one that ends inside a quotation is joined with the rest of the quotation."""
    line = one_line(text)
    parts = [line[start:end] for start, end in sentences(line)]
    joined: list[str] = []
    start = 0
    while start < len(parts):
        limit = min(start + _LONGEST_QUOTATION, len(parts))
        last = next((index for index in range(start, limit) if _is_closed(" ".join(parts[start : index + 1]))), start)
        joined.append(" ".join(parts[start : last + 1]))
        start = last + 1
    return joined


def comparable(text: str) -> str:
    """Return a text in the form that is compared with a quote: without what a word processor changes on its own.

    That is white space, kinds of quotation marks, dashes and hyphens, ellipses, ligatures and invisible characters.
    """
    visible = one_line(_INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", visible).translate(_PLAIN_CHARACTERS).replace("--", "-")


def readable(text: str) -> str:
    """Return a claim in the form that is checked: on one line, without invisible characters and odd hyphens."""
    return one_line(_INVISIBLE.sub("", text)).translate(_HYPHENS | _LIGATURES)


def is_question(text: str) -> bool:
    """Return whether a sentence ends with a question mark."""
    return text.rstrip("\"”’') ").endswith("?")


def _is_closed(text: str) -> bool:
    return text.count("“") <= text.count("”") and text.count('"') % 2 == 0


def _has_claims(block: Block) -> bool:
    if block.kind is BlockKind.HEADING or block.is_header or source_key(block):
        return False
    if block.kind is BlockKind.ITEM and _is_citation(block):
        return False
    words = [piece for piece in block.pieces if not piece.mark and _HAS_WORD.search(piece.text)]
    if not words or all(piece.italic for piece in words):
        return False
    return not _OUR_NOTICE.fullmatch(one_line(text_of(block.pieces)))


def _is_citation(block: Block) -> bool:
    has_mark = any(piece.mark for piece in block.pieces)
    return not has_mark and any(REFERENCE.fullmatch(code) for code in code_texts(block.pieces))


def _block_claims(block: Block, role: RowRole, following: Sequence[Block]) -> Iterator[DocumentClaim]:
    if block.kind is BlockKind.ROW:
        yield from _row_claims(block, role)
    elif block.kind is BlockKind.HEADLINE or _is_bold(block):
        words = one_line(text_of(block.pieces))
        if words and words not in (NO_ANSWER, NO_CHOICES):
            yield DocumentClaim(words, _answer_labels(following), "", is_headline=True)
    else:
        yield from _paragraph_claims(block.pieces)


def _is_bold(block: Block) -> bool:
    words = [piece for piece in block.pieces if piece.mark or _HAS_WORD.search(piece.text)]
    return all(piece.bold and not piece.mark for piece in words)


def _answer_labels(following: Sequence[Block]) -> tuple[str, ...]:
    """Return the labels of the marks below a headline, as far as the next heading or headline."""
    labels: list[str] = []
    for block in following:
        if block.kind in (BlockKind.HEADING, BlockKind.HEADLINE) or _is_bold(block):
            break
        labels += [piece.mark for piece in block.pieces if piece.mark]
    return tuple(dict.fromkeys(labels))


def _row_claims(block: Block, role: RowRole) -> Iterator[DocumentClaim]:
    """Yield the claims of a table row; its marks cover all cells, and rows of our own tables have one claim each."""
    labels = tuple(piece.mark for piece in block.pieces if piece.mark)
    cells = [one_line(text_of(cell)) for cell in block.cells]
    if role is RowRole.STATEMENT:
        yield DocumentClaim(cells[1], labels, "", role, cells[0], cells[2])
    elif role is RowRole.HAPPENING:
        yield DocumentClaim(cells[1], labels, "", role, day=cells[0])
    else:
        yield from (DocumentClaim(cell, labels, "") for cell in cells if _HAS_WORD.search(cell))


def _paragraph_claims(pieces: Sequence[Piece]) -> Iterator[DocumentClaim]:
    """Cut a paragraph at its marks; the text after the last one has no footnote."""
    runs: list[tuple[str, list[str]]] = []
    for is_mark, group in groupby(pieces, key=lambda piece: bool(piece.mark)):
        parts = list(group)
        if is_mark and runs:
            runs[-1][1].extend(piece.mark for piece in parts)
        elif is_mark:
            runs.append(("", [piece.mark for piece in parts]))
        else:
            _add_text(runs, text_of(parts))
    for text, labels in runs:
        if labels:
            yield DocumentClaim(one_line(text), tuple(labels), "")
        else:
            yield from _uncited_claims(text)


def _uncited_claims(text: str) -> Iterator[DocumentClaim]:
    for sentence in whole_sentences(text):
        if _HAS_WORD.search(sentence) and not is_question(sentence):
            yield DocumentClaim(sentence, (), "")


def _add_text(runs: list[tuple[str, list[str]]], text: str) -> None:
    """Begin a run. Punctuation right after a mark belongs to the run before, which may have its own already."""
    if runs and (punctuation := _PUNCTUATION_AFTER_MARK.match(text)):
        previous_text, labels = runs[-1]
        is_complete = previous_text.rstrip()[-1:] in _CLOSING
        runs[-1] = (previous_text if is_complete else previous_text + punctuation[0].strip(), labels)
        text = text[punctuation.end() :]
    if _HAS_WORD.search(text):
        runs.append((text, []))


def _place(block: Block, number: int) -> str:
    section = f"section “{block.section}”" if block.section else ""
    return ", ".join(part for part in (block.place or f"statement {number}", section) if part)


# Tables


def _table_roles(blocks: Sequence[Block]) -> dict[int, RowRole]:
    """Return the role of the rows of each table, by its number."""
    tables: dict[int, list[Block]] = {}
    for block in blocks:
        if block.kind is BlockKind.ROW:
            tables.setdefault(block.table, []).append(block)
    return {number: _role(rows) for number, rows in tables.items()}


def _role(rows: Sequence[Block]) -> RowRole:
    """Return a role by the shape of a table: days in the first of two columns, or in the last of three."""
    widths = {len(row.cells) for row in rows}
    body = [[one_line(text_of(cell)) for cell in row.cells] for row in rows if not row.is_header]
    head = [one_line(text_of(row.cells[0])).casefold() for row in rows if row.is_header]
    if widths == {2} and ("date" in head or _are_days([cells[0] for cells in body])):
        return RowRole.HAPPENING
    if widths == {3} and ("who" in head or _are_days([cells[2] for cells in body])):
        return RowRole.STATEMENT
    return RowRole.OPEN


def _are_days(cells: Sequence[str]) -> bool:
    dated = sum(bool(day_of(cell)) for cell in cells)
    return dated > 0 and dated * 2 >= len(cells)


def day_of(cell: str) -> str:
    """Return the day, month or year that a cell names, ISO 8601; ``""`` when it names none, or several."""
    if re.fullmatch(r"\d{4}(?:-\d\d){0,2}", cell):
        return cell
    days = days_of(cell, "")
    return days[0] if len(days) == 1 else ""
