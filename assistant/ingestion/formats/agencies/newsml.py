"""Read NewsML-G2 of the IPTC: one newsItem, or a newsMessage with many.

The body may be NITF, XHTML or plain text inside the item; a linked body is not fetched. Pictures, sound and planning
items are Skipped. Codes are read without their catalogues: ``stat:canceled`` and its full URI mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.formats.agencies import nitf
from assistant.ingestion.formats.agencies.story import MAX_STORIES, Story, article
from assistant.ingestion.formats.markup import Element, parse_html, parse_xml
from assistant.schema.archives import Skipped
from assistant.schema.articles import Article

ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
"""The item types of NewsML-G2; a newsMessage is a list of them."""
_STARTS_WITH_TAG = re.compile(r"\s*<\w[^>]*>")


def read(file: File) -> Iterator[Article | Skipped]:
    """Yield each item of the file, in its order. Raises UnreadableError, OSError."""
    return items(parse_xml(file.read()), file.where)


def items(root: Element, location: str) -> Iterator[Article | Skipped]:
    """Yield each item of a parsed file. Raises UnreadableError when there are none, or too many."""
    elements = (
        [root] if root.name in ITEMS else [item for group in root.find_all("itemSet") for item in group.children()]
    )
    if not elements:
        raise UnreadableError(f"no NewsML-G2 items in it: its first element is {root.name}")
    # Packages and the like only group news items, so they are reported only where there is no news item.
    news_items = [item for item in elements if item.name == "newsItem"] or elements
    if len(news_items) > MAX_STORIES:
        raise UnreadableError(f"more than {MAX_STORIES:,} stories in one file; split it")
    for number, item in enumerate(news_items, start=1):
        yield _read_item(item, f"{location} (article {number})" if len(news_items) > 1 else location)


def _read_item(item: Element, location: str) -> Article | Skipped:
    if item.name != "newsItem":
        return Skipped(location, f"a {item.name}, which holds no text of its own")
    kind = _code(item.find("itemMeta/itemClass"))
    if kind not in ("", "text", "composite"):
        return Skipped(location, f"not a text ({kind})")
    outcome = article(story(item), location)
    if isinstance(outcome, Skipped) and item.find("contentSet/remoteContent") and outcome.reason == "no text":
        return Skipped(location, "no text: its body is only linked")
    return outcome


def story(item: Element) -> Story:
    """Return the fields of one newsItem; those that it lacks come from the NITF inside it."""
    meta, content = "itemMeta", "contentMeta"
    body_story = _body_story(item)
    current = item.text(f"{meta}/versionCreated")
    first = item.text(f"{meta}/firstCreated") or item.text(f"{content}/contentCreated") or body_story.first or current
    return Story(
        id=item.get("guid") or body_story.id,
        version=item.get("version"),
        title=_headline(item) or body_story.title,
        body=body_story.body,
        publisher=_publisher(item) or body_story.publisher,
        bylines=_bylines(item) or body_story.bylines,
        dateline=item.text(f"{content}/dateline")
        or _first_name(item.find_all(f"{content}/located"))
        or body_story.dateline,
        first=first,
        current=current or body_story.current,
        notes=(*(note.text() for note in item.find_all(f"{meta}/edNote")), *body_story.notes),
        codes=(
            _code(item.find(f"{meta}/pubStatus")),
            *map(_code, item.find_all(f"{meta}/signal")),
            *_roles(item),
            *body_story.codes,
        ),
        url=_link(item),
        language=item.get("tag", f"{content}/language") or item.language or body_story.language,
    )


def _body_story(item: Element) -> Story:
    """Return the first content of the item that has text, as a Story; an empty one when none has."""
    for inline in item.find_all("contentSet/inlineXML"):
        if document := inline.find("nitf") or inline.find(".//nitf"):
            return nitf.story(document)
        body = inline.find("html/body") or inline.find("html") or inline
        if text := body.paragraphs():
            return Story(body=text)
    for inline in item.find_all("contentSet/inlineData"):
        text = inline.paragraphs() if inline.children() else inline.text()
        if text:
            return Story(body=_inline_text(inline, text))
    return Story()


def _inline_text(inline: Element, text: str) -> str:
    """Return the text of an inlineData element, which holds plain text with line breaks, or escaped HTML."""
    if _STARTS_WITH_TAG.match(text) and (page := parse_html(text)):
        return page.paragraphs()
    return text if inline.children() else inline.raw_text()


def _headline(item: Element) -> str:
    """Return the first headline without a role, else the first; the slugline does not count."""
    headlines = item.find_all("contentMeta/headline")
    without_role = [headline for headline in headlines if not headline.get("role")]
    texts = (headline.text() for headline in without_role + headlines)
    return next(filter(None, texts), "") or item.text("itemMeta/title")


def _publisher(item: Element) -> str:
    paths = ("contentMeta/creditline", "itemMeta/provider", "contentMeta/infoSource", "rightsInfo/copyrightHolder")
    return next((name for path in paths if (name := _first_name(item.find_all(path)))), "")


def _bylines(item: Element) -> tuple[str, ...]:
    bylines = [by.text() for by in item.find_all("contentMeta/by")]
    creators = [_first_name([creator]) for creator in item.find_all("contentMeta/creator") if creator.find("name")]
    return tuple(filter(None, bylines or creators))


def _first_name(elements: Iterable[Element]) -> str:
    """Return the first name in the elements: in a child element, as text, as a literal or as a code."""
    for element in elements:
        if name := element.text("name") or element.text() or element.get("literal") or _code(element):
            return name
    return ""


def _roles(item: Element) -> list[str]:
    return [_code(role) for role in item.find_all("itemMeta/role")]


def _code(element: Element | None) -> str:
    """Return the last part: "usable" of ``stat:usable`` and ``http://cv.iptc.org/newscodes/pubstatusg2/usable``."""
    if not element:
        return ""
    value = element.get("qcode") or element.get("uri") or element.get("literal") or element.text("name")
    return re.split(r"[:/#]", value)[-1]


def _link(item: Element) -> str:
    """Return the first link that is marked as the address of the story's web page."""
    for link in item.find_all("itemMeta/link") + item.find_all("contentMeta/link"):
        if re.search(r"(?:canonical|permalink|webpage)$", link.get("rel"), re.IGNORECASE):
            return link.get("href")
    return ""
