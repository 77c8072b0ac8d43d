"""From passages to evidence: the few sentences that bear on the question, each with what it needs to be understood.

A sentence is scored by closeness of meaning to the question, by the share of the question's words that it holds (rare
words count more), by the passage it stands in, and by whether it holds the kind of thing asked for. Sentences that
lean on the one before ("He also said ...") carry that one along as context. Knows nothing of language models.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.question import Question
from assistant.answering.words import figures, is_name, stems, tokens
from assistant.schema import Article, Embedder, Evidence, ScoredPassage
from assistant.storage.catalogue import Catalogue
from assistant.storage.sentences import sentences

CLOSENESS, WORDS, PASSAGE, KIND = 0.4, 0.35, 0.15, 0.1
"""Weights of the four parts of a sentence's score."""
CONTEXT_SHARE = 0.5
"""What a question word counts when it stands in the context or the headline and not in the sentence itself."""
MIN_WORDS = 4
"""Shorter runs are headings, credits and captions, not statements."""
LOOK_BACK = 3
"""How many sentences before one that begins with "He" are searched for who "he" is."""

_LEANING = re.compile(r"[\"“‘'(\s]*(he|she|it|they|his|her|their|this|that|these|those|the two|the attacks?)\b", re.I)
_QUOTE_MARK = re.compile(r"[\"“”]")


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: ScoredPassage
    article: Article
    start: int
    end: int
    context: str

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]


class EvidenceFinder:
    """Chooses evidence out of passages of one archive."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder) -> None:
        self._catalogue = catalogue
        self._embedder = embedder

    def find(self, question: Question, passages: Sequence[ScoredPassage], most: int) -> list[Evidence]:
        """Return at most ``most`` sentences, best first, keyed a1, b2, ... ."""
        candidates = [sentence for passage in passages for sentence in self._sentences(passage)]
        if not candidates:
            return []
        closeness = self._closeness(question, candidates)
        scored = [
            (_score(question, sentence, close), sentence)
            for sentence, close in zip(candidates, closeness, strict=True)
        ]
        scored.sort(key=lambda item: (-item[0], item[1].article.id, item[1].start))
        chosen = _distinct(scored)[:most]
        return [_evidence(number, score, sentence) for number, (score, sentence) in enumerate(chosen)]

    def _sentences(self, scored: ScoredPassage) -> list[_Sentence]:
        """Cut a passage into statements; the context may come from the article before the passage begins."""
        passage = scored.passage
        article = self._catalogue.article(passage.article_id, passage.version)
        spans = [span for span in sentences(article.text) if span[0] < passage.end]
        inside = [number for number, (start, _) in enumerate(spans) if start >= passage.start]
        return [
            _Sentence(scored, article, *spans[number], _context(article, spans, number))
            for number in inside
            if _is_statement(article.text[slice(*spans[number])])
        ]

    def _closeness(self, question: Question, candidates: Sequence[_Sentence]) -> list[float]:
        texts = [f"{one.context} {one.text}".strip() for one in candidates]
        vectors = self._embedder.embed([question.text, *texts])
        first = vectors[0]
        return [float(sum(a * b for a, b in zip(first, vector, strict=True))) for vector in vectors[1:]]


def _is_statement(text: str) -> bool:
    return len(tokens(text)) >= MIN_WORDS and text.rstrip("\"'”’)").endswith((".", "!", "?", "…"))


def _context(article: Article, spans: Sequence[tuple[int, int]], number: int) -> str:
    """Return the nearest sentence before that names somebody, when this one begins with a pronoun or goes on quoting."""
    text = article.text[slice(*spans[number])]
    if not _leans(text):
        return ""
    for back in range(number - 1, max(-1, number - 1 - LOOK_BACK), -1):
        before = article.text[slice(*spans[back])]
        if _is_statement(before) and not _leans(before) and _names(before):
            return before
    return ""


def _leans(text: str) -> bool:
    return bool(_LEANING.match(text)) or len(_QUOTE_MARK.findall(text)) % 2 == 1


def _names(text: str) -> bool:
    return any(is_name(word) for word, start, _ in tokens(text) if start > 0) or is_name(text.split(maxsplit=1)[0])


def _score(question: Question, sentence: _Sentence, closeness: float) -> float:
    here = set(stems(sentence.text))
    around = set(stems(f"{sentence.article.title} {sentence.context}")) - here
    share = question.share(here) + CONTEXT_SHARE * question.share(around)
    kind = float(question.wants(sentence.text))
    return CLOSENESS * closeness + WORDS * min(share, 1.0) + PASSAGE * sentence.passage.score + KIND * kind


def _distinct(scored: Sequence[tuple[float, _Sentence]]) -> list[tuple[float, _Sentence]]:
    """Drop sentences that say word for word what a better one says."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for score, sentence in scored:
        words = tuple(stems(sentence.text) + figures(sentence.text))
        if words not in seen:
            seen.add(words)
            kept.append((score, sentence))
    return kept


def _evidence(number: int, score: float, sentence: _Sentence) -> Evidence:
    key = f"{chr(ord('a') + number % 26)}{number + 1}"
    passage = sentence.passage.passage
    return Evidence(key, passage, sentence.start, sentence.end, sentence.text, score, sentence.context)
