"""Stable names for articles: the same article, read again or from elsewhere, gets the same id.

An id is letters, digits, "-", "_" and "."; never "@", "#", ":" or white space, which separate the parts of passage ids
and citations. Knows nothing of files.
"""

from __future__ import annotations

import hashlib
import re

from assistant.ingestion.urls import story_url

LONGEST = 80
_SLUG_WORDS = 6
_HASH = 6
"""Hexadecimal digits, 24 bits: they only tell apart articles whose readable part is the same."""


def article_id(given: str, url: str, title: str, publisher: str, published: str) -> str:
    """Return the given id made safe; without one, the title's first words and a hash of what identifies the article.

    That is the url, however it was reached (``urls.story_url``), or else publisher, title and day: never the body, so
    an edited body keeps its id.
    """
    if given:
        return _safe(given)
    identity = story_url(url) if url else "\n".join((publisher, title, published[:10]))
    return f"{_slug(title)}-{_hash(identity)}"


def _safe(given: str) -> str:
    safe = re.sub(r"[^\w.-]+", "-", given).strip("-.")
    if safe == given and len(safe) <= LONGEST:
        return safe
    readable = safe[: LONGEST - _HASH - 1] or "article"
    return f"{readable}-{_hash(given)}"


def _slug(title: str) -> str:
    words = re.findall(r"\w+", re.sub(r"[’']", "", title).lower())
    return "-".join(words[:_SLUG_WORDS])[: LONGEST - _HASH - 1] or "article"


def _hash(identity: str) -> str:
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]
