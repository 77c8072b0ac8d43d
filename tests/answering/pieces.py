"""Evidence made by hand."""

from __future__ import annotations

from assistant.schema import Article, Evidence, Passage


def piece(
    quote: str, *, context: str = "", title: str = "", key: str = "a1", score: float = 1.0, article_id: str = "a"
) -> Evidence:
    """A sentence, and the one before it that it leans on, in an article of their own."""
    text = f"{context} {quote}".strip()
    article = Article(article_id, title, text)
    start = len(text) - len(quote)
    passage = Passage(article_id, 1, 0, 0, len(text), text)
    return Evidence(key, article, passage, start, len(text), score, score, 0, len(context))
