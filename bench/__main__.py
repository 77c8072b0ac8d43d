"""Run a program that measures: ``python -m bench NAME [ARGS]``. Without a name, list the programs."""

from __future__ import annotations

import ast
import sys
from importlib import import_module

from bench import ROOT

PROGRAMS = {
    "calibrate": "bench.quality.calibrate",
    "claims": "bench.claims.verifier",
    "copies": "bench.quality.copies",
    "embedding-server": "bench.speed.embedding_server",
    "faults": "bench.faults.__main__",
    "first-word": "bench.speed.first_word",
    "followups": "bench.quality.followups",
    "gold-questions": "bench.quality.gold_questions",
    "growth": "bench.speed.growth",
    "hostile-files": "bench.files.hostile_files",
    "house": "bench.house",
    "ingest-speed": "bench.speed.ingest_speed",
    "lexicon-ablation": "bench.claims.lexicon_ablation",
    "local-feed": "bench.files.local_feed",
    "page-extractors": "bench.files.page_extractors",
    "peer": "bench.speed.peer",
    "peer-answers": "bench.quality.peer_answers",
    "recall": "bench.quality.recall",
    "references": "bench.reports.references",
    "reports": "bench.reports.report_batch",
    "retrieval-baselines": "bench.quality.retrieval_baselines",
    "verify-edits": "bench.reports.verify_edits",
}
"""The module of each program; its ``main`` reads the command line and returns an exit code or nothing."""


def main() -> int:
    """List the programs, or run the one that is named; return the exit code."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("-h", "--help"):
        print("usage: python -m bench NAME [ARGS]\n")
        print("\n".join(f"  {name:20} {summary(name)}" for name in PROGRAMS))
        return 0
    if arguments[0] not in PROGRAMS:
        print(f"No program is called {arguments[0]!r}; `python -m bench` lists them.", file=sys.stderr)
        return 2
    sys.argv = [f"python -m bench {arguments[0]}", *arguments[1:]]
    return import_module(PROGRAMS[arguments[0]]).main() or 0


def summary(name: str) -> str:
    """Return the first line of a program's docstring, without importing it."""
    path = ROOT / f"{PROGRAMS[name].replace('.', '/')}.py"
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n", 1)[0]


if __name__ == "__main__":
    sys.exit(main())
