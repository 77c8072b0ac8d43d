"""What a question asks: its words and their weights, and the kind of answer it expects.

English question forms; anything else is an open question.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from assistant.errors import InputError
from assistant.language.lexicon import (
    AUXILIARIES,
    CALENDAR,
    DAY_PARTS,
    QUESTION_SHAPES,
    RELATIVE_DAYS,
    REPORTING,
    STATEMENT_VERBS,
    STOP,
    TELLING,
    alternatives,
)
from assistant.language.words import figures, is_name, same_name, stem, tokens

LONGEST = 1000
"""Characters, about 200 tokens: a prompt of at most 450 holds the question and its evidence."""

_KINDS = [
    ("choice", re.compile(r"\b(of|between|among) (these|the following|those (below|listed))\b", re.I)),
    ("how_old", re.compile(r"\bhow old\b", re.I)),
    (
        "how_many",
        re.compile(r"\bhow (many|much|long|far|high|tall|big|often)\b|\bwhat (number|percentage|share)\b", re.I),
    ),
    ("when", re.compile(r"\bwhen\b|\b(what|which) (day|date|month|year|time)\b", re.I)),
    ("who", re.compile(r"\b(who|whom|whose)\b", re.I)),
    ("where", re.compile(r"\bwhere\b|\b(what|which) (city|cities|country|countries|town|state|place|port)\b", re.I)),
    ("why", re.compile(r"\bwhy\b|\bwhat (caused|led|is the reason|was the reason)\b", re.I)),
    (
        "said",
        re.compile(
            r"^\W*(what|how) (did|does|do|has|have|had)\b"
            rf".*\b(({alternatives(STATEMENT_VERBS | TELLING)})(e?d)?)\b",
            re.I,
        ),
    ),
    ("yes_no", re.compile(rf"^\s*(true or false|{alternatives(AUXILIARIES)})\b", re.I)),
]
_CLASS = re.compile(r"\b(?i:which|what)\s+([a-z]+)\b")
CLASS_WEIGHT = 0.25
"""The word after "which" names the class of the answer; evidence says "Odesa", seldom "the city of Odesa"."""
_TIME = re.compile(
    rf"\b({alternatives(CALENDAR | RELATIVE_DAYS | {'weekend', 'noon', 'midnight'})})\b|\b(19|20)\d\d\b"
    rf"|\b({alternatives(DAY_PARTS | {'hour', 'day', 'week', 'month', 'year'})})s?\b",
    re.I,
)
_AGE = re.compile(
    r"(?:\baged? (?:of )?|\b(?:at|was|is|turn(?:ed|s|ing)) |, )\d{1,3}(?=[,.;]|$| (?:when|years)\b)"
    r"|\d[ -]years?[ -]old",
    re.I,
)
_CAUSE = re.compile(r"\b(because|since|due to|after|as|over|caused|blamed|so that|in order|reason|would)\b", re.I)


@dataclass(frozen=True, slots=True)
class Question:
    """A parsed question. ``weights`` maps its stems to their weights, which sum to 1; ``names`` are stems of names."""

    text: str
    kind: str
    weights: Mapping[str, float]
    names: frozenset[str]

    def share(self, text_stems: Set[str]) -> float:
        """Return the share of the question's words, by weight, among the stems of a text; 0 to 1."""
        return sum(weight for word, weight in self.weights.items() if word in text_stems)

    def missing_names(self, text_stems: Set[str]) -> set[str]:
        """Return the stems of names in the question of which no form is among the stems of a text."""
        return {name for name in self.names if not any(same_name(name, other) for other in text_stems)}

    def lacks_choices(self, choices: Sequence[str]) -> bool:
        """Return whether the question asks to choose ("which of these ...") and there is nothing to choose from."""
        return self.kind == "choice" and not choices

    @property
    def wants_sentence(self) -> bool:
        """Whether it takes a sentence to answer: why something is so, or what somebody said."""
        return self.kind in ("said", "why")

    def wants(self, text: str) -> bool:
        """Return whether a text holds the kind of answer that the question expects."""
        check = _CHECKS.get(self.kind)
        return check(text) if check else True


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "how_many": lambda text: bool(figures(text)),
    "how_old": lambda text: bool(_AGE.search(text)),
    "when": lambda text: bool(_TIME.search(text)),
    "who": lambda text: any(is_name(word) for word, _, _ in tokens(text)),
    "where": lambda text: any(is_name(word) for word, _, _ in tokens(text)),
    "why": lambda text: bool(_CAUSE.search(text)),
}


def checked(text: str) -> str:
    """Return a question as one line. Raises InputError when it is empty or longer than ``LONGEST``."""
    question = " ".join(text.split())
    if not any(letter.isalnum() for letter in question):
        raise InputError("The question is empty.", 'Write it in quotes: assistant ask "What did the mayor say?"')
    if len(question) > LONGEST:
        hint = "Ask for one thing at a time; to search a long text, ingest it as an article."
        raise InputError(f"The question has {len(question):,} characters; the limit is {LONGEST:,}.", hint)
    return question


def checked_day(text: str) -> str:
    """Return a day of asking (``YYYY-MM-DD`` or ``""``) unchanged. Raises InputError for anything else."""
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise InputError(f"{text!r} is not a day.", "Write YYYY-MM-DD.") from None


def analyse(text: str, frequency: Callable[[str], float]) -> Question:
    """Parse a question. ``frequency`` gives the share of passages, 0 to 1, that hold a word."""
    kind = next((name for name, pattern in _KINDS if pattern.search(text)), "open")
    content = [word for word, _, _ in tokens(text) if word.lower() not in STOP | REPORTING | QUESTION_SHAPES]
    raw = {stem(word): _weight(frequency(word)) for word in content}
    for answer_class in _CLASS.findall(text):
        if len(raw) > 1 and stem(answer_class) in raw:
            raw[stem(answer_class)] *= CLASS_WEIGHT
    total = sum(raw.values()) or 1.0
    names = {stem(word) for word, start, _ in tokens(text) if start > 0 and is_name(word)}
    return Question(text, kind, {word: weight / total for word, weight in raw.items()}, frozenset(names & raw.keys()))


def _weight(frequency: float) -> float:
    """Inverse document frequency, bounded so that in a small archive no word counts for nothing or for everything."""
    return 1.0 + min(3.0, -math.log10(max(frequency, 0.001)))
