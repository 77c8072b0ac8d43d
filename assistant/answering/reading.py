"""Read the evidence with a language model and keep what holds.

First the few words that answer, out of all the evidence; then how sure they are; only then, if they are sure enough,
a sentence from the piece of evidence that they stand on. A sentence that fails a check is replaced by the evidence
itself, verbatim. Knows nothing of retrieval or rendering.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answering import drafting, support
from assistant.answering.confidence import confidence
from assistant.answering.drafting import Statement
from assistant.answering.finding import SUPPORTED, Finding
from assistant.answering.question import Question
from assistant.answering.retrieval import asked_of, freshness
from assistant.answering.support import Direct
from assistant.answering.verification import check
from assistant.answering.words import tokens
from assistant.protocols import Completion, Embedder, LanguageModel, Prompt
from assistant.schema import DraftText, Evidence, Listener, Query, Verdict

SENTENCE_WORDS = 4
"""A shorter reply is a few words without a statement, which nobody can check."""
WORTH_STATING = 0.5
"""Below this share of the threshold no statement is asked for: whether it holds could not raise the words above it."""


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
    """Everything that was read: drafts, the few words that answer and how sure they are, checked statements."""

    drafts: list[str] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    direct: str = ""
    confidence: float = 0.0
    signals: dict[str, float] = field(default_factory=dict)
    is_sure: bool = False
    prompt_tokens: int = 0

    @property
    def is_grounded(self) -> bool:
        """Whether the words all stand in the evidence, or else were said in a statement that holds."""
        verbatim = self.signals["held"] == 1.0 and not support.is_yes_no(self.direct)
        return verbatim or self.signals["stated"] == 1.0

    @property
    def is_held(self) -> bool:
        """Whether every word of the direct answer stands in the evidence it rests on, or it says yes or no."""
        return self.signals.get("held") == 1.0 or support.is_yes_no(self.direct)

    @property
    def kept(self) -> list[Checked]:
        """The statements that hold."""
        return [one for one in self.checked if one.holds]


class Reader:
    """Reads with one language model; the embedder tells how close two texts are in meaning."""

    def __init__(self, model: LanguageModel, embedder: Embedder, listener: Listener, threshold: float) -> None:
        self._model = model
        self._embedder = embedder
        self._listener = listener
        self._threshold = threshold

    def read(self, query: Query, question: Question, evidence: Sequence[Evidence]) -> Reading:
        """Look for the words that answer, and state what they stand on; nothing at all is a good answer too."""
        reading = Reading()
        if not evidence:
            return reading
        prompt, shown = drafting.read_direct(question.text, evidence, query.choices)
        reply = self._complete(prompt, reading, "direct")
        reading.direct = drafting.words_of_reply(reply.text)
        rests_on = support.support(question, reading.direct, shown)
        fresh = freshness(rests_on.article.day, query, asked_of(query)) if rests_on else 0.0
        direct = Direct(reading.direct, reply.logprobs, rests_on, fresh)
        reading.signals = support.signals(question, direct, evidence)
        reading.confidence = confidence(reading.signals)
        if rests_on and reading.confidence >= WORTH_STATING * self._threshold:
            reading.signals |= self._state(question, rests_on, reading)
            reading.confidence = confidence(reading.signals)
        reading.is_sure = reading.is_grounded and reading.confidence >= self._threshold
        return reading

    def _state(self, question: Question, evidence: Evidence, reading: Reading) -> dict[str, float]:
        """Say in a sentence what a piece of evidence has to say; in its own words if the model's do not hold.

        Returns two signals: whether the model, shown this piece alone, gave the same words again, and whether it said
        them in a sentence that holds.
        """
        reply = self._complete(drafting.read_one(question.text, evidence), reading, evidence.key)
        for statement in drafting.statements(reply.text, evidence):
            reading.checked.append(Checked(statement, self._check(reading.direct, statement)))
        stated = bool(reading.kept)
        repeated = drafting.NOT_FOUND not in reply.text.upper() and support.says(reading.direct, reply.text)
        if not stated:
            reading.checked.append(Checked(Statement(evidence.quote, evidence), SUPPORTED, verbatim=True))
        return {"repeated": float(repeated), "stated": float(stated)}

    def _check(self, direct: str, statement: Statement) -> Finding:
        if len(tokens(statement.text)) < SENTENCE_WORDS:
            return Finding(Verdict.UNSUPPORTED, "is not a sentence")
        if not support.says(direct, statement.text):
            return Finding(Verdict.UNSUPPORTED, f"does not say {direct}")
        return check(statement.text, statement.evidence, self._closeness)

    def _closeness(self, one: str, other: str) -> float:
        first, second = self._embedder.embed([one, other])
        return float(sum(a * b for a, b in zip(first, second, strict=True)))

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
