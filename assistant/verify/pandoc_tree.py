"""Markdown and DOCX, read through Pandoc's tree of the document.

Markdown is CommonMark with footnotes and tables; its lines are known, and so are notes that nothing refers to. In DOCX
the program counts the notes, so they have no gaps, and places are told by section. Knows nothing of what a statement
is. Cost: a start of Pandoc, 0.1 s.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.errors import AssistantError, InputError, NotInstalledError
from assistant.pandoc import convert
from assistant.verify.document import Block, Document, Kind, Note, Piece, Pieces, merged, note_of, sources_of, text_of
from assistant.verify.html_page import plain_text

MARKDOWN = "commonmark+footnotes+pipe_tables+strikeout+sourcepos"
_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:")
_UNDEFINED = re.compile(r"\[\^([^\]\[\s]+)\]")
_UNESCAPED = re.compile(r"(?<!\\)\[\^([^\]\[\s]+)\]")
_POSITION = re.compile(r"(?:^|@)(\d+):\d+-")
_WORDS = {"Space": " ", "SoftBreak": " ", "LineBreak": " ", "Str": "", "Math": ""}
"""Text, and what it is where the tree does not say it."""
_AROUND = dict.fromkeys(("Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps"), False)
_AROUND |= dict.fromkeys(("Link", "Span", "Cite"), True)
"""What goes around other text, and whether that comes second."""
_QUOTES = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}
Tree = Mapping[str, Any]


def read_markdown(text: str) -> Document:
    """Read Markdown. InputError for what Pandoc does not get through."""
    lines = text.splitlines()
    defined = [(number, found[1]) for number, one in enumerate(lines, 1) if (found := _DEFINITION.match(one))]
    walk = _Walk(defined, frozenset(_UNESCAPED.findall(text)) - {label for _, label in defined})
    blocks = tuple(walk.blocks(_tree(text, MARKDOWN)))
    notes = [*walk.notes.values(), *_left_over(defined, walk.notes)]
    return Document(blocks, tuple(notes), sources_of(blocks))


def read_docx(content: bytes) -> Document:
    """Read a Word document. InputError for what Pandoc does not get through."""
    walk = _Walk([])
    blocks = tuple(walk.blocks(_tree(content, "docx")))
    return Document(blocks, tuple(walk.notes.values()), sources_of(blocks))


def _tree(content: str | bytes, source: str) -> list[Tree]:
    try:
        found: list[Tree] = json.loads(convert(content, source, "json"))["blocks"]
    except NotInstalledError:
        raise
    except (AssistantError, RecursionError, ValueError) as error:
        raise InputError(
            f"Pandoc cannot read it: {error}", "Is it the document that was written, and whole?"
        ) from error
    return found


def _left_over(defined: Sequence[tuple[int, str]], used: Mapping[str, Note]) -> Iterator[Note]:
    """Yield the definitions that no mark refers to, and second ones of the same label."""
    seen: set[str] = set()
    for line, label in defined:
        if label not in used or label in seen:
            yield Note(label, "", "", "", f"line {line}", label)
        seen.add(label)


class _Walk:
    """Goes through a tree once; ``notes`` are the footnotes met, by label, in the order of their marks."""

    def __init__(self, defined: Sequence[tuple[int, str]], undefined: frozenset[str] = frozenset()) -> None:
        self.notes: dict[str, Note] = {}
        self._defined = defined
        self._undefined = undefined
        self._section = ""
        self._tables = 0

    def blocks(self, trees: Sequence[Tree], kind: Kind = Kind.PARAGRAPH) -> Iterator[Block]:
        """Yield the blocks; ``kind`` is what a paragraph here is."""
        try:
            for tree in trees:
                yield from self._block(tree, kind)
        except RecursionError as error:
            raise InputError("It is nested too deeply.", "No document of ours is.") from error

    def _block(self, tree: Tree, kind: Kind) -> Iterator[Block]:
        name, content = tree["t"], tree.get("c", [])
        if name in ("Para", "Plain"):
            yield self._of(kind, content)
        elif name == "Header":
            heading = self._of(Kind.HEADING, content[2])
            self._section = " ".join(text_of(heading.pieces).split())
            yield heading
        elif name in ("BulletList", "OrderedList"):
            yield from self._items(content if name == "BulletList" else content[1])
        elif name == "Table":
            yield from self._table(content)
        elif name in ("CodeBlock", "RawBlock"):
            yield self._plain(kind, content[1] if name == "CodeBlock" else plain_text(content[1]))
        else:
            yield from self._nested(name, content, kind)

    def _nested(self, name: str, content: Any, kind: Kind) -> Iterator[Block]:
        if name in ("BlockQuote", "Div", "Figure"):
            yield from self.blocks(content if name == "BlockQuote" else content[-1], kind)
        elif name == "LineBlock":
            yield from (self._of(kind, line) for line in content)
        elif name == "DefinitionList":
            for term, meanings in content:
                yield self._of(kind, term)
                for meaning in meanings:
                    yield from self.blocks(meaning, kind)

    def _items(self, items: Sequence[Sequence[Tree]]) -> Iterator[Block]:
        for item in items:
            yield from self.blocks(item, Kind.ITEM)

    def _table(self, content: Any) -> Iterator[Block]:
        self._tables += 1
        _, _, _, (_, head), bodies, (_, foot) = content
        yield from self._rows(head, header=True)
        for _, _, middle, body in bodies:
            yield from self._rows([*middle, *body], header=False)
        yield from self._rows(foot, header=False)

    def _rows(self, rows: Sequence[Any], *, header: bool) -> Iterator[Block]:
        for _, cells in rows:
            found = tuple(self._cell(cell[4]) for cell in cells)
            if text_of([piece for cell in found for piece in cell]).strip():
                where = _place([cell[4] for cell in cells])
                yield Block(Kind.ROW, found, where, self._section, self._tables, header)

    def _cell(self, trees: Sequence[Tree]) -> Pieces:
        found: list[Piece] = []
        for block in self.blocks(trees):
            found += [Piece(" "), *block.pieces] if found else block.pieces
        return tuple(found)

    def _of(self, kind: Kind, inlines: Sequence[Tree]) -> Block:
        pieces = tuple(_with_undefined(merged(list(self._inlines(inlines, Piece("")))), self._undefined))
        return Block(kind, (pieces,), _place(inlines), self._section)

    def _plain(self, kind: Kind, text: str) -> Block:
        return Block(kind, ((Piece(text),),), "", self._section)

    def _inlines(self, trees: Sequence[Tree], style: Piece) -> Iterator[Piece]:
        for tree in trees:
            yield from self._inline(tree, style)

    def _inline(self, tree: Tree, style: Piece) -> Iterator[Piece]:
        name, content = tree["t"], tree.get("c", [])
        if name in _WORDS:
            yield replace(style, text=_WORDS[name] or (content if name == "Str" else content[1]))
        elif name == "Code":
            yield replace(style, text=content[1], code=True)
        elif name == "Note":
            yield self._mark(content)
        elif name == "Quoted":
            opening, closing = _QUOTES[content[0]["t"]]
            yield replace(style, text=opening)
            yield from self._inlines(content[1], style)
            yield replace(style, text=closing)
        elif name in _AROUND:
            inner = replace(style, italic=style.italic or name == "Emph", bold=style.bold or name == "Strong")
            yield from self._inlines(content[1] if _AROUND[name] else content, inner)

    def _mark(self, blocks: Sequence[Tree]) -> Piece:
        line = _line(blocks)
        label = next((name for number, name in reversed(self._defined) if number <= line), str(len(self.notes) + 1))
        if label not in self.notes:
            where = f"line {line}" if line else f"footnote {label}"
            number = label if self._defined else ""
            self.notes[label] = Note(label, "", "", "", where, number)  # holds the place: a note may have marks itself
            pieces = [piece for block in self.blocks(blocks) for piece in block.pieces]
            self.notes[label] = note_of(label, merged(pieces), where, number)
        return Piece("", mark=label)


def _with_undefined(pieces: Pieces, labels: frozenset[str]) -> Iterator[Piece]:
    """Turn ``[^9]`` that Pandoc left as text, since no note has that label, into the mark that it was."""
    for piece in pieces:
        parts = [piece.text] if piece.code or piece.mark else _UNDEFINED.split(piece.text)
        for at, part in enumerate(parts):
            if at % 2 and part in labels:
                yield Piece("", mark=part)
            elif at % 2 or part or piece.mark:
                text = f"[^{part}]" if at % 2 else part
                yield Piece(text, piece.italic, piece.bold, piece.code, piece.mark)


def _place(tree: Any) -> str:
    line = _line(tree)
    return f"line {line}" if line else ""


def _line(tree: Any) -> int:
    """Return the first line that a part of the tree tells of, 0 where none does. Notes inside it are elsewhere."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            continue
        if isinstance(one, dict):
            waiting.append(one.get("c") if one.get("t") != "Note" else None)
        elif isinstance(one, list):
            if one[:1] == ["data-pos"] and (found := _POSITION.search(one[1])):
                return int(found[1])
            waiting.extend(reversed(one))
    return 0
