"""Which sentences of the archive may stand in a report as they are: on the topic, complete, and said only once.

A sentence out of the middle of a quotation would be somebody's words without the marks; one that speaks to the reader
is no news; one that leans on a sentence that is not right before it could be misunderstood. Knows nothing of questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.answering.composing import says_the_same
from assistant.answering.evidence import leans
from assistant.answering.words import is_name, stems, tokens
from assistant.reporting.quoted import is_whole, unquoted
from assistant.schema import Evidence
from assistant.storage.sentences import paragraphs

LEAST_CLOSENESS = 0.3
LEAST_SHARE = 0.5
_TO_READER = re.compile(r"\b(?:I|we|you|your|our|us|my|me|(?:I|we|you)['’]\w+)\b")
_LOOSE = re.compile(r"(?:And|But|Or|So|Also|Then|However|Instead|Still|Yet|Nor|Otherwise)\b")
_FURNITURE = re.compile(
    r"\b(?:sign up|subscribe|newsletter|click here|read more|reporting by|contributed to this report"
    r"|all rights reserved|photo(?:graph)? by|follow us|this article|this story was)\b",
    re.I,
)


def shown(topic: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return what may be shown of the evidence on a topic, best first."""
    return distinct(one for one in on_topic(topic, evidence) if presentable(one))


def on_topic(topic: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences of articles that are about a topic, best first."""
    about = {one.article.id for one in evidence if is_about(topic, one)}
    return [one for one in evidence if one.article.id in about and one.closeness >= LEAST_CLOSENESS]


def is_about(topic: str, evidence: Evidence) -> bool:
    """Tell whether a sentence, with its headline, has most of a topic's words and is close to it in meaning."""
    asked = set(stems(topic))
    here = set(stems(f"{evidence.article.title} {evidence.text}"))
    share = len(asked & here) / len(asked) if asked else 0.0
    return share >= LEAST_SHARE and evidence.closeness >= LEAST_CLOSENESS


def presentable(evidence: Evidence) -> bool:
    """Tell whether a sentence can be shown: complete by itself, or with the sentence right before it."""
    if not _is_fit(evidence.quote) or _in_quotation(evidence.article.text, evidence.start):
        return False
    return not leans(evidence.quote) or bool(standing_context(evidence))


def standing_context(evidence: Evidence) -> str:
    """Return what a sentence leans on, ``""`` where something else may be meant: another name stands in between."""
    text = evidence.article.text
    between = _names(text[evidence.context_end : evidence.start]) - _names(evidence.context)
    fits = evidence.context and _is_fit(evidence.context) and not _in_quotation(text, evidence.context_start)
    return evidence.context if fits and not between else ""


def distinct(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Drop what says mostly the same as a better sentence."""
    kept: list[Evidence] = []
    for one in evidence:
        if not any(says_the_same(one.quote, other.quote) for other in kept):
            kept.append(one)
    return kept


def _is_fit(text: str) -> bool:
    own = unquoted(text)
    spoken = text.rstrip("\"'”’)] ")
    furniture = _TO_READER.search(own) or _FURNITURE.search(text) or _LOOSE.match(text)
    return is_whole(text) and spoken.endswith((".", "!")) and not furniture and "\n" not in text.strip()


def _in_quotation(text: str, start: int) -> bool:
    """Tell whether a quotation is open where a sentence begins: it began earlier in the same paragraph."""
    begin = next((first for first, last in paragraphs(text) if first <= start < last), start)
    return not is_whole(text[begin:start])


def _names(text: str) -> set[str]:
    return {word for word, _, _ in tokens(text) if is_name(word)}
