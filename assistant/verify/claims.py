"""What in a document is a statement, and which footnotes it rests on: one rule for all formats.

Every sentence of body text is one. No statements are: headings, header rows, text that is in italics as a whole
(remarks), questions without a footnote, the list of sources, and what `ask` itself says where there is no answer.
Knows nothing of the archive.
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
    Document,
    Kind,
    Note,
    Piece,
    Role,
    codes,
    note_of,
    source_key,
    text_of,
)

_ENDS = re.compile(r"^[.,;:!?)\]”’\"']+(?=\s|$)")
"""What somebody who puts a mark before the full stop leaves behind it."""
_STOPS = frozenset('.!?”"’')
_QUOTED = 8
"""Sentences that one quotation may have."""
_HAS_WORD = re.compile(r"\w")
_OURS = re.compile(r"Searched: .+\.|Nearest passages, not an answer:", re.S)
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_HYPHENS = {0x2010: "-", 0x2011: "-"}
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_SAME = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})
_SAME |= _HYPHENS | _LIGATURES


@dataclass(frozen=True, slots=True)
class Said:
    """A run of text up to its marks: one sentence as a rule, more where the marks come late.

    ``labels`` are those of its footnotes, empty where it has none. ``who`` and ``day`` are the cells beside it in a
    table. A headline rests on the footnotes of the answer below it.
    """

    text: str
    labels: tuple[str, ...]
    where: str
    role: Role = Role.OPEN
    who: str = ""
    day: str = ""
    is_headline: bool = False


def statements(document: Document) -> list[Said]:
    """Return the statements in order, each with its place."""
    roles = _roles(document.blocks)
    found: list[Said] = []
    for at, block in enumerate(document.blocks):
        if _is_statement(block):
            role = roles.get(block.table, Role.OPEN) if block.role is Role.OPEN else block.role
            for one in _of_block(block, role, document.blocks[at + 1 :]):
                found.append(replace(one, where=_place(block, len(found) + 1)))
    return found


def loose_notes(document: Document) -> list[Note]:
    """Return quotations that stand in a list without a mark: the nearest passages of an abstention."""
    shown = [one for one in document.blocks if one.kind is Kind.ITEM and _is_citation(one)]
    return [note_of("", one.pieces, one.where or "the nearest passages") for one in shown]


def marks_of(document: Document) -> list[tuple[str, str]]:
    """Return the label of each mark, in order, and its place."""
    return [(piece.mark, one.where or one.section) for one in document.blocks for piece in one.pieces if piece.mark]


def units(text: str) -> list[str]:
    """Return the sentences of a text; one that ends inside a quotation goes on to where the quotation ends."""
    flat = one_line(text)
    found = [flat[start:end] for start, end in sentences(flat)]
    joined: list[str] = []
    at = 0
    while at < len(found):
        last = min(at + _QUOTED, len(found))
        end = next((to for to in range(at, last) if _is_closed(" ".join(found[at : to + 1]))), at)
        joined.append(" ".join(found[at : end + 1]))
        at = end + 1
    return joined


def same_form(text: str) -> str:
    """Return a text as it is compared with a quote: without what a word processor changes on its own.

    That is white space, kinds of quotation marks, dashes and hyphens, ellipses, ligatures and invisible characters.
    """
    return unicodedata.normalize("NFC", one_line(_UNSEEN.sub("", text))).translate(_SAME).replace("--", "-")


def readable(text: str) -> str:
    """Return a statement as it is checked: on one line, without invisible characters and odd hyphens."""
    return one_line(_UNSEEN.sub("", text)).translate(_HYPHENS | _LIGATURES)


def is_question(text: str) -> bool:
    """Tell whether a sentence asks."""
    return text.rstrip("\"”’') ").endswith("?")


def _is_closed(text: str) -> bool:
    return text.count("“") <= text.count("”") and text.count('"') % 2 == 0


def _is_statement(block: Block) -> bool:
    if block.kind is Kind.HEADING or block.header or source_key(block):
        return False
    if block.kind is Kind.ITEM and _is_citation(block):
        return False
    shown = [piece for piece in block.pieces if not piece.mark and _HAS_WORD.search(piece.text)]
    if not shown or all(piece.italic for piece in shown):
        return False
    return not _OURS.fullmatch(one_line(text_of(block.pieces)))


def _is_citation(block: Block) -> bool:
    marked = any(piece.mark for piece in block.pieces)
    return not marked and any(REFERENCE.fullmatch(code) for code in codes(block.pieces))


def _of_block(block: Block, role: Role, below: Sequence[Block]) -> Iterator[Said]:
    if block.kind is Kind.ROW:
        yield from _of_row(block, role)
    elif block.kind is Kind.HEADLINE or _is_bold(block):
        words = one_line(text_of(block.pieces))
        if words and words not in (NO_ANSWER, NO_CHOICES):
            yield Said(words, _labels_below(below), "", is_headline=True)
    else:
        yield from _runs(block.pieces)


def _is_bold(block: Block) -> bool:
    shown = [piece for piece in block.pieces if piece.mark or _HAS_WORD.search(piece.text)]
    return all(piece.bold and not piece.mark for piece in shown)


def _labels_below(below: Sequence[Block]) -> tuple[str, ...]:
    found: list[str] = []
    for block in below:
        if block.kind in (Kind.HEADING, Kind.HEADLINE) or _is_bold(block):
            break
        found += [piece.mark for piece in block.pieces if piece.mark]
    return tuple(dict.fromkeys(found))


def _of_row(block: Block, role: Role) -> Iterator[Said]:
    """The marks of a row cover all of it; the statement of our own tables is in the column that they name."""
    labels = tuple(piece.mark for piece in block.pieces if piece.mark)
    cells = [one_line(text_of(cell)) for cell in block.cells]
    if role is Role.SAYING:
        yield Said(cells[1], labels, "", role, cells[0], cells[2])
    elif role is Role.HAPPENING:
        yield Said(cells[1], labels, "", role, day=cells[0])
    else:
        yield from (Said(cell, labels, "") for cell in cells if _HAS_WORD.search(cell))


def _runs(pieces: Sequence[Piece]) -> Iterator[Said]:
    """Cut a paragraph at its marks; what comes after the last one has no footnote."""
    runs: list[tuple[str, list[str]]] = []
    for is_mark, group in groupby(pieces, key=lambda one: bool(one.mark)):
        parts = list(group)
        if is_mark and runs:
            runs[-1][1].extend(piece.mark for piece in parts)
        elif is_mark:
            runs.append(("", [piece.mark for piece in parts]))
        else:
            _add_text(runs, text_of(parts))
    for text, labels in runs:
        if labels:
            yield Said(one_line(text), tuple(labels), "")
        else:
            yield from (Said(one, (), "") for one in units(text) if _HAS_WORD.search(one) and not is_question(one))


def _add_text(runs: list[tuple[str, list[str]]], text: str) -> None:
    """Begin a run; marks of punctuation right after a footnote's belong to the run before, or to nothing."""
    if runs and (end := _ENDS.match(text)):
        said, labels = runs[-1]
        runs[-1] = (said if said.rstrip()[-1:] in _STOPS else said + end[0].strip(), labels)
        text = text[end.end() :]
    if _HAS_WORD.search(text):
        runs.append((text, []))


