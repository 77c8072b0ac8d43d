"""A question that leans on what was said before, put so that it stands alone.

First a gate, by rule: does the question lean at all? Most do not, and those are left as they are, so that a new topic
is never dragged into the old one. Then "he" and "she" give way to a name (``referents``), and where that is not all,
the language model rewrites the question from the last turns. Nothing of a rewrite is shown as fact, and it is kept only
if it says what the question says, in no other words than those of the conversation; otherwise the question is asked
together with the last topic. Knows nothing of sessions. Cost: nothing for most, 1 to 5 s where the model is asked,
twice that where its first rewrite is not kept.
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
"""How many earlier turns are looked at; "he" two questions later is common, further back it is rare."""
SPOKEN_OF = 3
"""Best pieces of evidence of a turn whose articles tell what was spoken of, besides those cited."""
NAME_WORDS = 5
"""A longer answer is not a name that the next question may mean."""
MOST_WORDS = 40
"""A longer rewrite tells a story instead of asking."""

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
"""Gives way to the time that is meant."""
_SEQUEL = re.compile(r"\bthe (next|previous|last|first|second|other|others|same|rest|latest|earlier|later)\b", re.I)


def understand(
    question: str, history: Sequence[Answer], model: LanguageModel, article: Callable[[str], Article]
) -> str:
    """Put a question so that it stands alone; one that does already, or begins the conversation, is left as it is.

    ``history`` are the earlier answers, oldest first; ``article`` gives an article by ``ID@VERSION``.
    """
    recent = history[-TURNS:]
    if not recent:
        return question
    texts = _spoken_of(recent, article)
    known = known_words(recent, texts)
    if not leans(question, known):
        return question
    named = with_person(question, [(_standalone(turn), _direct(turn)) for turn in recent], texts)
    if named != question and not leans(named, known):
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
    told = [(one.standalone or one.question, _told(one)) for one in turns]
    return prompts.question_of_reply(_reply(model, prompts.standalone_prompt(question, told)))


def leans(question: str, known: Set[str]) -> bool:
    """Tell whether a question cannot be understood by itself. ``known`` are the stems of what was spoken of."""
    named = _names(question)
    if _ABOUT.search(question) or _ELSE.search(question) or _points(question):
        return True
    if _OPENING.search(question):
        return not (named and _ASKS.search(question))
    if named:
        return False
    content = _content(question)
    return (
        bool(_COUNTED.search(question) or _THEN.search(question) or _SEQUEL.search(question))
        or (len(content) <= 1 and content <= known)
        or any(stem(word) in known for run in DEFINITE_NOUN.findall(question) for word in run.split())
    )


def _points(question: str) -> bool:
    """Return whether the question has a pronoun, or "there", that nothing before it in the question explains."""
    return has_unexplained_pronoun(question) or bool(
        _POINTING.search(question) or _OBJECT.search(question) or (_PLACE.search(question) and not _names(question))
    )


def _names(text: str) -> set[str]:
    """Return names and figures; the first word is none, unless it is all there is."""
    return {word for word, start, _ in tokens(text) if (start > 0 and is_name(word)) or word[:1].isdigit()}


def _content(text: str) -> set[str]:
    return {stem(word) for word, _, _ in tokens(text) if word.lower() not in STOP | REPORTING | QUESTION_SHAPES}


def known_words(recent: Sequence[Answer], texts: Sequence[str]) -> frozenset[str]:
    """Return the stems of the last turns and of the articles that they spoke of."""
    said = [f"{one.standalone or one.question} {one.direct} {one.text}" for one in recent]
    return frozenset(stems(" ".join([*said, *texts])))


def _spoken_of(recent: Sequence[Answer], article: Callable[[str], Article]) -> list[str]:
    """Return the articles that the last turns rest on or that came nearest."""
    cited = [one for turn in recent for one in (*turn.citations, *turn.evidence[:SPOKEN_OF])]
    found = [article(reference) for reference in dict.fromkeys(f"{one.article_id}@{one.version}" for one in cited)]
    return [f"{one.title}. {one.text}" for one in found]


def _topic(answer: Answer) -> str:
    """Return what a turn was about: its question without the asking, or what that was about, and who answers it."""
    asked = answer.standalone or answer.question
    inner = _INNER.search(asked)
    about = inner[1] if inner else _ASKING_PART.sub("", asked).strip(" ?")
    words = tokens(answer.direct) if answer.status is Status.ANSWERED else []
    who = answer.direct if len(words) <= NAME_WORDS and any(is_name(word) for word, _, _ in words) else ""
    return about if not who or who in about else f"{about}; {who}"


def _told(answer: Answer) -> str:
    if answer.status is not Status.ANSWERED:
        return "not known"
    return answer.direct or re.sub(r"\s*\[\d+\]", "", answer.text)


def _reply(model: LanguageModel, prompt: Prompt) -> str:
    return next((piece.text for piece in model.complete(prompt) if isinstance(piece, Completion)), "")


def is_faithful(rewritten: str, question: str, recent: Sequence[Answer]) -> bool:
    """Tell whether a rewrite says all that the question says, more than it, and nothing that nobody has spoken of."""
    said, asked = set(stems(rewritten)), set(stems(_THAT_TIME.sub("", question)))
    heard = set(stems(" ".join(f"{one.question} {one.standalone} {_told(one)}" for one in recent)))
    return bool(rewritten) and len(rewritten.split()) <= MOST_WORDS and asked < said <= asked | heard
