"""Retrieve passages: by embedding and by BM25, in the whole archive and in recent weeks; fused and reranked.

A passage has a score of its own (min-max fusion of the two searches), to which its article adds its freshness on the
day of asking and how well its headline fits. This ranks the right article first for .71 of the bench's gold questions,
against .51 without (bench/RESULTS.md). Freshness counts from the archive's newest day: an old archive loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from assistant.answering.standings import fold, retracted
from assistant.language.dates import Period, QuestionPeriod, asked_span
from assistant.language.lexicon import REPORTING, STOP
from assistant.language.words import stem, stems, tokens
from assistant.protocols import Embedder
from assistant.schema.answers import Query
from assistant.schema.articles import Filters, ScoredPassage
from assistant.storage.catalogue import Catalogue
from assistant.storage.vectors import VectorIndex

CLOSENESS, WORDS = 0.7, 0.3
"""Weights of the two searches in a passage's own score: cosine similarity and BM25, each scaled to 0..1."""
FRESHNESS, HEADLINE_CLOSENESS, HEADLINE_WORDS = 0.5, 0.4, 0.2
"""Weights of what the article adds. All five were chosen on a grid of 324 over the bench's gold questions; the 25
best points are within .02 of each other in MRR@10."""
UNDATED = 0.5
"""Freshness of an article without a date."""
FRESH_DAYS = 14
"""Age in days at which an article has half the freshness of one of the same day; 30 is .01 worse in MRR@10."""
RECENT_DAYS = 21
"""Days before the question that get a search of their own, so that old news cannot crowd out the new."""
CANDIDATES = 50
"""Passages that each search gives to the fusion; with 100, one or two fewer gold articles ranked first."""
RERANKED = 50
"""Passages that are reranked by headline: about 15 articles, whose headlines take 0.1 s to embed."""
RETRACTED = 0.5
"""Factor on the score of a retracted article's passages: they are evidence only where there is nothing else."""
WIDER = (1, 4, 16)
"""Factors on the number of candidates, tried in turn while more than half of them are copies."""
_MAX_SCORE = CLOSENESS + WORDS + FRESHNESS + HEADLINE_CLOSENESS + HEADLINE_WORDS


class FusedRetriever:
    """Retrieves passages of one archive."""

    def __init__(self, catalogue: Catalogue, vectors: VectorIndex, embedder: Embedder) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._embedder = embedder

    def retrieve(self, query: Query, k: int) -> list[ScoredPassage]:
        """Return at most ``k`` passages, best first; scores from 0 to 1."""
        vector = self._embedder.embed([query.standalone])[0]
        period = period_of(query)
        bm25_scores = self._bm25_scores(query, period, vector, max(CANDIDATES, k))
        candidates = {
            passage_id: candidate
            for passage_id, candidate in self._catalogue.passages.candidates(bm25_scores).items()
            if not _is_too_early(candidate.day, query, period)
        }
        cosines = {passage_id: cosine(vector, candidate.embedding) for passage_id, candidate in candidates.items()}
        scores = {
            passage_id: score + FRESHNESS * freshness(candidates[passage_id].day, query, period)
            for passage_id, score in fuse(cosines, bm25_scores).items()
        }
        reranked = sorted(scores, key=lambda passage_id: (-scores[passage_id], passage_id))[: max(RERANKED, k)]
        titles = {passage_id: candidates[passage_id].title for passage_id in reranked}
        bonuses = self._headline_bonuses(query.standalone, vector, set(titles.values()))
        totals = {
            passage_id: (scores[passage_id] + bonuses[title]) / _MAX_SCORE for passage_id, title in titles.items()
        }
        for passage_id in retracted(self._catalogue, reranked):
            totals[passage_id] *= RETRACTED
        best = sorted(totals, key=lambda passage_id: (-totals[passage_id], passage_id))[:k]
        return [ScoredPassage(passage, totals[passage.id]) for passage in self._catalogue.passages.get(best)]

    def _bm25_scores(self, query: Query, period: QuestionPeriod, vector: Any, count: int) -> dict[str, float]:
        """Return the ids of the passages that any search finds, with their BM25 scores, 0 where only the other did.

        Copies are replaced by their originals; where they are most of the candidates, more are searched for.
        """
        for factor in WIDER:
            candidates = self._search(query, period, vector, factor * count)
            originals = fold(self._catalogue, candidates, query.filters)
            if 2 * len(originals) >= len(candidates):
                break
        return originals

    def _search(self, query: Query, period: QuestionPeriod, vector: Any, count: int) -> dict[str, float]:
        words = [word for word, _, _ in tokens(query.standalone) if word.lower() not in STOP | REPORTING]
        scores: dict[str, float] = {}
        for filters in _search_filters(query, period):
            nearest = self._vectors.nearest(vector, count, filters)
            scores |= dict.fromkeys((passage_id for passage_id, _ in nearest), 0.0) | scores
            scores |= dict(self._catalogue.passages.match(words, count, filters))
        return scores

    def _headline_bonuses(self, question: str, vector: Any, titles: Iterable[str]) -> dict[str, float]:
        """Return what each headline adds: closeness in meaning, and the share of the question's words in it."""
        headlines = sorted(titles)
        question_stems = {stem(word) for word, _, _ in tokens(question) if word.lower() not in STOP | REPORTING}
        bonuses = {}
        for headline, headline_vector in zip(headlines, self._embedder.embed(headlines), strict=True):
            share = len(question_stems & set(stems(headline))) / max(1, len(question_stems))
            closeness = max(0.0, cosine(vector, headline_vector))
            bonuses[headline] = HEADLINE_CLOSENESS * closeness + HEADLINE_WORDS * share
        return bonuses