def _place(block: Block, number: int) -> str:
    section = f"section “{block.section}”" if block.section else ""
    return ", ".join(part for part in (block.where or f"statement {number}", section) if part)


# Tables


def _roles(blocks: Sequence[Block]) -> dict[int, Role]:
    """Tell what each table says, by its shape: days in the first column of two, or in the last of three."""
    tables: dict[int, list[Block]] = {}
    for block in blocks:
        if block.kind is Kind.ROW:
            tables.setdefault(block.table, []).append(block)
    return {number: _role(rows) for number, rows in tables.items()}


def _role(rows: Sequence[Block]) -> Role:
    widths = {len(row.cells) for row in rows}
    body = [[one_line(text_of(cell)) for cell in row.cells] for row in rows if not row.header]
    head = [one_line(text_of(row.cells[0])).casefold() for row in rows if row.header]
    if widths == {2} and ("date" in head or _are_days([cells[0] for cells in body])):
        return Role.HAPPENING
    if widths == {3} and ("who" in head or _are_days([cells[2] for cells in body])):
        return Role.SAYING
    return Role.OPEN


def _are_days(cells: Sequence[str]) -> bool:
    dated = sum(bool(day_of(cell)) for cell in cells)
    return dated > 0 and dated * 2 >= len(cells)


def day_of(cell: str) -> str:
    """Return the day, month or year that a cell names, ISO 8601; ``""`` when it names none, or more."""
    if re.fullmatch(r"\d{4}(?:-\d\d){0,2}", cell):
        return cell
    found = days_of(cell, "")
    return found[0] if len(found) == 1 else ""
