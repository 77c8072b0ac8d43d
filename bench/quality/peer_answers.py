"""Put the same questions to the archive and to a peer program: who is right, and how fast?

    python -m bench peer-answers PEER.py ARTICLES.jsonl.gz QUESTIONS.jsonl --index INDEX --store FOLDER

Both have the same articles. The peer gets each as a text file and keeps its own index in FOLDER, built once (about 40
minutes for 3,098 articles); it needs llama-index-embeddings-huggingface besides our dependencies. Both have models
loaded when the clock starts. Ours is asked before the peer and again after it, so that a machine that gets slower or
faster meanwhile favours neither. Prints a line for each answer, how often the answers contain the known one, and the
median seconds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant import Assistant
from assistant.evaluation import datasets
from assistant.evaluation.datasets import Item
from assistant.evaluation.scoring import contains
from assistant.models.store import ModelStore
from assistant.settings import DEFAULT_EMBEDDER, DEFAULT_MODEL, load


def main() -> None:
    """Ask both, compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    for name in ("peer", "articles", "questions"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--index", type=Path, required=True, help="our archive of the articles")
    parser.add_argument("--store", type=Path, required=True, help="a folder for the peer's articles and index")
    parser.add_argument("--sample", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    items = datasets.sample(datasets.load([options.questions]), options.sample, options.seed)
    _write_articles(options.articles, options.store / "articles")
    ours = list(_ours(options.index, items))
    theirs = list(_theirs(options.peer, options.store, items))
    again = list(_ours(options.index, items))
    _summarise("ours", items, ours + again)
    _summarise("peer", items, theirs)
    ratio = _median(ours + again) / _median(theirs)
    print(f"seconds of ours to the peer's, medians: {ratio:.2f}")


def _ours(index: Path, items: Sequence[Item]) -> Iterator[tuple[str, float]]:
    with Assistant.open(index) as archive:
        archive.ask(items[0].question, as_of=items[0].as_of)  # loads the models
        for item in items:
            start = time.monotonic()
            answer = archive.ask(item.question, as_of=item.as_of)
            yield _print_answer(
                "ours", item.question, f"{answer.direct} {answer.text}".strip(), time.monotonic() - start
            )


def _theirs(peer: Path, store: Path, items: Sequence[Item]) -> Iterator[tuple[str, float]]:
    weights = ModelStore(load().settings.models)
    command = [sys.executable, str(peer), "--articles", str(store / "articles"), "--store", str(store / "index")]
    command += ["--llm", str(weights.ensure(DEFAULT_MODEL)), "--embedder", str(weights.ensure(DEFAULT_EMBEDDER))]
    questions = [items[0].question, *(item.question for item in items)]  # the first loads its model
    with subprocess.Popen([*command, *questions], stdout=subprocess.PIPE, text=True) as running:
        lines = (json.loads(line) for line in running.stdout or () if line.startswith("{"))
        for number, line in enumerate(lines):
            if number:
                yield _print_answer("peer", line["question"], line["answer"], line["question_s"])
    if running.returncode:
        sys.exit(f"The peer ended with code {running.returncode}.")


def _print_answer(name: str, question: str, answer: str, seconds: float) -> tuple[str, float]:
    print(json.dumps({name: answer, "question": question, "seconds": round(seconds, 1)}), flush=True)
    return answer, seconds


def _write_articles(source: Path, folder: Path) -> None:
    if folder.exists():
        return
    folder.mkdir(parents=True)
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            text = f"{article['title']}\n\n{article['text']}\n"
            (folder / f"{article['id']}.txt").write_text(text, encoding="utf-8")


def _median(rows: Sequence[tuple[str, float]]) -> float:
    return statistics.median(seconds for _, seconds in rows)


def _summarise(name: str, items: Sequence[Item], rows: Sequence[tuple[str, float]]) -> None:
    right = [contains(answer, item.answers) for item, (answer, _) in zip(items, rows, strict=False)]
    in_articles = [is_right for is_right, item in zip(right, items, strict=True) if item.in_articles]
    print(
        f"{name}: answer contained {sum(right)} of {len(right)}, {sum(in_articles)} of the {len(in_articles)} whose"
        f" answer is in the articles; {_median(rows):.1f} s a question"
    )
