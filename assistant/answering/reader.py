"""Read the evidence with a language model and keep what holds.

As a rule: the few words that answer, out of all the evidence; how sure they are; then question and words as one
statement, so that what the question takes for granted is checked as well. For what somebody said, and why: a sentence
from the best piece of evidence that has one. What fails a check gives way to the evidence itself, verbatim.
Knows nothing of rendering.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answering import prompts, support
from assistant.answering.citations import cite_all
from assistant.answering.confidence import confidence
from assistant.answering.prompts import Statement
from assistant.answering.question import Question
from assistant.answering.retrieval import asked_of, cosine, freshness
from assistant.answering.support import Direct
from assistant.language.words import tokens
from assistant.protocols import Completion, Embedder, LanguageModel, Prompt
from assistant.schema.answers import Evidence, Query, Verdict
from assistant.schema.events import DraftText, EvidenceFound, Listener
from assistant.schema.findings import SUPPORTED, Finding
from assistant.verification import check

SENTENCE_WORDS = 4
"""A shorter reply is a few words without a statement, which nobody can check."""
WORTH_STATING = 0.5
"""Below this share of the threshold no statement is asked for: it could hardly raise the words above it."""
MOST_READ = 3
"""Pieces that are read alone, one after the other; what the best does not say the second often does."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement and what checking it found. ``verbatim`` means that the evidence itself is the statement."""

    statement: Statement
    finding: Finding
    verbatim: bool = False

    @property
    def holds(self) -> bool:
        """Whether it may be shown as fact."""
        return self.finding.verdict is Verdict.SUPPORTED


@dataclass(slots=True)
class Reading:
    """Everything that was read: drafts, the few words that answer, how sure they are, checked statements, evidence.

    ``is_quotable`` means that a quote answers as well as any words: it is asked why, or what somebody said.
    """

    drafts: list[str] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    direct: str = ""
    confidence: float = 0.0
    signals: dict[str, float] = field(default_factory=dict)
    is_quotable: bool = False
    is_sure: bool = False
    prompt_tokens: int = 0
    shown: Sequence[Evidence] = ()

    def weigh(self, signals: dict[str, float]) -> None:
        """Take in signals, and how sure they make the words."""
        self.signals, self.confidence = signals, confidence(signals)

    @property
    def is_grounded(self) -> bool:
        """Whether the words all stand in the evidence, or were said in a statement that holds, or a quote will do."""
        verbatim = self.signals.get("held") == 1.0 and not support.is_yes_no(self.direct)
        return verbatim or self.signals.get("stated") == 1.0 or (self.is_quotable and bool(self.kept))

    @property
    def is_held(self) -> bool:
        """Whether every word of the direct answer stands in the evidence it rests on, or it says yes or no."""
        return self.signals.get("held") == 1.0 or support.is_yes_no(self.direct)

    @property
    def kept(self) -> list[Checked]:
        """The statements that hold."""
        return [one for one in self.checked if one.holds]


@dataclass(frozen=True, slots=True)
class _Task:
    """What is asked, all of the evidence, and what of it the model is shown, both best first."""

    query: Query
    question: Question
    evidence: Sequence[Evidence]
    shown: Sequence[Evidence]

    def signals(self, direct: Direct) -> dict[str, float]:
        asked = asked_of(self.query)
        return support.signals(self.question, direct, self.evidence, lambda day: freshness(day, self.query, asked))


