"""Selects the sentences that a report can quote as they are: on the topic, complete, and without repeats.

A sentence out of the middle of a quotation would be somebody's words without the marks; one that addresses the reader
is no news; one that depends on a sentence other than the one before it could be misunderstood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.answering.compose import says_the_same
from assistant.answering.evidence import dependence
from assistant.language.quotes import is_whole, unquoted
from assistant.language.sentences import paragraphs, sentences
from assistant.language.words import stems
from assistant.schema.answers import Evidence

LEAST_RANK, LEAST_SHARE, LEAST_CLOSENESS = 0.5, 0.66, 0.4
"""Thresholds for an article's best sentence on a topic: the score of its passage, the share of the topic's words in the
sentence and the headline, its closeness. On 16 topics over the bench articles about them have .5 to .84, .67 to 1 and
.45 to .94; other articles reach one or two of the thresholds, never all (docs/reports.md)."""
PLAIN_RANK = 0.7
"""Least rank for an article whose headline has no word of the topic; below, it is about something else."""
CLOSE, VERY_CLOSE = 0.3, 0.5
"""Least closeness of a sentence with a word of the topic, and of one without."""
_TO_READER = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|[Yy]our|[Oo]ur|us|[Mm]y|me|(?:I|[Ww]e|[Yy]ou)['’]\w+)\b")
_DATELINE = re.compile(
    r"(?:[►▪•·*]\s*|(?:[A-Z][A-Za-z.,/ ]{1,40})?\((?:AP|CNN|Reuters|AFP|UPI|CNN Business|CNNBusiness)\)\s*[-–—]*\s*"
    r"|[A-Z]{3}[A-Z .]*(?:,\s[A-Z][\w.]*){0,2}\s?[–—-]{1,2}\s)+"
)
"""A bullet, or the dateline of an agency: no part of the sentence."""
_LABEL = re.compile(r"[A-Z]{2}[A-Z0-9’' &-]{2,}:")
_CONNECTIVE = re.compile(r"(?:And|But|Or|So|Also|Then|However|Instead|Still|Yet|Nor|Otherwise)\b")
_FURNITURE = re.compile(
    r"\b(?:sign up|subscribe|newsletter|click here|read more|reporting by|contributed to this report"
    r"|all rights reserved|photo(?:graph)? by|follow us|just watched|replay more videos|getty images|general view"
    r"|in this [\w-]* ?(?:photo|image|picture)|/(?:AP|AFP|EPA|Reuters|USGS|Getty|CNN|Shutterstock)"
    r"|this article|this story was)\b",
    re.I,
)


def select(topic: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence that can be quoted on a topic, best first, each with the sentence that it depends on."""
    return distinct(presentable(on_topic(topic, evidence)))


def on_topic(topic: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences on a topic in articles about it, best first."""
    topic_stems = frozenset(stems(topic))
    article_ids = {sentence.article.id for sentence in evidence if _shows_topic(topic_stems, sentence)}
    return [
        sentence for sentence in evidence if sentence.article.id in article_ids and _is_close(topic_stems, sentence)
    ]


def _shows_topic(topic_stems: frozenset[str], evidence: Evidence) -> bool:
    """Return whether a sentence shows that its article is about a topic."""
    headline_stems = topic_stems & set(stems(evidence.article.title))
    share = len(headline_stems | (topic_stems & set(stems(evidence.text)))) / max(1, len(topic_stems))
    least_rank = LEAST_RANK if headline_stems else PLAIN_RANK
    return share >= LEAST_SHARE and evidence.closeness >= LEAST_CLOSENESS and evidence.rank >= least_rank


def _is_close(topic_stems: frozenset[str], evidence: Evidence) -> bool:
    has_topic_word = bool(topic_stems & set(stems(evidence.text)))
    return evidence.closeness >= (CLOSE if has_topic_word else VERY_CLOSE)


def presentable(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return the sentences that can be quoted, complete by themselves or with the sentence before them as context."""
    candidates = (_with_context(sentence) for sentence in evidence)
    return [sentence for sentence in candidates if sentence]


def _with_context(evidence: Evidence) -> Evidence | None:
    """Return a sentence without its dateline, with a context only if it depends on one; None if it cannot be quoted."""
    text = evidence.article.text
    if dateline := _DATELINE.match(evidence.quote):
        evidence = replace(evidence, start=evidence.start + dateline.end())
    if not _is_fit(text, evidence.start, evidence.end):
        return None
    if not dependence(evidence.quote):
        return replace(evidence, context_start=0, context_end=0)
    previous_spans = [span for span in sentences(text[: evidence.start])[-1:] if _is_fit(text, *span)]
    if not previous_spans or dependence(text[slice(*previous_spans[0])]):
        return None
    context_start, context_end = previous_spans[0]
    return replace(evidence, context_start=context_start, context_end=context_end)


def distinct(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return the sentences without those that say mostly the same as a better one."""
    distinct_sentences: list[Evidence] = []
    for sentence in evidence:
        if not any(says_the_same(sentence.quote, other.quote) for other in distinct_sentences):
            distinct_sentences.append(sentence)
    return distinct_sentences


def _is_fit(text: str, start: int, end: int) -> bool:
    sentence = text[start:end]
    is_furniture = _TO_READER.search(unquoted(sentence)) or _FURNITURE.search(sentence) or _starts_oddly(sentence)
    is_complete = sentence.rstrip("\"'”’)] ").endswith((".", "!")) and "\n" not in sentence
    return is_complete and not is_furniture and is_whole(sentence) and not _in_quotation(text, start)


def _starts_oddly(sentence: str) -> bool:
    return bool(_CONNECTIVE.match(sentence) or _LABEL.match(sentence))


def _in_quotation(text: str, start: int) -> bool:
    """Return whether a quotation that began earlier in the same paragraph is open where a sentence begins."""
    spans = paragraphs(text)
    paragraph_start = next((first for first, last in spans if first <= start < last), start)
    return not is_whole(text[paragraph_start:start])
