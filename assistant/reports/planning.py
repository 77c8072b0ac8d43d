"""What a report asks about a topic: what anybody would. Such questions have no heading of their own.

Of a topic that the archive knows, whoever speaks on it most is asked about by name. Knows nothing of answers.
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
"""Characters: a topic is a few words."""
MOST_SPEAKERS = 4
"""Who is asked about by name: each question costs some five seconds."""
SHAPES = ("What happened with {}?", "How many people are affected by {}?", "What led to {}?")
"""Asked who, when and where, the assistant hardly ever was sure enough; the evidence shown tells that anyway."""
SAYING = "What did {} say about {}?"
NEXT = "What happens next with {}?"


def checked_topic(text: str) -> str:
    """Return a topic as one line. Raises InputError when it is empty, or too long to be one."""
    topic = checked(text).rstrip(" .!")
    if len(topic) > LONGEST_TOPIC:
        hint = "Give a few words; put your questions into a file and name it with --questions."
        raise InputError(f"The topic has {len(topic):,} characters; the limit is {LONGEST_TOPIC}.", hint)
    return topic


def questions_on(topic: str, evidence: Sequence[Evidence]) -> tuple[PlannedQuestion, ...]:
    """Return what to ask about a topic. ``evidence`` is what the archive holds on it; a question stays as it is."""
    if topic.endswith("?"):
        return (PlannedQuestion(topic),)
    about = with_article(topic)
    said = [SAYING.format(_inside(who), about) for who in _speakers(topic, evidence) or ["officials"]]
    asked = [*(shape.format(about) for shape in SHAPES), *said, NEXT.format(about)]
    return tuple(map(PlannedQuestion, asked))


def _inside(who: str) -> str:
    return f"the {who[4:]}" if who.startswith("The ") else who


def with_article(topic: str) -> str:
    """Return a topic as it stands in a question: "the Harrowick Mill fire"."""
    words = topic.split()
    named_thing = len(words) > 1 and is_name(words[0]) and words[-1].isalpha() and words[-1].islower()
    return f"the {topic}" if named_thing and not any(word.islower() for word in words[:-1]) else topic


def _speakers(topic: str, evidence: Sequence[Evidence]) -> list[str]:
    """Return the names of those who speak in most sentences, and not those who are the topic."""
    said = Counter(speaker_of(one.quote, one.context) for one in evidence)
    names = [who for who, _ in said.most_common() if who and is_name(who.split()[-1])]
    apart = [who for who in names if not any(who != other and who in other for other in names)]
    return [who for who in apart if who.casefold() not in topic.casefold()][:MOST_SPEAKERS]
