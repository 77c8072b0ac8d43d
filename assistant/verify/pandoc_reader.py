"""Reads Markdown and DOCX as blocks and notes, through the document tree of Pandoc.

Markdown is CommonMark with footnotes and tables; Pandoc reports its line numbers, and notes without marks are read too.
In DOCX Word numbers the notes, so there are no gaps, and a place is a section. Cost: one start of Pandoc, 0.1 s.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.errors import AssistantError, InputError, NotInstalledError
from assistant.pandoc import convert
from assistant.verify.document import (
    Block,
    BlockKind,
    Document,
    Note,
    Piece,
    Pieces,
    merged,
    parse_note,
    sources_of,
    text_of,
)
from assistant.verify.html_reader import plain_text

MARKDOWN = "commonmark+footnotes+pipe_tables+strikeout+sourcepos"
_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:")
_UNDEFINED = re.compile(r"\[\^([^\]\[\s]+)\]")
_UNESCAPED = re.compile(r"(?<!\\)\[\^([^\]\[\s]+)\]")
_POSITION = re.compile(r"(?:^|@)(\d+):\d+-")
_TEXTS = {"Space": " ", "SoftBreak": " ", "LineBreak": " ", "Str": "", "Math": ""}
"""Inlines that are text; ``""`` where the tree holds the text itself."""
_WRAPPERS = dict.fromkeys(("Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps"), False)
_WRAPPERS |= dict.fromkeys(("Link", "Span", "Cite"), True)
"""Inlines that contain others; True where an attribute precedes the content."""
_QUOTES = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}
Tree = Mapping[str, Any]


def read_markdown(text: str) -> Document:
    """Return the document in Markdown. Raises InputError where Pandoc fails."""
    lines = text.splitlines()
    definitions = [(number, match[1]) for number, line in enumerate(lines, 1) if (match := _DEFINITION.match(line))]
    walker = _TreeWalker(definitions, frozenset(_UNESCAPED.findall(text)) - {label for _, label in definitions})
    blocks = tuple(walker.blocks(_tree(text, MARKDOWN)))
    notes = [*walker.notes.values(), *_unused_notes(definitions, walker.notes)]
    return Document(blocks, tuple(notes), sources_of(blocks))


def read_docx(content: bytes) -> Document:
    """Return the document in a Word file. Raises InputError where Pandoc fails."""
    walker = _TreeWalker([])
    blocks = tuple(walker.blocks(_tree(content, "docx")))
    return Document(blocks, tuple(walker.notes.values()), sources_of(blocks))


def _tree(content: str | bytes, pandoc_format: str) -> list[Tree]:
    try:
        blocks: list[Tree] = json.loads(convert(content, pandoc_format, "json"))["blocks"]
    except NotInstalledError:
        raise
    except (AssistantError, RecursionError, ValueError) as error:
        raise InputError(
            f"Pandoc cannot read it: {error}", "Is it the document that was written, and whole?"
        ) from error
    return blocks


def _unused_notes(definitions: Sequence[tuple[int, str]], notes: Mapping[str, Note]) -> Iterator[Note]:
    """Yield a note for each definition that no mark refers to, and for second definitions of a label."""
    earlier_labels: set[str] = set()
    for line, label in definitions:
        if label not in notes or label in earlier_labels:
            yield Note(label, "", "", "", f"line {line}", label)
        earlier_labels.add(label)


class _TreeWalker:
    """Walks a tree once. ``notes`` are the footnotes so far, by label, in the order of their marks."""

    def __init__(self, definitions: Sequence[tuple[int, str]], undefined: frozenset[str] = frozenset()) -> None:
        self.notes: dict[str, Note] = {}
        self._definitions = definitions
        self._undefined = undefined
        self._section = ""
        self._table_count = 0

    def blocks(self, trees: Sequence[Tree], kind: BlockKind = BlockKind.PARAGRAPH) -> Iterator[Block]:
        """Yield the blocks of trees; ``kind`` is the kind of their paragraphs."""
        try:
            for tree in trees:
                yield from self._block(tree, kind)
        except RecursionError as error:
            raise InputError("It is nested too deeply.", "No document of ours is.") from error

    def _block(self, tree: Tree, kind: BlockKind) -> Iterator[Block]:
        name, content = tree["t"], tree.get("c", [])
        if name in ("Para", "Plain"):
            yield self._text_block(kind, content)
        elif name == "Header":
            heading = self._text_block(BlockKind.HEADING, content[2])
            self._section = " ".join(text_of(heading.pieces).split())
            yield heading
        elif name in ("BulletList", "OrderedList"):
            yield from self._items(content if name == "BulletList" else content[1])
        elif name == "Table":
            yield from self._table(content)
        elif name in ("CodeBlock", "RawBlock"):
            yield self._plain_block(kind, content[1] if name == "CodeBlock" else plain_text(content[1]))
        else:
            yield from self._nested(name, content, kind)

    def _nested(self, name: str, content: Any, kind: BlockKind) -> Iterator[Block]:
        if name in ("BlockQuote", "Div", "Figure"):
            yield from self.blocks(content if name == "BlockQuote" else content[-1], kind)
        elif name == "LineBlock":
            yield from (self._text_block(kind, line) for line in content)
        elif name == "DefinitionList":
            for term, meanings in content:
                yield self._text_block(kind, term)
                for meaning in meanings:
                    yield from self.blocks(meaning, kind)

    def _items(self, items: Sequence[Sequence[Tree]]) -> Iterator[Block]:
        for item in items:
            yield from self.blocks(item, BlockKind.ITEM)

    def _table(self, content: Any) -> Iterator[Block]:
        self._table_count += 1
        _, _, _, (_, head), bodies, (_, foot) = content
        yield from self._rows(head, header=True)
        for _, _, middle, body in bodies:
            yield from self._rows([*middle, *body], header=False)
        yield from self._rows(foot, header=False)

    def _rows(self, rows: Sequence[Any], *, header: bool) -> Iterator[Block]:
        for _, cells in rows:
            texts = tuple(self._cell(cell[4]) for cell in cells)
            if text_of([piece for text in texts for piece in text]).strip():
                place = _place([cell[4] for cell in cells])
                yield Block(BlockKind.ROW, texts, place, self._section, self._table_count, header)

    def _cell(self, trees: Sequence[Tree]) -> Pieces:
        pieces: list[Piece] = []
        for block in self.blocks(trees):
            pieces += [Piece(" "), *block.pieces] if pieces else block.pieces
        return tuple(pieces)

    def _text_block(self, kind: BlockKind, inlines: Sequence[Tree]) -> Block:
        pieces = tuple(_with_undefined(merged(list(self._inlines(inlines, Piece("")))), self._undefined))
        return Block(kind, (pieces,), _place(inlines), self._section)

    def _plain_block(self, kind: BlockKind, text: str) -> Block:
        return Block(kind, ((Piece(text),),), "", self._section)

    def _inlines(self, trees: Sequence[Tree], style: Piece) -> Iterator[Piece]:
        for tree in trees:
            yield from self._inline(tree, style)

    def _inline(self, tree: Tree, style: Piece) -> Iterator[Piece]:
        name, content = tree["t"], tree.get("c", [])
        if name in _TEXTS:
            yield replace(style, text=_TEXTS[name] or (content if name == "Str" else content[1]))
        elif name == "Code":
            yield replace(style, text=content[1], code=True)
        elif name == "Note":
            yield self._mark(content)
        elif name == "Quoted":
            opening, closing = _QUOTES[content[0]["t"]]
            yield replace(style, text=opening)
            yield from self._inlines(content[1], style)
            yield replace(style, text=closing)
        elif name in _WRAPPERS:
            inner = replace(style, italic=style.italic or name == "Emph", bold=style.bold or name == "Strong")
            yield from self._inlines(content[1] if _WRAPPERS[name] else content, inner)

    def _mark(self, blocks: Sequence[Tree]) -> Piece:
        line = _line(blocks)
        label = next((name for number, name in reversed(self._definitions) if number <= line), str(len(self.notes) + 1))
        if label not in self.notes:
            place = f"line {line}" if line else f"footnote {label}"
            number = label if self._definitions else ""
            self.notes[label] = Note(label, "", "", "", place, number)  # keeps the order: a note may have marks itself
            pieces = [piece for block in self.blocks(blocks) for piece in block.pieces]
            self.notes[label] = parse_note(label, merged(pieces), place, number)
        return Piece("", mark=label)


def _with_undefined(pieces: Pieces, labels: frozenset[str]) -> Iterator[Piece]:
    """Turn ``[^9]`` into a mark where Pandoc left it as text because no note has that label."""
    for piece in pieces:
        parts = [piece.text] if piece.code or piece.mark else _UNDEFINED.split(piece.text)
        for index, part in enumerate(parts):
            is_label = index % 2 == 1
            if is_label and part in labels:
                yield Piece("", mark=part)
            elif is_label or part or piece.mark:
                text = f"[^{part}]" if is_label else part
                yield Piece(text, piece.italic, piece.bold, piece.code, piece.mark)


def _place(tree: Any) -> str:
    line = _line(tree)
    return f"line {line}" if line else ""


def _line(tree: Any) -> int:
    """Return the first line number in a part of the tree, 0 where there is none. Skips notes, which are elsewhere."""
    stack = [tree]
    while stack:
        element = stack.pop()
        if isinstance(element, str):
            continue
        if isinstance(element, dict):
            stack.append(element.get("c") if element.get("t") != "Note" else None)
        elif isinstance(element, list):
            if element[:1] == ["data-pos"] and (match := _POSITION.search(element[1])):
                return int(match[1])
            stack.extend(reversed(element))
    return 0
