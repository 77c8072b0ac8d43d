"""Time a cold `assistant ask` against a peer program on the same article, models and question, alternated.

    python scripts/peer.py PEER.py ARTICLES_DIR "question" [ROUNDS]

Both start with models present and their index built. Prints seconds of each round, medians and ratios; first evidence
is when the first quoted line reaches the output. Machine noise hits both alike, so read the ratios, not the seconds.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from assistant.models.store import ModelStore
from assistant.settings import DEFAULT_EMBEDDER, DEFAULT_MODEL, load


def timed(command: list[str]) -> tuple[float, float]:
    """Return seconds to the first quoted line (0 if there is none) and to the end."""
    begun, first = time.monotonic(), 0.0
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment) as running:
        for line in running.stdout or ():
            if not first and line.lstrip().startswith(b">"):
                first = time.monotonic() - begun
    return first, time.monotonic() - begun


def main(peer: str, articles: str, question: str, rounds: str = "5") -> None:
    """Build both indexes, then alternate."""
    store = ModelStore(load().settings.models)
    model, embedder = str(store.ensure(DEFAULT_MODEL)), str(store.ensure(DEFAULT_EMBEDDER))
    with tempfile.TemporaryDirectory() as folder:
        ours = [sys.executable, "-m", "assistant", "ask", question, "--index", f"{folder}/index"]
        paths = ["--articles", articles, "--llm", model, "--embedder", embedder, "--store", f"{folder}/peer"]
        theirs = [sys.executable, peer, *paths, question]
        subprocess.run([*ours[:3], "ingest", str(Path(articles)), "--index", f"{folder}/index"], check=True)
        timed(theirs)
        timed(ours)
        rows = [(*timed(ours), timed(theirs)[1]) for _ in range(int(rounds))]
    for first, total, their in rows:
        print(f"ours: first evidence {first:.1f} s, answer {total:.1f} s; peer: {their:.1f} s", flush=True)
    first, total, their = (statistics.median(column) for column in zip(*rows, strict=True))
    print(f"medians {first:.1f} {total:.1f} {their:.1f}; of the peer's: {first / their:.2f}, {total / their:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
