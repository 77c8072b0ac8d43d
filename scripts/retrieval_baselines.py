"""Rank the articles of one archive by plain methods and by the assistant, on the same questions, in one table.

    python scripts/retrieval_baselines.py INDEX QUESTIONS.jsonl ...

Question files are those of `assistant eval`; only questions with gold_ids count. Each method ranks the same articles,
and a copy of a gold article counts for it:

- BM25 by bm25s over whole articles, headline and text, with the library's own defaults; and with English stems.
- Dense: the cosine of the question and each passage's stored vector, all of them; an article's best passage counts.
- Min-max fusion: the 50 nearest passages and the 50 best by the catalogue's BM25, each list's scores brought to 0..1,
  half and half; an article's best passage counts.
- The assistant: `Assistant.retrieve`.

Needs the extra "test". Takes about a minute for 3,000 articles, and no language model.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import Any

import bm25s
import numpy as np
import snowballstemmer

from assistant.archive.assistant import Assistant
from assistant.archive.parts import Parts
from assistant.evaluation.datasets import Item, load
from assistant.evaluation.ranking import DEPTH, judge
from assistant.evaluation.runner import RETRIEVED
from assistant.language.words import REPORTING, STOP, tokens
from assistant.schema.articles import EVERYTHING
from assistant.settings import load as load_settings

CANDIDATES = 50
Method = Callable[[Item], list[str]]
Scores = list[tuple[str, float]]


def bm25(parts: Parts, stemmer: Any = None) -> Method:
    """Whole articles by bm25s."""
    ids = parts.catalogue.ids()
    articles = [parts.catalogue.article(one) for one in ids]

    def words(texts: Sequence[str]) -> Any:
        return bm25s.tokenize(list(texts), stopwords="en", stemmer=stemmer, show_progress=False)

    index = bm25s.BM25()
    index.index(words([f"{one.title}\n{one.text}" for one in articles]), show_progress=False)

    def ranked(item: Item) -> list[str]:
        found, _ = index.retrieve(words([item.question]), k=min(DEPTH, len(ids)), show_progress=False)
        return [ids[at] for at in found[0]]

    return ranked


def nearest(parts: Parts) -> Callable[[Item, int], Scores]:
    """Passages by the cosine of their stored vectors; vectors have length 1."""
    keys, stored = zip(*parts.catalogue.passages.embeddings(), strict=True)
    vectors = np.frombuffer(b"".join(stored), dtype=np.float32).reshape(len(keys), -1)
    embedder = parts.embedder()

    def passages(item: Item, k: int) -> Scores:
        scores = vectors @ np.asarray(embedder.embed([item.question])[0], dtype=np.float32)
        return [(keys[at], float(scores[at])) for at in np.argsort(-scores)[:k]]

    return passages


def lexical(parts: Parts, item: Item) -> Scores:
    """Passages by the catalogue's BM25."""
    words = [word for word, _, _ in tokens(item.question) if word.lower() not in STOP | REPORTING]
    return parts.catalogue.passages.match(words, CANDIDATES, EVERYTHING)


def fused(lists: Iterable[Scores]) -> list[str]:
    """Passages by the sum of their scores, each list's brought to 0..1."""
    total: dict[str, float] = {}
    for scores in lists:
        values = [score for _, score in scores]
        for key, score in scores:
            width = max(values) - min(values)
            total[key] = total.get(key, 0.0) + ((score - min(values)) / width if width else 1.0)
    return sorted(total, key=lambda key: (-total[key], key))


def articles(passages: Iterable[str]) -> list[str]:
    """The articles of ranked passages, each where its best one stands."""
    return list(dict.fromkeys(key.rpartition("@")[0] for key in passages))[:DEPTH]


def main(index: str, *files: str) -> None:
    """Print one Markdown row a method."""
    parts = Parts(replace(load_settings().settings, index=Path(index).absolute()))
    items = [item for item in load([Path(file) for file in files]) if item.gold_ids]
    with Assistant(parts) as archive:
        dense = nearest(parts)
        methods: dict[str, Method] = {
            "BM25 (bm25s), whole articles": bm25(parts),
            "the same, with stems": bm25(parts, snowballstemmer.stemmer("english").stemWords),
            f"dense ({parts.embedder().name})": lambda item: articles(key for key, _ in dense(item, 500)),
            "min-max fusion": lambda item: articles(fused([dense(item, CANDIDATES), lexical(parts, item)])),
            "the assistant": lambda item: articles(
                one.passage.id for one in archive.retrieve(item.question, k=RETRIEVED, as_of=item.as_of)
            ),
        }
        print(f"| {len(items)} questions | Hit@1 | Hit@4 | Hit@10 | MRR@10 |\n| --- | ---: | ---: | ---: | ---: |")
        for name, method in methods.items():
            judged = [judge(method(item), archive.holdings.with_copies(item.gold_ids)) for item in items]
            figures = (fmean(one[metric] for one in judged) for metric in ("hit@1", "hit@4", "hit@10", "mrr@10"))
            print(f"| {name} | {' | '.join(f'{figure:.3f}' for figure in figures)} |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