class Reader:
    """Reads with one language model; the embedder tells how close two texts are in meaning."""

    def __init__(self, model: LanguageModel, embedder: Embedder, listener: Listener, threshold: float) -> None:
        self._model = model
        self._embedder = embedder
        self._listener = listener
        self._threshold = threshold

    def read(self, query: Query, question: Question, evidence: Sequence[Evidence]) -> Reading:
        """Look for what answers, and how sure that is; nothing at all is a good answer too."""
        reading = Reading()
        if not evidence or question.lacks_choices(query.choices):
            return reading
        reading.shown = shown = prompts.fitting(question.text, evidence, query.choices)
        self._listener(EvidenceFound(tuple(cite_all(shown, question))))
        task = _Task(query, question, evidence, shown)
        reading.is_quotable = question.wants_sentence and not query.choices
        if reading.is_quotable:
            self._read_sentence(task, reading)
        if not reading.direct:
            self._read_words(task, reading)
        reading.is_sure = reading.is_grounded and reading.confidence >= self._threshold
        return reading

    def _read_words(self, task: _Task, reading: Reading) -> None:
        """Find the few words that answer in all of the evidence, and state them if they are likely enough."""
        prompt = prompts.read_direct(task.question.text, task.shown, task.query.choices)
        reply = self._complete(prompt, reading, "direct")
        reading.direct = prompts.words_of_reply(reply.text)
        rests_on = support.support(task.question, reading.direct, task.shown)
        reading.weigh(task.signals(Direct(reading.direct, reply.logprobs, rests_on)))
        if rests_on and reading.confidence >= WORTH_STATING * self._threshold:
            self._state(task.question, rests_on, reading)

    def _state(self, question: Question, rests_on: Sequence[Evidence], reading: Reading) -> None:
        """Say the words in a sentence; in those of the evidence if that does not hold.

        Where the model says yes and no piece bears that out, no may be borne out, and the other way round.
        """
        pieces = rests_on if support.is_yes_no(reading.direct) else rests_on[:1]
        for words in (reading.direct, *support.opposite(reading.direct)):
            reply = self._complete(prompts.restate(question.text, words), reading, "statement")
            text = prompts.restated(reply.text, words)
            fits = text and not support.is_misnamed(words, text, question.text)
            for one in pieces if fits else ():
                self._judge([Statement(text, one)], reading)
                if reading.kept:
                    reading.direct = words
                    return
        reading.checked += [_verbatim(one) for one in rests_on]

    def _read_sentence(self, task: _Task, reading: Reading) -> None:
        """Read the best pieces one after the other, until one has something to say that holds."""
        for one in task.shown[:MOST_READ]:
            reply = self._complete(prompts.read_one(task.question.text, one), reading, one.key)
            found = prompts.statements(reply.text, one)
            if found:
                reading.direct = found[0].text.removesuffix(".")
                reading.weigh(task.signals(Direct(reading.direct, reply.logprobs, (one,))))
                self._judge(found, reading)
            if reading.kept:
                return
        if reading.checked:
            reading.checked.append(_verbatim(reading.checked[-1].statement.evidence))

    def _judge(self, statements: Sequence[Statement], reading: Reading) -> None:
        """Check statements; that one of them holds is a signal too."""
        reading.checked += [Checked(one, self._check(reading.direct, one)) for one in statements]
        reading.weigh(reading.signals | {"stated": float(bool(reading.kept))})

    def _check(self, direct: str, statement: Statement) -> Finding:
        if len(tokens(statement.text)) < SENTENCE_WORDS:
            return Finding(Verdict.UNSUPPORTED, "is not a sentence")
        if not support.says(direct, statement.text):
            return Finding(Verdict.UNSUPPORTED, f"does not say {direct}")
        return check(statement.text, statement.evidence, self._closeness)

    def _closeness(self, one: str, other: str) -> float:
        return cosine(*self._embedder.embed([one, other]))

    def _complete(self, prompt: Prompt, reading: Reading, label: str) -> Completion:
        done = Completion("")
        for piece in self._model.complete(prompt):
            if isinstance(piece, Completion):
                done = piece
            else:
                self._listener(DraftText(piece))
        self._listener(DraftText("\n"))
        reading.prompt_tokens = max(reading.prompt_tokens, done.prompt_tokens)
        reading.drafts.append(f"[{label}] {done.text.strip()}")
        return done


def _verbatim(evidence: Evidence) -> Checked:
    return Checked(Statement(evidence.quote, evidence), SUPPORTED, verbatim=True)
