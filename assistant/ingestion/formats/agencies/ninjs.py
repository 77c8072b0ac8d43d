"""Read news agencies' JSON: IPTC ninjs 1 to 3, and the variants of AP, dpa, Reuters, AFP and Superdesk.

Field names are compared without case and underscores, because the versions differ in these (``versioncreated``,
``versionCreated``, ``version_created``). NITF inside the JSON is read as NITF. Pictures and plans are Skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.formats.agencies import nitf
from assistant.ingestion.formats.agencies.story import Story, article
from assistant.ingestion.formats.markup import Element, parse_html, parse_xml
from assistant.schema.archives import Skipped
from assistant.schema.articles import Article

Item = Mapping[str, Any]

_ID_FIELDS = ("uri", "guid", "urn", "uno", "versionedguid")
_STATE_FIELDS = frozenset(("versioncreated", "firstcreated", "pubstatus"))
_TEXT_FIELDS = frozenset(("bodies", "headlines", "bodynitf", "bodyhtml", "bodyxhtml", "bodytext", "nitf"))
_WRAPPERS = ("data", "item", "items", "_items", "entries", "documents", "search", "response", "newsitems")
_MAX_WRAPPERS = 4
"""Most wrappers around the stories in a response of an agency's server: AP has ``data``, ``items`` and ``item``."""

_MARKUP_FIELDS = ("nitf", "bodynitf", "bodyxhtml", "bodyhtml", "articlehtml")
_PLAIN_FIELDS = ("bodytext", "body", "news", "articletext")
_TEASER = re.compile(r"teaser|caption|summary|abstract|lead$|description")
_LOOKS_MARKED_UP = re.compile(r"</(?:p|div|body|block|section|li|td|h[1-6])\s*>|<(?:p|br|nitf)\b", re.IGNORECASE)
_TEXT_TYPES = ("", "text", "composite", "component")


def is_ninjs(value: Any) -> bool:
    """Whether a JSON value is one story in an agency's format."""
    if not isinstance(value, dict):
        return False
    item = _fields(value)
    has_id = any(item.get(key) for key in _ID_FIELDS) or isinstance(item.get("altids"), dict)
    return has_id and bool(item.keys() & _STATE_FIELDS or item.keys() & _TEXT_FIELDS)


def stories(value: Any) -> list[Any] | None:
    """Return the stories in a response of an agency's server, without wrappers; None if it is no such response."""
    for _ in range(_MAX_WRAPPERS):
        if isinstance(value, list):
            items = [_unwrapped(item) for item in value]
            return items if any(map(is_ninjs, items)) else None
        if not isinstance(value, dict):
            return None
        if is_ninjs(value):
            return [value]
        value = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), dict | list)), None)
    return None


def articles(value: Item, location: str) -> Iterator[Article | Skipped]:
    """Yield the story, and its associated stories that have a text of their own."""
    item = _fields(value)
    associations = [value for value in _associations(item) if is_ninjs(value) and _has_text(_fields(value))]
    if _has_text(item) or not associations:
        yield _article(item, location)
    for number, association in enumerate(associations, start=1):
        yield _article(_fields(association), f"{location} (sent along, {number})")


def _article(item: Item, location: str) -> Article | Skipped:
    kind = _string(item, "type").lower()
    if kind not in _TEXT_TYPES:
        return Skipped(location, f"not a text ({kind})")
    outcome = article(story(item), location)
    if isinstance(outcome, Skipped) and outcome.reason == "no text" and item.get("renditions"):
        return Skipped(location, "no text: its body is only linked")
    return outcome


def story(item: Item) -> Story:
    """Return the fields of one item; those that it lacks come from the NITF inside it."""
    body_story = _body_story(item)
    current = _string(item, "versioncreated", "updated", "datemodified")
    return Story(
        id=_identifier(item) or body_story.id,
        version=_string(item, "version", "revision"),
        title=_headline(item) or body_story.title,
        body=body_story.body,
        publisher=_publisher(item) or body_story.publisher,
        bylines=_bylines(item) or body_story.bylines,
        dateline=_dateline(item) or body_story.dateline,
        first=_string(item, "firstcreated", "published", "contentcreated", "created") or body_story.first or current,
        current=current or body_story.current,
        notes=(*_notes(item), *body_story.notes),
        codes=(*_codes(item), *body_story.codes),
        url=_link(item) or body_story.url,
        language=_string(item, "language", "lang") or body_story.language,
    )


def _fields(value: Item) -> dict[str, Any]:
    return {str(key).lower().replace("_", ""): field for key, field in value.items()}


def _unwrapped(value: Any) -> Any:
    return value["item"] if isinstance(value, dict) and isinstance(value.get("item"), dict) else value


def _string(item: Item, *names: str) -> str:
    """Return the first of these fields that holds a string or a number."""
    values = (item.get(name) for name in names)
    return next((str(value) for value in values if isinstance(value, str | int) and not isinstance(value, bool)), "")


