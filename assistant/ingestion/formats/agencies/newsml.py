"""NewsML-G2 of the IPTC: a newsItem, or a newsMessage with many of them.

The text may be NITF, XHTML or plain, in the item itself; a body that is only linked is not fetched. Pictures, sound and
planning are Skipped. Codes are read without their catalogues: ``stat:canceled`` and its full address mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.formats.agencies import nitf
from assistant.ingestion.formats.agencies.story import MAX_STORIES, Story, article
from assistant.ingestion.formats.markup import Node, parse_html, parse_xml
from assistant.schema.archives import Skipped
from assistant.schema.articles import Article

ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
"""The kinds of item of NewsML-G2; a newsMessage is a list of them."""
_MARKED_UP = re.compile(r"\s*<\w[^>]*>")


def read(file: File) -> Iterator[Article | Skipped]:
    """Yield each item of the file, in its order. Raises UnreadableError, OSError."""
    return items(parse_xml(file.read()), file.where)


def items(root: Node, where: str) -> Iterator[Article | Skipped]:
    """Yield each item of a parsed file. Raises UnreadableError when there is none."""
    found = [root] if root.name in ITEMS else [item for held in root.all("itemSet") for item in held.children()]
    if not found:
        raise UnreadableError(f"no NewsML-G2 items in it: its first element is {root.name}")
    wanted = [item for item in found if item.name == "newsItem"] or found  # a package only says how items belong
    if len(wanted) > MAX_STORIES:
        raise UnreadableError(f"more than {MAX_STORIES:,} stories in one file; split it")
    for number, item in enumerate(wanted, start=1):
        yield _read_item(item, f"{where} (article {number})" if len(wanted) > 1 else where)


def _read_item(item: Node, where: str) -> Article | Skipped:
    if item.name != "newsItem":
        return Skipped(where, f"a {item.name}, which holds no text of its own")
    kind = _code(item.one("itemMeta/itemClass"))
    if kind not in ("", "text", "composite"):
        return Skipped(where, f"not a text ({kind})")
    found = article(story(item), where)
    if isinstance(found, Skipped) and item.one("contentSet/remoteContent") and found.reason == "no text":
        return Skipped(where, "no text: its body is only linked")
    return found


def story(item: Node) -> Story:
    """Return what one newsItem says; what it leaves to the NITF inside it is taken from there."""
    meta, content = "itemMeta", "contentMeta"
    inner = _inner(item)
    current = item.words(f"{meta}/versionCreated")
    first = item.words(f"{meta}/firstCreated") or item.words(f"{content}/contentCreated") or inner.first or current
    return Story(
        id=item.get("guid") or inner.id,
        version=item.get("version"),
        title=_headline(item) or inner.title,
        body=inner.body,
        publisher=_publisher(item) or inner.publisher,
        bylines=_bylines(item) or inner.bylines,
        dateline=item.words(f"{content}/dateline") or _named(item.all(f"{content}/located")) or inner.dateline,
        first=first,
        current=current or inner.current,
        notes=(*(note.words() for note in item.all(f"{meta}/edNote")), *inner.notes),
        codes=(
            _code(item.one(f"{meta}/pubStatus")),
            *map(_code, item.all(f"{meta}/signal")),
            *_roles(item),
            *inner.codes,
        ),
        url=_link(item),
        language=item.get("tag", f"{content}/language") or item.language or inner.language,
    )


def _inner(item: Node) -> Story:
    """The first content of the item that has text."""
    for inline in item.all("contentSet/inlineXML"):
        if found := inline.one("nitf") or inline.one(".//nitf"):
            return nitf.story(found)
        whole = inline.one("html/body") or inline.one("html") or inline
        if text := whole.paragraphs():
            return Story(body=text)
    for inline in item.all("contentSet/inlineData"):
        text = inline.paragraphs() if inline.children() else inline.words()
        if text:
            return Story(body=_plain_or_marked(inline, text))
    return Story()


def _plain_or_marked(inline: Node, text: str) -> str:
    """Such data holds characters: plain text with its line breaks, or HTML that was escaped."""
    if _MARKED_UP.match(text) and (page := parse_html(text)):
        return page.paragraphs()
    return text if inline.children() else inline.characters()


def _headline(item: Node) -> str:
    """The headline without a role, or the first; the slugline is no headline."""
    headlines = item.all("contentMeta/headline")
    plain = [headline for headline in headlines if not headline.get("role")]
    return next((words for one in plain + headlines if (words := one.words())), "") or item.words("itemMeta/title")


def _publisher(item: Node) -> str:
    places = ("contentMeta/creditline", "itemMeta/provider", "contentMeta/infoSource", "rightsInfo/copyrightHolder")
    return next((name for place in places if (name := _named(item.all(place)))), "")


def _bylines(item: Node) -> tuple[str, ...]:
    bylines = [by.words() for by in item.all("contentMeta/by")]
    creators = [_named([creator]) for creator in item.all("contentMeta/creator") if creator.one("name")]
    return tuple(filter(None, bylines or creators))


def _named(nodes: Iterable[Node]) -> str:
    """The name of the first that has one: in an element, as characters, or as its code."""
    for node in nodes:
        if name := node.words("name") or node.words() or node.get("literal") or _code(node):
            return name
    return ""


def _roles(item: Node) -> list[str]:
    return [_code(role) for role in item.all("itemMeta/role")]


def _code(node: Node | None) -> str:
    """The last part of a code: ``stat:usable`` and ``http://cv.iptc.org/newscodes/pubstatusg2/usable`` are "usable"."""
    value = (node.get("qcode") or node.get("uri") or node.get("literal") or node.words("name")) if node else ""
    return re.split(r"[:/#]", value)[-1]


def _link(item: Node) -> str:
    """The address of the story for readers, where one of its links is said to be that."""
    for link in item.all("itemMeta/link") + item.all("contentMeta/link"):
        if re.search(r"(?:canonical|permalink|webpage)$", link.get("rel"), re.IGNORECASE):
            return link.get("href")
    return ""
