"""Parse XML and HTML into trees of elements, and turn an element into paragraphs of text.

lxml parses, without network access and without expanding entities; its own elements stay inside this module. Paths
ignore namespaces: ``"body/body.head/hedline"``. Cost: about 40 MB of XML a second, and memory of six times its size.
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
"""Number of "<" in XML; the message of a thousand stories has about 200,000. Parsed, 300,000 tags take 0.2 GB, and 16
MB of nothing but tags 1.5 GB."""

BLOCKS = frozenset(
    "address article bib block blockquote body body.content bq br caption credit datasource dd div dl dt fn footer h1 "
    "h2 h3 h4 h5 h6 header hl1 hl2 hr li lq main nitf note ol p section table tbody tfoot thead ul".split()
)
"""Block elements of NITF and HTML: each starts and ends a line."""

EXCLUDED = frozenset(
    "audio button byline canvas custom-table dateline figure form head iframe img input media noscript object script "
    "select style svg template textarea video".split()
)
"""Elements outside the running text: pictures with their captions, controls, and metadata that has its own field."""

_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_CONTROL_CHARACTER = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*(?:[0-8]|1[1-2]|1[4-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)
"""Control characters and references to them. XML forbids them, but agencies send them; they are removed."""
_DECLARED_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,400}\?>")
_INTERNAL_SUBSET = re.compile(r"<!DOCTYPE[^>\[]{0,1000}\[")
_LANGUAGE_ATTRIBUTE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a tree. Its methods take the path of a descendant, by local names, or ``""`` for the element."""

    _element: Any

    @property
    def name(self) -> str:
        """The local name."""
        return _name(self._element)

    @property
    def language(self) -> str:
        """The value of xml:lang, or ``""``."""
        return self._element.get(_LANGUAGE_ATTRIBUTE) or ""

    def find_all(self, path: str) -> list[Element]:
        """Return every element at ``path``; ``".//x"`` matches at any depth."""
        return [Element(match) for match in self._element.iterfind(_any_namespace(path))]

    def find(self, path: str) -> Element | None:
        """Return the first element at ``path``, or None."""
        match = self._element.find(_any_namespace(path))
        return None if match is None else Element(match)

    def get(self, attribute: str, path: str = "") -> str:
        """Return the value of an attribute, or ``""``."""
        element = self.find(path) if path else self
        return (element._element.get(attribute) or "").strip() if element else ""

    def children(self) -> list[Element]:
        """Return the child elements."""
        return [Element(child) for child in self._element if isinstance(child.tag, str)]

    def raw_text(self) -> str:
        """Return all text in the element, white space and line breaks unchanged."""
        return "".join(_text_pieces(self._element, frozenset()))

    def text(self, path: str = "", excluded: frozenset[str] = frozenset()) -> str:
        """Return all text on one line, without descendants named in ``excluded``; ``""`` if there is no element."""
        element = self.find(path) if path else self
        return " ".join("".join(_text_pieces(element._element, excluded)).split()) if element else ""

    @property
    def size(self) -> int:
        """The number of elements in the subtree, this one included."""
        return sum(1 for _ in self._element.iter())

    def simplified(self, one_article: bool = False) -> str:
        """Return the page as HTML, with lists of text turned into paragraphs and layout tables removed.

        ``one_article``: its <article> elements are parts of one story, as in a live blog. Otherwise those without the
        main heading are teasers of other stories. Changes the tree in place.
        """
        cleanup.simplify(self._element, one_article)
        return _serialised(self._element)

    def paragraphs(self) -> str:
        """Return the running text: blank lines between paragraphs, headings, list items and rows; cells joined by |."""
        return "\n\n".join(line for line in _paragraphs(self._element) if any(map(str.isalnum, line)))


