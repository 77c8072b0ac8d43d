"""From passages to evidence: the few sentences that bear on the question, each with what it needs to be understood.

A sentence is scored by closeness of meaning to the question, by the share of the question's words that it holds (rare
words count more), by the passage it stands in, and by whether it holds the kind of thing asked for, or names that the
question does not. Sentences that lean on the one before ("He also said ...") carry that one along as context. Text that
speaks to a language model instead of the reader is no evidence of anything. Knows nothing of language models itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.question import Question
from assistant.answering.retrieval import cosine
from assistant.answering.standings import origins
from assistant.language.sentences import sentences
from assistant.language.words import is_name, stem, stems, tokens
from assistant.protocols import Embedder
from assistant.schema.answers import Evidence
from assistant.schema.articles import Article, ScoredPassage
from assistant.storage.catalogue import Catalogue

CLOSENESS, WORDS, PASSAGE, KIND, NEW = 0.2, 0.25, 0.8, 0.1, 0.1
"""Weights of the parts of a sentence's score: of 864 settings tried on the bench's 200 answerable questions among the
best, most of which lie within .02 (bench/RESULTS.md). The passage's own score brings the date with it."""
MOST_NEW = 4
"""Names in a sentence that the question does not have, one of which may be its answer; more tell nothing more."""
CONTEXT_SHARE = 0.5
"""What a question word counts when it stands in the context or the headline and not in the sentence itself."""
MIN_WORDS = 4
"""Shorter runs are headings, credits and captions, not statements; but for "She was 90.", which leans on a person."""
LOOK_BACK = 3
"""How many sentences before one that begins with "He" are searched for who "he" is."""

MAX_WORDS = 110
"""Longer runs are lists and tables; one of them would fill the prompt."""

