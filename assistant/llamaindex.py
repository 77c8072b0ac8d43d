"""Our retriever for LlamaIndex pipelines: anything that takes a BaseRetriever takes an archive.

Importing this module imports llama_index; nothing else in the package imports this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from assistant.schema.articles import EVERYTHING, Filters
from assistant.storage.chroma.nodes import node

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant


class ArchiveRetriever(BaseRetriever):  # type: ignore[misc]  # llama_index is untyped to us
    """The ``k`` best passages of an open archive as nodes, scores from 0 to 1.

    A node's metadata has article_id, version, start and end: the passage is that span of the text of
    ``archive.holdings.article(id)``.
    """

    def __init__(self, archive: Assistant, k: int = 10, filters: Filters = EVERYTHING) -> None:
        super().__init__()
        self._archive, self._k, self._filters = archive, k, filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        article = self._archive.holdings.article
        return [
            NodeWithScore(
                node=node(article(f"{scored.passage.article_id}@{scored.passage.version}"), scored.passage),
                score=scored.score,
            )
            for scored in self._archive.retrieve(query_bundle.query_str, k=self._k, filters=self._filters)
        ]
