"""The tags of a page, as blocks in the order in which a browser shows them.

One pass without a tree, so depth costs nothing and tags that are never closed do no harm. Knows nothing of what a
footnote says. Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from assistant.verify.document import Piece, text_of

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_UNSEEN = frozenset("head script style template title noscript svg math audio video iframe object select nav".split())
_BLOCKS = frozenset(
    """address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary table tbody td
    tfoot th thead tr ul""".split()
)
_CELLS = frozenset(("td", "th"))
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_ITALIC, _BOLD, _CODE = frozenset(("em", "i", "cite")), frozenset(("strong", "b")), frozenset(("code", "tt", "kbd"))
_MARKS, _BACK = frozenset(("doc-noteref",)), frozenset(("doc-backlink", "footnote-back"))
"""Roles and classes of links to a note and back from it."""
_ARROWS = frozenset("↩ ↩︎ ↑ ^ ⏎ ←".split())
_CLOSES = {"li": {"li"}, "p": {"p"}, "td": _CELLS, "th": _CELLS, "tr": {"tr", "td", "th"}, "dd": {"dd", "dt"}}
"""Tags that end others of their kind that were left open."""
_SCOPES = {"li": {"ul", "ol", "menu"}, "td": {"tr", "table"}, "th": {"tr", "table"}, "tr": {"table"}, "dd": {"dl"}}


@dataclass(slots=True)
class _Open:
    """A tag that is open."""

    tag: str
    anchor: str = ""
    italic: bool = False
    bold: bool = False
    code: bool = False
    sup: bool = False
    unseen: bool = False


@dataclass(slots=True)
class Mark:
    """A mark: the anchor that it leads to, ``""`` for a way back, its line, the quote on hover, the number shown."""

    anchor: str
    where: str
    hover: str
    shown: str = ""


@dataclass(slots=True)
class Found:
    """A block as it was met: its tag, the anchors it stands in, cells, line, and table."""

    tag: str
    anchors: tuple[str, ...]
    line: int
    section: str
    table: int
    header: bool
    cells: list[list[Piece]] = field(default_factory=lambda: [[]])

    @property
    def pieces(self) -> list[Piece]:
        """All of its text and marks."""
        return [piece for cell in self.cells for piece in cell]


class Page(HTMLParser):
    """Collects ``found`` blocks in order, and ``marks`` as a reader meets them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Found] = []
        self.marks: list[Mark] = []
        self._open: list[_Open] = [_Open("")]
        self._block: Found | None = None
        self._row: Found | None = None
        self._link: Mark | None = None
        self._section = ""
        self._tables = 0

    # Tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        known = {name: value or "" for name, value in attrs}
        self._close_left_open(tag)
        if tag in _BLOCKS:
            self._flush()
        if tag == "br":
            self._add(" ")
        if tag in _VOID:
            return
        top = self._open[-1]
        self._open.append(
            _Open(
                tag,
                known.get("id", "") if tag in _BLOCKS else "",
                top.italic or tag in _ITALIC,
                top.bold or tag in _BOLD,
                top.code or tag in _CODE,
                top.sup or tag == "sup",
                top.unseen or _is_unseen(tag, known),
            )
        )
        if tag == "table":
            self._tables += 1
        if tag == "tr":
            self._row = self._new("tr")
            self._row.cells = []
        if tag in _CELLS and self._row:
            self._row.cells.append([])
            self._row.header = self._row.header or (tag == "th" and not _is_row_head(known))
        if tag == "a":
            self._begin_link(known)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Written ``<br/>``; for other tags the slash means nothing, as in browsers."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """A tag closes, and with it what was left open inside."""
        if not any(one.tag == tag for one in self._open[1:]):
            return
        if tag in _BLOCKS:
            self._flush()
        while self._open[-1].tag != tag:
            self._pop()
        self._pop()

    def _pop(self) -> None:
        one = self._open.pop()
        if one.tag == "a":
            self._end_link()
        if one.tag in HEADINGS and self.found and self.found[-1].tag == one.tag:
            self._section = " ".join(text_of(self.found[-1].pieces).split())
        if one.tag == "tr" and self._row:
            row, self._row = self._row, None
            if text_of(row.pieces).strip() or any(piece.mark for piece in row.pieces):
                self.found.append(row)

    def _close_left_open(self, tag: str) -> None:
        closes = _CLOSES.get(tag, {"p"} if tag in _BLOCKS else set())
        scope = _SCOPES.get(tag, _BLOCKS - {"p"} if closes == {"p"} else _BLOCKS - closes)
        for one in reversed(self._open[1:]):
            if one.tag in closes:
                self.handle_endtag(one.tag)
                break
            if one.tag in scope:
                break

    # Text

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        self._add(data)

    def _add(self, text: str) -> None:
        top = self._open[-1]
        if top.unseen or not text:
            return
        if self._link is not None:
            self._link.shown += text
            return
        self._put(Piece(text, top.italic, top.bold, top.code))

    def _put(self, piece: Piece) -> None:
        if self._row is not None and self._row.cells:
            self._row.cells[-1].append(piece)
            return
        if self._block is None:
            if not piece.mark and not piece.text.strip():
                return
            self._block = self._new(self._tag())
        self._block.cells[-1].append(piece)

    def _begin_link(self, known: dict[str, str]) -> None:
        href = known.get("href", "")
        names = {known.get("role", ""), *known.get("class", "").split()}
        if href.startswith("#") and (self._open[-1].sup or names & _MARKS or names & _BACK):
            self._link = Mark(
                "" if names & _BACK else href[1:], f"line {self.getpos()[0]}", known.get("data-quote", "")
            )

    def _end_link(self) -> None:
        link, self._link = self._link, None
        if link and link.anchor and link.shown.strip() not in _ARROWS:
            self.marks.append(link)
            self._put(Piece("", mark=link.anchor))

    def _tag(self) -> str:
        return next((one.tag for one in reversed(self._open) if one.tag in _BLOCKS), "p")

    def _new(self, tag: str) -> Found:
        anchors = tuple(one.anchor for one in self._open if one.anchor)
        tags = {one.tag for one in self._open}
        kind = next((one.tag for one in reversed(self._open) if one.tag in HEADINGS | {"li"}), tag)
        return Found(kind if tag != "tr" else tag, anchors, self.getpos()[0], self._section, self._tables,
                      "thead" in tags)  # fmt: skip

    def _flush(self) -> None:
        if self._row is not None and self._row.cells and self._row.cells[-1]:
            self._row.cells[-1].append(Piece(" "))
        if self._block:
            self.found.append(self._block)
        self._block = None

    def end(self) -> None:
        """What is still open ends with the page."""
        self._flush()
        while len(self._open) > 1:
            self._pop()


def _is_unseen(tag: str, known: dict[str, str]) -> bool:
    hidden = "hidden" in known or known.get("aria-hidden") == "true" or known.get("role") == "tooltip"
    return tag in _UNSEEN or hidden or "display:none" in known.get("style", "").replace(" ", "")


def _is_row_head(known: dict[str, str]) -> bool:
    return known.get("scope") == "row"
