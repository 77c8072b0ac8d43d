"""The prompts of the language model, and how its replies are parsed.

Three short prompts: the direct answer, in a few words, from the evidence set out like a news digest (right eight or
nine times in ten where the answer is there); question and words alone, restated as one sentence, which is then checked;
and one sentence of evidence alone, for questions that a few words cannot answer. Measured in bench/RESULTS.md.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language.dates import format_day
from assistant.language.sentences import sentences
from assistant.language.words import stems
from assistant.protocols import Prompt
from assistant.schema.answers import Evidence
from assistant.schema.articles import Article

PROMPT_TOKENS = 450
"""The longest prompt. Short prompts make a small model both fast and faithful."""
OVERHEAD_TOKENS = 125
"""Instructions and chat template, 90 tokens, and a margin for what `_size` underestimated in 300 prompts."""
ALONE_TOKENS = 200
"""The instructions of `standalone_prompt` with the chat template, 170 tokens, and the labels of its parts."""
TOKENS_PER_DIGIT = 0.75
"""Qwen's tokenizer splits figures into digits; a run of digits was already counted once, as a word."""
CHARACTERS_PER_TOKEN = 5
"""Of ASCII letters in long words. Other scripts have up to one token a character."""
QUESTION_TOKENS = 200
"""A longer question is cut, so that there is always room for evidence."""
MAX_PIECES = 10
"""Sentences of evidence in a prompt; usually the tokens run out first."""
DIRECT_TOKENS = 24
NOT_FOUND = "NOT FOUND"

_DIRECT = (
    "You answer questions on the news from the evidence given. Reply with the shortest exact answer, words copied from"
    " the evidence, nothing else.\nFor example:\nHow many people were hurt? 14\nWhich company bought the airline?"
    " Lufthansa\nWhat did the court strike down? the voting law"
)
_STATEMENT = (
    "Write the question and its answer as one plain statement, keeping the words of both.\nFor example:\nHow many"
    " people were hurt in Leeds? 14 => 14 people were hurt in Leeds.\nWhich company bought the airline? Lufthansa =>"
    " Lufthansa bought the airline.\nDid the mayor resign? No => The mayor did not resign."
)
_SENTENCE = (
    "Answer the question with a short sentence in the words of the text. If the text does not answer it, write:"
    f" {NOT_FOUND}"
)
_STANDALONE = (
    "Rewrite the follow-up question so that it stands alone: replace words like he, it, there, that by what they mean"
    " in the conversation. Keep all its other words. Do not answer it.\n\n"
    "Question: When did the ferry Aurora sink?\nAnswer: in March\nFollow-up: And who was on board?\n"
    "Standalone: Who was on board the ferry Aurora when it sank?\n\n"
    "Question: Who leads the strike at Ford?\nAnswer: Carl Boyd\nFollow-up: What did he say about wages?\n"
    "Standalone: What did Carl Boyd say about wages?\n\n"
    "Question: Did the mayor of Leeds resign?\nAnswer: No\nFollow-up: And in Hull?\n"
    "Standalone: Did the mayor of Hull resign?"
)
_PIECE = re.compile(r"\w+|[^\w\s]")
_YES_NO = re.compile(r"^(yes|no|true|false)[,:.;]\s+", re.I)
_INITIALS = re.compile(r"\b([A-Z])\. (?=[A-Z]\.)")
_TRUE_OR_FALSE = re.compile(r"^true or false\W+(.+?)[.?!]*$", re.I)
_LABEL = re.compile(r"^\s*(answer|sentence|text)\s*:\s*", re.I)
_PUBLISHER = re.compile(r"\s+[-–|]\s+([^-–|]+)$")


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """One sentence of a draft and the evidence it rests on."""

    text: str
    evidence: Evidence


def fitting(question: str, evidence: Sequence[Evidence], choices: Sequence[str] = ()) -> list[Evidence]:
    """Return the pieces of evidence that `direct_prompt` has room for, best first; a headline costs once an article."""
    room = _room(_question(question, choices))
    pieces: list[Evidence] = []
    headed: set[str] = set()
    for piece in evidence:
        headline_cost = 0 if piece.article.id in headed else _size(f"- {_head(piece.article)}:")
        cost = _size(_plain(piece.quote)) + headline_cost
        if cost <= room:
            pieces.append(piece)
            headed.add(piece.article.id)
            room -= cost
        if len(pieces) == MAX_PIECES:
            break
    return pieces


def direct_prompt(question: str, evidence: Sequence[Evidence], choices: Sequence[str] = ()) -> Prompt:
    """Ask for the few words that answer, from pieces of evidence that are `fitting`.

    With ``choices``, a grammar leaves the model nothing to write but one of them.
    """
    articles: dict[str, list[Evidence]] = {}
    for piece in evidence:
        articles.setdefault(piece.article.id, []).append(piece)
    digest = "\n".join(_digest(pieces) for pieces in articles.values())
    user = f"Evidence:\n{digest}\n\nQuestion: {_question(question, choices)}\nAnswer:"
    return Prompt(_DIRECT, user, DIRECT_TOKENS, grammar_of(choices))


def _question(question: str, choices: Sequence[str]) -> str:
    return _cut(f"{question} {'; '.join(choices)}" if choices else question, QUESTION_TOKENS)


