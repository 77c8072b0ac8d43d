"""Which pieces of evidence the few words stand on, and the signals that tell how far to trust them.

Words rest on a piece of evidence when each of them stands in it, the items of a list on one piece each if no single one
holds them all; yes and no rest on the pieces that come closest to the question.
Knows nothing of language models beyond the log-probabilities of what they wrote.
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
"""Pieces that may bear out a yes or a no."""
_OPPOSITES = {"yes": "No", "no": "Yes", "true": "False", "false": "True"}
PARTLY = 0.6
"""Words of which this share stands in a piece may still rest on it: "three were killed" for "killing three"."""
AROUND_SHARE = 0.5
"""What a question word counts when it stands in the headline, the passage or the context and not in the sentence."""
MOST_AGREEING = 4.0
SPEAKS_OF = 0.4
"""Least share of the question in a piece that counts as agreeing: a date or a small number stands in many."""
STRANGERS = 0.3
"""A larger share of the question's names than this standing nowhere around the words is strange; one of four is not."""
LEAST_LOGPROB = -5.0
"""Log-probabilities are cut off here: less likely than one in 150 tells nothing more."""
USUAL_LOGPROB = -0.2
"""Taken where a model does not tell: the median of the answers on the bench."""
_PERCENT = re.compile(r"%|\bper cent\b|\bpercent\b", re.I)
_LONG_NAME = re.compile(r"[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)+")
_LIST = re.compile(r",\s+(?:and\s+)?|;\s*|\s+and\s+|\s+&\s+")
_YES_NO = re.compile(r"(yes|no|true|false)(?=\W*$|\s*[,;:.!–-]\s)", re.I)
"""By itself or before a comma or a full stop: "No one" and "No Time to Die" are names of an answer."""


@dataclass(frozen=True, slots=True)
class Direct:
    """The few words that answer, the log-probabilities of their tokens, and the pieces of evidence they rest on."""

    words: str
    logprobs: tuple[float, ...]
    rests_on: tuple[Evidence, ...]


def is_yes_no(words: str) -> bool:
    """Tell whether an answer says yes or no, true or false."""
    return bool(_YES_NO.match(words))


def opposite(words: str) -> tuple[str, ...]:
    """Return the other one of yes and no, true and false; nothing for other words."""
    said = _YES_NO.match(words)
    return (_OPPOSITES[said[1].lower()],) if said else ()


def holds(words: str, *evidence: Evidence) -> float:
    """Return the share, 0 to 1, of the words and figures that stand in sentences and what they lean on.

    Headlines do not count: they are no part of the text, so they cannot be cited.
    """
    return _share_in(words, " ".join(one.text for one in evidence))


def _share_in(words: str, text: str) -> float:
    said, written = _terms(words), _terms(text)
    return len(said & written) / len(said) if said else 0.0


def _terms(text: str) -> set[str]:
    """Return stems and figures; a percentage is none of "44 million"."""
    return {*stems(text), *figures(text), *(["percent"] if _PERCENT.search(text) else [])}


def share_of(question: Question, evidence: Evidence) -> float:
    """Return how much of the question's words, by weight, is in a piece, what stands around it counting half."""
    here = set(stems(evidence.quote))
    around = set(stems(f"{evidence.article.title} {evidence.context} {evidence.passage.text}")) - here
    return question.share(here) + AROUND_SHARE * question.share(around)


def dated(words: str, evidence: Evidence) -> str:
    """Return the words with the day behind them if they are a time told from the day of writing: "Wednesday"."""
    anchor, start = evidence.article.date, evidence.quote.find(words)
    if not (anchor and words and start >= 0):
        return words
    for one in mentions(evidence.quote, anchor):
        if not one.explicit and one.start <= start and start + len(words) <= one.end:
            day = format_span(one.span)
            return f"{words} {day}" if words.lower() in CALENDAR else f"{words} ({day})"
    return words


def says(words: str, text: str) -> bool:
    """Tell whether a sentence says the few words, or most of them; whether it says yes or no is not for us to tell."""
    said, written = set(stems(words)), set(stems(text))
    return is_yes_no(words) or (bool(said) and len(said & written) >= PARTLY * len(said))


def is_misnamed(words: str, text: str, question: str) -> bool:
    """Tell whether a sentence has the words only as a part of a longer name that the question gave.

    Asked what the stations Bay Radio and Surf are renamed, "Bay" and "They are renamed Bay Radio." differ.
    """
    longer = [name for name in _LONG_NAME.findall(question) if set(stems(words)) < set(stems(name))]
    for name in longer:
        text = text.replace(name, "")
    return bool(longer) and not says(words, text)


def support(question: Question, words: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the pieces of evidence that the words rest on: one as a rule, one an item for a list, none at all.

    Yes and no may rest on any of the best.
    """
    if is_yes_no(words):
        return tuple(evidence[:MOST_YES_NO])
    best = _best(question, words, evidence)
    if best and holds(words, best) == 1.0:
        return (best,)
    items = [one for one in _LIST.split(words) if one.strip()]
    each = [_best(question, item, evidence) for item in items]
    found = tuple(dict.fromkeys(one for one, item in zip(each, items, strict=True) if one and holds(item, one) == 1.0))
    if len(items) > 1 and holds(words, *found) == 1.0:
        return found
    return (best,) if best else ()


def _best(question: Question, words: str, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the best piece by question of those that hold most of the words, by themselves if there are such."""
    held = [(holds(words, one), _share_in(words, one.quote), one) for one in evidence]
    most = max(((share, alone) for share, alone, _ in held), default=(0.0, 0.0))
    if most[0] < PARTLY:
        return None
    return max((one for *shares, one in held if tuple(shares) == most), key=lambda one: share_of(question, one))


def signals(
    question: Question, direct: Direct, evidence: Sequence[Evidence], fresh: Callable[[str], float]
) -> dict[str, float]:
    """Return the facts that `confidence` weighs; those of the support are zero when the words rest on nothing.

    ``fresh`` tells how fresh an article of a day was when the question was asked, 0 to 1. Whether a statement of the
    words held is not known yet: ``stated`` is 0.
    """
    written = [max(LEAST_LOGPROB, one) for one in direct.logprobs] or [USUAL_LOGPROB]
    found = dict.fromkeys(("stated", "held", "echo", "share", "strange", "fresh", "backing"), 0.0)
    # A sentence can be worded in many ways: there no single token tells whether it is right.
    found["weakest"] = fmean(written) if question.wants_sentence else min(written)
    if not direct.rests_on:
        return found
    here = " ".join(one.text for one in direct.rests_on)
    near = set(stems(" ".join([here, *(f"{one.article.title} {one.passage.text}" for one in direct.rests_on)])))
    return found | {
        "held": holds(direct.words, *direct.rests_on),
        "echo": float(set(stems(direct.words)) <= set(stems(question.text)) and not is_yes_no(direct.words)),
        "share": question.share(set(stems(here))),
        "strange": float(len(question.missing_names(near)) > STRANGERS * len(question.names)),
        "fresh": max(fresh(one.article.day) for one in direct.rests_on),
        "backing": _backing(question, direct.words, evidence, fresh),
    }


def _backing(question: Question, words: str, evidence: Sequence[Evidence], fresh: Callable[[str], float]) -> float:
    """Return how many origins say the words where they also speak of what is asked, each as far as it is fresh."""
    agreeing = {
        one.origin or one.article.id: fresh(one.article.day)
        for one in evidence
        if holds(words, one) == 1.0 and share_of(question, one) >= SPEAKS_OF
    }
    return min(MOST_AGREEING, sum(agreeing.values()))
