"""Evidence made by hand."""

from __future__ import annotations

from assistant.schema.answers import Evidence
from assistant.schema.articles import Article, Passage


def piece(
    quote: str, *, context: str = "", title: str = "", key: str = "a1", score: float = 1.0, article_id: str = "a",
    published: str = "",
) -> Evidence:  # fmt: skip
    """A sentence, and the one before it that it leans on, in an article of their own."""
    text = f"{context} {quote}".strip()
    article = Article(article_id, title, text, published=published)
    passage = Passage(article_id, 1, 0, 0, len(text), text)
    return Evidence(key, article, passage, len(text) - len(quote), len(text), score, score, 0, len(context))


def piece_of(article: Article, quote: str, *, context: str = "", key: str = "a1") -> Evidence:
    """A sentence of an article, whose whole text is the passage; the context begins the article."""
    start = article.text.index(quote)
    passage = Passage(article.id, article.version, 0, 0, len(article.text), article.text)
    return Evidence(key, article, passage, start, start + len(quote), 1.0, 1.0, 0, len(context))