def period_of(query: Query) -> QuestionPeriod:
    """Return the period that the question asks about."""
    return asked_span(query.standalone, date.fromisoformat(query.as_of)) if query.as_of else QuestionPeriod()


def _past_span(period: QuestionPeriod, query: Query) -> Period | None:
    """Return the span that the question explicitly asks about, if it was over on the day of asking."""
    is_over = period.span and period.demanded and period.span.last.isoformat() < query.as_of
    return period.span if is_over else None


def _search_filters(query: Query, period: QuestionPeriod) -> list[Filters]:
    """Return the filters to search within: the query's; its last weeks; the period asked about and the weeks after."""
    after_period = timedelta(days=RECENT_DAYS)
    spans = []
    if query.newest:
        newest = date.fromisoformat(query.newest)
        spans.append((newest - timedelta(days=RECENT_DAYS), newest))
    if past := _past_span(period, query):
        spans.append((past.first, min(past.last, date.max - after_period) + after_period))
    return [query.filters, *(_narrowed(query.filters, first.isoformat(), last.isoformat()) for first, last in spans)]


def _narrowed(filters: Filters, first_day: str, last_day: str) -> Filters:
    before = min(last_day, filters.before) if filters.before else last_day
    return replace(filters, after=max(first_day, filters.after), before=before)


def _is_too_early(day: str, query: Query, period: QuestionPeriod) -> bool:
    """Tell whether an article was published before what the question explicitly asks about."""
    past = _past_span(period, query)
    return bool(past and day and day < past.first.isoformat())


def freshness(day: str, query: Query, period: QuestionPeriod) -> float:
    """Return 1 for an article of the newest day or of the period asked about, less for others, down to 0."""
    if not day or not query.newest:
        return UNDATED
    published = date.fromisoformat(day)
    age = max(0, (date.fromisoformat(query.newest) - published).days)
    if past := _past_span(period, query):
        age = min(age, max(0, (published - past.last).days, (past.first - published).days))
    return 1 / (1 + age / FRESH_DAYS)


def fuse(cosines: Mapping[str, float], bm25_scores: Mapping[str, float]) -> dict[str, float]:
    """Return the weighted sum of two scores of the same passages, each first scaled to 0..1."""
    closeness, words = _min_max(cosines), _min_max(bm25_scores)
    return {passage_id: CLOSENESS * closeness[passage_id] + WORDS * words[passage_id] for passage_id in cosines}


def cosine(vector: Any, other_vector: Any) -> float:
    """Return the cosine similarity of two unit vectors: rows of numbers, or float32 bytes."""
    import numpy as np

    first, second = (
        np.frombuffer(row, np.float32) if isinstance(row, bytes) else np.asarray(row) for row in (vector, other_vector)
    )
    return float(first @ second)


def _min_max(scores: Mapping[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {passage_id: (score - low) / (high - low) if high > low else 1.0 for passage_id, score in scores.items()}