def _objects(item: Item, name: str) -> list[dict[str, Any]]:
    value = item.get(name)
    return [_fields(entry) for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _strings(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for text in value if isinstance(text, str)]
    return [value] if isinstance(value, str) else []


def _identifier(item: Item) -> str:
    """Return the id that all versions share: AP's uri identifies a download, its itemid the story."""
    other_ids = item.get("altids")
    story_id = _string(_fields(other_ids), "itemid") if isinstance(other_ids, dict) else ""
    return story_id or _string(item, "uri", "guid", "urn", "uno", "versionedguid")


def _headline(item: Item) -> str:
    headlines = sorted(
        _objects(item, "headlines"),
        key=lambda headline: _string(headline, "role").lower() not in ("", "main", "headline"),
    )
    title = next((text for headline in headlines if (text := _string(headline, "value"))), "")
    title = title or _string(item, "headline", "headlineextended", "title", "name")
    fragment = parse_html(title) if "<" in title else None
    return fragment.text() if fragment else title


def _body_story(item: Item) -> Story:
    """Return the first body with text as a Story. NITF comes before HTML before plain text, as it keeps most."""
    for body in _bodies(item):
        story = _story_of_body(body)
        if story.body:
            return story
    return Story()


def _bodies(item: Item) -> Iterator[str]:
    bodies = [body for body in _objects(item, "bodies") if not _TEASER.search(_string(body, "role").lower())]
    yield from (_string(body, "value") for body in sorted(bodies, key=_type_rank))
    objects = [_fields(item[name]) for name in ("main", "body", "renditions") if isinstance(item.get(name), dict)]
    for name in _MARKUP_FIELDS + _PLAIN_FIELDS:
        for parent in (item, *objects):
            value = parent.get(name)
            value = _fields(value).get("value", _fields(value).get("content")) if isinstance(value, dict) else value
            yield "\n\n".join(_strings(value))


def _type_rank(body: Item) -> int:
    """Return 0 for NITF, 1 for HTML, 2 for another content type."""
    content_type = _string(body, "contenttype").lower()
    return next(rank for rank, name in enumerate(("nitf", "html", "")) if name in content_type)


def _story_of_body(text: str) -> Story:
    if not _LOOKS_MARKED_UP.search(text):
        return Story(body=text)
    if document := _nitf_document(text):
        return nitf.story(document)
    fragment = parse_html(text)
    return Story(body=fragment.paragraphs() if fragment else "")


def _nitf_document(text: str) -> Element | None:
    """Return the root of a whole NITF document; None for fragments and broken ones, which the HTML parser can read."""
    if not nitf.is_nitf(text[:1000].encode()):
        return None
    try:
        return parse_xml(text)
    except UnreadableError:
        return None


def _has_text(item: Item) -> bool:
    return any(text.strip() for text in _bodies(item))


def _associations(item: Item) -> list[Any]:
    value = item.get("associations")
    if isinstance(value, dict):
        return [story for entry in value.values() for story in (entry if isinstance(entry, list) else [entry])]
    return value if isinstance(value, list) else []


def _publisher(item: Item) -> str:
    sources = [_string(source, "name") for name in ("infosources", "infosource") for source in _objects(item, name)]
    provider = item.get("provider")
    name = _string(_fields(provider), "name", "literal") if isinstance(provider, dict) else _string(item, "provider")
    credit = _string(item, "creditline", "descriptioncreditline")
    return name or credit or next(filter(None, sources), "") or _string(item, "source", "copyrightholder")


def _bylines(item: Item) -> tuple[str, ...]:
    objects = [entry for name in ("bylines", "authors", "creators") for entry in _objects(item, name)]
    names = [_string(entry, "by", "name") for entry in objects]
    lines = [line for name in ("by", "byline", "author", "creator") for line in _strings(item.get(name))]
    people = [person for person in _objects(item, "people") if _string(person, "rel") in ("author", "creator", "by")]
    return tuple(
        list(filter(None, lines))[:1] or list(filter(None, names)) or [_string(person, "name") for person in people]
    )


def _dateline(item: Item) -> str:
    dateline = item.get("dateline")
    if isinstance(dateline, dict):
        dateline = _string(_fields(dateline), "text", "located")
    value = item.get("datelinelocation")
    location = _fields(value) if isinstance(value, dict) else {}
    place = ", ".join(filter(None, (_string(location, "city"), _string(location, "countryareaname", "countryname"))))
    return (dateline if isinstance(dateline, str) else "") or _string(item, "located", "locationline") or place


def _notes(item: Item) -> list[str]:
    names = ("ednote", "ednotes", "editornotes", "editorsnote", "descriptioneditornotes", "correction", "corrections")
    notes = [note for name in names for note in _strings(item.get(name))]
    notes += [_string(note, "text", "value", "note") for name in names for note in _objects(item, name)]
    return [
        fragment.paragraphs() if _LOOKS_MARKED_UP.search(note) and (fragment := parse_html(note)) else note
        for note in notes
    ]


def _codes(item: Item) -> list[str]:
    names = ("pubstatus", "status", "state", "signal", "signals", "editorialtypes", "updatetype", "correctiontype")
    codes = [code for name in names for code in _strings(item.get(name))]
    codes += [_string(code, "code", "name", "uri", "literal") for name in names for code in _objects(item, name)]
    return [*codes, "correction" if item.get("correction") else ""]


def _link(item: Item) -> str:
    for link in (*_objects(item, "links"), *_objects(item, "link")):
        if _string(link, "rel").lower() in ("canonical", "web", "alternate"):
            return _string(link, "href", "url")
    return _string(item, "canonicalurl", "weburl", "url", "permalink")
