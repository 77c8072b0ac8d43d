"""NITF, the News Industry Text Format of the IPTC: one story, or several in one file.

A correction, or an update of a named document, goes under the id of that document. Pictures, captions and the tagline
at the end are no part of the text. NITF has no time for the first version: it is the release, or else the issue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.formats.agencies.story import MAX_STORIES, Story, article
from assistant.ingestion.formats.markup import Node, parse_xml
from assistant.schema.archives import Skipped
from assistant.schema.articles import Article

_NO_NAMES = frozenset(("byttl",))
_NO_PLACES = frozenset(("story.date",))


def is_nitf(head: bytes) -> bool:
    """Whether a file that begins like this is NITF."""
    return re.search(rb"<(?:\w+:)?nitf[\s>]", head) is not None and b"<newsItem" not in head


def read(file: File) -> Iterator[Article | Skipped]:
    """Yield the stories in the file. Raises UnreadableError, OSError."""
    return stories(parse_xml(file.read()), file.where)


def stories(root: Node, where: str) -> Iterator[Article | Skipped]:
    """Yield the stories of a parsed file. Raises UnreadableError when there is none."""
    found = [root] if root.name == "nitf" else root.all(".//nitf")
    if not found:
        raise UnreadableError(f"no NITF in it: its first element is {root.name}")
    if len(found) > MAX_STORIES:
        raise UnreadableError(f"more than {MAX_STORIES:,} stories in one file; split it")
    for number, one in enumerate(found, start=1):
        yield article(story(one), f"{where} (article {number})" if len(found) > 1 else where)


def story(nitf: Node) -> Story:
    """Return what one nitf element says."""
    body, data = nitf.one("body"), nitf.one("head/docdata")
    first, current = _times(nitf)
    text = (content := body and body.one("body.content")) and content.paragraphs()
    return Story(
        id=_identifier(data),
        title=nitf.words("body/body.head/hedline/hl1") or nitf.words("head/title"),
        body=text or "",
        publisher=_publisher(nitf),
        bylines=tuple(name for byline in nitf.all("body/body.head/byline") for name in _byline(byline)),
        dateline=_dateline(nitf),
        first=first,
        current=current,
        notes=_notes(nitf),
        codes=_codes(data, bool(text)),
        url=nitf.get("value", "head/docdata/doc-id/url") or _meta(nitf, "canonical"),
        language=nitf.language or nitf.get("baselang"),
    )


def _identifier(data: Node | None) -> str:
    """The id of the document that this one corrects, cancels or updates, else its own, with who registered it."""
    if data is None:
        return ""
    other = data.get("id-string", "correction") or data.get("management-doc-idref")
    own = other or data.get("id-string", "doc-id")
    source = data.get("regsrc", "doc-id")
    if own and source and not own.lower().startswith(source.lower()):
        return f"{source}:{own}"
    return own or data.get("key", "du-key")


def _times(nitf: Node) -> tuple[str, str]:
    issued = nitf.get("norm", "head/docdata/date.issue")
    released = nitf.get("norm", "head/docdata/date.release") or nitf.get("date.publication", "head/pubdata")
    first = released or issued or nitf.get("norm", "body/body.head/dateline/story.date")
    return first, max(first, issued) if first[:8].isdigit() and issued[:8].isdigit() else issued


def _publisher(nitf: Node) -> str:
    return (
        nitf.words("body/body.head/distributor")
        or nitf.get("name", "head/pubdata")
        or nitf.get("holder", "head/docdata/doc.copyright")
        or nitf.words("body/body.head/rights/rights.owner")
        or nitf.get("regsrc", "head/docdata/doc-id")
    )


def _byline(byline: Node) -> list[str]:
    """The persons named in a byline; where none is marked, all of it but the office."""
    return [person.words() for person in byline.all(".//person")] or [byline.words(without=_NO_NAMES)]


def _dateline(nitf: Node) -> str:
    for dateline in (*nitf.all("body/body.head/dateline"), *nitf.all("body/body.content//dateline")):
        if place := dateline.words("location") or dateline.words(without=_NO_PLACES):
            return place
    return ""


def _notes(nitf: Node) -> tuple[str, ...]:
    """The messages to editors and the correction, in the head; notes marked as the editor's, in the body."""
    head = [message.get("info") for message in nitf.all("head/docdata/correction") + nitf.all("head/docdata/ed-msg")]
    notes = nitf.all("body/body.head/note") + nitf.all("body/body.end/note")
    marked = [note.paragraphs() for note in notes if note.get("noteclass") in ("editorsnote", "correction", "")]
    return (*head, *marked)


def _codes(data: Node | None, has_text: bool) -> tuple[str, ...]:
    if data is None:
        return ()
    codes = [data.get("management-status"), "correction" if data.one("correction") else ""]
    if (other := data.get("management-idref-status")) and other != "usable":
        codes.append("corrected" if has_text else other)  # a document that is cancelled, and put right by this one
    return tuple(codes)


def _meta(nitf: Node, name: str) -> str:
    return next((meta.get("content") for meta in nitf.all("head/meta") if meta.get("name") == name), "")
