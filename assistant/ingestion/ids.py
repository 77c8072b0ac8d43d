"""Stable ids of articles: the same article, read again or from elsewhere, gets the same id.

An id has letters, digits, "-", "_" and "."; never "@", "#", ":" or white space, which separate the parts of passage ids
and citations.
"""

from __future__ import annotations

import hashlib
import re

from assistant.ingestion.urls import story_url

LONGEST = 80
"""Characters of an id."""
_SLUG_WORDS = 6
_HASH_DIGITS = 6
"""Hexadecimal, 24 bits: they only distinguish articles whose readable part is the same."""


def article_id(identifier: str, url: str, title: str, publisher: str, published: str) -> str:
    """Return the publisher's ``identifier`` made safe; without one, the title's first words and a hash.

    The hash is of the URL in its canonical form (``urls.story_url``), or else of publisher, title and day. It is never
    of the body, so an edited body keeps its id.
    """
    if identifier:
        return _safe(identifier)
    identity = story_url(url) if url else "\n".join((publisher, title, published[:10]))
    return f"{_slug(title)}-{_hash(identity)}"


def _safe(identifier: str) -> str:
    safe = re.sub(r"[^\w.-]+", "-", identifier).strip("-.")
    if safe == identifier and len(safe) <= LONGEST:
        return safe
    readable = safe[: LONGEST - _HASH_DIGITS - 1] or "article"
    return f"{readable}-{_hash(identifier)}"


def _slug(title: str) -> str:
    words = re.findall(r"\w+", re.sub(r"[’']", "", title).lower())
    return "-".join(words[:_SLUG_WORDS])[: LONGEST - _HASH_DIGITS - 1] or "article"


def _hash(identity: str) -> str:
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_DIGITS]
