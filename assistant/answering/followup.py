"""Follow-up questions, put so that they stand alone.

First a gate, by rule: most questions stand alone and stay as they are, so that a new topic is never pulled into the old
one. Then "he" and "she" are replaced by a name (``pronouns.with_person``); where that is not enough, the language model
rewrites the question from the last turns. A rewrite is never shown as fact, and is used only if it says what the
question says in words of the conversation; otherwise the question is asked together with the last topic. Cost: nothing
for most questions, 1 to 5 s where the model is asked, twice that where its first rewrite is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set

from assistant.answering import prompts
from assistant.language.lexicon import (
    AUXILIARIES,
    CONNECTIVES,
    INTERROGATIVES,
    QUESTION_SHAPES,
    REPORTING,
    STOP,
    TIME_NOUNS,
    alternatives,
)
from assistant.language.pronouns import DEFINITE_NOUN, has_unexplained_pronoun, with_person
from assistant.language.words import is_name, stem, stems, tokens
from assistant.protocols import Completion, LanguageModel, Prompt
from assistant.schema.answers import Answer, Status
from assistant.schema.articles import Article

TURNS = 3
"""Earlier turns that are read; "he" two questions later is common, further back it is rare."""
BEST_PIECES = 3
"""Best pieces of evidence of a turn whose articles count as its subject, besides those cited."""
NAME_WORDS = 5
"""Words of an answer that may be a name which the next question refers to."""
MOST_WORDS = 40
"""Words of a rewrite; longer ones tell a story instead of asking."""

_TIME = alternatives(TIME_NOUNS)
_POINTING = re.compile(
    r"\b(that|this|those|these)\s*(\?|$)"
    rf"|\b(was|is|were|are|did|does|after|before|about|of|like) (that|this|those)\b(?!\s+({_TIME})s?\b)"
    rf"|\b(this|those|these|that)\s+(?!({_TIME})s?\b)\w+\s*(\?|$)",
    re.I,
)
_PLACE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )\bthere\b(?!\s+(is|are|was|were|be|will)\b)", re.I
)
_COUNTED = re.compile(r"\b(were|are|was|is) there\s*\??$", re.I)
_THEN = re.compile(r"\b(then|afterwards|since)\s*\??$|\bafterwards\b", re.I)
_ELSE = re.compile(r"\belse\b", re.I)
_OPENING = re.compile(rf"^\W*({alternatives(CONNECTIVES)})\b", re.I)
_ABOUT = re.compile(r"^\W*(and |but |so )?(what|how) about\b", re.I)
_ASKS = re.compile(rf"\b({alternatives(INTERROGATIVES | AUXILIARIES)})\b", re.I)
_OBJECT = re.compile(r"\b(about|of|for|with|from|to|on|after|before|by) it\b", re.I)
_INNER = re.compile(r"\(([^()]+)\)$")
_QUESTION_WORD = rf"({alternatives(INTERROGATIVES)})( (many|much|old|long|far|often))?"
_ASKING_PART = re.compile(
    rf"^\W*((and|but|so)\s+)?({_QUESTION_WORD})?\s*(({alternatives(AUXILIARIES)})\b)?\s*",
    re.I,
)
_THAT_TIME = re.compile(rf"\b(?:that|(?:the )?same) (?:{_TIME})\b", re.I)
"""A rewrite replaces it by the time that is meant."""
_SEQUEL = re.compile(r"\bthe (next|previous|last|first|second|other|others|same|rest|latest|earlier|later)\b", re.I)


def understand(
    question: str, history: Sequence[Answer], model: LanguageModel, article: Callable[[str], Article]
) -> str:
    """Return a question that stands alone: the question itself if it does already or begins the conversation.

    ``history`` are the earlier answers, oldest first; ``article`` gives an article by ``ID@VERSION``.
    """
    recent = history[-TURNS:]
    if not recent:
        return question
    texts = _texts_of(recent, article)
    subject_stems = known_words(recent, texts)
    if not refers_back(question, subject_stems):
        return question
    named = with_person(question, [(_standalone(turn), _direct(turn)) for turn in recent], texts)
    if named != question and not refers_back(named, subject_stems):
        return named
    for turns in (recent, recent[-1:])[: len(recent)]:  # older turns help, or lead astray
        rewritten = _rewritten(question, turns, model)
        if is_faithful(rewritten, question, recent):
            return rewritten
    return f"{question} ({_topic(recent[-1])})"


def _standalone(turn: Answer) -> str:
    return turn.standalone or turn.question


def _direct(turn: Answer) -> str:
    return turn.direct if turn.status is Status.ANSWERED else ""


def _rewritten(question: str, turns: Sequence[Answer], model: LanguageModel) -> str:
    exchanges = [(_standalone(turn), _answer_text(turn)) for turn in turns]
    return prompts.question_of_reply(_reply(model, prompts.standalone_prompt(question, exchanges)))


def refers_back(question: str, subject_stems: Set[str]) -> bool:
    """Return whether a question needs earlier turns; ``subject_stems`` are the stems of these and their articles."""
    names = _names(question)
    if _ABOUT.search(question) or _ELSE.search(question) or _points(question):
        return True
    if _OPENING.search(question):
        return not (names and _ASKS.search(question))
    if names:
        return False
    content = _content(question)
    return (
        bool(_COUNTED.search(question) or _THEN.search(question) or _SEQUEL.search(question))
        or (len(content) <= 1 and content <= subject_stems)
        or any(stem(word) in subject_stems for run in DEFINITE_NOUN.findall(question) for word in run.split())
    )


def _points(question: str) -> bool:
    """Return whether the question has a pronoun, or "there", that nothing before it in the question explains."""
    return has_unexplained_pronoun(question) or bool(
        _POINTING.search(question) or _OBJECT.search(question) or (_PLACE.search(question) and not _names(question))
    )


def _names(text: str) -> set[str]:
    """Return names and figures; a first word is no name."""
    return {word for word, start, _ in tokens(text) if (start > 0 and is_name(word)) or word[:1].isdigit()}


def _content(text: str) -> set[str]:
    return {stem(word) for word, _, _ in tokens(text) if word.lower() not in STOP | REPORTING | QUESTION_SHAPES}


def known_words(recent: Sequence[Answer], texts: Sequence[str]) -> frozenset[str]:
    """Return the stems of the last turns and of the articles that they are about."""
    exchanges = [f"{_standalone(turn)} {turn.direct} {turn.text}" for turn in recent]
    return frozenset(stems(" ".join([*exchanges, *texts])))


def _texts_of(recent: Sequence[Answer], article: Callable[[str], Article]) -> list[str]:
    """Return the titles and texts of the articles that the last turns cite or that came nearest."""
    cited = [source for turn in recent for source in (*turn.citations, *turn.evidence[:BEST_PIECES])]
    articles = map(article, dict.fromkeys(f"{source.article_id}@{source.version}" for source in cited))
    return [f"{each.title}. {each.text}" for each in articles]


def _topic(answer: Answer) -> str:
    """Return the topic of a turn: its question without the question words, and its answer if that is a name."""
    question = _standalone(answer)
    inner = _INNER.search(question)
    topic = inner[1] if inner else _ASKING_PART.sub("", question).strip(" ?")
    words = tokens(_direct(answer))
    name = answer.direct if len(words) <= NAME_WORDS and any(is_name(word) for word, _, _ in words) else ""
    return topic if not name or name in topic else f"{topic}; {name}"


def _answer_text(answer: Answer) -> str:
    if answer.status is not Status.ANSWERED:
        return "not known"
    return answer.direct or re.sub(r"\s*\[\d+\]", "", answer.text)


def _reply(model: LanguageModel, prompt: Prompt) -> str:
    return next((piece.text for piece in model.complete(prompt) if isinstance(piece, Completion)), "")


def is_faithful(rewritten: str, question: str, recent: Sequence[Answer]) -> bool:
    """Return whether a rewrite has all words of the question and others, and these only from the conversation."""
    new, old = set(stems(rewritten)), set(stems(_THAT_TIME.sub("", question)))
    spoken = set(stems(" ".join(f"{turn.question} {turn.standalone} {_answer_text(turn)}" for turn in recent)))
    return bool(rewritten) and len(rewritten.split()) <= MOST_WORDS and old < new <= old | spoken
