"""Find passages: by meaning and by BM25, in the whole archive and in the weeks before the question; fused and reranked.

Each passage has a score of its own (min-max fusion of the two searches) and what its article adds: how fresh it was on
the day of asking, and how well its headline fits. News is about what just happened, and a headline says what an article
is about: together they bring the right article to the first place for .71 of the bench's gold questions, against .51
without (docs/experiments.md). Freshness is soft: in an archive that ends long before the question nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from assistant.answering.standings import fold, retracted
from assistant.language.dates import Asked, Span, asked_span
from assistant.language.words import REPORTING, STOP, stem, stems, tokens
from assistant.protocols import Embedder
from assistant.schema.answers import Query
from assistant.schema.articles import Filters, ScoredPassage
from assistant.storage.catalogue import Catalogue
from assistant.storage.vectors import VectorIndex

CLOSENESS, WORDS = 0.7, 0.3
"""What the two searches count in a passage's own score: cosine similarity and BM25, each brought to 0..1."""
FRESHNESS, HEADLINE_CLOSENESS, HEADLINE_WORDS = 0.5, 0.4, 0.2
"""What the article adds. The five weights were chosen on a grid of 324 over the bench's gold questions; the 25 best
points are within .02 of each other in MRR@10."""
UNDATED = 0.5
"""Freshness of an article without a date."""
FRESH_DAYS = 14
"""An article this much older than the question has half the freshness of one of the same day; 30 is .01 worse."""
RECENT_DAYS = 21
"""The weeks before the question that are searched for themselves, so that old news cannot crowd out the new."""
CANDIDATES = 50
"""How many passages each search gives to the fusion; 100 put one gold article or two fewer in the first place."""
RERANKED = 50
"""How many of the best are ranked again by headline: about 15 articles, whose headlines cost 0.1 s to embed."""
RETRACTED = 0.5
"""What a retracted article's passages count: it is evidence only where there is nothing else, and marked even then."""
WIDER = (1, 4, 16)
"""Times as many passages are asked for when more than half of what was found are copies."""
_MOST = CLOSENESS + WORDS + FRESHNESS + HEADLINE_CLOSENESS + HEADLINE_WORDS


class FusedRetriever:
    """Implements ``Retriever`` over one archive."""

    def __init__(self, catalogue: Catalogue, vectors: VectorIndex, embedder: Embedder) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._embedder = embedder

    def retrieve(self, query: Query, k: int) -> list[ScoredPassage]:
        """Return at most ``k`` passages, best first; scores from 0 to 1."""
        vector = self._embedder.embed([query.standalone])[0]
        asked = asked_of(query)
        lexical = self._candidates(query, asked, vector, max(CANDIDATES, k))
        found = {
            key: one
            for key, one in self._catalogue.passages.candidates(lexical).items()
            if not _too_early(one.day, query, asked)
        }
        fused = fuse({key: cosine(vector, one.embedding) for key, one in found.items()}, lexical)
        score = {key: own + FRESHNESS * freshness(found[key].day, query, asked) for key, own in fused.items()}
        best = sorted(score, key=lambda key: (-score[key], key))[: max(RERANKED, k)]
        fit = self._headlines(query.standalone, vector, {found[key].title for key in best})
        best.sort(key=lambda key: (-score[key] - fit[found[key].title], key))
        total = {key: (score[key] + fit[found[key].title]) / _MOST for key in best}
        for key in retracted(self._catalogue, best):
            total[key] *= RETRACTED
        best.sort(key=lambda key: (-total[key], key))
        return [ScoredPassage(one, total[one.id], "fused") for one in self._catalogue.passages.get(best[:k])]

    def _candidates(self, query: Query, asked: Asked, vector: Any, wide: int) -> dict[str, float]:
        """Return the passages that any search gives, with their BM25 score, 0 for those that only the other gives.

        Copies give way to their originals; where they were most of what was found, more is looked for.
        """
        for times in WIDER:
            found = self._found(query, asked, vector, times * wide)
            folded = fold(self._catalogue, found, query.filters)
            if 2 * len(folded) >= len(found):
                break
        return folded

    def _found(self, query: Query, asked: Asked, vector: Any, wide: int) -> dict[str, float]:
        words = [word for word, _, _ in tokens(query.standalone) if word.lower() not in STOP | REPORTING]
        found: dict[str, float] = {}
        for filters in _periods(query, asked):
            found |= dict.fromkeys((key for key, _ in self._vectors.nearest(vector, wide, filters)), 0.0) | found
            found |= dict(self._catalogue.passages.match(words, wide, filters))
        return found

    def _headlines(self, question: str, vector: Any, titles: Iterable[str]) -> dict[str, float]:
        """Return what each headline adds: closeness of meaning, and the share of the question's words in it."""
        listed = sorted(titles)
        asked = {stem(word) for word, _, _ in tokens(question) if word.lower() not in STOP | REPORTING}
        fit = {}
        for title, other in zip(listed, self._embedder.embed(listed), strict=True):
            share = len(asked & set(stems(title))) / max(1, len(asked))
            fit[title] = HEADLINE_CLOSENESS * max(0.0, cosine(vector, other)) + HEADLINE_WORDS * share
        return fit


