"""Time a cold `assistant ask` against a peer program, alternated.

    python -m bench peer PEER.py ARTICLES_DIR "question" [--rounds 5]

Both use the same articles, models and question, and start with models present and index built. Prints the seconds of
each round, medians and ratios; "first evidence" is the first quoted line in the output. Noise of the machine affects
both, so read the ratios, not the seconds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

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


def main() -> None:
    """Build both indexes, then alternate."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("peer", help="the peer's program")
    parser.add_argument("articles", help="a folder of articles")
    parser.add_argument("question")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    question = options.question
    store = ModelStore(load().settings.models)
    model, embedder = str(store.ensure(DEFAULT_MODEL)), str(store.ensure(DEFAULT_EMBEDDER))
    with tempfile.TemporaryDirectory() as folder:
        ours = [sys.executable, "-m", "assistant", "ask", question, "--index", f"{folder}/index"]
        paths = ["--articles", options.articles, "--llm", model, "--embedder", embedder, "--store", f"{folder}/peer"]
        theirs = [sys.executable, options.peer, *paths, question]
        subprocess.run([*ours[:3], "ingest", options.articles, "--index", f"{folder}/index"], check=True)
        timed(theirs)
        timed(ours)
        rows = [(*timed(ours), timed(theirs)[1]) for _ in range(options.rounds)]
    for first, total, their in rows:
        print(f"ours: first evidence {first:.1f} s, answer {total:.1f} s; peer: {their:.1f} s", flush=True)
    first, total, their = (statistics.median(column) for column in zip(*rows, strict=True))
    print(f"medians {first:.1f} {total:.1f} {their:.1f}; of the peer's: {first / their:.2f}, {total / their:.2f}")
