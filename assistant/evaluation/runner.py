"""Put the questions to an archive, one after the other, and write down what comes of each.

Cost of a question: one retrieval, and, unless retrieval alone is measured, one answer. Loads no language model for
retrieval alone. Nothing is judged here but the ranking and the quotes, which need the archive.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answering.citations import holds
from assistant.evaluation import ranking, results
from assistant.evaluation.datasets import Item
from assistant.evaluation.results import Outcome, Row, Run
from assistant.evaluation.scoring import contains
from assistant.schema.answers import Answer, Citation
from assistant.schema.articles import ScoredPassage
from assistant.schema.events import Event, EvidenceFound, Listener, Notice, Progress, ignore

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant

RETRIEVED = 50
"""Passages that are retrieved to rank ten articles: the best passage of an article gives it its place."""
_WHEREABOUTS = ("index", "corpus", "models", "threads", "sources")
"""Settings that change no result."""


def run_of(archive: Assistant, *, retrieval_only: bool) -> Run:
    """Return what tells this run from others: the kind of work, what the archive holds, the settings that matter."""
    held = sorted(f"{source.article_id}@{source.version} {source.passages}" for source in archive.holdings.sources())
    digest = hashlib.sha256("\n".join(held).encode()).hexdigest()[:12]
    chosen = {name: value for name, value in asdict(archive.settings).items() if name not in _WHEREABOUTS}
    if retrieval_only:
        return {"kind": "retrieval", "archive": digest, "embedder": archive.settings.embedder}
    run: Run = json.loads(json.dumps({"kind": "answers", "archive": digest, **chosen}))  # as it will be read back
    return run


def evaluate(
    archive: Assistant, items: Sequence[Item], out: Path, *, retrieval_only: bool = False, listener: Listener = ignore
) -> list[Row]:
    """Return one row a question, in order. Each new row is in the file ``out`` before the next question is asked.

    A question that ``out`` has a row for is not asked again, unless the question file says something else about it
    now. Raises InputError when ``out`` belongs to another run, and what `Assistant.ask` raises.
    """
    run = run_of(archive, retrieval_only=retrieval_only)
    rows = results.resume(out, run)
    for done, item in enumerate(items):
        listener(Progress("Asking", done, len(items), "questions"))
        if item.key not in rows or rows[item.key].item != item:
            outcome = _retrieved(archive, item) if retrieval_only else _answered(archive, item, listener)
            rows[item.key] = Row(run, item, outcome)
            results.append(out, rows[item.key])
    listener(Progress("Asking", len(items), len(items), "questions"))
    return [rows[item.key] for item in items]


def missing(archive: Assistant, items: Sequence[Item]) -> list[str]:
    """Return the gold ids that the archive has no article for."""
    held = {source.article_id for source in archive.holdings.sources()}
    return sorted({one for item in items for one in item.gold_ids} - held)


def _retrieved(archive: Assistant, item: Item) -> Outcome:
    begun = time.perf_counter()
    passages = archive.retrieve(item.question, k=RETRIEVED, as_of=item.as_of)
    seconds = round(time.perf_counter() - begun, 3)
    articles = _articles(passages)
    ids = [one["id"] for one in articles]
    judged = ranking.judge(ids, archive.holdings.with_copies(item.gold_ids)) if item.gold_ids else {}
    rank = _answer_rank(archive, ids, item.answers) if item.answers else None
    return Outcome(articles, judged, rank, timings={"total": seconds})


def _articles(passages: Sequence[ScoredPassage]) -> list[dict[str, Any]]:
    best: dict[str, float] = {}
    for one in passages:
        best.setdefault(one.passage.article_id, one.score)
    return [{"id": name, "score": round(score, 4)} for name, score in list(best.items())[: ranking.DEPTH]]


def _answer_rank(archive: Assistant, ids: Sequence[str], answers: Sequence[str]) -> int:
    for rank, name in enumerate(ids, start=1):
        article = archive.holdings.article(name)
        if contains(f"{article.title}\n{article.text}", answers):
            return rank
    return 0


def _answered(archive: Assistant, item: Item, listener: Listener) -> Outcome:
    evidence: list[Citation] = []

    def hear(event: Event) -> None:
        if isinstance(event, EvidenceFound):
            evidence[:] = event.citations
        elif isinstance(event, Progress | Notice):
            listener(event)

    found = _retrieved(archive, item)
    answer = archive.ask(item.question, as_of=item.as_of, listener=hear)
    return Outcome(
        found.articles,
        found.ranking,
        found.answer_rank,
        status=answer.status.value,
        direct=answer.direct,
        withheld=answer.withheld,
        confidence=answer.confidence,
        signals=dict(answer.signals),
        text=answer.text,
        draft=answer.draft,
        claims=_claims(answer),
        citations=[_citation(archive, one) for one in answer.citations],
        evidence=[_citation(archive, one) for one in evidence],
        prompt_tokens=answer.prompt_tokens,
        timings=dict(answer.timings),
    )


def _claims(answer: Answer) -> list[dict[str, Any]]:
    return [
        {"text": one.text, "verdict": one.verdict.value, "citations": list(one.citations), "reason": one.reason}
        for one in answer.claims
    ]


def _citation(archive: Assistant, one: Citation) -> dict[str, Any]:
    """A citation, looked up in the archive once more: ``verbatim`` is what is measured, not what is promised."""
    article = archive.holdings.article(f"{one.article_id}@{one.version}")
    place = {"article_id": one.article_id, "version": one.version, "start": one.start, "end": one.end}
    return {"number": one.number, **place, "quote": one.quote, "verbatim": holds(one, article)}