def parse_xml(data: bytes | str) -> Element:
    """Return the root element.

    Raises UnreadableError for XML that is cut off, not well-formed, nested too deeply, too large or defines entities.
    """
    from lxml import etree

    source = data if isinstance(data, str) else _decoded_xml(data)
    source = _CONTROL_CHARACTER.sub("", _DECLARATION.sub("", source.lstrip("\ufeff"), count=1))
    if "<!ENTITY" in source and _INTERNAL_SUBSET.search(source):
        raise UnreadableError("XML that defines entities is not read: they can hide text, or fill the memory")
    if source.count("<") > MAX_TAGS:
        raise UnreadableError(f"XML with more than {MAX_TAGS:,} tags; split it")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        return Element(etree.fromstring(_ENTITY.sub(_entity_character, source).encode("utf-8", "replace"), parser))
    except etree.XMLSyntaxError as error:
        raise UnreadableError(_reason(error, source)) from None


def parse_html(source: str) -> Element | None:
    """Return the root of a page or fragment, however broken; None when it is empty."""
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = etree.fromstring(_CONTROL_CHARACTER.sub("", source).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing but white space or comments
        return None
    return None if root is None else Element(root)


def _decoded_xml(data: bytes) -> str:
    """Decode as UTF-8 where that is valid, whatever is declared; otherwise as declared, with browsers' aliases."""
    if len(data) > MAX_XML_BYTES:
        raise UnreadableError(f"XML larger than {MAX_XML_BYTES // (1024 * 1024)} MB; split it")
    try:
        return decode(data)
    except UnreadableError:
        declaration = _DECLARED_ENCODING.search(data[:1000])
        if b"\0" in data or not declaration or declaration[1].lower().replace(b"-", b"") == b"utf8":
            raise
    encoding = declaration[1].decode("ascii", "replace").lower()
    try:
        return data.decode("cp1252" if encoding in ("iso-8859-1", "latin1", "us-ascii") else encoding)
    except (UnicodeDecodeError, LookupError):
        raise UnreadableError(f"not valid {encoding}") from None


def _entity_character(entity: re.Match[str]) -> str:
    """Return the character of an HTML entity: agencies use these in XML without defining them."""
    return entity[0] if entity[1] in _XML_ENTITIES else html5.get(f"{entity[1]};", entity[0])


def _reason(error: Any, source: str) -> str:
    if not source.strip():
        return "no text"
    message = str(error)
    if "Excessive depth" in message:
        return "XML is nested too deeply"
    line, column = error.position
    is_at_end = line > source.count("\n") and column >= len(source) - source.rfind("\n") - 1
    if is_at_end or re.match(r"Premature end|EndTag: '</' not found|Couldn't find end of", message):
        return "XML is cut off: it ends in the middle"
    return f"not well-formed XML at line {line}, column {column}"


def _any_namespace(path: str) -> str:
    """Return the path with a namespace wildcard at each step."""
    return "/".join(step if step in ("", ".", "*") else "{*}" + step for step in path.split("/"))


def _serialised(element: Any) -> str:
    from lxml import etree

    return str(etree.tostring(element, encoding="unicode", method="html"))


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _text_pieces(element: Any, excluded: frozenset[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and _name(child) not in excluded:
            yield from _text_pieces(child, excluded)
        yield child.tail or ""


def _paragraphs(element: Any) -> list[str]:
    lines: list[list[str]] = [[]]
    _collect(element, lines)
    texts = (" ".join("".join(line).split()) for line in lines)
    return [text for text in texts if text]


def _collect(element: Any, lines: list[list[str]]) -> None:
    """Append the text of an element to the last line; a block element starts a line and ends it."""
    name = _name(element)
    if name in EXCLUDED or not name:
        return
    if name == "tr":
        cells = (" ".join(_paragraphs(cell)) for cell in element if _name(cell) in ("td", "th"))
        lines.extend(([" | ".join(cell for cell in cells if cell)], []))
        return
    if name in BLOCKS:
        lines.append([])
    _collect_children(element, name, lines)
    if name in BLOCKS:
        lines.append([])


def _collect_children(element: Any, name: str, lines: list[list[str]]) -> None:
    if name == "pre":
        lines.extend([line] for line in "".join(_text_pieces(element, EXCLUDED)).split("\n"))
        lines.append([])
        return
    lines[-1].append(element.text or "")
    number = 0
    for child in element:
        if name == "ol" and _name(child) == "li":
            number += 1
            lines.append([f"{number}. "])
            _collect_children(child, "li", lines)
        else:
            _collect(child, lines)
        lines[-1].append(child.tail or "")
