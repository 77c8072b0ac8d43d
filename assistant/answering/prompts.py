"""What the language model is asked, and how its reply is read.

Three short prompts. The evidence as it would stand in a news digest, headline and day before each article's sentences,
and the question: the model gives the few words that answer, right eight or nine times in ten when they are there. The
question and these words alone: the model makes a statement of them, which is then checked. And, for questions that a
few words cannot answer, one sentence of evidence alone: the model says what it has to say on the question, and hardly
ever misreads it (bench/RESULTS.md). Knows nothing of how models run, and trusts nothing that they say.
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
"""A prompt is never longer; short prompts are what makes a small model both fast and faithful."""
OVERHEAD_TOKENS = 125
"""The instructions and the chat template, which all models here wrap around the evidence: 90, and a margin that covers
what `_size` missed in each of 300 prompts."""
ALONE_TOKENS = 200
"""The instructions of `put_alone` with the chat template, 170, and what names its parts."""
TOKENS_PER_DIGIT = 0.75
"""Qwen's tokenizer splits figures into digits; a run of them is counted once as a word."""
CHARACTERS_PER_TOKEN = 5
"""Of plain letters, in words longer than any in the news. Other writing has up to one token a character."""
QUESTION_TOKENS = 200
"""A longer question is shown to the model cut, so that there is always room for evidence."""
MOST_SHOWN = 10
"""Sentences of evidence in a prompt: as a rule the room is full before (bench/RESULTS.md)."""
DIRECT_TOKENS = 24
NOT_FOUND = "NOT FOUND"

_DIRECT = (
    "You answer questions on the news from the evidence given. Reply with the shortest exact answer, words copied from"
    " the evidence, nothing else.\nFor example:\nHow many people were hurt? 14\nWhich company bought the airline?"
    " Lufthansa\nWhat did the court strike down? the voting law"
)
_RESTATE = (
    "Write the question and its answer as one plain statement, keeping the words of both.\nFor example:\nHow many"
    " people were hurt in Leeds? 14 => 14 people were hurt in Leeds.\nWhich company bought the airline? Lufthansa =>"
    " Lufthansa bought the airline.\nDid the mayor resign? No => The mayor did not resign."
)
_ONE = (
    "Answer the question with a short sentence in the words of the text. If the text does not answer it, write:"
    f" {NOT_FOUND}"
)
_ALONE = (
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
class Statement:
    """One sentence of a draft and the evidence it rests on."""

    text: str
    evidence: Evidence


def fitting(question: str, evidence: Sequence[Evidence], choices: Sequence[str] = ()) -> list[Evidence]:
    """Choose the pieces that `read_direct` has room for, best first; a headline costs once an article."""
    room = _room(_asked(question, choices))
    shown: list[Evidence] = []
    headed: set[str] = set()
    for one in evidence:
        cost = _size(_plain(one.quote)) + (0 if one.article.id in headed else _size(f"- {_head(one.article)}:"))
        if cost <= room:
            shown.append(one)
            headed.add(one.article.id)
            room -= cost
        if len(shown) == MOST_SHOWN:
            break
    return shown


def read_direct(question: str, shown: Sequence[Evidence], choices: Sequence[str] = ()) -> Prompt:
    """Ask for the few words that answer, out of the pieces that are `fitting`.

    Of ``choices``, where given, the model must take one: a grammar leaves it nothing else to write.
    """
    articles: dict[str, list[Evidence]] = {}
    for one in shown:
        articles.setdefault(one.article.id, []).append(one)
    digest = "\n".join(_digest(pieces) for pieces in articles.values())
    user = f"Evidence:\n{digest}\n\nQuestion: {_asked(question, choices)}\nAnswer:"
    return Prompt(_DIRECT, user, DIRECT_TOKENS, grammar_of(choices))


def _asked(question: str, choices: Sequence[str]) -> str:
    return _cut(f"{question} {'; '.join(choices)}" if choices else question, QUESTION_TOKENS)


def grammar_of(choices: Sequence[str]) -> str:
    """Return a GBNF grammar that allows exactly these texts, ``""`` for none."""
    quoted = [json.dumps(choice, ensure_ascii=False) for choice in choices]
    return f"root ::= {' | '.join(quoted)}" if quoted else ""


def read_one(question: str, evidence: Evidence) -> Prompt:
    """Ask for a sentence from one piece of evidence."""
    asked = _cut(question, QUESTION_TOKENS)
    return Prompt(_ONE, f"Text: {_alone(evidence, _room(asked))}\n\nQuestion: {asked}", max_tokens=80)


def restate(question: str, words: str) -> Prompt:
    """Ask for the question and the few words that answer it as one statement, without any evidence to lean on.

    What the question takes for granted is then said by the statement too, and is checked with it.
    """
    asked = _TRUE_OR_FALSE.sub(r"Is it true that \1?", _cut(question, QUESTION_TOKENS))
    return Prompt(_RESTATE, f"{asked} {_cut(words, QUESTION_TOKENS)} =>", max_tokens=80)


def put_alone(question: str, turns: Sequence[tuple[str, str]]) -> Prompt:
    """Ask for a question that leans on earlier turns, questions with their answers, in a form that stands alone."""
    room = (PROMPT_TOKENS - ALONE_TOKENS) // (2 * len(turns) + 1)
    told = [f"Question: {_cut(asked, room)}\nAnswer: {_cut(answered, room)}" for asked, answered in turns]
    user = "\n".join([*told, f"Follow-up: {_cut(question, room)}", "Standalone:"])
    return Prompt(_ALONE, user, max_tokens=48)


def question_of_reply(reply: str) -> str:
    """Return the reply's first question, ``""`` if it asks none."""
    line = reply.strip().split("\n", 1)[0].removeprefix("Standalone:").strip()
    return line[: line.index("?") + 1] if "?" in line else ""


def statements(draft: str, evidence: Evidence) -> list[Statement]:
    """Take a reply about one piece of evidence apart into sentences; none when the model found nothing."""
    if NOT_FOUND in draft.upper():
        return []
    found = []
    for line in draft.splitlines():
        text = _LABEL.sub("", line)
        found += [Statement(text[start:end].strip(), evidence) for start, end in sentences(text)]
    return [one for one in found if one.text]


def restated(reply: str, words: str) -> str:
    """Return the statement in a reply, ``""`` for a question or when it says no more than the words themselves."""
    text = _YES_NO.sub("", " ".join(reply.rpartition("=>")[2].split()))
    text = _INITIALS.sub(r"\1.", text)  # "U.S.", not "U. S."
    return "" if "?" in text or set(stems(text)) <= set(stems(words)) else text


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
    """Estimate a text's tokens: off by 11 of 370 (standard deviation) on 300 prompts of news, Qwen's tokenizer."""
    plain = [letter for letter in text if letter.isascii()]
    foreign = sum(letter.isalpha() for letter in text if not letter.isascii())
    pieces = len(_PIECE.findall(text)) + TOKENS_PER_DIGIT * sum(letter.isdigit() for letter in plain)
    return math.ceil(max(pieces, len(plain) / CHARACTERS_PER_TOKEN) + foreign)
