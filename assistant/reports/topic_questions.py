"""The questions that a report asks about a topic: general ones, and one for each of its main speakers.

These questions have no headings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.answering.question import checked
from assistant.errors import InputError
from assistant.language.words import is_name
from assistant.reports.sayings import speaker_of
from assistant.schema.answers import Evidence
from assistant.schema.reports import PlannedQuestion

LONGEST_TOPIC = 200
"""Characters; a topic is a few words."""
MOST_SPEAKERS = 4
"""Speakers that have a question; each question costs some five seconds."""
SHAPES = ("What happened with {}?", "How many people are affected by {}?", "What led to {}?")
"""Not who, when and where: the assistant was hardly ever sure enough of them, and the evidence shows them anyway."""
STATEMENT_QUESTION = "What did {} say about {}?"
NEXT_QUESTION = "What happens next with {}?"


def checked_topic(text: str) -> str:
    """Return a topic as one line. Raises InputError when it is empty or longer than LONGEST_TOPIC."""
    topic = checked(text).rstrip(" .!")
    if len(topic) > LONGEST_TOPIC:
        hint = "Give a few words; put your questions into a file and name it with --questions."
        raise InputError(f"The topic has {len(topic):,} characters; the limit is {LONGEST_TOPIC}.", hint)
    return topic


def questions_on(topic: str, evidence: Sequence[Evidence]) -> tuple[PlannedQuestion, ...]:
    """Return the questions about a topic, given the evidence on it. A topic that is a question is the only one."""
    if topic.endswith("?"):
        return (PlannedQuestion(topic),)
    noun_phrase = with_article(topic)
    speakers = _speakers(topic, evidence) or ["officials"]
    questions = [
        *(shape.format(noun_phrase) for shape in SHAPES),
        *(STATEMENT_QUESTION.format(_inside_sentence(speaker), noun_phrase) for speaker in speakers),
        NEXT_QUESTION.format(noun_phrase),
    ]
    return tuple(map(PlannedQuestion, questions))


def _inside_sentence(speaker: str) -> str:
    return f"the {speaker[4:]}" if speaker.startswith("The ") else speaker


def with_article(topic: str) -> str:
    """Return a topic as a noun phrase inside a question: "the Harrowick Mill fire"."""
    words = topic.split()
    is_named_event = len(words) > 1 and is_name(words[0]) and words[-1].isalpha() and words[-1].islower()
    return f"the {topic}" if is_named_event and not any(word.islower() for word in words[:-1]) else topic


def _speakers(topic: str, evidence: Sequence[Evidence]) -> list[str]:
    """Return the names of those who speak most often, without the topic itself and without parts of other names."""
    counts = Counter(speaker_of(sentence.quote, sentence.context) for sentence in evidence)
    names = [name for name, _ in counts.most_common() if name and is_name(name.split()[-1])]
    full_names = [name for name in names if not any(name != other and name in other for other in names)]
    return [name for name in full_names if name.casefold() not in topic.casefold()][:MOST_SPEAKERS]
