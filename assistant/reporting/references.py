"""References in one plain form, until the bibliography writes them in the styles that people hand in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.rendering.layout import date_words
from assistant.schema import Article


def references(articles: Sequence[Article], style: str, accessed: date) -> list[str]:
    """Return one reference an article, in the order given: author, title, publisher, day, address."""
    return [_reference(one) for one in articles]


def _reference(article: Article) -> str:
    source = ", ".join(part for part in (article.publisher, date_words(article.published)) if part)
    parts = (", ".join(article.authors), article.title or "(untitled)", source, article.url)
    return " ".join(f"{part.rstrip('.')}." if part != article.url else part for part in parts if part)
