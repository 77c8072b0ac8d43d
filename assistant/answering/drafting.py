"""What the language model is asked, and how its reply is read.

Two short prompts. First the evidence as it would stand in a news digest, headline and day before each article's
sentences, and the question: the model gives the few words that answer. Then one sentence of evidence alone: the model
says it in a sentence. A 1.5B model reads the first right eight or nine times in ten when the answer is there, and
hardly ever misreads the second (docs/experiments.md). Knows nothing of how models run, and trusts
nothing that they say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.dates import format_day
from assistant.protocols import Prompt
from assistant.schema import Article, Evidence
from assistant.storage.sentences import sentences

PROMPT_TOKENS = 450
"""A prompt is never longer; short prompts are what makes a small model both fast and faithful."""
OVERHEAD_TOKENS = 110
"""The instructions and the chat template, which all models here wrap around the evidence."""
TOKENS_PER_WORD = 1.45
"""Measured on news text with names and figures: Qwen's tokenizer gives 1.35 tokens a word; the rest is margin."""
CHARACTERS_PER_TOKEN = 4
"""Of plain letters; the same tokenizer gives 4.2. Other writing has up to one token a character."""
QUESTION_TOKENS = 200
"""A longer question is shown to the model cut, so that there is always room for evidence."""
MOST_SHOWN = 8
"""Sentences of evidence in a prompt: the answer is in eight for .64 of the bench questions, in six for .61."""
DIRECT_TOKENS = 24
NOT_FOUND = "NOT FOUND"

_DIRECT = (
    "You answer questions on the news from the evidence given. Reply with the shortest exact answer, words copied from"
    " the evidence, nothing else.\nFor example:\nHow many people were hurt? 14\nWhich company bought the airline?"
    " Lufthansa\nWhat did the court strike down? the voting law"
)
_ONE = (
    "Answer the question with a short sentence in the words of the text. If the text does not answer it, write:"
    f" {NOT_FOUND}"
)
_LABEL = re.compile(r"^\s*(answer|sentence|text)\s*:\s*", re.I)
_PUBLISHER = re.compile(r"\s+[-–|]\s+([^-–|]+)$")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a draft and the evidence it rests on."""

    text: str
    evidence: Evidence


def read_direct(
    question: str, evidence: Sequence[Evidence], choices: Sequence[str] = ()
) -> tuple[Prompt, list[Evidence]]:
    """Ask for the few words that answer; return also which pieces of the evidence, best first, were shown.

    Of ``choices``, where given, the model must take one: a grammar leaves it nothing else to write.
    """
    asked = _cut(f"{question} {'; '.join(choices)}" if choices else question, QUESTION_TOKENS)
    shown = _fitting(evidence, _room(asked))
    articles: dict[str, list[Evidence]] = {}
    for one in shown:
        articles.setdefault(one.article.id, []).append(one)
    digest = "\n".join(_digest(pieces) for pieces in articles.values())
    user = f"Evidence:\n{digest}\n\nQuestion: {asked}\nAnswer:"
    return Prompt(_DIRECT, user, DIRECT_TOKENS, grammar_of(choices)), shown


def grammar_of(choices: Sequence[str]) -> str:
    """Return a GBNF grammar that allows exactly these texts, ``""`` for none."""
    quoted = [json.dumps(choice, ensure_ascii=False) for choice in choices]
    return f"root ::= {' | '.join(quoted)}" if quoted else ""


def read_one(question: str, evidence: Evidence) -> Prompt:
    """Ask for a sentence from one piece of evidence."""
    asked = _cut(question, QUESTION_TOKENS)
    return Prompt(_ONE, f"Text: {_alone(evidence, _room(asked))}\n\nQuestion: {asked}", max_tokens=80)


def statements(draft: str, evidence: Evidence) -> list[Statement]:
    """Take a reply about one piece of evidence apart into sentences; none when the model found nothing."""
    if NOT_FOUND in draft.upper():
        return []
    found = []
    for line in draft.splitlines():
        text = _LABEL.sub("", line)
        found += [Statement(text[start:end].strip(), evidence) for start, end in sentences(text)]
    return [one for one in found if one.text]


def words_of_reply(reply: str) -> str:
    """Return the few words of a reply: its first line, without a label, quotation marks around it or a full stop.

    Nothing when the reply says that nothing was found: these words are in no evidence's favour.
    """
    line = _LABEL.sub("", reply.strip().split("\n", 1)[0]).strip()
    if NOT_FOUND in line.upper():
        return ""
    if line[:1] + line[-1:] in ('""', "“”", "''") and line[0] not in line[1:-1]:
        line = line[1:-1]
    return line.removesuffix(".").strip()


def _fitting(evidence: Sequence[Evidence], room: int) -> list[Evidence]:
    """Choose pieces, best first, until the room is full; a headline costs once an article."""
    shown: list[Evidence] = []
    headed: set[str] = set()
    for one in evidence:
        cost = _size(_plain(one.quote)) + (0 if one.article.id in headed else _size(_head(one.article)))
        if cost <= room:
            shown.append(one)
            headed.add(one.article.id)
            room -= cost
        if len(shown) == MOST_SHOWN:
            break
    return shown


def _digest(pieces: Sequence[Evidence]) -> str:
    """Write one article's pieces in the order of its text, behind its headline and day."""
    in_order = sorted(pieces, key=lambda one: one.start)
    return f"- {_head(pieces[0].article)}: " + " ".join(_plain(one.quote) for one in in_order)


def _head(article: Article) -> str:
    day = f" ({format_day(article.date)})" if article.date else ""
    return _plain(headline(article)) + day


def headline(article: Article) -> str:
    """Return the headline without the publisher's name, which web pages put behind it: "... | CNN Politics"."""
    tail = _PUBLISHER.search(article.title)
    publisher = _letters(article.publisher)
    if tail and publisher and (_letters(tail[1])[:3] == publisher[:3]):
        return article.title[: tail.start()]
    return article.title


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _alone(evidence: Evidence, tokens: int) -> str:
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
