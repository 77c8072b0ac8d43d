"""Split an article into passages, the units that are embedded, searched and shown to the model.

A passage is a run of whole sentences, and ends with a paragraph where it can. Offsets come from the splitting itself,
never from a search, so repeated sentences are no problem. Cost: that of splitting the text into sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.language.sentences import paragraphs, sentences
from assistant.schema.articles import Article, Passage

TARGET_WORDS = 120
"""A passage is closed before it would grow beyond this by more than a fifth. The default embedder reads 256 word
pieces and ignores the rest: 120 English news words are about 165 pieces, which leaves room for the headline."""

PARAGRAPH_WORDS = 80
"""From this size on, a passage is closed at the end of a paragraph."""

TAIL_WORDS = 25
"""A last passage smaller than this joins the one before it."""

MAX_WORDS = 200
"""No passage is larger; a longer sentence is cut at a space. 200 words are about 270 pieces."""

CHARACTERS_PER_WORD = 12
"""Text with longer words than this on average (lists of links, scripts without spaces) is measured in characters."""

_WORD = re.compile(rf"\S{{1,{MAX_WORDS * CHARACTERS_PER_WORD}}}")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a piece of an overlong one: offsets, size in words, and whether a paragraph ends with it."""

    start: int
    end: int
    size: int
    last: bool


def split(article: Article) -> list[Passage]:
    """Return the passages of ``article`` in order, numbered from 0; an article without text has none.

    They never overlap, and every character that is not white space is in one of them.
    """
    groups: list[list[_Unit]] = []
    current: list[_Unit] = []
    for unit in _units(article.text):
        if current and _is_full(current, unit):
            groups.append(current)
            current = []
        current.append(unit)
    if current:
        groups.append(current)
    _join_tail(groups)
    return [
        Passage(article.id, article.version, index, start, end, article.text[start:end])
        for index, (start, end) in enumerate((group[0].start, group[-1].end) for group in groups)
    ]


def words(text: str) -> int:
    """Return the size of ``text`` in words; with hardly any spaces ``CHARACTERS_PER_WORD`` characters count as one."""
    return max(len(text.split()), len(text) // CHARACTERS_PER_WORD)


def _units(text: str) -> Iterator[_Unit]:
    ends = {end for _, end in paragraphs(text)}
    for start, end in sentences(text):
        for piece_start, piece_end in _cut(text, start, end):
            yield _Unit(piece_start, piece_end, words(text[piece_start:piece_end]), piece_end in ends)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence whole, or in pieces of at most ``MAX_WORDS``."""
    if words(text[start:end]) <= MAX_WORDS:
        yield start, end
        return
    count, piece_start, piece_end = 0, start, start
    for word in _WORD.finditer(text, start, end):
        is_too_long = word.end() - piece_start > MAX_WORDS * CHARACTERS_PER_WORD
        if piece_end > piece_start and (count == MAX_WORDS or is_too_long):
            yield piece_start, piece_end
            count, piece_start = 0, word.start()
        count, piece_end = count + 1, word.end()
    yield piece_start, piece_end


def _is_full(current: list[_Unit], following: _Unit) -> bool:
    size = sum(unit.size for unit in current)
    if size + following.size > TARGET_WORDS * 6 // 5:
        return True
    return current[-1].last and size >= PARAGRAPH_WORDS


def _join_tail(groups: list[list[_Unit]]) -> None:
    if len(groups) < 2:
        return
    tail = sum(unit.size for unit in groups[-1])
    if tail < TAIL_WORDS and tail + sum(unit.size for unit in groups[-2]) <= MAX_WORDS:
        groups[-2].extend(groups.pop())
