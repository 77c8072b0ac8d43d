"""Which sentences of the archive may stand in a report as they are: on the topic, complete, and said only once.

A sentence out of the middle of a quotation would be somebody's words without the marks; one that speaks to the reader
is no news; one that leans on a sentence that is not right before it could be misunderstood. Knows nothing of questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.answering.compose import says_the_same
from assistant.answering.evidence import leans
from assistant.language.quotes import is_whole, unquoted
from assistant.language.sentences import paragraphs, sentences
from assistant.language.words import stems
from assistant.schema.answers import Evidence

LEAST_RANK, LEAST_SHARE, LEAST_CLOSENESS = 0.5, 0.66, 0.4
"""Of an article's best sentence on a topic: the score of its passage, the share of the topic's words that it and the
headline have, its closeness. On 16 topics over the bench articles about them have .5 to .84, .67 to 1 and .45 to .94;
others reach one or two of the three, never all (docs/reports.md)."""
PLAIN_RANK = 0.7
"""An article whose headline has no word of the topic is about something else, such as the news of a day, below this."""
CLOSE, VERY_CLOSE = 0.3, 0.5
"""Of each sentence: with a word of the topic in it, or without."""
_TO_READER = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|[Yy]our|[Oo]ur|us|[Mm]y|me|(?:I|[Ww]e|[Yy]ou)['’]\w+)\b")
_BEGINNING = re.compile(
    r"(?:[►▪•·*]\s*|(?:[A-Z][A-Za-z.,/ ]{1,40})?\((?:AP|CNN|Reuters|AFP|UPI|CNN Business|CNNBusiness)\)\s*[-–—]*\s*"
    r"|[A-Z]{3}[A-Z .]*(?:,\s[A-Z][\w.]*){0,2}\s?[–—-]{1,2}\s)+"
)
"""A bullet, or where an agency's report is from: no part of the sentence."""
_LABEL = re.compile(r"[A-Z]{2}[A-Z0-9’' &-]{2,}:")
_LOOSE = re.compile(r"(?:And|But|Or|So|Also|Then|However|Instead|Still|Yet|Nor|Otherwise)\b")
_FURNITURE = re.compile(
    r"\b(?:sign up|subscribe|newsletter|click here|read more|reporting by|contributed to this report"
    r"|all rights reserved|photo(?:graph)? by|follow us|just watched|replay more videos|getty images|general view"
    r"|in this [\w-]* ?(?:photo|image|picture)|/(?:AP|AFP|EPA|Reuters|USGS|Getty|CNN|Shutterstock)"
    r"|this article|this story was)\b",
    re.I,
)


def shown(topic: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return what may be shown of the evidence on a topic, best first, each with the sentence that it leans on."""
    return distinct(presentable(on_topic(topic, evidence)))


def on_topic(topic: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences on a topic, of articles that are about it, best first."""
    asked = frozenset(stems(topic))
    about = {one.article.id for one in evidence if _is_about(asked, one)}
    return [one for one in evidence if one.article.id in about and _touches(asked, one)]


def _is_about(asked: frozenset[str], evidence: Evidence) -> bool:
    """Tell whether a sentence shows that its article is about a topic."""
    headline = asked & set(stems(evidence.article.title))
    share = len(headline | (asked & set(stems(evidence.text)))) / max(1, len(asked))
    least = LEAST_RANK if headline else PLAIN_RANK
    return share >= LEAST_SHARE and evidence.closeness >= LEAST_CLOSENESS and evidence.rank >= least


def _touches(asked: frozenset[str], evidence: Evidence) -> bool:
    named = bool(asked & set(stems(evidence.text)))
    return evidence.closeness >= (CLOSE if named else VERY_CLOSE)


def presentable(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return what can be shown: sentences complete by themselves, or with the sentence right before as context."""
    settled = (_settled(one) for one in evidence)
    return [one for one in settled if one]


def _settled(evidence: Evidence) -> Evidence | None:
    """Give a sentence the context that it is shown with, none unless it leans; None when it cannot be shown."""
    text = evidence.article.text
    if beginning := _BEGINNING.match(evidence.quote):
        evidence = replace(evidence, start=evidence.start + beginning.end())
    if not _is_fit(text, evidence.start, evidence.end):
        return None
    if not leans(evidence.quote):
        return replace(evidence, context_start=0, context_end=0)
    before = [span for span in sentences(text[: evidence.start])[-1:] if _is_fit(text, *span)]
    if not before or leans(text[slice(*before[0])]):
        return None
    return replace(evidence, context_start=before[0][0], context_end=before[0][1])


def distinct(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Drop what says mostly the same as a better sentence."""
    kept: list[Evidence] = []
    for one in evidence:
        if not any(says_the_same(one.quote, other.quote) for other in kept):
            kept.append(one)
    return kept


def _is_fit(text: str, start: int, end: int) -> bool:
    sentence = text[start:end]
    furniture = _TO_READER.search(unquoted(sentence)) or _FURNITURE.search(sentence) or _starts_oddly(sentence)
    ended = sentence.rstrip("\"'”’)] ").endswith((".", "!")) and "\n" not in sentence
    return ended and not furniture and is_whole(sentence) and not _in_quotation(text, start)


def _starts_oddly(sentence: str) -> bool:
    return bool(_LOOSE.match(sentence) or _LABEL.match(sentence))


def _in_quotation(text: str, start: int) -> bool:
    """Tell whether a quotation is open where a sentence begins: it began earlier in the same paragraph."""
    begin = next((first for first, last in paragraphs(text) if first <= start < last), start)
    return not is_whole(text[begin:start])