def asked_of(query: Query) -> Asked:
    """Return what the question says of time."""
    return asked_span(query.standalone, date.fromisoformat(query.as_of)) if query.as_of else Asked()


def _past(asked: Asked, query: Query) -> Span | None:
    """Return the period that a question plainly asks about, if it was over on the day of asking."""
    over = asked.span and asked.demanded and asked.span.last.isoformat() < query.as_of
    return asked.span if over else None


def _periods(query: Query, asked: Asked) -> list[Filters]:
    """The filters to search within: the query's; its last weeks; the period asked about and the weeks after."""
    spans = []
    if query.newest:
        newest = date.fromisoformat(query.newest)
        spans.append((newest - timedelta(days=RECENT_DAYS), newest))
    if past := _past(asked, query):
        spans.append((past.first, min(past.last, date.max - timedelta(days=RECENT_DAYS)) + timedelta(days=RECENT_DAYS)))
    return [query.filters, *(_within(query.filters, first.isoformat(), last.isoformat()) for first, last in spans)]


def _within(filters: Filters, first: str, last: str) -> Filters:
    before = min(last, filters.before) if filters.before else last
    return replace(filters, after=max(first, filters.after), before=before)


def _too_early(day: str, query: Query, asked: Asked) -> bool:
    """Tell whether an article is older than what the question plainly asks about: it cannot tell of it."""
    past = _past(asked, query)
    return bool(past and day and day < past.first.isoformat())


def freshness(day: str, query: Query, asked: Asked) -> float:
    """Return 1 for an article of the newest day or of the period asked about, less for others."""
    if not day or not query.newest:
        return UNDATED
    published = date.fromisoformat(day)
    days = max(0, (date.fromisoformat(query.newest) - published).days)
    if past := _past(asked, query):
        days = min(days, max(0, (published - past.last).days, (past.first - published).days))
    return 1 / (1 + days / FRESH_DAYS)


def fuse(dense: Mapping[str, float], lexical: Mapping[str, float]) -> dict[str, float]:
    """Add up two scores of the same passages, each first brought to 0..1."""
    close, words = _min_max(dense), _min_max(lexical)
    return {key: CLOSENESS * close[key] + WORDS * words[key] for key in dense}


def cosine(one: Any, other: Any) -> float:
    """Return the cosine similarity of two unit vectors: rows of numbers, or float32 bytes."""
    import numpy as np

    first, second = (
        np.frombuffer(vector, np.float32) if isinstance(vector, bytes) else np.asarray(vector)
        for vector in (one, other)
    )
    return float(first @ second)


def _min_max(scores: Mapping[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {key: (score - low) / (high - low) if high > low else 1.0 for key, score in scores.items()}
