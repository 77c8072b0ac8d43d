"""Whether an embedder on a server is the one that built the archive: names prove nothing, vectors do.

Cost: one request, before the first question of a process or the first batch of an ingest.
"""

from __future__ import annotations

from assistant.errors import ArchiveError
from assistant.models.remote_embedder import RemoteEmbedder
from assistant.storage.catalogue import Catalogue

PASSAGES = 8
"""Passages, spread over the archive, that are embedded again."""
CLOSEST = 0.97
"""Least cosine of a stored vector and the server's. Measured with the default model on 256 news passages: the same
model in torch 1.000, in 16 bits .9999; our own 8-bit graph, which may have built the archive, .983 at least. Cut at
128 tokens .960 on average, with another pooling .46. A short prompt, .993 on average, cannot be told from 8 bits.
"""


def check_agreement(embedder: RemoteEmbedder, catalogue: Catalogue | None) -> None:
    """Raise ArchiveError when the server's vectors are not of the kind that the archive holds.

    An archive without vectors agrees with any; that of a model of another name is not compared. Raises ModelError as
    the server fails.
    """
    if not catalogue or catalogue.meta("embedder") != embedder.name:
        return
    from assistant.intake.store import embedded_text

    stored = catalogue.passages.sample(PASSAGES)
    passages = catalogue.passages.get(list(stored))
    texts = [embedded_text(catalogue.article(one.article_id, one.version), one) for one in passages]
    for passage, vector in zip(passages, embedder.embed(texts), strict=True):
        _compare(embedder, stored[passage.id], vector)


def _compare(embedder: RemoteEmbedder, stored: bytes, vector: object) -> None:
    import numpy as np

    known, found = np.frombuffer(stored, dtype=np.float32), np.asarray(vector, dtype=np.float32)
    same_length = len(known) == len(found)
    if same_length and (cosine := float(known @ found)) >= CLOSEST:
        return
    how = f"a cosine of {cosine:.2f}" if same_length else f"{len(found)} numbers where the archive has {len(known)}"
    raise ArchiveError(
        f"The server {embedder.url} gives other vectors for {embedder.name} than those in this archive: {how}.",
        "See that it runs the very model that built the archive, with its own pooling and no prompt; or use --index"
        " for another archive.",
    )
