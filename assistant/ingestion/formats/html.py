"""Saved web pages: the article without menus, scripts and hidden text, and what the page says of it.

trafilatura, used here alone, finds the body, and what the page does not say in a standard way. Makes no network
request. Cost: 0.2 s to load once, then about 10 ms a page; a page of 20,000 elements takes up to 5 s, and no larger one
is read.
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
from assistant.ingestion.formats.markup import parse_html
from assistant.ingestion.formats.pagedata import PageData, page_data
from assistant.ingestion.formats.text import drop_repetition
from assistant.ingestion.records import article
from assistant.ingestion.timestamps import normalise
from assistant.schema.articles import Article, Standing

MAX_ELEMENTS = 20_000
"""A live blog of a day has some 10,000; trafilatura takes 0.1 to 0.3 ms for each."""
MAX_CHARACTERS = 8 * 1024 * 1024
"""Without the pictures that some browsers save inside the page."""

_STYLE = "translate(@style, 'BDEHILNOPSTVY ', 'bdehilnopstvy')"
_HIDDEN = (
    "//*[@hidden or @aria-hidden='true' or self::template or self::noscript]",
    f"//*[contains({_STYLE}, 'display:none') or contains({_STYLE}, 'visibility:hidden')]",
    "//amp-ad|//amp-consent|//amp-sidebar|//amp-social-share|//*[@aria-label='Advertisement']|//*[@role='dialog']",
)
"""What a browser does not show, as far as the page itself says so, and what is marked as no part of the article."""

_DATA = re.compile(r"data:[\w/+.-]{3,40}(?:;[\w=-]{1,40})*;base64,[A-Za-z0-9+/=\s]{100,}")
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));?", re.IGNORECASE)
_ADVERTISEMENT = frozenset(("advertisement", "anzeige", "werbung", "publicité", "publicidad", "pubblicità"))
_OFFER = re.compile(
    r"already (?:a subscriber|have an account|registered)|(?:subscribe|sign in|log in|register|sign up)\b.{0,40}"
    r"(?:\bto (?:keep|continue|read|unlock)|now\b)|to (?:keep|continue) reading\b|.{0,120}\bcancel (?:at )?any ?time\b"
    r"|this (?:article|content|story) is (?:only )?for subscribers|advertisement$|share (?:this|on)\b.{0,30}$"
    r"|read more:?$",
    re.IGNORECASE,
)
"""Lines that sell the paper, at the end of what a page shows of an article to those who do not pay."""


def read(file: File) -> Iterator[Article]:
    """Yield the one article in the page. Raises UnreadableError, OSError."""
    fields = extract(file.text(html=True), file.url)
    found = article(fields) if fields else None
    if not found:
        raise UnreadableError("no article text found in the page")
    yield replace(found, dateline=fields["dateline"], note=fields["note"], standing=fields["standing"])


def extract(page: str, url: str = "") -> dict[str, Any]:
    """Return the fields of the article in a page, ``{}`` when it has no text. Raises UnreadableError if too large.

    They are title, text, authors, publisher, published, updated, url, language, dateline, note and standing. ``url`` is
    where the page came from.
    """
    page = clean(_REFERENCE.sub(_control_character, _DATA.sub("data:,", page)))
    root = parse_html(page) if len(page) <= MAX_CHARACTERS else None
    if len(page) > MAX_CHARACTERS or (root and root.size > MAX_ELEMENTS):
        raise UnreadableError(f"page larger than {MAX_ELEMENTS:,} elements, or {MAX_CHARACTERS // 1024**2} MB")
    if root is None:
        return {}
    said = page_data(root, url)
    found = _found(root.simplified(said.is_live))
    return _fields(found, said) if found else {}


def _found(page: str) -> Any:
    """What trafilatura finds: text, title, author, sitename, date, url; None without text."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without text is ours to report
    found = bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        prune_xpath=list(_HIDDEN),
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    return found if found is not None and found.text else None


def _fields(found: Any, said: PageData) -> dict[str, Any]:
    publisher = said.publisher or clean_line(found.sitename or "")
    title = re.sub(rf"\s+[-–—|·»:]\s+{re.escape(publisher)}$", "", said.title or clean_line(found.title or ""))
    names = authors(said.authors or (found.author or "").split("; "), publisher, said.language)
    published = said.published or normalise(found.date or "")
    text, note, standing = split_notes(
        _text(found.text, {title, found.title or "", *said.headings}, names, said.language)
    )
    if said.note:
        note, standing = said.note, standing_of(said.note) or Standing.CORRECTED
    return {
        "title": title,
        "text": text,
        "authors": list(names),
        "publisher": publisher,
        "published": published,
        "updated": said.updated,
        "url": said.url or found.url,
        "language": said.language or found.language,
        "dateline": said.dateline,
        "note": note,
        "standing": standing,
    }


def _text(found: str, titles: set[str], names: tuple[str, ...], language: str) -> str:
    """The lines that are paragraphs: no rules, no headline again, byline or date before, no offers behind."""
    lines = [_row(line) for line in clean(found).split("\n") if any(map(str.isalnum, line))]
    while len(lines) > 1 and (
        _is_head(lines[0], names, language) or any(drop_repetition(one, lines[0] + "\n.") == "." for one in titles)
    ):
        del lines[0]
    while len(lines) > 1 and (_OFFER.match(lines[-1]) or _is_byline(lines[-1], names, language)):
        del lines[-1]
    return "\n\n".join(line for line in lines if line.strip().lower() not in _ADVERTISEMENT)


def _row(line: str) -> str:
    """A row of a table with bars between its cells only, an item of a list without its mark; else as it is."""
    if line.startswith("|") and line.endswith("|"):
        return re.sub(r"\s*\|\s*", " | ", line.strip("| "))
    return line.removeprefix("- ")


def _is_head(line: str, names: tuple[str, ...], language: str) -> bool:
    """Whether a line before the text is only the byline, or the date."""
    return (
        _is_byline(line, names, language)
        or normalise(re.sub(r"^(?:published|updated|posted)(?: on)?:?\s+", "", line, flags=re.I)) != ""
    )


def _is_byline(line: str, names: tuple[str, ...], language: str) -> bool:
    return bool(names) and authors([line], "", language) == names


def _control_character(reference: re.Match[str]) -> str:
    """A control character written as &#27; as itself, to be cleaned away: the parser would give up on the page."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return chr(code) if code < 32 or code == 127 else reference[0]
