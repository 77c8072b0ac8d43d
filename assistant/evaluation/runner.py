"""Ask an archive the questions, one after the other, and store each outcome.

Cost of a question: one retrieval and one answer; in a run of retrieval only, one retrieval and no language model. Only
the ranking and the quotes are judged here, because that needs the archive.
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
"""Passages that are retrieved to rank ten articles; an article has the rank of its best passage."""
_LOCAL_SETTINGS = ("index", "corpus", "models", "threads", "sources")
"""Settings that change no result."""


def run_of(archive: Assistant, *, retrieval_only: bool) -> Run:
    """Return the identity of a run: its kind, a digest of the archive's articles, and the settings that matter."""
    sources = archive.holdings.sources()
    versions = sorted(f"{source.article_id}@{source.version} {source.passages}" for source in sources)
    digest = hashlib.sha256("\n".join(versions).encode()).hexdigest()[:12]
    settings = {name: value for name, value in asdict(archive.settings).items() if name not in _LOCAL_SETTINGS}
    if retrieval_only:
        return {"kind": "retrieval", "archive": digest, "embedder": archive.settings.embedder}
    run: Run = json.loads(json.dumps({"kind": "answers", "archive": digest, **settings}))  # equal to what is read back
    return run


def evaluate(
    archive: Assistant, items: Sequence[Item], out: Path, *, retrieval_only: bool = False, listener: Listener = ignore
) -> list[Row]:
    """Return one row for each question, in order. A new row is in the file ``out`` before the next question is asked.

    A question with a row in ``out`` is not asked again, unless its entry in the question file has changed. Raises
    InputError when ``out`` belongs to another run, and the errors of ``Assistant.ask``.
    """
    run = run_of(archive, retrieval_only=retrieval_only)
    rows = results.resume(out, run)
    for count, item in enumerate(items):
        listener(Progress("Asking", count, len(items), "questions"))
        if item.key not in rows or rows[item.key].item != item:
            outcome = _retrieval_outcome(archive, item) if retrieval_only else _answer_outcome(archive, item, listener)
            rows[item.key] = Row(run, item, outcome)
            results.append(out, rows[item.key])
    listener(Progress("Asking", len(items), len(items), "questions"))
    return [rows[item.key] for item in items]


def missing(archive: Assistant, items: Sequence[Item]) -> list[str]:
    """Return the ids of gold articles that are not in the archive."""
    stored_ids = {source.article_id for source in archive.holdings.sources()}
    return sorted({gold_id for item in items for gold_id in item.gold_ids} - stored_ids)


def _retrieval_outcome(archive: Assistant, item: Item) -> Outcome:
    start = time.perf_counter()
    passages = archive.retrieve(item.question, k=RETRIEVED, as_of=item.as_of)
    seconds = round(time.perf_counter() - start, 3)
    articles = _articles(passages)
    ids = [article["id"] for article in articles]
    figures = ranking.judge(ids, archive.holdings.with_copies(item.gold_ids)) if item.gold_ids else {}
    rank = _answer_rank(archive, ids, item.answers) if item.answers else None
    return Outcome(articles, figures, rank, timings={"total": seconds})


def _articles(passages: Sequence[ScoredPassage]) -> list[dict[str, Any]]:
    scores: dict[str, float] = {}
    for passage in passages:
        scores.setdefault(passage.passage.article_id, passage.score)
    return [{"id": article_id, "score": round(score, 4)} for article_id, score in list(scores.items())[: ranking.DEPTH]]


def _answer_rank(archive: Assistant, ids: Sequence[str], answers: Sequence[str]) -> int:
    for rank, article_id in enumerate(ids, start=1):
        article = archive.holdings.article(article_id)
        if contains(f"{article.title}\n{article.text}", answers):
            return rank
    return 0


def _answer_outcome(archive: Assistant, item: Item, listener: Listener) -> Outcome:
    evidence: list[Citation] = []

    def handle_event(event: Event) -> None:
        if isinstance(event, EvidenceFound):
            evidence[:] = event.citations
        elif isinstance(event, Progress | Notice):
            listener(event)

    retrieval = _retrieval_outcome(archive, item)
    answer = archive.ask(item.question, as_of=item.as_of, listener=handle_event)
    return Outcome(
        retrieval.articles,
        retrieval.ranking,
        retrieval.answer_rank,
        status=answer.status.value,
        direct=answer.direct,
        withheld=answer.withheld,
        confidence=answer.confidence,
        signals=dict(answer.signals),
        text=answer.text,
        draft=answer.draft,
        claims=_claims(answer),
        citations=[_citation(archive, citation) for citation in answer.citations],
        evidence=[_citation(archive, citation) for citation in evidence],
        prompt_tokens=answer.prompt_tokens,
        timings=dict(answer.timings),
    )


def _claims(answer: Answer) -> list[dict[str, Any]]:
    return [
        {
            "text": claim.text,
            "verdict": claim.verdict.value,
            "citations": list(claim.citations),
            "reason": claim.reason,
        }
        for claim in answer.claims
    ]


def _citation(archive: Assistant, citation: Citation) -> dict[str, Any]:
    """Return a citation as JSON; ``verbatim`` says whether the stored article has the quote at its offsets."""
    article = archive.holdings.article(f"{citation.article_id}@{citation.version}")
    return {
        "number": citation.number,
        "article_id": citation.article_id,
        "version": citation.version,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "verbatim": holds(citation, article),
    }
