"""Saved web pages: the article without menus, scripts and hidden text.

trafilatura, used here alone, finds body and metadata. Makes no network request. Cost: 0.2 s to load once, then about
10 ms a page.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.plain import drop_repetition
from assistant.ingestion.records import article
from assistant.ingestion.text import clean
from assistant.schema import Article

MAX_PAGE = 4_000_000
"""Characters: trafilatura takes over 15 s for fifteen million in short paragraphs."""
_STYLE = "translate(@style, 'BDEHILNOPSTVY ', 'bdehilnopstvy')"
_HIDDEN = (
    "//*[@hidden or @aria-hidden='true' or self::template or self::noscript]",
    f"//*[contains({_STYLE}, 'display:none') or contains({_STYLE}, 'visibility:hidden')]",
)
"""What a browser does not show, as far as the page itself says so."""

_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));?", re.IGNORECASE)


def read(file: File) -> Iterator[Article]:
    """Yield the one article in the page. Raises UnreadableError, OSError."""
    page = file.text(html=True)
    if len(page) > MAX_PAGE:
        raise UnreadableError(f"a page longer than {MAX_PAGE:,} characters is no article")
    fields = extract(page)
    found = article(fields) if fields else None
    if not found:
        raise UnreadableError("no article text found in the page")
    yield found


def extract(page: str) -> dict[str, Any]:
    """Return title, text, authors, publisher, published, url and language, those that were found; {} without text."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without text is ours to report
    found = bare_extraction(
        clean(_REFERENCE.sub(_control_character, page)),
        with_metadata=True,
        include_comments=False,
        prune_xpath=list(_HIDDEN),
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or not found.text:
        return {}
    lines = (line for line in clean(found.text).split("\n") if any(map(str.isalnum, line)))
    text = "\n\n".join(lines)  # each line is a paragraph, a list item or a row of a table
    return {
        "title": found.title,
        "text": drop_repetition(found.title or "", text),
        "authors": found.author,
        "publisher": found.sitename,
        "published": found.date,
        "url": found.url,
        "language": found.language or _declared_language(page),
    }


def _control_character(reference: re.Match[str]) -> str:
    """A control character written as &#27; as itself, to be cleaned away: the parser would give up on the page."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return chr(code) if code < 32 or code == 127 else reference[0]


def _declared_language(page: str) -> str:
    found = re.search(r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-\w{2,8})*)", page, re.IGNORECASE)
    return found[1] if found else ""
