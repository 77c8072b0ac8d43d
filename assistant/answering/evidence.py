"""Select evidence: the sentences of the retrieved passages that bear on the question, each with its context.

A sentence's score adds up its closeness in meaning to the question, the share of the question's words in it (rare words
count more), its passage's score, and whether it holds the kind of thing asked for or names that the question lacks. A
sentence that leans on the one before ("He also said ...") takes that one along as context. Sentences that address a
language model instead of the reader are not evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.question import Question
from assistant.answering.retrieval import cosine
from assistant.answering.standings import origins
from assistant.language.lexicon import INTRODUCERS, alternatives
from assistant.language.pronouns import has_name, has_unexplained_subject
from assistant.language.sentences import sentences
from assistant.language.words import is_name, stem, stems, tokens
from assistant.protocols import Embedder
from assistant.schema.answers import Evidence
from assistant.schema.articles import Article, ScoredPassage
from assistant.storage.catalogue import Catalogue

CLOSENESS, WORDS, PASSAGE, KIND, NEW = 0.2, 0.25, 0.8, 0.1, 0.1
"""Weights of the parts of a sentence's score: among the best of 864 settings on the bench's 200 answerable questions,
most of which lie within .02. The date counts through the passage's score."""
MAX_NEW_NAMES = 4
"""Names in a sentence that the question lacks and that may be the answer; further ones add nothing."""
CONTEXT_SHARE = 0.5
"""What a question word counts in the context or the headline instead of the sentence itself."""
MIN_WORDS = 4
"""Shorter runs are headings, credits and captions; except for "She was 90.", which leans on a person."""
LOOK_BACK = 3
"""Sentences before one that leans that are searched for its context."""
MAX_WORDS = 110
"""Longer runs are lists and tables, one of which would fill the prompt."""

_OPENING = rf"[\"“‘'(\s]*(({alternatives(INTRODUCERS)}),?\s+)?"
_PERSON = re.compile(rf"{_OPENING}(he|she|they|his|her|their)\b", re.I)
_INANIMATE = re.compile(
    rf"{_OPENING}(it|its|this|that|these|those|the (two|body|group"
    r"|agency|company|attacks?|move|decision|pair|former|latter))\b",
    re.I,
)
_SUPERSEDED = re.compile(
    r"\bearlier version\b|\bwe (gave|said|reported|stated|wrote)\b|\b(incorrectly|mistakenly|wrongly) (said|stated"
    r"|gave|reported|named|described)\b",
    re.I,
)
"""Quotes the error that a correction is about; the correction itself is in the next sentence."""
_QUOTE_MARK = re.compile(r"[\"“”]")
_SPEAKS_TO_MODEL = re.compile(
    r"\b(ignore|disregard|forget|override)\b.{0,40}\b(instructions?|prompts?|rules|told)\b"
    r"|\b(you (must|should|are to|will) (answer|reply|respond|say))\b|\b(system|developer) prompt\b"
    r"|\b(answer|reply|respond|output|tell the user) (that|with|only)\b|<\|",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A candidate: its passage, its span, and the span of its context."""

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
    """Selects evidence from passages of one archive."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder) -> None:
        self._catalogue = catalogue
        self._embedder = embedder

    def find(self, question: Question, passages: Sequence[ScoredPassage]) -> list[Evidence]:
        """Return the passages' sentences, best first, keyed a1, b2, ... ; repeated sentences only once."""
        candidates = [sentence for passage in passages for sentence in self._sentences(passage)]
        if not candidates:
            return []
        ranked = [
            (_score(question, sentence, closeness), closeness, sentence)
            for sentence, closeness in zip(candidates, self._closeness(question, candidates), strict=True)
        ]
        ranked.sort(key=lambda item: (-item[0], item[2].article.id, item[2].start))
        evidence = [_evidence(number, *item) for number, item in enumerate(_distinct(ranked))]
        origin_ids = origins(self._catalogue, {sentence.article.id for sentence in candidates})
        return [replace(piece, origin=origin_ids[piece.article.id]) for piece in evidence]

    def _sentences(self, scored: ScoredPassage) -> list[_Sentence]:
        """Split a passage into statements; the context may come from the article before the passage.

        An article whose headline addresses a language model gives none: the headline is read with every sentence.
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
        """Return the cosine of the question and each sentence, with or without its context, whichever is higher."""
        leaning = [number for number, sentence in enumerate(candidates) if sentence.context_text]
        with_context = [f"{candidates[number].context_text} {candidates[number].text}" for number in leaning]
        texts = [question.text, *(sentence.text for sentence in candidates), *with_context]
        question_vector, *vectors = self._embedder.embed(texts)
        cosines = [cosine(question_vector, vector) for vector in vectors]
        closeness = cosines[: len(candidates)]
        for number, in_context in zip(leaning, cosines[len(candidates) :], strict=True):
            closeness[number] = max(closeness[number], in_context)
        return closeness


def _is_statement(text: str) -> bool:
    """Tell a sentence of news from a heading, a credit, a table, or text that addresses a language model."""
    length = len(tokens(text))
    is_closed = text.rstrip("\"'”’)]").endswith((".", "!", "?", "…"))
    min_words = MIN_WORDS - (leans(text) == "person")
    return (
        min_words <= length <= MAX_WORDS
        and is_closed
        and not (_SPEAKS_TO_MODEL.search(text) or _SUPERSEDED.search(text))
    )


def leans(text: str) -> str:
    """Say on what kind of thing before it a sentence leans: ``person``, ``thing``, or ``""``."""
    if _INANIMATE.match(text):
        return "thing"
    is_unexplained = has_unexplained_subject(text)
    return "person" if is_unexplained or _PERSON.match(text) or len(_QUOTE_MARK.findall(text)) % 2 else ""


def _context(text: str, previous: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the span of the nearest previous sentence that stands alone and has a name; (0, 0) if none does."""
    for start, end in reversed(previous[-LOOK_BACK:]):
        sentence = text[start:end]
        if _is_statement(sentence) and not leans(sentence) and has_name(sentence):
            return start, end
    return 0, 0


def _score(question: Question, sentence: _Sentence, closeness: float) -> float:
    own_stems = set(stems(sentence.text))
    context_stems = set(stems(f"{sentence.article.title} {sentence.context_text}")) - own_stems
    share = question.share(own_stems) + CONTEXT_SHARE * question.share(context_stems)
    kind = float(question.wants(sentence.text))
    new = min(MAX_NEW_NAMES, len(_new_names(question, sentence.text))) / MAX_NEW_NAMES
    own_score = CLOSENESS * closeness + WORDS * min(share, 1.0) + KIND * kind + NEW * new
    return own_score + PASSAGE * sentence.passage.score


def _new_names(question: Question, text: str) -> set[str]:
    return {stem(word) for word, start, _ in tokens(text) if start > 0 and is_name(word)} - question.weights.keys()


_Ranked = tuple[float, float, _Sentence]
"""Score, closeness, sentence."""


def _distinct(ranked: Sequence[_Ranked]) -> list[_Ranked]:
    """Drop sentences that repeat the words of a better one."""
    best: dict[tuple[str, ...], _Ranked] = {}
    for item in ranked:
        best.setdefault(tuple(stems(item[2].text)), item)
    return list(best.values())


def _evidence(number: int, score: float, closeness: float, sentence: _Sentence) -> Evidence:
    key = f"{chr(ord('a') + number % 26)}{number + 1}"
    span = (sentence.start, sentence.end)
    rank = sentence.passage.score
    return Evidence(key, sentence.article, sentence.passage.passage, *span, score, closeness, *sentence.context, rank)
