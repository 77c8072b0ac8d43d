"""News agencies' JSON: IPTC ninjs 1 to 3, and what AP, dpa, Reuters, AFP and Superdesk make of it.

The names of fields are compared without case and underscores, for that is how the versions differ (``versioncreated``,
``versionCreated``, ``version_created``). A body in NITF inside the JSON is read as NITF. Pictures and plans are
Skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.formats.agencies import nitf
from assistant.ingestion.formats.agencies.story import Story, article
from assistant.ingestion.formats.markup import Node, parse_html, parse_xml
from assistant.schema.archives import Skipped
from assistant.schema.articles import Article

Item = Mapping[str, Any]

_IDS = ("uri", "guid", "urn", "uno", "versionedguid")
_STATES = frozenset(("versioncreated", "firstcreated", "pubstatus"))
_PARTS = frozenset(("bodies", "headlines", "bodynitf", "bodyhtml", "bodyxhtml", "bodytext", "nitf"))
_WRAPPERS = ("data", "item", "items", "_items", "entries", "documents", "search", "response", "newsitems")
_DEPTH = 4
"""Wrappers around the stories of an answer of an agency's server: AP has ``data``, ``items`` and ``item``."""

_MARKUP = ("nitf", "bodynitf", "bodyxhtml", "bodyhtml", "articlehtml")
_CHARACTERS = ("bodytext", "body", "news", "articletext")
_TEASER = re.compile(r"teaser|caption|summary|abstract|lead$|description")
_LOOKS_MARKED_UP = re.compile(r"</(?:p|div|body|block|section|li|td|h[1-6])\s*>|<(?:p|br|nitf)\b", re.IGNORECASE)
_TEXTS = ("", "text", "composite", "component")


def is_ninjs(value: Any) -> bool:
    """Whether a JSON value is one story as an agency sends it."""
    if not isinstance(value, dict):
        return False
    item = _fields(value)
    named = any(item.get(key) for key in _IDS) or isinstance(item.get("altids"), dict)
    return named and bool(item.keys() & _STATES or item.keys() & _PARTS)


def stories(value: Any) -> list[Any] | None:
    """Return the stories in the answer of an agency's server, whatever they are wrapped in; None if it is none."""
    for _ in range(_DEPTH):
        if isinstance(value, list):
            found = [_unwrapped(one) for one in value]
            return found if any(map(is_ninjs, found)) else None
        if not isinstance(value, dict):
            return None
        if is_ninjs(value):
            return [value]
        value = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), dict | list)), None)
    return None


def articles(value: Item, where: str) -> Iterator[Article | Skipped]:
    """Yield the story, and those that are sent along with it with a text of their own."""
    item = _fields(value)
    along = [found for found in _associated(item) if is_ninjs(found) and _has_text(_fields(found))]
    if _has_text(item) or not along:
        yield _article(item, where)
    for number, found in enumerate(along, start=1):
        yield _article(_fields(found), f"{where} (sent along, {number})")


def _article(item: Item, where: str) -> Article | Skipped:
    kind = _string(item, "type").lower()
    if kind not in _TEXTS:
        return Skipped(where, f"not a text ({kind})")
    found = article(story(item), where)
    if isinstance(found, Skipped) and found.reason == "no text" and item.get("renditions"):
        return Skipped(where, "no text: its body is only linked")
    return found


def story(item: Item) -> Story:
    """Return what one item says; what it leaves to the NITF inside it is taken from there."""
    inner = _body(item)
    current = _string(item, "versioncreated", "updated", "datemodified")
    return Story(
        id=_identifier(item) or inner.id,
        version=_string(item, "version", "revision"),
        title=_headline(item) or inner.title,
        body=inner.body,
        publisher=_publisher(item) or inner.publisher,
        bylines=_bylines(item) or inner.bylines,
        dateline=_dateline(item) or inner.dateline,
        first=_string(item, "firstcreated", "published", "contentcreated", "created") or inner.first or current,
        current=current or inner.current,
        notes=(*_notes(item), *inner.notes),
        codes=(*_codes(item), *inner.codes),
        url=_link(item) or inner.url,
        language=_string(item, "language", "lang") or inner.language,
    )


def _fields(value: Item) -> dict[str, Any]:
    return {str(key).lower().replace("_", ""): field for key, field in value.items()}


def _unwrapped(value: Any) -> Any:
    return value["item"] if isinstance(value, dict) and isinstance(value.get("item"), dict) else value


def _string(item: Item, *names: str) -> str:
    """The first of these fields that holds characters or a number."""
    values = (item.get(name) for name in names)
    return next((str(value) for value in values if isinstance(value, str | int) and not isinstance(value, bool)), "")


