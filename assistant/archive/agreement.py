"""Check that an embedder on a server is the one that built the archive, by its vectors, since names prove nothing.

Cost: one request, before the first question of a process or the first batch of an ingest.
"""

from __future__ import annotations

from assistant.errors import ArchiveError
from assistant.models.remote_embedder import RemoteEmbedder
from assistant.storage.catalogue import Catalogue

SAMPLE_PASSAGES = 8
"""Passages, spread over the archive, that are embedded again."""
MIN_COSINE = 0.97
"""Least cosine of a stored vector and the server's. Measured with the default model on 256 news passages: the same
model in torch 1.000, in 16 bits .9999; our 8-bit graph, which may have built the archive, at least .983; cut at 128
tokens .960 on average; with another pooling .46. A short prompt, .993 on average, looks like 8 bits.
"""


def check_agreement(embedder: RemoteEmbedder, catalogue: Catalogue | None) -> None:
    """Raise ArchiveError if the server's vectors differ from the archive's.

    An empty archive agrees with any server; one built by a model of another name is not compared. Raises ModelError if
    the server fails.
    """
    if not catalogue or catalogue.meta("embedder") != embedder.name:
        return
    from assistant.intake.store import embedded_text

    embeddings = catalogue.passages.sample(SAMPLE_PASSAGES)
    passages = catalogue.passages.get(list(embeddings))
    texts = [embedded_text(catalogue.article(passage.article_id, passage.version), passage) for passage in passages]
    for passage, vector in zip(passages, embedder.embed(texts), strict=True):
        _compare(embedder, embeddings[passage.id], vector)


def _compare(embedder: RemoteEmbedder, embedding: bytes, vector: object) -> None:
    import numpy as np

    stored_vector, server_vector = np.frombuffer(embedding, dtype=np.float32), np.asarray(vector, dtype=np.float32)
    same_length = len(stored_vector) == len(server_vector)
    if same_length and (cosine := float(stored_vector @ server_vector)) >= MIN_COSINE:
        return
    difference = (
        f"a cosine of {cosine:.2f}"
        if same_length
        else f"{len(server_vector)} numbers where the archive has {len(stored_vector)}"
    )
    raise ArchiveError(
        f"The server {embedder.url} gives other vectors for {embedder.name} than those in this archive: {difference}.",
        "See that it runs the very model that built the archive, with its own pooling and no prompt; or use --index"
        " for another archive.",
    )
