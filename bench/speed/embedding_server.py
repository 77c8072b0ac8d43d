"""Serve embeddings on this machine, to try `embedder = "openai:..."` without a GPU.

    python -m bench embedding-server             # the default embedder, fetched before
    python -m bench embedding-server --instant   # vectors that cost nothing and mean nothing

Prints its address and runs until Ctrl-C. With ``--instant``, an ingest shows what everything but embedding costs
(``docs/scaling.md``).
"""

from __future__ import annotations

import argparse
import threading
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from embedserver import Embed, serving

from assistant.models.embedder import OnnxEmbedder
from assistant.settings import DEFAULT_EMBEDDER, load

FIXED_VECTORS = np.random.default_rng(1).normal(size=(64, 384)).round(4).tolist()


def instant(texts: Sequence[str]) -> list[Any]:
    """Return one of 64 fixed random vectors for each text, the same for the same text."""
    return [FIXED_VECTORS[zlib.crc32(text.encode()) % len(FIXED_VECTORS)] for text in texts]


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="An embeddings server for trying out.")
    parser.add_argument("--instant", action="store_true")
    embed: Embed = instant
    if not parser.parse_args().instant:
        embed = OnnxEmbedder(load().settings.models / DEFAULT_EMBEDDER, DEFAULT_EMBEDDER).embed
    with serving(embed) as server:
        print(server.url, flush=True)
        threading.Event().wait()
