"""Measure the verification on claims made from real articles: a table by kind of change.

    python -m bench claims ARTICLES.jsonl.gz [--claims 600] [--seed 1] [--half dev|test|both] [--wrong KIND]

ARTICLES holds one JSON object a line, as `assistant ingest` takes them. Half of the articles are there to tune on
(dev), half only to measure on (test). No language model is needed; the embedder is fetched if it is missing. With
``--wrong``, the claims judged wrongly of the kinds whose name holds KIND are printed instead of the table.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from assistant.ingestion import records
from assistant.models.embedder import OnnxEmbedder, export
from assistant.models.store import ModelStore
from assistant.schema.answers import Verdict
from assistant.schema.articles import Article
from assistant.settings import DEFAULT_EMBEDDER, load
from assistant.verification import check
from bench.claims.cases import Case, Row, build, halves, measure


def main() -> None:
    """Build the claims, check them, print what came out."""
    options = parse()
    articles = list(read(options.articles))
    chosen = dict(zip(("dev", "test"), halves(articles, options.seed), strict=True))
    closeness = embedded_closeness()
    for half in chosen if options.half == "both" else [options.half]:
        cases = build(chosen[half], options.claims, options.seed)
        if options.wrong:
            print_wrong(cases, options.wrong, closeness)
        else:
            print(f"\n{half}: {len(chosen[half]):,} articles, seed {options.seed}\n")
            print("\n".join(table(measure(cases, closeness))))


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--claims", type=int, default=600, help="true ones, and as many false ones")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", choices=("dev", "test", "both"), default="both")
    parser.add_argument("--wrong", metavar="KIND", help="show what was judged wrongly")
    return parser.parse_args()


def read(path: Path) -> Iterator[Article]:
    """Yield the articles of a file of JSON lines, gzipped or not."""
    opened: Any = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if article := records.article(json.loads(line)):
                yield article


def embedded_closeness() -> Callable[[str, str], float]:
    """Return the cosine of two texts under the default embedder; each text is embedded once."""
    folder = ModelStore(load().settings.models).ensure(DEFAULT_EMBEDDER)
    export(folder)
    embedder = OnnxEmbedder(folder, DEFAULT_EMBEDDER)

    @cache
    def vector(text: str) -> Any:
        return embedder.embed([text])[0]

    return lambda left, right: float(vector(left) @ vector(right))


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of a Markdown table, a row for each kind and one for each side."""
    yield "| claims | kind | n | right | supported | contradicted | unsupported |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for true in (True, False):
        side = [row for row in rows if row.true == true]
        label = "true" if true else "false"
        every = Row("all", true, *(sum(getattr(row, verdict.lower()) for row in side) for verdict in Verdict))
        for row in [*side, every]:
            verdicts = f"{row.supported} | {row.contradicted} | {row.unsupported}"
            yield f"| {label} | {row.kind} | {row.claims} | {row.right:.3f} | {verdicts} |"


def print_wrong(cases: Sequence[Case], kind: str, closeness: Callable[[str, str], float]) -> None:
    """Print claims that were judged wrongly."""
    for case in cases:
        finding = check(case.claim, case.evidence, closeness)
        if kind in case.kind and (finding.verdict is Verdict.SUPPORTED) != case.true:
            print(
                f"{case.kind} ({case.true}): {finding.verdict} {finding.reason}\n  {case.claim}\n  {case.evidence.text}"
            )
