"""Rank the articles of an archive by plain methods and by the assistant, on the same questions.

    python -m bench retrieval-baselines INDEX QUESTIONS.jsonl ...

Prints one table. Question files are those of `assistant eval`; only questions with gold_ids count. Each method
ranks the same articles, and a copy of a gold article counts for it:

- BM25 by bm25s over whole articles, headline and text, with the library's own defaults; and with English stems.
- Dense: the cosine of the question and each passage's stored vector, all of them; an article's best passage counts.
- Min-max fusion: the 50 nearest passages and the 50 best by the catalogue's BM25, each list's scores brought to 0..1,
  half and half; an article's best passage counts.
- The assistant: `Assistant.retrieve`.

Needs the extra "test". Takes about a minute for 3,000 articles, and no language model.
"""

from __future__ import annotations

import argparse
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
from assistant.language.lexicon import REPORTING, STOP
from assistant.language.words import tokens
from assistant.schema.articles import EVERYTHING
from assistant.settings import load as load_settings

CANDIDATES = 50
Method = Callable[[Item], list[str]]
Scores = list[tuple[str, float]]


def bm25(parts: Parts, stemmer: Any = None) -> Method:
    """Whole articles by bm25s."""
    ids = parts.catalogue.ids()
    articles = [parts.catalogue.article(article_id) for article_id in ids]

    def words(texts: Sequence[str]) -> Any:
        return bm25s.tokenize(list(texts), stopwords="en", stemmer=stemmer, show_progress=False)

    index = bm25s.BM25()
    index.index(words([f"{article.title}\n{article.text}" for article in articles]), show_progress=False)

    def ranked(item: Item) -> list[str]:
        rows, _ = index.retrieve(words([item.question]), k=min(DEPTH, len(ids)), show_progress=False)
        return [ids[row] for row in rows[0]]

    return ranked


def nearest(parts: Parts) -> Callable[[Item, int], Scores]:
    """Passages by the cosine of their stored vectors; vectors have length 1."""
    keys, stored = zip(*parts.catalogue.passages.embeddings(), strict=True)
    vectors = np.frombuffer(b"".join(stored), dtype=np.float32).reshape(len(keys), -1)
    embedder = parts.embedder()

    def passages(item: Item, k: int) -> Scores:
        scores = vectors @ np.asarray(embedder.embed([item.question])[0], dtype=np.float32)
        return [(keys[row], float(scores[row])) for row in np.argsort(-scores)[:k]]

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


def main() -> None:
    """Print one Markdown row a method."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path, nargs="+")
    options = parser.parse_args()
    parts = Parts(replace(load_settings().settings, index=options.index.absolute()))
    items = [item for item in load(options.questions) if item.gold_ids]
    with Assistant(parts) as archive:
        dense = nearest(parts)
        methods: dict[str, Method] = {
            "BM25 (bm25s), whole articles": bm25(parts),
            "the same, with stems": bm25(parts, snowballstemmer.stemmer("english").stemWords),
            f"dense ({parts.embedder().name})": lambda item: articles(key for key, _ in dense(item, 500)),
            "min-max fusion": lambda item: articles(fused([dense(item, CANDIDATES), lexical(parts, item)])),
            "the assistant": lambda item: articles(
                scored.passage.id for scored in archive.retrieve(item.question, k=RETRIEVED, as_of=item.as_of)
            ),
        }
        print(f"| {len(items)} questions | Hit@1 | Hit@4 | Hit@10 | MRR@10 |\n| --- | ---: | ---: | ---: | ---: |")
        for name, method in methods.items():
            judged = [judge(method(item), archive.holdings.with_copies(item.gold_ids)) for item in items]
            figures = (fmean(scores[metric] for scores in judged) for metric in ("hit@1", "hit@4", "hit@10", "mrr@10"))
            print(f"| {name} | {' | '.join(f'{figure:.3f}' for figure in figures)} |", flush=True)