def _list(item: Item, name: str) -> list[dict[str, Any]]:
    value = item.get(name)
    return [_fields(one) for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _strings(value: Any) -> list[str]:
    return (
        [one for one in value if isinstance(one, str)] if isinstance(value, list) else [value] * isinstance(value, str)
    )


def _identifier(item: Item) -> str:
    """The id that all versions share: AP's uri names a download, its itemid the story."""
    others = item.get("altids")
    shared = _string(_fields(others), "itemid") if isinstance(others, dict) else ""
    return shared or _string(item, "uri", "guid", "urn", "uno", "versionedguid")


def _headline(item: Item) -> str:
    listed = sorted(
        _list(item, "headlines"), key=lambda one: _string(one, "role").lower() not in ("", "main", "headline")
    )
    found = next((words for one in listed if (words := _string(one, "value"))), "")
    found = found or _string(item, "headline", "headlineextended", "title", "name")
    page = parse_html(found) if "<" in found else None
    return page.words() if page else found


def _body(item: Item) -> Story:
    """The text with its paragraphs: NITF before HTML before characters, as that order keeps most."""
    for text in _bodies(item):
        found = _read_body(text)
        if found.body:
            return found
    return Story()


def _bodies(item: Item) -> Iterator[str]:
    listed = [one for one in _list(item, "bodies") if not _TEASER.search(_string(one, "role").lower())]
    kinds = ("nitf", "html", "")
    listed.sort(key=lambda one: next(i for i, kind in enumerate(kinds) if kind in _string(one, "contenttype").lower()))
    yield from (_string(one, "value") for one in listed)
    inside = [_fields(item[name]) for name in ("main", "body", "renditions") if isinstance(item.get(name), dict)]
    for name in _MARKUP + _CHARACTERS:
        for one in (item, *inside):
            value = one.get(name)
            value = _fields(value).get("value", _fields(value).get("content")) if isinstance(value, dict) else value
            yield "\n\n".join(_strings(value))


def _read_body(text: str) -> Story:
    if not _LOOKS_MARKED_UP.search(text):
        return Story(body=text)
    if found := _as_nitf(text):
        return nitf.story(found)
    page = parse_html(text)
    return Story(body=page.paragraphs() if page else "")


def _as_nitf(text: str) -> Node | None:
    """A whole NITF document in a field; pieces of one, and broken ones, are read as HTML is, which is forgiving."""
    if not nitf.is_nitf(text[:1000].encode()):
        return None
    try:
        return parse_xml(text)
    except UnreadableError:
        return None


def _has_text(item: Item) -> bool:
    return any(text.strip() for text in _bodies(item))


def _associated(item: Item) -> list[Any]:
    value = item.get("associations")
    if isinstance(value, dict):
        return [found for one in value.values() for found in (one if isinstance(one, list) else [one])]
    return value if isinstance(value, list) else []


def _publisher(item: Item) -> str:
    named = [_string(one, "name") for name in ("infosources", "infosource") for one in _list(item, name)]
    provider = item.get("provider")
    own = _string(_fields(provider), "name", "literal") if isinstance(provider, dict) else _string(item, "provider")
    credit = _string(item, "creditline", "descriptioncreditline")
    return own or credit or next(filter(None, named), "") or _string(item, "source", "copyrightholder")


def _bylines(item: Item) -> tuple[str, ...]:
    listed = [_string(one, "by", "name") for name in ("bylines", "authors", "creators") for one in _list(item, name)]
    plain = [words for name in ("by", "byline", "author", "creator") for words in _strings(item.get(name))]
    people = [
        _string(one, "name") for one in _list(item, "people") if _string(one, "rel") in ("author", "creator", "by")
    ]
    return tuple(list(filter(None, plain))[:1] or list(filter(None, listed)) or people)


def _dateline(item: Item) -> str:
    given = item.get("dateline")
    if isinstance(given, dict):
        given = _string(_fields(given), "text", "located")
    where = item.get("datelinelocation")
    parts = _fields(where) if isinstance(where, dict) else {}
    place = ", ".join(filter(None, (_string(parts, "city"), _string(parts, "countryareaname", "countryname"))))
    return (given if isinstance(given, str) else "") or _string(item, "located", "locationline") or place


def _notes(item: Item) -> list[str]:
    names = ("ednote", "ednotes", "editornotes", "editorsnote", "descriptioneditornotes", "correction", "corrections")
    found = [words for name in names for words in _strings(item.get(name))]
    listed = [_string(one, "text", "value", "note") for name in names for one in _list(item, name)]
    return [
        page.paragraphs() if _LOOKS_MARKED_UP.search(note) and (page := parse_html(note)) else note
        for note in found + listed
    ]


def _codes(item: Item) -> list[str]:
    names = ("pubstatus", "status", "state", "signal", "signals", "editorialtypes", "updatetype", "correctiontype")
    codes = [words for name in names for words in _strings(item.get(name))]
    listed = [_string(one, "code", "name", "uri", "literal") for name in names for one in _list(item, name)]
    return [*codes, *listed, "correction" if item.get("correction") else ""]


def _link(item: Item) -> str:
    for one in (*_list(item, "links"), *_list(item, "link")):
        if _string(one, "rel").lower() in ("canonical", "web", "alternate"):
            return _string(one, "href", "url")
    return _string(item, "canonicalurl", "weburl", "url", "permalink")
