"""Whom "he" or "she" stands for: the one person whom the sentence before names.

Precise rather than complete: nobody where several are named, or where a name may be that of a place or a body.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.clauses import ARTICLES, PREPOSITIONS, SAYING, Word, words_of
from assistant.language.quotes import unquoted
from assistant.language.subjects import EDGE, MANY, TITLES, is_short, listed, untitled
from assistant.language.words import NUMBER_WORDS, STOP, is_name

_NOBODY = listed("nobody everybody somebody anybody everyone someone anyone none people men women")
_BODIES = listed(
    """house street road square bridge mill park bank city town county university college school court party states
    kingdom nations union ministry council office department company inc ltd group times post news media river island
    islands airport hospital church army navy force forces agency service commission committee league club association
    europe america africa asia north south east west zone strip sea ocean lake bay act day war"""
)
"""Last words of names that are no person's."""
_WHERE = listed("in at near on around across from")


def only_name(context: str, speaker: str) -> str:
    """Return the one person whom a sentence names, ``""`` for none, for several, and for what may be a place.

    ``speaker`` is who says that sentence, ``""`` if nobody.
    """
    words = words_of(unquoted(context))
    runs = _names(words)
    names = [untitled((), words[begin:end]) for begin, end in runs]
    longest = max(names, key=len, default="")
    one = all(set(name.split()) <= set(longest.split()) for name in names)
    plain = speaker == longest or any(_is_person(words, begin, end) for begin, end in runs)
    return longest if one and plain else ""


def _names(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return where names stand, but those of places and times: after "in", "at", "near", and "Russian" troops."""
    found, at = [], 0
    while at < len(words):
        end = at
        while end < len(words) and _continues(words, at, end):
            end += 1
        if end > at and not _is_place(words, at, end) and untitled((), words[at:end]):
            found.append((at, end))
        at = max(end, at + 1)
    return found


def _continues(words: Sequence[Word], begin: int, at: int) -> bool:
    word = words[at]
    plain = at == 0 and word.lower in STOP | MANY | _NOBODY | NUMBER_WORDS.keys()
    apart = at > begin and (EDGE.search(word.gap) or "." in word.gap) and not is_short(words[at - 1])
    return is_name(word.text) and not plain and not apart


def _is_place(words: Sequence[Word], begin: int, end: int) -> bool:
    left = words[begin - 1].lower if begin else ""
    if left in ARTICLES and begin > 1:
        left = words[begin - 2].lower
    adjective = end - begin == 1 and words[begin].lower.endswith(("ian", "ish", "ese", "can"))
    return left in _WHERE or (adjective and end < len(words))


def _is_person(words: Sequence[Word], begin: int, end: int) -> bool:
    """Tell whether a name is plainly a person's: after a title or an office, before "who", or first name and last."""
    left = words[begin - 1] if begin else None
    title = words[begin].lower in TITLES or any(one.lower in TITLES for one in words[begin : end - 1])
    who = end < len(words) and "," in words[end].gap and words[end].lower == "who"
    office = left is not None and left.text.islower() and left.lower not in STOP | PREPOSITIONS | SAYING
    full = end - begin > 1 and (office or left is None or bool(EDGE.search(words[begin].gap)))
    return title or who or (full and words[end - 1].lower not in _BODIES)
