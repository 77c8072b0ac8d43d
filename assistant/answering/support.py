"""The evidence that supports a short answer, and the signals that its confidence is computed from.

A short answer is supported by the piece of evidence that holds all its words; a list, where no single piece holds it,
by one piece for each item; yes and no by the pieces that come closest to the question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from assistant.answering.question import Question
from assistant.language.dates import mentions
from assistant.language.dates.periods import format_span
from assistant.language.lexicon import CALENDAR
from assistant.language.words import figures, stems
from assistant.schema.answers import Evidence

MOST_YES_NO = 3
"""Pieces of evidence that support a yes or a no."""
_OPPOSITES = {"yes": "No", "no": "Yes", "true": "False", "false": "True"}
PARTLY = 0.6
"""Least share of the words in a piece that supports them: "three were killed" for "killing three"."""
AROUND_SHARE = 0.5
"""What a question word counts in the headline, the passage or the context instead of the sentence."""
MOST_AGREEING = 4.0
"""Origins that agree; more add nothing to the confidence."""
SPEAKS_OF = 0.4
"""Least share of the question in a piece that counts as agreeing: a date or a small number stands in many."""
STRANGERS = 0.3
"""Largest share of the question's names that may be missing around the answer: one of four may."""
LEAST_LOGPROB = -5.0
"""Log-probabilities are clipped here, at about one in 150."""
USUAL_LOGPROB = -0.2
"""Used where a model reports none: the median of the answers on the bench."""
_PERCENT = re.compile(r"%|\bper cent\b|\bpercent\b", re.I)
_LONG_NAME = re.compile(r"[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)+")
_LIST = re.compile(r",\s+(?:and\s+)?|;\s*|\s+and\s+|\s+&\s+")
_YES_NO = re.compile(r"(yes|no|true|false)(?=\W*$|\s*[,;:.!–-]\s)", re.I)
"""Alone or before a comma or a full stop; "No one" and "No Time to Die" are other answers."""


@dataclass(frozen=True, slots=True)
class DirectAnswer:
    """A short answer, the log-probabilities of its tokens, and the pieces of evidence that support it."""

    words: str
    logprobs: tuple[float, ...]
    rests_on: tuple[Evidence, ...]


def is_yes_no(words: str) -> bool:
    """Return whether an answer says yes or no, true or false."""
    return bool(_YES_NO.match(words))


def opposite(words: str) -> tuple[str, ...]:
    """Return the other one of yes and no, true and false; nothing for other words."""
    match = _YES_NO.match(words)
    return (_OPPOSITES[match[1].lower()],) if match else ()


def holds(words: str, *evidence: Evidence) -> float:
    """Return the share, 0 to 1, of the words and figures that stand in pieces of evidence and their contexts.

    Headlines do not count: they are no part of the text, so they cannot be cited.
    """
    return _share_in(words, " ".join(piece.text for piece in evidence))


def _share_in(words: str, text: str) -> float:
    terms = _terms(words)
    return len(terms & _terms(text)) / len(terms) if terms else 0.0


def _terms(text: str) -> set[str]:
    """Return stems and figures, and whether there is a percentage: "44%" is not in "44 million"."""
    return {*stems(text), *figures(text), *(["percent"] if _PERCENT.search(text) else [])}


def share_of(question: Question, evidence: Evidence) -> float:
    """Return the share of the question's words, by weight, in a piece; those around it count ``AROUND_SHARE``."""
    quote_stems = set(stems(evidence.quote))
    around = set(stems(f"{evidence.article.title} {evidence.context} {evidence.passage.text}")) - quote_stems
    return question.share(quote_stems) + AROUND_SHARE * question.share(around)


def dated(words: str, evidence: Evidence) -> str:
    """Return the words with the day behind them if they are a time relative to the day of writing: "Wednesday"."""
    anchor, start = evidence.article.date, evidence.quote.find(words)
    if not (anchor and words and start >= 0):
        return words
    for mention in mentions(evidence.quote, anchor):
        if not mention.explicit and mention.start <= start and start + len(words) <= mention.end:
            day = format_span(mention.span)
            return f"{words} {day}" if words.lower() in CALENDAR else f"{words} ({day})"
    return words


