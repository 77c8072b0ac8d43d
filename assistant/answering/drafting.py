"""What the language model is asked, and what its reply says.

The model sees one piece of evidence at a time, best first: a prompt of about 100 tokens, which a 1.5B model reads in
a second and a half and hardly ever misreads; all of the evidence together only if no single piece gave an answer
(docs/experiments.md has the comparison). Every piece carries an opaque key; unknown keys are dropped from the reply.
Knows nothing of how models run, and trusts nothing that they say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.protocols import Prompt
from assistant.schema import Evidence
from assistant.storage.sentences import sentences

PROMPT_TOKENS = 450
"""A prompt is never longer; short prompts are what makes a small model both fast and faithful."""
OVERHEAD_TOKENS = 90
"""The instructions and the chat template, which all models here wrap around the evidence."""
TOKENS_PER_WORD = 1.6
"""Measured on news text with names and figures: Qwen's tokenizer gives 1.35 tokens a word; the rest is margin."""
CHARACTERS_PER_TOKEN = 4
"""Of plain letters; the same tokenizer gives 4.2. Other writing has up to one token a character."""
QUESTION_TOKENS = 200
"""A longer question is shown to the model cut, so that there is always room for evidence."""
KEY_TOKENS = 8
"""The key of a piece of evidence and the marks around it."""
NOT_FOUND = "NOT FOUND"

_ONE = (
    "Answer the question with a short sentence in the words of the text. If the text does not answer it, write:"
    f" {NOT_FOUND}"
)
_MANY = (
    "Answer the question with one or two short sentences in the words of the evidence. End each with the key of its"
    f" evidence, like [b2]. If the evidence does not answer the question, write: {NOT_FOUND}"
)
_DIRECT = "Answer the question in a few words copied from the text."
_KEY = re.compile(r"\s*[\[(]([a-z]\d{1,2})[\])]")
_LABEL = re.compile(r"^\s*(answer|sentence|text)\s*:\s*", re.I)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a draft and the evidence it says it rests on."""

    text: str
    evidence: Evidence


def read_one(question: str, evidence: Evidence) -> Prompt:
    """Ask for a sentence from one piece of evidence."""
    asked = _cut(question, QUESTION_TOKENS)
    return Prompt(_ONE, f"Text: {_shown(evidence, _room(asked))}\n\nQuestion: {asked}", max_tokens=80)


def read_many(question: str, evidence: Sequence[Evidence]) -> Prompt:
    """Ask for sentences from as much of the evidence as fits, best first."""
    asked = _cut(question, QUESTION_TOKENS)
    left = _room(asked)
    lines: list[str] = []
    for one in evidence:
        text = _shown(one, PROMPT_TOKENS if lines else left - KEY_TOKENS)
        left -= _size(text) + KEY_TOKENS
        if left < 0:
            break
        lines.append(f"[{one.key}] {text}")
    return Prompt(_MANY, "Evidence:\n" + "\n".join(lines) + f"\n\nQuestion: {asked}", max_tokens=120)


def read_direct(question: str, statement: str) -> Prompt:
    """Ask for the few words of a checked statement that answer the question."""
    asked = _cut(question, QUESTION_TOKENS)
    return Prompt(_DIRECT, f"Text: {_cut(statement, _room(asked))}\n\nQuestion: {asked}", max_tokens=24)


def statements(draft: str, evidence: Sequence[Evidence]) -> list[Statement]:
    """Take a reply apart. Sentences without a known key rest on the one piece shown, or, if several were, on none."""
    if NOT_FOUND in draft.upper():
        return []
    known = {one.key: one for one in evidence}
    only = evidence[0] if len(evidence) == 1 else None
    found = []
    for line in draft.splitlines():
        text = _LABEL.sub("", line)
        for start, end in sentences(text):
            sentence = text[start:end]
            rests = next((known[key] for key in _KEY.findall(sentence + text[end : end + 6]) if key in known), only)
            words = _KEY.sub("", sentence).strip()
            if rests and words:
                found.append(Statement(words, rests))
    return found


def _shown(evidence: Evidence, tokens: int) -> str:
    text = _plain(evidence.text)
    return text if _size(text) <= tokens else _cut(evidence.quote, tokens)


def _room(question: str) -> int:
    return PROMPT_TOKENS - OVERHEAD_TOKENS - _size(question)


def _cut(text: str, tokens: int) -> str:
    """Take out the marks of chat templates, and cut what is too long."""
    plain = _plain(text)
    while _size(plain) > tokens:
        plain = plain[: len(plain) * 9 // 10]
    return plain


def _plain(text: str) -> str:
    """Take the marks of chat templates out of a text, so that no article can speak in another's turn."""
    return " ".join(re.sub(r"<\||\|>", " ", text).split())


def _size(text: str) -> int:
    """Estimate a text's tokens, from above."""
    plain = sum(letter.isascii() for letter in text)
    return int(max(len(text.split()) * TOKENS_PER_WORD, plain / CHARACTERS_PER_TOKEN + len(text) - plain)) + 4