def grammar_of(choices: Sequence[str]) -> str:
    """Return a GBNF grammar that allows exactly these texts, ``""`` for none."""
    literals = [json.dumps(choice, ensure_ascii=False) for choice in choices]
    return f"root ::= {' | '.join(literals)}" if literals else ""


def sentence_prompt(question: str, evidence: Evidence) -> Prompt:
    """Ask for a sentence from one piece of evidence."""
    question = _cut(question, QUESTION_TOKENS)
    return Prompt(_SENTENCE, f"Text: {_single(evidence, _room(question))}\n\nQuestion: {question}", max_tokens=80)


def statement_prompt(question: str, words: str) -> Prompt:
    """Ask for the question and the few words that answer it as one statement, without showing any evidence.

    The statement then also says what the question presupposes, so that this is checked, too.
    """
    question = _TRUE_OR_FALSE.sub(r"Is it true that \1?", _cut(question, QUESTION_TOKENS))
    return Prompt(_STATEMENT, f"{question} {_cut(words, QUESTION_TOKENS)} =>", max_tokens=80)


def standalone_prompt(question: str, turns: Sequence[tuple[str, str]]) -> Prompt:
    """Ask for a follow-up rewritten so that it stands alone; ``turns`` are earlier questions with their answers."""
    room = (PROMPT_TOKENS - ALONE_TOKENS) // (2 * len(turns) + 1)
    dialogue = [f"Question: {_cut(earlier, room)}\nAnswer: {_cut(answer, room)}" for earlier, answer in turns]
    user = "\n".join([*dialogue, f"Follow-up: {_cut(question, room)}", "Standalone:"])
    return Prompt(_STANDALONE, user, max_tokens=48)


def question_of_reply(reply: str) -> str:
    """Return the reply's first question, ``""`` if it asks none."""
    line = reply.strip().split("\n", 1)[0].removeprefix("Standalone:").strip()
    return line[: line.index("?") + 1] if "?" in line else ""


def statements(draft: str, evidence: Evidence) -> list[DraftStatement]:
    """Split a reply on one piece of evidence into statements; none where the model found nothing."""
    if NOT_FOUND in draft.upper():
        return []
    parsed = []
    for line in draft.splitlines():
        text = _LABEL.sub("", line)
        parsed += [DraftStatement(text[start:end].strip(), evidence) for start, end in sentences(text)]
    return [statement for statement in parsed if statement.text]


def restated(reply: str, words: str) -> str:
    """Return the statement in a reply, ``""`` for a question or where it says no more than the words themselves."""
    text = _YES_NO.sub("", " ".join(reply.rpartition("=>")[2].split()))
    text = _INITIALS.sub(r"\1.", text)  # "U.S.", not "U. S."
    return "" if "?" in text or set(stems(text)) <= set(stems(words)) else text


def words_of_reply(reply: str) -> str:
    """Return a reply's first line without label, enclosing quotation marks and full stop; ``""`` for "NOT FOUND"."""
    line = _LABEL.sub("", reply.strip().split("\n", 1)[0]).strip()
    if NOT_FOUND in line.upper():
        return ""
    if line[:1] + line[-1:] in ('""', "“”", "''") and line[0] not in line[1:-1]:
        line = line[1:-1]
    return line.removesuffix(".").strip()


def _digest(pieces: Sequence[Evidence]) -> str:
    """Return one article's pieces in the order of its text, after its headline and day."""
    in_order = sorted(pieces, key=lambda piece: piece.start)
    return f"- {_head(pieces[0].article)}: " + " ".join(_plain(piece.quote) for piece in in_order)


def _head(article: Article) -> str:
    day = f" ({format_day(article.date)})" if article.date else ""
    return _plain(headline(article)) + day


def headline(article: Article) -> str:
    """Return the headline without the publisher's name that web pages append: "... | CNN Politics"."""
    tail = _PUBLISHER.search(article.title)
    publisher = _letters(article.publisher)
    if tail and publisher and (_letters(tail[1])[:3] == publisher[:3]):
        return article.title[: tail.start()]
    return article.title


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _single(evidence: Evidence, tokens: int) -> str:
    text = _plain(evidence.text)
    return text if _size(text) <= tokens else _cut(evidence.quote, tokens)


def _room(question: str) -> int:
    return PROMPT_TOKENS - OVERHEAD_TOKENS - _size(question)


def _cut(text: str, tokens: int) -> str:
    """Remove chat-template marks, and cut the text to ``tokens``."""
    plain = _plain(text)
    while _size(plain) > tokens:
        plain = plain[: len(plain) * 9 // 10]
    return plain


def _plain(text: str) -> str:
    """Remove chat-template marks, so that an article cannot open a turn of its own."""
    return " ".join(re.sub(r"<\||\|>", " ", text).split())


def _size(text: str) -> int:
    """Estimate a text's tokens: standard deviation 11 of 370 on 300 news prompts with Qwen's tokenizer."""
    plain = [letter for letter in text if letter.isascii()]
    foreign = sum(letter.isalpha() for letter in text if not letter.isascii())
    pieces = len(_PIECE.findall(text)) + TOKENS_PER_DIGIT * sum(letter.isdigit() for letter in plain)
    return math.ceil(max(pieces, len(plain) / CHARACTERS_PER_TOKEN) + foreign)
