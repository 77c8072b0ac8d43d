"""Passages as LlamaIndex nodes: the form in which the vector index stores them and other pipelines get them."""

from __future__ import annotations

from array import array
from typing import Any

from assistant.schema.articles import Article, Passage


def node(article: Article, passage: Passage, vector: bytes = b"") -> Any:
    """Turn a passage into a TextNode whose source is the article and whose offsets are ours.

    ``vector`` is float32 bytes, empty where only the text is wanted.
    """
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

    metadata = {
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published,
        "day": day_number(article.day),
        "url": article.url,
        "article_id": article.id,
        "version": passage.version,
        "start": passage.start,
        "end": passage.end,
    }
    return TextNode(
        id_=passage.id,
        text=passage.text,
        embedding=array("f", vector).tolist() or None,
        metadata=metadata,
        excluded_embed_metadata_keys=[key for key in metadata if key != "title"],
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=article.id)},
    )


def day_number(day: str) -> int:
    """Return a day as a number like 20260128, which Chroma can compare; 0 when unknown."""
    return int(day.replace("-", "").ljust(8, "0")) if day else 0
