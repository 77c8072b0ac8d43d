"""Sentence boundaries with exact offsets.

The library nupunkt finds most boundaries. It was trained on law. On news, it takes some words at the end of a sentence
for abbreviations ("month.", "reports.") and splits a few titles from the name ("Lt. | Gov."). The rules below add the
boundaries that it misses and remove the wrong ones. Text in other languages keeps the boundaries of the library. Cost:
0.05 s to load once, then about 4 MB of text a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.language.lexicon import (
    ABBREVIATIONS,
    NEVER_ENDING,
    QUOTE_TAGS,
    SAYING,
    SENTENCE_OPENERS,
    alternatives,
)

_SENTENCE_OPENERS = {word.capitalize() for word in SENTENCE_OPENERS}
_CLOSERS = "\"”’')\\]»"
_OPENERS = "\"“‘'(\\[«"
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_LINE = re.compile(r"[^\n]+")
_STARTS_AFTER_CLOSERS = re.compile(rf"[{_CLOSERS}]+\s*")
_STRAY_CLOSERS = re.compile(r"[”’)\]»]+\s+")
_MAYBE_END = re.compile(rf"\.[{_CLOSERS}]*\s+(?=[{_OPENERS}]*([A-Z][\w’']*))")
_GLUED_END = re.compile(rf"(?<=[a-z]{{2}})[.?!][{_CLOSERS}]*(?=[A-Z][a-z’']*[,;:]?\s)")
_LAST_WORD = re.compile(r"[\w.’'-]*\w$")
_LOOK_BACK = 80
"""Characters read before a boundary. The limit keeps the cost linear in the length of a paragraph."""
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_LAST_ABBREVIATION = re.compile(r"(?:^|[\s(“‘\"'\[:])((?:[A-Za-z]\.)*[A-Za-z]+)\.\s*$")
_FIRST_WORD = re.compile(rf"[\s{_OPENERS}]*([^\s]*)")
_ATTRIBUTION = re.compile(
    rf"(?:[A-Z][\w.’'-]*\s+){{1,6}}(?:{alternatives(SAYING | QUOTE_TAGS)})"
    r"(?:[.,;:]|\s+(?:on|in|at|during|after|before|as|when|while)\b|\s*$)"
)
_QUESTION_QUOTED = re.compile(rf"[?!][{_CLOSERS}]+\s*$")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence, in order, end exclusive, without white space at either end.

    Spans never overlap and every character that is not white space is in one of them. A blank line always ends a
    sentence; a single newline does too, unless the lines look wrapped at a fixed width.
    """
    spans = []
    for start, end in paragraphs(text):
        starts = [start + offset for offset in _sentence_starts(text[start:end])]
        for left, right in zip(starts, [*starts[1:], end], strict=True):
            spans.append((left, left + len(text[left:right].rstrip())))
    return spans


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of each paragraph, as ``sentences`` understands them, without outer white space."""
    position = 0
    for gap in [*_BLANK_LINE.finditer(text), None]:
        block_end = gap.start() if gap else len(text)
        block = text[position:block_end]
        spans = [(0, len(block))] if _is_wrapped(block) else [line.span() for line in _LINE.finditer(block)]
        for start, end in spans:
            inner = block[start:end]
            if inner.strip():
                lead = len(inner) - len(inner.lstrip())
                yield position + start + lead, position + start + len(inner.rstrip())
        position = block_end


def _is_wrapped(block: str) -> bool:
    """Whether newlines in ``block`` come from a fixed line width: three or more lines, all but the last similar."""
    lines = [line.strip() for line in block.strip().split("\n")]
    lengths = [len(line) for line in lines]
    return (
        len(lines) >= 3
        and 40 <= max(lengths) <= 100
        and min(lengths[:-1]) >= 0.7 * max(lengths)
        and any(line[-1:].isalnum() or line[-1:] == "," for line in lines[:-1])
    )


def _sentence_starts(paragraph: str) -> list[int]:
    """Return the offsets of the sentences in a paragraph without outer white space; the first is 0."""
    candidates = _candidates(paragraph)
    starts = [0]
    for index, start in enumerate(candidates):
        end = candidates[index + 1] if index + 1 < len(candidates) else len(paragraph)
        near = max(starts[-1], start - _LOOK_BACK)
        if not _continues(paragraph[near:start], paragraph[start:end]):
            starts.append(start)
    if len(starts) > 1 and not _has_word(paragraph[starts[-1] :]):
        starts.pop()  # a lone quotation mark or "..." at the end belongs to what stands before it
    return starts


def _candidates(paragraph: str) -> list[int]:
    from nupunkt import sent_spans

    starts = {start for start, _ in sent_spans(paragraph)}
    for match in _MAYBE_END.finditer(paragraph):
        if _ends(_word_before(paragraph, match.start()), match[1]):
            starts.add(match.end())
    for match in _GLUED_END.finditer(paragraph):
        if _word_before(paragraph, match.start()).isalpha():  # neither an address nor a file name
            starts.add(match.end())
    return sorted({_begin(paragraph, start) for start in starts} - {0, len(paragraph)})


def _word_before(paragraph: str, end: int) -> str:
    """Return the word that ends at ``end``, with the dots inside it; ``""`` where it is part of an address."""
    words = paragraph[max(0, end - _LOOK_BACK) : end].split()
    last = words[-1] if words else ""
    word = _LAST_WORD.search(last)
    return word[0] if word and not set(last) & set("@/") else ""


def _begin(paragraph: str, start: int) -> int:
    """Return the boundary moved past white space and past closing marks that belong to the sentence before it."""
    if start and not paragraph[start - 1].isspace() and (closers := _STARTS_AFTER_CLOSERS.match(paragraph, start)):
        return closers.end()
    while start < len(paragraph) and paragraph[start].isspace():
        start += 1
    stray = _STRAY_CLOSERS.match(paragraph, start)
    return stray.end() if stray else start


def _ends(word: str, following: str) -> bool:
    """Return whether ``word`` and its full stop end a sentence when the word ``following`` comes next."""
    plain = word.casefold()
    if not word or word.isdigit() or plain in NEVER_ENDING or (len(word) == 1 and following not in _SENTENCE_OPENERS):
        return False
    if following in _SENTENCE_OPENERS:
        return len(word) > 1
    is_abbreviation = plain in ABBREVIATIONS or "." in word
    return word.isalpha() and not is_abbreviation and (word.islower() or word.isupper() or len(word) >= 4)


def _continues(before: str, piece: str) -> bool:
    """Return whether ``piece`` continues the sentence ``before`` it, so that the boundary between them is wrong."""
    if not _has_word(before):
        return True
    if not _has_word(piece):
        return not (before[-1].isspace() and piece.lstrip()[0] in "\"“‘'([«")
    first = _FIRST_WORD.match(piece)
    word = first[1] if first else ""
    if piece[0] in ",;:" or _is_lower(word):
        return True
    if _QUESTION_QUOTED.search(before) and _ATTRIBUTION.match(piece):
        return True
    return _after_abbreviation(before, word)


def _after_abbreviation(before: str, word: str) -> bool:
    last = _LAST_ABBREVIATION.search(before)
    if not last:
        return False
    plain = last[1].casefold()
    country = bool(_DOTTED.fullmatch(last[1])) and plain in ("u.s", "u.k", "u.n", "e.u")
    opener = re.sub(r"[^\w].*", "", word)
    return plain in NEVER_ENDING or ((country or plain == "st") and opener not in _SENTENCE_OPENERS)


def _is_lower(word: str) -> bool:
    """Return whether ``word`` is in lower case, and neither an address nor a name like iPhone."""
    return word[:1].islower() and word.casefold() == word and "/" not in word and "@" not in word


def _has_word(text: str) -> bool:
    return any(character.isalnum() for character in text)
