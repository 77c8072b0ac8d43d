"""An Answer, and the output of other commands, as JSON: one object each, documented in ``docs/json.md``.

Keys come in a fixed order. Text is written as it is; only characters that a terminal would obey are escaped, so that
the JSON reads back as exactly what is stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.rendering.safe_text import escape_json
from assistant.schema.answers import SCHEMA_VERSION, Answer, Citation, Claim
from assistant.schema.archives import ArchiveStatus, Coverage, IngestReport, Source
from assistant.schema.articles import Article
from assistant.schema.feeds import Feed, Page, PageOutcome, Refreshed


def dumps(document: Mapping[str, Any]) -> str:
    """Return a document as indented JSON, ``schema_version`` first, with a line feed at the end."""
    text = json.dumps({"schema_version": SCHEMA_VERSION, **document}, ensure_ascii=False, indent=2)
    return escape_json(text) + "\n"


def answer_document(answer: Answer) -> dict[str, Any]:
    """Return the document of `assistant ask --json`."""
    return {
        "question": answer.question,
        "standalone": answer.standalone,
        "status": answer.status.value,
        "direct": answer.direct,
        "text": answer.text,
        "claims": [_claim(claim) for claim in answer.claims],
        "citations": [citation_document(citation) for citation in answer.citations],
        "nearest": [citation_document(citation) for citation in answer.nearest],
        "evidence": [citation_document(citation) for citation in answer.evidence],
        "reason": answer.reason,
        "coverage": coverage_document(answer.coverage),
        "model": answer.model,
        "timings": dict(answer.timings),
        "prompt_tokens": answer.prompt_tokens,
        "draft": answer.draft,
        "confidence": answer.confidence,
        "withheld": answer.withheld,
        "signals": answer.signals,
        "origins": answer.origins,
    }


def search_document(question: str, citations: Sequence[Citation]) -> dict[str, Any]:
    """Return the document of `assistant search --json`."""
    return {"question": question, "passages": [citation_document(citation) for citation in citations]}


def article_document(article: Article, span: tuple[int, int] | None) -> dict[str, Any]:
    """Return the document of `assistant show --json`: the article and, for a citation, the quote."""
    quote = {"start": span[0], "end": span[1], "quote": article.text[span[0] : span[1]]} if span else None
    return {
        "article_id": article.id,
        "version": article.version,
        "title": article.title,
        "publisher": article.publisher,
        "authors": list(article.authors),
        "published": article.published,
        "updated": article.updated,
        "url": article.url,
        "language": article.language,
        "dateline": article.dateline,
        "standing": article.standing.value,
        "note": article.note,
        "text": article.text,
        "quote": quote,
    }


def sources_document(sources: Sequence[Source]) -> dict[str, Any]:
    """Return the document of `assistant sources list --json`."""
    return {"sources": [_source(source) for source in sources]}


def ingest_document(report: IngestReport) -> dict[str, Any]:
    """Return the document of `assistant ingest --json`."""
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "passages": report.passages,
        "skipped": [{"where": skipped.where, "reason": skipped.reason} for skipped in report.skipped],
        "skipped_unlisted": report.unlisted,
        "seconds": report.seconds,
    }


def ingest_report_document(report: IngestReport) -> dict[str, Any]:
    """Return the document of `assistant ingest --report FILE`: the same, with seconds of each stage and the pace."""
    return {
        **ingest_document(report),
        "stages": {name: round(seconds, 3) for name, seconds in report.stages.items()},
        "passages_per_second": round(report.passages / report.seconds, 1) if report.seconds else 0.0,
    }


def feeds_document(feeds: Sequence[Feed]) -> dict[str, Any]:
    """Return the document of `assistant feeds list --json`, and of `add` and `remove`."""
    return {"feeds": [_feed(feed) for feed in feeds]}


def refresh_document(refreshed: Sequence[Refreshed]) -> dict[str, Any]:
    """Return the document of `assistant feeds refresh --json`."""
    return {"feeds": [_refresh(refresh) for refresh in refreshed]}


def status_document(status: ArchiveStatus) -> dict[str, Any]:
    """Return the document of `assistant status --json`, without the models."""
    return {
        "coverage": coverage_document(status.coverage),
        "vectors": status.vectors,
        "pending": status.pending,
        "embedder": status.embedder,
        "catalogue_bytes": status.catalogue_bytes,
        "vectors_bytes": status.vectors_bytes,
        "problems": list(status.problems),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "verdict": claim.verdict.value,
        "citations": list(claim.citations),
        "reason": claim.reason,
        "verbatim": claim.verbatim,
    }


def _feed(feed: Feed) -> dict[str, Any]:
    return {
        "name": feed.name,
        "url": feed.url,
        "kind": feed.kind,
        "title": feed.title,
        "site": feed.site,
        "added": feed.added,
        "checked": feed.checked,
        "problem": feed.problem,
        "pages": feed.pages,
        "waiting": feed.waiting,
    }


def _refresh(refresh: Refreshed) -> dict[str, Any]:
    return {
        "name": refresh.feed.name,
        "url": refresh.feed.url,
        "problem": refresh.feed.problem,
        "listed": refresh.listed,
        "taken": refresh.examined,
        **{outcome.value: refresh.count(outcome) for outcome in PageOutcome},
        "pages": [_page(page) for page in refresh.pages],
    }


def _page(page: Page) -> dict[str, Any]:
    return {
        "outcome": page.outcome.value,
        "url": page.url,
        "article_id": page.article_id,
        "version": page.version,
        "title": page.title,
        "reason": page.reason,
    }


def citation_document(citation: Citation) -> dict[str, Any]:
    """Return a citation, in the form that it has in every document."""
    return {
        "number": citation.number,
        "article_id": citation.article_id,
        "version": citation.version,
        "title": citation.title,
        "publisher": citation.publisher,
        "published": citation.published,
        "url": citation.url,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "score": citation.score,
        "standing": citation.standing.value,
        "note": citation.note,
        "also": list(citation.also),
    }


def coverage_document(coverage: Coverage) -> dict[str, Any]:
    """Return what was searched."""
    return {
        "articles": coverage.articles,
        "passages": coverage.passages,
        "publishers": list(coverage.publishers),
        "first": coverage.first,
        "last": coverage.last,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "article_id": source.article_id,
        "version": source.version,
        "title": source.title,
        "publisher": source.publisher,
        "published": source.published,
        "passages": source.passages,
        "path": source.path,
        "standing": source.standing.value,
    }
