"""Marked-up text to trees and paragraphs: XML as agencies send it, and HTML, whole or in pieces.

lxml, used here alone, parses; nothing is fetched, no entity is expanded, and its elements do not leave this module.
Namespaces are passed over: a path names elements as they are read, ``"body/body.head/hedline"``. Knows nothing of
articles. Cost: XML about 40 MB a second, and six times its size in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import Any

from assistant.ingestion.decoding import UnreadableError, decode
from assistant.ingestion.formats.html import cleanup

MAX_XML_BYTES = 16 * 1024 * 1024
"""A message of a thousand stories has about 8 MB."""
MAX_TAGS = 300_000
"""Tags, that is "<", in XML; the same message has about 200,000. This many take 0.2 GB parsed; 16 MB of them 1.5 GB."""

BLOCKS = frozenset(
    "address article bib block blockquote body body.content bq br caption credit datasource dd div dl dt fn footer h1 "
    "h2 h3 h4 h5 h6 header hl1 hl2 hr li lq main nitf note ol p section table tbody tfoot thead ul".split()
)
"""Elements of NITF and HTML that begin a line and end it."""

LEFT_OUT = frozenset(
    "audio button byline canvas custom-table dateline figure form head iframe img input media noscript object script "
    "select style svg template textarea video".split()
)
"""What is no part of the running text: pictures with their captions, controls, and what stands in fields of its own."""

_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*(?:[0-8]|1[1-2]|1[4-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)
"""Control characters, also as references: XML forbids them, agencies send them, and no text is to hold them."""
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,400}\?>")
_INTERNAL_SUBSET = re.compile(r"<!DOCTYPE[^>\[]{0,1000}\[")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Node:
    """An element. Its methods take the path of an element in it, by local names, or ``""`` for itself."""

    _element: Any

    @property
    def name(self) -> str:
        """Its local name."""
        return _name(self._element)

    @property
    def language(self) -> str:
        """What xml:lang says, or ``""``."""
        return self._element.get(_LANGUAGE) or ""

    def all(self, path: str) -> list[Node]:
        """Every element at ``path``; ``".//x"`` finds them at any depth."""
        return [Node(found) for found in self._element.iterfind(_anywhere(path))]

    def one(self, path: str) -> Node | None:
        """The first element at ``path``."""
        found = self._element.find(_anywhere(path))
        return None if found is None else Node(found)

    def get(self, attribute: str, path: str = "") -> str:
        """The value of an attribute, or ``""``."""
        node = self.one(path) if path else self
        return (node._element.get(attribute) or "").strip() if node else ""

    def children(self) -> list[Node]:
        """The elements in it."""
        return [Node(child) for child in self._element if isinstance(child.tag, str)]

    def characters(self) -> str:
        """All characters in it as they stand, line breaks and all."""
        return "".join(_characters(self._element, frozenset()))

    def words(self, path: str = "", without: frozenset[str] = frozenset()) -> str:
        """All characters in it on one line, but for those in elements of the names ``without``; ``""`` if not there."""
        node = self.one(path) if path else self
        return " ".join("".join(_characters(node._element, without)).split()) if node else ""

    @property
    def size(self) -> int:
        """How many elements are in it."""
        return sum(1 for _ in self._element.iter())

    def simplified(self, one_article: bool = False) -> str:
        """Return it as HTML in which lists of text are paragraphs, and tables that only lay out a page are gone.

        ``one_article`` says that its articles are the parts of one, as in a live blog; else those beside the one with
        the heading only point to others. It is changed by this.
        """
        cleanup.simplify(self._element, one_article)
        return _serialised(self._element)

    def paragraphs(self) -> str:
        """The running text: a blank line between paragraphs, headings, list items and rows; cells are joined by |."""
        return "\n\n".join(line for line in _paragraphs(self._element) if any(map(str.isalnum, line)))


def parse_xml(data: bytes | str) -> Node:
    """Return the root. Raises UnreadableError: cut off, not well-formed, too deep, or with entities of its own."""
    from lxml import etree

    source = data if isinstance(data, str) else _decode(data)
    source = _CONTROL.sub("", _DECLARATION.sub("", source.lstrip("\ufeff"), count=1))
    if "<!ENTITY" in source and _INTERNAL_SUBSET.search(source):
        raise UnreadableError("XML that defines entities is not read: they can hide text, or fill the memory")
    if source.count("<") > MAX_TAGS:
        raise UnreadableError(f"XML with more than {MAX_TAGS:,} tags; split it")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        return Node(etree.fromstring(_ENTITY.sub(_character, source).encode("utf-8", "replace"), parser))
    except etree.XMLSyntaxError as error:
        raise UnreadableError(_reason(error, source)) from None


def parse_html(source: str) -> Node | None:
    """Return the root of a page or of a piece of one, however broken; None when there is nothing in it."""
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        found = etree.fromstring(_CONTROL.sub("", source).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing but white space or comments
        return None
    return None if found is None else Node(found)


def _decode(data: bytes) -> str:
    """UTF-8 wherever it is valid, whatever is declared; else what is declared, as browsers read it."""
    if len(data) > MAX_XML_BYTES:
        raise UnreadableError(f"XML larger than {MAX_XML_BYTES // (1024 * 1024)} MB; split it")
    try:
        return decode(data)
    except UnreadableError:
        declared = _DECLARED.search(data[:1000])
        if b"\0" in data or not declared or declared[1].lower().replace(b"-", b"") == b"utf8":
            raise
    encoding = declared[1].decode("ascii", "replace").lower()
    try:
        return data.decode("cp1252" if encoding in ("iso-8859-1", "latin1", "us-ascii") else encoding)
    except (UnicodeDecodeError, LookupError):
        raise UnreadableError(f"not valid {encoding}") from None


def _character(entity: re.Match[str]) -> str:
    """The character that an entity of HTML stands for: agencies use them without defining them."""
    return entity[0] if entity[1] in _OF_XML else html5.get(f"{entity[1]};", entity[0])


def _reason(error: Any, source: str) -> str:
    if not source.strip():
        return "no text"
    message = str(error)
    if "Excessive depth" in message:
        return "XML is nested too deeply"
    line, column = error.position
    at_the_end = line > source.count("\n") and column >= len(source) - source.rfind("\n") - 1
    if at_the_end or re.match(r"Premature end|EndTag: '</' not found|Couldn't find end of", message):
        return "XML is cut off: it ends in the middle"
    return f"not well-formed XML at line {line}, column {column}"


def _anywhere(path: str) -> str:
    """A path of local names as one that matches them in any namespace."""
    return "/".join(step if step in ("", ".", "*") else "{*}" + step for step in path.split("/"))


def _serialised(element: Any) -> str:
    from lxml import etree

    return str(etree.tostring(element, encoding="unicode", method="html"))


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _characters(element: Any, without: frozenset[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and _name(child) not in without:
            yield from _characters(child, without)
        yield child.tail or ""


def _paragraphs(element: Any) -> list[str]:
    lines: list[list[str]] = [[]]
    _collect(element, lines)
    joined = (" ".join("".join(line).split()) for line in lines)
    return [line for line in joined if line]


def _collect(element: Any, lines: list[list[str]]) -> None:
    """Add the text of an element to the line that is open, opening and closing lines where it is a block."""
    name = _name(element)
    if name in LEFT_OUT or not name:
        return
    if name == "tr":
        cells = (" ".join(_paragraphs(cell)) for cell in element if _name(cell) in ("td", "th"))
        lines.extend(([" | ".join(cell for cell in cells if cell)], []))
        return
    if name in BLOCKS:
        lines.append([])
    _collect_inside(element, name, lines)
    if name in BLOCKS:
        lines.append([])


def _collect_inside(element: Any, name: str, lines: list[list[str]]) -> None:
    if name == "pre":
        lines.extend([line] for line in "".join(_characters(element, LEFT_OUT)).split("\n"))
        lines.append([])
        return
    lines[-1].append(element.text or "")
    number = 0
    for child in element:
        if name == "ol" and _name(child) == "li":
            number += 1
            lines.append([f"{number}. "])
            _collect_inside(child, "li", lines)
        else:
            _collect(child, lines)
        lines[-1].append(child.tail or "")