def says(words: str, text: str) -> bool:
    """Return whether a sentence has most of the words of a short answer; always true of yes and no."""
    word_stems = set(stems(words))
    is_stated = bool(word_stems) and len(word_stems & set(stems(text))) >= PARTLY * len(word_stems)
    return is_yes_no(words) or is_stated


def is_misnamed(words: str, text: str, question: str) -> bool:
    """Return whether a sentence has the words only as a part of a longer name that the question gave.

    Asked what the stations Bay Radio and Surf are renamed, "Bay" and "They are renamed Bay Radio." differ.
    """
    longer = [name for name in _LONG_NAME.findall(question) if set(stems(words)) < set(stems(name))]
    for name in longer:
        text = text.replace(name, "")
    return bool(longer) and not says(words, text)


def support(question: Question, words: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the pieces of evidence that support the words: usually one, for a list one an item, or none.

    Yes and no are supported by the ``MOST_YES_NO`` best pieces.
    """
    if is_yes_no(words):
        return tuple(evidence[:MOST_YES_NO])
    best = _best(question, words, evidence)
    if best and holds(words, best) == 1.0:
        return (best,)
    items = [item for item in _LIST.split(words) if item.strip()]
    best_of_items = [(item, _best(question, item, evidence)) for item in items]
    pieces = tuple(dict.fromkeys(piece for item, piece in best_of_items if piece and holds(item, piece) == 1.0))
    if len(items) > 1 and holds(words, *pieces) == 1.0:
        return pieces
    return (best,) if best else ()


def _best(question: Question, words: str, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return, of the pieces that hold most of the words (best in the quote alone), the one closest to the question.

    None where no piece holds ``PARTLY`` of the words.
    """
    shares = [(holds(words, piece), _share_in(words, piece.quote)) for piece in evidence]
    most = max(shares, default=(0.0, 0.0))
    if most[0] < PARTLY:
        return None
    best = [piece for piece, share in zip(evidence, shares, strict=True) if share == most]
    return max(best, key=lambda piece: share_of(question, piece))


def signals(
    question: Question, direct: DirectAnswer, evidence: Sequence[Evidence], fresh: Callable[[str], float]
) -> dict[str, float]:
    """Return the signals that ``confidence`` weighs; those of the support are 0 where no evidence supports the words.

    ``fresh`` gives the freshness of an article of a day when the question was asked, 0 to 1. ``stated``, whether a
    statement of the words was verified, is not known yet and 0.
    """
    logprobs = [max(LEAST_LOGPROB, logprob) for logprob in direct.logprobs] or [USUAL_LOGPROB]
    values = dict.fromkeys(("stated", "held", "echo", "share", "strange", "fresh", "backing"), 0.0)
    # A sentence can be worded in many ways: no single token of it says whether it is right.
    values["weakest"] = fmean(logprobs) if question.wants_sentence else min(logprobs)
    if not direct.rests_on:
        return values
    text = " ".join(piece.text for piece in direct.rests_on)
    around = [f"{piece.article.title} {piece.passage.text}" for piece in direct.rests_on]
    missing = question.missing_names(set(stems(" ".join([text, *around]))))
    return values | {
        "held": holds(direct.words, *direct.rests_on),
        "echo": float(set(stems(direct.words)) <= set(stems(question.text)) and not is_yes_no(direct.words)),
        "share": question.share(set(stems(text))),
        "strange": float(len(missing) > STRANGERS * len(question.names)),
        "fresh": max(fresh(piece.article.day) for piece in direct.rests_on),
        "backing": _backing(question, direct.words, evidence, fresh),
    }


def _backing(question: Question, words: str, evidence: Sequence[Evidence], fresh: Callable[[str], float]) -> float:
    """Return how many origins have the words and most of the question, each weighted by its freshness."""
    agreeing = {
        piece.origin or piece.article.id: fresh(piece.article.day)
        for piece in evidence
        if holds(words, piece) == 1.0 and share_of(question, piece) >= SPEAKS_OF
    }
    return min(MOST_AGREEING, sum(agreeing.values()))
