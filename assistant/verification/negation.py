"""Checks of sense: does the evidence deny what the claim says, or say the opposite.

Each check takes a pair and returns what is wrong, or None. Knows nothing of the other checks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.language.clauses import BREAKS, Word, words_of
from assistant.language.words import MONTHS, STOP, stems, tokens
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.comparison import Pair

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
    "guilty innocent", "more fewer", "more less", "most least", "higher lower", "likely unlikely", "up down",
    "before after", "over under", "above below", "in out", "inside outside", "on off", "with without", "early late",
    "earlier later", "victory defeat", "north south", "northern southern", "east west", "eastern western",
    "survived died", "first last", "banned allowed", "men women", "man woman", "old new", "public private",
)  # fmt: skip
"""Pairs of which one in the claim and the other in the evidence turn its sense round."""
_OPPOSITE: dict[str, set[str]] = {}
for _one, _other in map(str.split, _OPPOSITES):
    _OPPOSITE.setdefault(_one, set()).add(_other)
    _OPPOSITE.setdefault(_other, set()).add(_one)


def negation(pair: Pair) -> Finding | None:
    """Compare what is denied: what one surely denies and the other says, the other must perhaps deny too.

    What the evidence denies in one place and says in another is left open.
    """
    said, written = set(stems(pair.claim)), set(stems(pair.source.text))
    denied = _denied(pair.source.text, REACH)
    added = _denied(pair.claim, SURE).keys() & written - denied.keys()
    open_ = Counter(word.stem for word in words_of(pair.source.text)) - denied
    dropped = _denied(pair.source.text, SURE).keys() & said - _denied(pair.claim, REACH).keys() - open_.keys()
    if added or dropped:
        return Finding(Verdict.CONTRADICTED, "the evidence has it the other way round")
    return None


def denial(pair: Pair) -> Finding | None:
    """Check that no "not" has come into the words of the evidence, and none has gone from between them."""
    for gap in pair.laid.gaps:
        added, lost = _negated(gap.new), _negated(last_clause(gap.old))
        if (gap.left and added and not lost) or (gap.inside and not gap.aside and lost and not added):
            return Finding(Verdict.CONTRADICTED, "the evidence has it the other way round")
    return None


def last_clause(words: Sequence[Word]) -> Sequence[Word]:
    """Return what stands after the last "and" or "because" of words left out: the rest is a clause of its own."""
    breaks = [at for at, word in enumerate(words) if word.lower in BREAKS]
    return words[breaks[-1] + 1 :] if breaks else words


def _negated(words: Sequence[Word]) -> bool:
    return any(word.lower in _NEGATIONS for word in words)


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


def opposites(pair: Pair) -> Finding | None:
    """Look for words in the claim whose opposites stand in the evidence, and they themselves do not."""
    said, written = _words(pair.claim), _words(f"{pair.source.text} {pair.source.title}")
    for one in said - written:
        if other := next((word for word in written - said if are_opposite(one, word)), None):
            return Finding(Verdict.CONTRADICTED, f"the evidence has {other}, not {one}")
    return None


def are_opposite(one: str, other: str) -> bool:
    """Tell whether two words, in lower case, are a pair of opposites."""
    return other in _OPPOSITE.get(one, ())


def _words(text: str) -> set[str]:
    return {word.lower() for word, _, _ in tokens(text)}
