"""Read NITF, the News Industry Text Format of the IPTC: one or more stories in a file.

A correction or update of another document gets the id of that document. Pictures, captions and the closing tagline are
left out. NITF has no field for the date of the first version: the release date stands for it, else the issue date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.formats.agencies.story import MAX_STORIES, Story, article
from assistant.ingestion.formats.markup import Element, parse_xml
from assistant.schema.archives import Skipped
from assistant.schema.articles import Article

_BYLINE_TITLES = frozenset(("byttl",))
_DATELINE_DATES = frozenset(("story.date",))


def is_nitf(head: bytes) -> bool:
    """Whether a file that starts with ``head`` is NITF."""
    return re.search(rb"<(?:\w+:)?nitf[\s>]", head) is not None and b"<newsItem" not in head


def read(file: File) -> Iterator[Article | Skipped]:
    """Yield the stories in the file. Raises UnreadableError, OSError."""
    return stories(parse_xml(file.read()), file.where)


def stories(root: Element, location: str) -> Iterator[Article | Skipped]:
    """Yield the stories of a parsed file. Raises UnreadableError when there are none, or too many."""
    elements = [root] if root.name == "nitf" else root.find_all(".//nitf")
    if not elements:
        raise UnreadableError(f"no NITF in it: its first element is {root.name}")
    if len(elements) > MAX_STORIES:
        raise UnreadableError(f"more than {MAX_STORIES:,} stories in one file; split it")
    for number, element in enumerate(elements, start=1):
        yield article(story(element), f"{location} (article {number})" if len(elements) > 1 else location)


def story(nitf: Element) -> Story:
    """Return the fields of one nitf element."""
    body, data = nitf.find("body"), nitf.find("head/docdata")
    first, current = _times(nitf)
    text = (content := body and body.find("body.content")) and content.paragraphs()
    return Story(
        id=_identifier(data),
        title=nitf.text("body/body.head/hedline/hl1") or nitf.text("head/title"),
        body=text or "",
        publisher=_publisher(nitf),
        bylines=tuple(name for byline in nitf.find_all("body/body.head/byline") for name in _byline(byline)),
        dateline=_dateline(nitf),
        first=first,
        current=current,
        notes=_notes(nitf),
        codes=_codes(data, bool(text)),
        url=nitf.get("value", "head/docdata/doc-id/url") or _meta(nitf, "canonical"),
        language=nitf.language or nitf.get("baselang"),
    )


def _identifier(data: Element | None) -> str:
    """Return the id of the document that this one corrects, cancels or updates, else its own, after its registrar."""
    if data is None:
        return ""
    earlier_id = data.get("id-string", "correction") or data.get("management-doc-idref")
    story_id = earlier_id or data.get("id-string", "doc-id")
    registrar = data.get("regsrc", "doc-id")
    if story_id and registrar and not story_id.lower().startswith(registrar.lower()):
        return f"{registrar}:{story_id}"
    return story_id or data.get("key", "du-key")


def _times(nitf: Element) -> tuple[str, str]:
    issued = nitf.get("norm", "head/docdata/date.issue")
    released = nitf.get("norm", "head/docdata/date.release") or nitf.get("date.publication", "head/pubdata")
    first = released or issued or nitf.get("norm", "body/body.head/dateline/story.date")
    return first, max(first, issued) if first[:8].isdigit() and issued[:8].isdigit() else issued


def _publisher(nitf: Element) -> str:
    return (
        nitf.text("body/body.head/distributor")
        or nitf.get("name", "head/pubdata")
        or nitf.get("holder", "head/docdata/doc.copyright")
        or nitf.text("body/body.head/rights/rights.owner")
        or nitf.get("regsrc", "head/docdata/doc-id")
    )


def _byline(byline: Element) -> list[str]:
    """Return the persons marked up in a byline; without markup, the whole byline but the job title."""
    return [person.text() for person in byline.find_all(".//person")] or [byline.text(excluded=_BYLINE_TITLES)]


def _dateline(nitf: Element) -> str:
    for dateline in (*nitf.find_all("body/body.head/dateline"), *nitf.find_all("body/body.content//dateline")):
        if place := dateline.text("location") or dateline.text(excluded=_DATELINE_DATES):
            return place
    return ""


def _notes(nitf: Element) -> tuple[str, ...]:
    """Return the correction and the messages to editors from the head, then the editor's notes from the body."""
    messages = [
        message.get("info")
        for message in nitf.find_all("head/docdata/correction") + nitf.find_all("head/docdata/ed-msg")
    ]
    notes = nitf.find_all("body/body.head/note") + nitf.find_all("body/body.end/note")
    editor_notes = [note.paragraphs() for note in notes if note.get("noteclass") in ("editorsnote", "correction", "")]
    return (*messages, *editor_notes)


def _codes(data: Element | None, has_text: bool) -> tuple[str, ...]:
    if data is None:
        return ()
    codes = [data.get("management-status"), "correction" if data.find("correction") else ""]
    if (earlier_status := data.get("management-idref-status")) and earlier_status != "usable":
        codes.append("corrected" if has_text else earlier_status)  # with a text, this one replaces the cancelled one
    return tuple(codes)


def _meta(nitf: Element, name: str) -> str:
    return next((meta.get("content") for meta in nitf.find_all("head/meta") if meta.get("name") == name), "")
