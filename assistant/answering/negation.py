"""Checks of sense: does the evidence deny what the claim says, or say the opposite.

Each check takes a claim and its evidence and returns what is wrong, or None. Knows nothing of the other checks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import permutations

from assistant.answering.finding import Finding
from assistant.answering.roles import BREAKS, Word, words_of
from assistant.answering.words import MONTHS, STOP, stems, tokens
from assistant.schema import Evidence, Verdict

SURE, REACH = 2, 8
"""How many content words after a negation it surely covers, and how many it may, within its clause."""

_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without cannot denied deny denies refused refuse refuses rejected"
    " reject rejects failed fails unlikely barely hardly".split()
)
_CONTRACTED = re.compile(r"n['’]t\b")
_OPPOSITES = (
    "won lost", "win lose", "rose fell", "rise fall", "rises falls", "increased decreased", "increase decrease",
    "approved rejected", "accepted rejected", "admitted denied", "confirmed denied", "opened closed",
    "arrested released", "supported opposed", "bought sold", "began ended", "started stopped", "alive dead",
    "guilty innocent", "more fewer", "more less", "higher lower", "likely unlikely",
    "up down", "before after",
    "victory defeat", "north south", "east west", "survived died", "first last", "banned allowed",
)  # fmt: skip
"""Pairs of which one in the claim and the other in the evidence turn its sense round."""


def negation(claim: str, evidence: Evidence) -> Finding | None:
    """Compare what is denied: what one surely denies and the other says, the other must perhaps deny too.

    What the evidence denies in one place and says in another is left open.
    """
    said, written = set(stems(claim)), set(stems(evidence.text))
    denied = _denied(evidence.text, REACH)
    added = _denied(claim, SURE).keys() & written - denied.keys()
    open_ = Counter(word.stem for word in words_of(evidence.text)) - denied
    dropped = _denied(evidence.text, SURE).keys() & said - _denied(claim, REACH).keys() - open_.keys()
    if added or dropped:
        return Finding(Verdict.CONTRADICTED, "the evidence has it the other way round")
    return None


def _denied(text: str, reach: int) -> Counter[str]:
    """Count the stems of the first ``reach`` content words after each negation, within its clause."""
    words = words_of(_CONTRACTED.sub(" not", text))
    negations = [number for number, word in enumerate(words) if word.lower in _NEGATIONS]
    covered = {place for number in negations for place in _covered(words, number + 1)[:reach]}
    return Counter(words[place].stem for place in covered)


def _covered(words: Sequence[Word], start: int) -> list[int]:
    """Return where the content words of a clause stand, from ``start`` on."""
    found = []
    for place in range(start, len(words)):
        if words[place].gap.strip(" -\"“'") or words[place].lower in BREAKS:
            break
        if words[place].lower not in STOP | MONTHS:
            found.append(place)
    return found


def opposites(claim: str, evidence: Evidence) -> Finding | None:
    """Look for words in the claim whose opposites stand in the evidence, and they themselves do not."""
    said, written = _words(claim), _words(f"{evidence.text} {evidence.article.title}")
    for pair in _OPPOSITES:
        for one, other in permutations(pair.split()):
            if one in said - written and other in written - said:
                return Finding(Verdict.CONTRADICTED, f"the evidence has {other}, not {one}")
    return None


def _words(text: str) -> set[str]:
    return {word.lower() for word, _, _ in tokens(text)}