_PERSON = re.compile(r"[\"“‘'(\s]*((but|and|however|instead|still|meanwhile),?\s+)?(he|she|they|his|her|their)\b", re.I)
_THING = re.compile(
    r"[\"“‘'(\s]*((but|and|however|instead|still|meanwhile),?\s+)?(it|its|this|that|these|those|the (two|body|group"
    r"|agency|company|attacks?|move|decision|pair|former|latter))\b",
    re.I,
)
_PERSON_INSIDE = re.compile(r"\b(he|she|they)\b")
_SUPERSEDED = re.compile(
    r"\bearlier version\b|\bwe (gave|said|reported|stated|wrote)\b|\b(incorrectly|mistakenly|wrongly) (said|stated"
    r"|gave|reported|named|described)\b",
    re.I,
)
"""What a newspaper says that it got wrong: the correction itself stands in the next sentence."""
_QUOTE_MARK = re.compile(r"[\"“”]")
_SPEAKS_TO_MODEL = re.compile(
    r"\b(ignore|disregard|forget|override)\b.{0,40}\b(instructions?|prompts?|rules|told)\b"
    r"|\b(you (must|should|are to|will) (answer|reply|respond|say))\b|\b(system|developer) prompt\b"
    r"|\b(answer|reply|respond|output|tell the user) (that|with|only)\b|<\|",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A candidate: its passage, its own span, and the span of what it leans on."""

    passage: ScoredPassage
    article: Article
    start: int
    end: int
    context: tuple[int, int]

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def context_text(self) -> str:
        return self.article.text[slice(*self.context)]


class EvidenceFinder:
    """Chooses evidence out of passages of one archive."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder) -> None:
        self._catalogue = catalogue
        self._embedder = embedder

    def find(self, question: Question, passages: Sequence[ScoredPassage]) -> list[Evidence]:
        """Return the passages' sentences, best first, keyed a1, b2, ... ; one that is said twice only once."""
        candidates = [sentence for passage in passages for sentence in self._sentences(passage)]
        if not candidates:
            return []
        ranked = [
            (_score(question, sentence, close), close, sentence)
            for sentence, close in zip(candidates, self._closeness(question, candidates), strict=True)
        ]
        ranked.sort(key=lambda item: (-item[0], item[2].article.id, item[2].start))
        told = origins(self._catalogue, {one.article.id for one in candidates})
        found = [_evidence(number, *one) for number, one in enumerate(_distinct(ranked))]
        return [replace(one, origin=told[one.article.id]) for one in found]

    def _sentences(self, scored: ScoredPassage) -> list[_Sentence]:
        """Cut a passage into statements; the context may come from the article before the passage begins.

        A headline that speaks to a language model would be read with every sentence: such an article gives none.
        """
        passage = scored.passage
        article = self._catalogue.article(passage.article_id, passage.version)
        if _SPEAKS_TO_MODEL.search(article.title):
            return []
        spans = [span for span in sentences(article.text) if span[0] < passage.end]
        return [
            _Sentence(scored, article, start, end, _context(article.text, spans[:number]) if leaning else (0, 0))
            for number, (start, end) in enumerate(spans)
            if start >= passage.start and _is_statement(text := article.text[start:end])
            for leaning in [leans(text)]
        ]

    def _closeness(self, question: Question, candidates: Sequence[_Sentence]) -> list[float]:
        """Return the cosine of the question and each sentence, with or without its context, whichever is closer."""
        leaning = [number for number, one in enumerate(candidates) if one.context_text]
        both = [f"{candidates[number].context_text} {candidates[number].text}" for number in leaning]
        asked, *vectors = self._embedder.embed([question.text, *(one.text for one in candidates), *both])
        cosines = [cosine(asked, vector) for vector in vectors]
        closest = cosines[: len(candidates)]
        for number, close in zip(leaning, cosines[len(candidates) :], strict=True):
            closest[number] = max(closest[number], close)
        return closest


def _is_statement(text: str) -> bool:
    """Tell a sentence of news from a heading, a credit, a table, or text that speaks to a language model."""
    size = len(tokens(text))
    ended = text.rstrip("\"'”’)]").endswith((".", "!", "?", "…"))
    least = MIN_WORDS - (leans(text) == "person")
    return least <= size <= MAX_WORDS and ended and not (_SPEAKS_TO_MODEL.search(text) or _SUPERSEDED.search(text))


def leans(text: str) -> str:
    """Say on what kind of thing before it a sentence leans: ``person``, ``thing``, or ``""``."""
    if _THING.match(text):
        return "thing"
    nameless = bool(_PERSON_INSIDE.search(text)) and not _names(text)
    return "person" if nameless or _PERSON.match(text) or len(_QUOTE_MARK.findall(text)) % 2 else ""


def _context(text: str, before: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the span of the nearest sentence before that stands on its own and names somebody or something."""
    for start, end in reversed(before[-LOOK_BACK:]):
        sentence = text[start:end]
        if _is_statement(sentence) and not leans(sentence) and _names(sentence):
            return start, end
    return 0, 0


def _names(text: str) -> bool:
    return any(is_name(word) for word, start, _ in tokens(text) if start > 0) or is_name(text.split(maxsplit=1)[0])


def _score(question: Question, sentence: _Sentence, closeness: float) -> float:
    here = set(stems(sentence.text))
    around = set(stems(f"{sentence.article.title} {sentence.context_text}")) - here
    share = question.share(here) + CONTEXT_SHARE * question.share(around)
    kind = float(question.wants(sentence.text))
    new = min(MOST_NEW, len(_new_names(question, sentence.text))) / MOST_NEW
    own = CLOSENESS * closeness + WORDS * min(share, 1.0) + KIND * kind + NEW * new
    return own + PASSAGE * sentence.passage.score


def _new_names(question: Question, text: str) -> set[str]:
    return {stem(word) for word, start, _ in tokens(text) if start > 0 and is_name(word)} - question.weights.keys()


_Ranked = tuple[float, float, _Sentence]


def _distinct(ranked: Sequence[_Ranked]) -> list[_Ranked]:
    """Drop sentences that say word for word what a better one says."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for one in ranked:
        words = tuple(stems(one[2].text))
        if words not in seen:
            seen.add(words)
            kept.append(one)
    return kept


def _evidence(number: int, score: float, closeness: float, sentence: _Sentence) -> Evidence:
    key = f"{chr(ord('a') + number % 26)}{number + 1}"
    span = (sentence.start, sentence.end)
    rank = sentence.passage.score
    return Evidence(key, sentence.article, sentence.passage.passage, *span, score, closeness, *sentence.context, rank)
