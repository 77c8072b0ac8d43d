"""Read the subject of a verb of saying: the extent of its noun phrase, and the name in it without title or office.

The rules use capitals, commas and the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.lexicon import (
    ARTICLES,
    BE,
    CALENDAR,
    INDEFINITES,
    INTRODUCERS,
    NAME_PARTICLES,
    NUMBER_WORDS,
    PLURAL_SPEAKERS,
    PREPOSITIONS,
    SENTENCE_OPENERS,
    SPEAKING_HEADS,
    STOP,
    TIME_WORDS,
    TITLES,
)
from assistant.language.words import Word, is_name, is_possessive

BOUNDARY = re.compile(r"[,;:()—–…_\"“”]| - ")
"""Marks between two words that end a phrase. An underscore replaces a quotation (see ``quotes.unquoted``)."""
_LONGEST = 14
"""Most words of a subject. Names with titles are shorter."""
_NOT_IN_SUBJECT = (STOP | BE) - ARTICLES - PREPOSITIONS - {"of", "his", "her", "its", "their", "former", "and"}
_TIME = TIME_WORDS | CALENDAR


def ending_at(words: Sequence[Word], end: int) -> list[Word]:
    """Return the words of the subject that ends at position ``end``; empty if it does not begin with its clause."""
    start = end
    while start > 0 and end - start < _LONGEST and not BOUNDARY.search(words[start].gap):
        start -= 1
    phrase = _without_last_day(_without_first_time(list(words[start : end + 1])))
    if phrase and phrase[0].lower in INTRODUCERS:
        phrase = phrase[1:]
    is_one_sentence = not any("." in word.gap and len(word.gap) > 2 for word in phrase)
    fits = is_one_sentence and not any(_is_outside(word) for word in phrase)
    return phrase if fits and _is_whole_list(words, start, phrase) else []


def beginning_at(words: Sequence[Word], start: int) -> list[Word]:
    """Return the words of the subject that begins at ``start``, up to a boundary or a word that cannot belong to it."""
    phrase: list[Word] = []
    for word in words[start : start + _LONGEST]:
        is_end = phrase and (
            BOUNDARY.search(word.gap) or (word.gap.strip().startswith(".") and not is_abbreviated(phrase[-1]))
        )
        is_complete = phrase and is_name(phrase[-1].text) and word.lower in PREPOSITIONS  # "said Tarr | on the phone"
        if is_end or is_complete or _is_outside(word) or word.lower in (INTRODUCERS - {"and"}) | CALENDAR:
            break
        phrase.append(word)
    while phrase and phrase[-1].lower in PREPOSITIONS | ARTICLES | TIME_WORDS | {"of", "and"}:
        phrase.pop()
    return phrase


def name_in(phrase: Sequence[Word]) -> str:
    """Return the last name of a subject, without title; the whole subject if its head is not that name, else ``""``.

    "Fire chief Peg Dunmore" gives "Peg Dunmore"; "a spokesman for Putin" is returned whole.
    """
    if not phrase or phrase[0].lower in PREPOSITIONS:
        return ""
    if any(word.lower in PREPOSITIONS or word.lower == "and" for word in phrase):
        return _text_of(phrase) if is_speaking_head(phrase) and any(is_name(word.text) for word in phrase[1:]) else ""
    if not _is_part_of_name(phrase, len(phrase) - 1):
        return _office(phrase)
    start = len(phrase) - 1
    while start > 0 and _is_part_of_name(phrase, start - 1) and not is_possessive(phrase[start - 1].lower):
        start -= 1
    if start > 0 and phrase[start - 1].lower == "of":  # "most of Americans", "a spokesman of Putin"
        return _text_of(phrase) if is_speaking_head(phrase) else ""
    if is_possessive(phrase[-1].lower) or (len(phrase) == 1 and phrase[0].lower in SENTENCE_OPENERS | INDEFINITES):
        return ""
    return without_title(phrase[:start], phrase[start:])


def without_title(before: Sequence[Word], name: Sequence[Word]) -> str:
    """Return a name without its title; ``""`` for a bare title. "The" right before the name is kept."""
    title = max((place for place, word in enumerate(name[:-1]) if word.lower in TITLES), default=-1)
    untitled = name[title + 1 :]
    if title >= 0 and untitled[0].lower == "of":  # Secretary of State Antony Blinken
        untitled = untitled[2:] if len(untitled) > 2 else name
    if all(word.lower in TITLES | ARTICLES for word in untitled):
        return ""
    article = before[-1:] if before and before[-1].lower == "the" and title < 0 else ()
    return _text_of([*article, *untitled])


def is_speaking_head(phrase: Sequence[Word]) -> bool:
    """Return whether the noun before a preposition can be a speaker: "a spokesman for Putin", "officials in Odesa"."""
    links = (place for place, word in enumerate(phrase) if word.lower in PREPOSITIONS | {"of"})
    head = next(links, len(phrase)) - 1
    return head >= 0 and (phrase[head].lower in PLURAL_SPEAKERS | SPEAKING_HEADS or _is_noun_name(phrase[head]))


def is_abbreviated(word: Word) -> bool:
    """Return whether a full stop after the word marks an abbreviation, such as an initial or a title."""
    return len(word.text) == 1 or word.lower in TITLES


def _is_whole_list(words: Sequence[Word], start: int, phrase: Sequence[Word]) -> bool:
    """Return whether the phrase is a whole list, unlike "France and Poland" in "Germany, France and Poland"."""
    return not (any(word.lower == "and" for word in phrase) and "," in words[start].gap)


def _is_outside(word: Word) -> bool:
    return word.lower in _NOT_IN_SUBJECT and not is_name(word.text) and word.text != "US"


def _is_time(word: Word) -> bool:
    return word.lower in _TIME or word.text[:1].isdigit()


def _without_first_time(phrase: list[Word]) -> list[Word]:
    """Return the phrase without a time at its start: "On Wednesday 28 January 2026", "Earlier this week"."""
    first = int(bool(phrase) and phrase[0].lower in PREPOSITIONS)
    end = first
    while end < len(phrase) and _is_time(phrase[end]):
        end += 1
    return phrase[end:] if end > first else phrase


def _without_last_day(phrase: list[Word]) -> list[Word]:
    """Return the phrase without a day at its end: "Musk on Thursday" gives "Musk"."""
    end = len(phrase)
    while end > 1 and _is_time(phrase[end - 1]):
        end -= 1
    return phrase[: end - (phrase[end - 1].lower in PREPOSITIONS and end > 1)] if end < len(phrase) else phrase


def _is_part_of_name(phrase: Sequence[Word], position: int) -> bool:
    """Return whether a word is a name or stands inside a name: "von der", or "of" and "of the" between capitals."""
    word = phrase[position]
    if is_name(word.text) or word.text == "US" or word.lower.startswith(("al-", "el-")):
        return True
    if not 0 < position < len(phrase) - 1 or word.lower not in NAME_PARTICLES | {"of", "the"}:
        return False
    previous = phrase[position - 1]
    if word.lower == "the":
        return previous.lower == "of"
    return _is_noun_name(previous) or previous.lower in NAME_PARTICLES


def _is_noun_name(word: Word) -> bool:
    """Return whether a word is a name and not a number such as "Two-thirds" in "Two-thirds of Americans"."""
    return is_name(word.text) and word.lower.split("-")[0] not in NUMBER_WORDS


def _office(phrase: Sequence[Word]) -> str:
    """Return a subject that ends in an organisation or office that can be a speaker, or ``""``.

    Example: "Ukraine's defence ministry".
    """
    head = phrase[-1].lower
    is_named = len(phrase) > 1 and (is_possessive(phrase[0].lower) or any(is_name(word.text) for word in phrase[1:]))
    return _text_of(phrase) if head in PLURAL_SPEAKERS or (head in SPEAKING_HEADS and is_named) else ""


def _text_of(phrase: Sequence[Word]) -> str:
    text = "".join(word.gap + word.text if place else word.text for place, word in enumerate(phrase))
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]
