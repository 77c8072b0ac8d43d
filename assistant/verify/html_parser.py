"""Parses HTML into blocks in the order in which a browser shows them, and footnote marks.

It is a single pass without a tree, so deep nesting and tags that are never closed do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from assistant.verify.document import Piece, text_of

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_HIDDEN = frozenset("head script style template title noscript svg math audio video iframe object select nav".split())
_BLOCKS = frozenset(
    """address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary table tbody td
    tfoot th thead tr ul""".split()
)
_CELLS = frozenset(("td", "th"))
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_ITALIC, _BOLD, _CODE = frozenset(("em", "i", "cite")), frozenset(("strong", "b")), frozenset(("code", "tt", "kbd"))
_MARK_ROLES, _BACKLINK_ROLES = frozenset(("doc-noteref",)), frozenset(("doc-backlink", "footnote-back"))
"""Roles and classes of links to a note and back from it."""
_ARROWS = frozenset("↩ ↩︎ ↑ ^ ⏎ ←".split())
_CLOSES = {"li": {"li"}, "p": {"p"}, "td": _CELLS, "th": _CELLS, "tr": {"tr", "td", "th"}, "dd": {"dd", "dt"}}
"""Open tags that a new tag closes, as browsers do."""
_SCOPES = {"li": {"ul", "ol", "menu"}, "td": {"tr", "table"}, "th": {"tr", "table"}, "tr": {"table"}, "dd": {"dl"}}
"""Open tags beyond which a new tag closes nothing."""


@dataclass(slots=True)
class _OpenTag:
    """A tag that is open, with the style that it passes on to its text."""

    name: str
    anchor: str = ""
    italic: bool = False
    bold: bool = False
    code: bool = False
    superscript: bool = False
    hidden: bool = False


@dataclass(slots=True)
class Mark:
    """A mark: the anchor that it leads to, ``""`` for a link back, its place, the quote on hover, and its text."""

    anchor: str
    place: str
    hover_quote: str
    text: str = ""


@dataclass(slots=True)
class HtmlBlock:
    """A block: its tag, the anchors around it, its line, section, table number and cells."""

    tag: str
    anchors: tuple[str, ...]
    line: int
    section: str
    table: int
    is_header: bool
    cells: list[list[Piece]] = field(default_factory=lambda: [[]])

    @property
    def pieces(self) -> list[Piece]:
        """The pieces of all cells."""
        return [piece for cell in self.cells for piece in cell]


class BlockParser(HTMLParser):
    """Collects ``blocks`` and ``marks``, both in reading order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[HtmlBlock] = []
        self.marks: list[Mark] = []
        self._open_tags: list[_OpenTag] = [_OpenTag("")]
        self._block: HtmlBlock | None = None
        self._row: HtmlBlock | None = None
        self._link: Mark | None = None
        self._section = ""
        self._table_count = 0

    # Tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag, and close those that it ends."""
        attributes = {name: value or "" for name, value in attrs}
        self._close_implied(tag)
        if tag in _BLOCKS:
            self._end_block()
        if tag == "br":
            self._add_text(" ")
        if tag in _VOID:
            return
        top = self._open_tags[-1]
        self._open_tags.append(
            _OpenTag(
                tag,
                attributes.get("id", "") if tag in _BLOCKS else "",
                top.italic or tag in _ITALIC,
                top.bold or tag in _BOLD,
                top.code or tag in _CODE,
                top.superscript or tag == "sup",
                top.hidden or _is_hidden(tag, attributes),
            )
        )
        if tag == "table":
            self._table_count += 1
        if tag == "tr":
            self._row = self._new_block("tr")
            self._row.cells = []
        if tag in _CELLS and self._row:
            self._row.cells.append([])
            self._row.is_header = self._row.is_header or (tag == "th" and not _is_row_head(attributes))
        if tag == "a":
            self._begin_link(attributes)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag like ``<br/>``; as in browsers, the slash means nothing for other tags."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag, and the tags still open inside it."""
        if not any(open_tag.name == tag for open_tag in self._open_tags[1:]):
            return
        if tag in _BLOCKS:
            self._end_block()
        while self._open_tags[-1].name != tag:
            self._pop()
        self._pop()

    def _pop(self) -> None:
        tag = self._open_tags.pop().name
        if tag == "a":
            self._end_link()
        if tag in HEADINGS and self.blocks and self.blocks[-1].tag == tag:
            self._section = " ".join(text_of(self.blocks[-1].pieces).split())
        if tag == "tr" and self._row:
            row, self._row = self._row, None
            if text_of(row.pieces).strip() or any(piece.mark for piece in row.pieces):
                self.blocks.append(row)

    def _close_implied(self, tag: str) -> None:
        closed_tags = _CLOSES.get(tag, {"p"} if tag in _BLOCKS else set())
        scope = _SCOPES.get(tag, _BLOCKS - {"p"} if closed_tags == {"p"} else _BLOCKS - closed_tags)
        for open_tag in reversed(self._open_tags[1:]):
            if open_tag.name in closed_tags:
                self.handle_endtag(open_tag.name)
                break
            if open_tag.name in scope:
                break

    # Text

    def handle_data(self, data: str) -> None:
        """Add text between tags."""
        self._add_text(data)

    def _add_text(self, text: str) -> None:
        top = self._open_tags[-1]
        if top.hidden or not text:
            return
        if self._link is not None:
            self._link.text += text
            return
        self._add_piece(Piece(text, top.italic, top.bold, top.code))

    def _add_piece(self, piece: Piece) -> None:
        if self._row is not None and self._row.cells:
            self._row.cells[-1].append(piece)
            return
        if self._block is None:
            if not piece.mark and not piece.text.strip():
                return
            self._block = self._new_block(self._block_tag())
        self._block.cells[-1].append(piece)

    def _begin_link(self, attributes: dict[str, str]) -> None:
        href = attributes.get("href", "")
        names = {attributes.get("role", ""), *attributes.get("class", "").split()}
        is_backlink = bool(names & _BACKLINK_ROLES)
        if href.startswith("#") and (self._open_tags[-1].superscript or names & _MARK_ROLES or is_backlink):
            anchor = "" if is_backlink else href[1:]
            self._link = Mark(anchor, f"line {self.getpos()[0]}", attributes.get("data-quote", ""))

    def _end_link(self) -> None:
        link, self._link = self._link, None
        if link and link.anchor and link.text.strip() not in _ARROWS:
            self.marks.append(link)
            self._add_piece(Piece("", mark=link.anchor))

    def _block_tag(self) -> str:
        return next((open_tag.name for open_tag in reversed(self._open_tags) if open_tag.name in _BLOCKS), "p")

    def _new_block(self, tag: str) -> HtmlBlock:
        anchors = tuple(open_tag.anchor for open_tag in self._open_tags if open_tag.anchor)
        open_names = [open_tag.name for open_tag in self._open_tags]
        if tag != "tr":
            tag = next((name for name in reversed(open_names) if name in HEADINGS | {"li"}), tag)
        is_header = "thead" in open_names
        return HtmlBlock(tag, anchors, self.getpos()[0], self._section, self._table_count, is_header)

    def _end_block(self) -> None:
        if self._row is not None and self._row.cells and self._row.cells[-1]:
            self._row.cells[-1].append(Piece(" "))
        if self._block:
            self.blocks.append(self._block)
        self._block = None

    def finish(self) -> None:
        """Close what is still open at the end of the page."""
        self._end_block()
        while len(self._open_tags) > 1:
            self._pop()


def _is_hidden(tag: str, attributes: dict[str, str]) -> bool:
    hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true" or attributes.get("role") == "tooltip"
    return tag in _HIDDEN or hidden or "display:none" in attributes.get("style", "").replace(" ", "")


def _is_row_head(attributes: dict[str, str]) -> bool:
    return attributes.get("scope") == "row"
