"""Extract the article from a web page, without menus, scripts and hidden text, and with the page's metadata.

trafilatura finds the body, and those fields for which the page has no standard metadata. Makes no network request.
Cost: 0.2 s to load once, then about 10 ms a page; a page of 20,000 elements, the largest that is read, takes up to 5 s.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assistant.ingestion.cleaning import clean, clean_line
from assistant.ingestion.corrections import split_notes, standing_of
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.formats.agencies.story import authors
from assistant.ingestion.formats.html.metadata import PageMetadata, page_metadata
from assistant.ingestion.formats.markup import parse_html
from assistant.ingestion.formats.text import drop_repetition
from assistant.ingestion.records import article
from assistant.ingestion.timestamps import normalise
from assistant.schema.articles import Article, Standing

MAX_ELEMENTS = 20_000
"""A day's live blog has some 10,000; trafilatura takes 0.1 to 0.3 ms for each."""
MAX_CHARACTERS = 8 * 1024 * 1024
"""Not counting pictures that some browsers embed in a saved page."""

_STYLE = "translate(@style, 'BDEHILNOPSTVY ', 'bdehilnopstvy')"
_HIDDEN_XPATHS = (
    "//*[@hidden or @aria-hidden='true' or self::template or self::noscript]",
    f"//*[contains({_STYLE}, 'display:none') or contains({_STYLE}, 'visibility:hidden')]",
    "//amp-ad|//amp-consent|//amp-sidebar|//amp-social-share|//*[@aria-label='Advertisement']|//*[@role='dialog']",
)
"""Elements that the page itself hides, and those that it marks as advertisements, dialogs and the like."""

_INLINE_DATA = re.compile(r"data:[\w/+.-]{3,40}(?:;[\w=-]{1,40})*;base64,[A-Za-z0-9+/=\s]{100,}")
_CHARACTER_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));?", re.IGNORECASE)
_ADVERTISEMENT_LABELS = frozenset(("advertisement", "anzeige", "werbung", "publicité", "publicidad", "pubblicità"))
_SUBSCRIPTION_OFFER = re.compile(
    r"already (?:a subscriber|have an account|registered)|(?:subscribe|sign in|log in|register|sign up)\b.{0,40}"
    r"(?:\bto (?:keep|continue|read|unlock)|now\b)|to (?:keep|continue) reading\b|.{0,120}\bcancel (?:at )?any ?time\b"
    r"|this (?:article|content|story) is (?:only )?for subscribers|advertisement$|share (?:this|on)\b.{0,30}$"
    r"|read more:?$",
    re.IGNORECASE,
)
"""Lines at the end of a page's text that sell a subscription or ask to share."""


def read(file: File) -> Iterator[Article]:
    """Yield the one article in the page. Raises UnreadableError, OSError."""
    fields = extract(file.text(html=True), file.url)
    draft = article(fields) if fields else None
    if not draft:
        raise UnreadableError("no article text found in the page")
    yield replace(draft, dateline=fields["dateline"], note=fields["note"], standing=fields["standing"])


def extract(page: str, url: str = "") -> dict[str, Any]:
    """Return the fields of the article in a page, ``{}`` when it has no text. Raises UnreadableError if too large.

    The fields are title, text, authors, publisher, published, updated, url, language, dateline, note and standing.
    ``url`` is the URL that the page was fetched from, if it was.
    """
    page = clean(_CHARACTER_REFERENCE.sub(_control_character, _INLINE_DATA.sub("data:,", page)))
    root = parse_html(page) if len(page) <= MAX_CHARACTERS else None
    if len(page) > MAX_CHARACTERS or (root and root.size > MAX_ELEMENTS):
        raise UnreadableError(f"page larger than {MAX_ELEMENTS:,} elements, or {MAX_CHARACTERS // 1024**2} MB")
    if root is None:
        return {}
    metadata = page_metadata(root, url)
    extraction = _extraction(root.simplified(metadata.is_live))
    return _fields(extraction, metadata) if extraction else {}


def _extraction(page: str) -> Any:
    """Return trafilatura's document, with text, title, author, sitename, date and url; None when it has no text."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without text is ours to report
    document = bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        prune_xpath=list(_HIDDEN_XPATHS),
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    return document if document is not None and document.text else None


def _fields(extraction: Any, metadata: PageMetadata) -> dict[str, Any]:
    publisher = metadata.publisher or clean_line(extraction.sitename or "")
    title = re.sub(rf"\s+[-–—|·»:]\s+{re.escape(publisher)}$", "", metadata.title or clean_line(extraction.title or ""))
    names = authors(metadata.authors or (extraction.author or "").split("; "), publisher, metadata.language)
    published = metadata.published or normalise(extraction.date or "")
    text, note, standing = split_notes(
        _text(extraction.text, {title, extraction.title or "", *metadata.headings}, names, metadata.language)
    )
    if metadata.note:
        note, standing = metadata.note, standing_of(metadata.note) or Standing.CORRECTED
    return {
        "title": title,
        "text": text,
        "authors": list(names),
        "publisher": publisher,
        "published": published,
        "updated": metadata.updated,
        "url": metadata.url or extraction.url,
        "language": metadata.language or extraction.language,
        "dateline": metadata.dateline,
        "note": note,
        "standing": standing,
    }


def _text(extracted_text: str, titles: set[str], names: tuple[str, ...], language: str) -> str:
    """Return the paragraphs without rules, repeated headlines, bylines and dates, and without closing offers."""
    lines = [_plain_line(line) for line in clean(extracted_text).split("\n") if any(map(str.isalnum, line))]
    while len(lines) > 1 and (
        _is_byline_or_date(lines[0], names, language)
        or any(drop_repetition(title, lines[0] + "\n.") == "." for title in titles)
    ):
        del lines[0]
    while len(lines) > 1 and (_SUBSCRIPTION_OFFER.match(lines[-1]) or _is_byline(lines[-1], names, language)):
        del lines[-1]
    return "\n\n".join(line for line in lines if line.strip().lower() not in _ADVERTISEMENT_LABELS)


def _plain_line(line: str) -> str:
    """Return a table row with bars only between its cells, a list item without its mark, other lines unchanged."""
    if line.startswith("|") and line.endswith("|"):
        return re.sub(r"\s*\|\s*", " | ", line.strip("| "))
    return line.removeprefix("- ")


def _is_byline_or_date(line: str, names: tuple[str, ...], language: str) -> bool:
    """Whether a line is nothing but the byline or a date."""
    return (
        _is_byline(line, names, language)
        or normalise(re.sub(r"^(?:published|updated|posted)(?: on)?:?\s+", "", line, flags=re.I)) != ""
    )


def _is_byline(line: str, names: tuple[str, ...], language: str) -> bool:
    return bool(names) and authors([line], "", language) == names


def _control_character(reference: re.Match[str]) -> str:
    """Decode a reference to a control character (&#27;), so that it is cleaned away: the parser fails on it."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return chr(code) if code < 32 or code == 127 else reference[0]
