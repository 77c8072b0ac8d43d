"""Read the evidence with a language model and check what it says.

Most questions are answered in a few words, taken out of all the evidence in the prompt. How likely they are right is
estimated; then the model states question and words as one sentence, so that what the question presupposes is checked as
well. Questions that ask why, or what somebody said, take a sentence: the best pieces of evidence are read one by one
until a sentence holds. A statement that fails its check is replaced by the evidence itself, verbatim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.answering import prompts, support
from assistant.answering.citations import cite_all
from assistant.answering.confidence import confidence
from assistant.answering.prompts import DraftStatement
from assistant.answering.question import Question
from assistant.answering.retrieval import cosine, freshness, period_of
from assistant.answering.support import Direct
from assistant.language.words import tokens
from assistant.protocols import Completion, Embedder, LanguageModel, Prompt
from assistant.schema.answers import Evidence, Query, Verdict
from assistant.schema.events import DraftText, EvidenceFound, Listener
from assistant.schema.findings import SUPPORTED, Finding
from assistant.verification import check

MIN_STATEMENT_WORDS = 4
"""A shorter reply has no verb and cannot be checked."""
STATEMENT_THRESHOLD = 0.5
"""Share of the confidence threshold below which no statement is asked for: it could hardly raise the words above it."""
MAX_PIECES_READ = 3
"""Pieces of evidence that are read one by one: what the best does not say, the second often does."""


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """A statement and the finding of its check. ``is_verbatim``: the statement is the evidence itself."""

    statement: DraftStatement
    finding: Finding
    is_verbatim: bool = False

    @property
    def holds(self) -> bool:
        """Whether it may be shown as fact."""
        return self.finding.verdict is Verdict.SUPPORTED


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: the model's drafts, the direct answer, its confidence, the checked statements.

    ``confidence`` is 0 to 1, computed from ``signals``. ``prompt_evidence`` is what the model was shown, best first.
    ``is_quotable``: the question asks why, or what somebody said, so that a quote answers as well as any words.
    ``is_sure``: the answer may be shown.
    """

    drafts: tuple[str, ...] = ()
    statements: tuple[CheckedStatement, ...] = ()
    direct: str = ""
    confidence: float = 0.0
    signals: dict[str, float] = field(default_factory=dict)
    is_quotable: bool = False
    is_sure: bool = False
    prompt_tokens: int = 0
    prompt_evidence: tuple[Evidence, ...] = ()

    @property
    def supported(self) -> list[CheckedStatement]:
        """The statements that hold."""
        return [checked for checked in self.statements if checked.holds]

    @property
    def is_grounded(self) -> bool:
        """Whether all the words stand in the evidence, or a statement of them holds, or a quote is an answer."""
        verbatim = self.signals.get("held") == 1.0 and not support.is_yes_no(self.direct)
        return verbatim or self.signals.get("stated") == 1.0 or (self.is_quotable and bool(self.supported))

    @property
    def is_verbatim(self) -> bool:
        """Whether every word of the direct answer stands in the evidence it rests on, or it says yes or no."""
        return self.signals.get("held") == 1.0 or support.is_yes_no(self.direct)

    def with_reply(self, label: str, reply: Completion) -> Reading:
        """Return the reading with another reply of the model among its drafts."""
        drafts = (*self.drafts, f"[{label}] {reply.text.strip()}")
        return replace(self, drafts=drafts, prompt_tokens=max(self.prompt_tokens, reply.prompt_tokens))

    def with_signals(self, signals: dict[str, float]) -> Reading:
        """Return the reading with these signals and the confidence that they give."""
        return replace(self, signals=signals, confidence=confidence(signals))

    def with_statements(self, statements: Sequence[CheckedStatement]) -> Reading:
        """Return the reading with more checked statements."""
        return replace(self, statements=(*self.statements, *statements))


@dataclass(frozen=True, slots=True)
class _Task:
    """A question, all of its evidence, and the part of it that the model is shown; both best first."""

    query: Query
    question: Question
    evidence: Sequence[Evidence]
    prompt_evidence: Sequence[Evidence]

    def signals(self, direct: Direct) -> dict[str, float]:
        period = period_of(self.query)
        return support.signals(self.question, direct, self.evidence, lambda day: freshness(day, self.query, period))


class Reader:
    """Reads with one language model. The embedder measures how close a statement is to its evidence in meaning."""

    def __init__(self, model: LanguageModel, embedder: Embedder, listener: Listener, threshold: float) -> None:
        self._model = model
        self._embedder = embedder
        self._listener = listener
        self._threshold = threshold

    def read(self, query: Query, question: Question, evidence: Sequence[Evidence]) -> Reading:
        """Look for an answer in the evidence (best first); an empty Reading where there is none."""
        if not evidence or question.lacks_choices(query.choices):
            return Reading()
        prompt_evidence = tuple(prompts.fitting(question.text, evidence, query.choices))
        self._listener(EvidenceFound(tuple(cite_all(prompt_evidence, question))))
        task = _Task(query, question, evidence, prompt_evidence)
        is_quotable = question.wants_sentence and not query.choices
        reading = Reading(is_quotable=is_quotable, prompt_evidence=prompt_evidence)
        if is_quotable:
            reading = self._read_sentence(task, reading)
        if not reading.direct:
            reading = self._read_words(task, reading)
        return replace(reading, is_sure=reading.is_grounded and reading.confidence >= self._threshold)

    def _read_words(self, task: _Task, reading: Reading) -> Reading:
        """Find the few words that answer, and state them as a sentence if they are likely enough."""
        reply = self._complete(prompts.direct_prompt(task.question.text, task.prompt_evidence, task.query.choices))
        direct = prompts.words_of_reply(reply.text)
        supporting = support.support(task.question, direct, task.prompt_evidence)
        signals = task.signals(Direct(direct, reply.logprobs, supporting))
        reading = replace(reading.with_reply("direct", reply), direct=direct).with_signals(signals)
        if supporting and reading.confidence >= STATEMENT_THRESHOLD * self._threshold:
            return self._state(task.question, supporting, reading)
        return reading

    def _state(self, question: Question, supporting: Sequence[Evidence], reading: Reading) -> Reading:
        """State the direct answer as a sentence; where none holds, the evidence itself is the statement.

        Where the model says yes and no piece of evidence supports that, "no" may be supported, and the reverse.
        """
        pieces = supporting if support.is_yes_no(reading.direct) else supporting[:1]
        for words in (reading.direct, *support.opposite(reading.direct)):
            reply = self._complete(prompts.statement_prompt(question.text, words))
            reading = reading.with_reply("statement", reply)
            text = prompts.restated(reply.text, words)
            if not text or support.is_misnamed(words, text, question.text):
                continue
            for piece in pieces:
                reading = self._checked([DraftStatement(text, piece)], reading)
                if reading.supported:
                    return replace(reading, direct=words)
        return reading.with_statements([_verbatim(piece) for piece in supporting])

    def _read_sentence(self, task: _Task, reading: Reading) -> Reading:
        """Read the best pieces of evidence one after the other, until a sentence about one of them holds."""
        for piece in task.prompt_evidence[:MAX_PIECES_READ]:
            reply = self._complete(prompts.sentence_prompt(task.question.text, piece))
            reading = reading.with_reply(piece.key, reply)
            statements = prompts.statements(reply.text, piece)
            if statements:
                direct = statements[0].text.removesuffix(".")
                signals = task.signals(Direct(direct, reply.logprobs, (piece,)))
                reading = self._checked(statements, replace(reading, direct=direct).with_signals(signals))
            if reading.supported:
                return reading
        if reading.statements:
            return reading.with_statements([_verbatim(reading.statements[-1].statement.evidence)])
        return reading

    def _checked(self, statements: Sequence[DraftStatement], reading: Reading) -> Reading:
        """Check statements of the direct answer; whether one holds is a signal of its own."""
        reading = reading.with_statements(
            [CheckedStatement(statement, self._finding(reading.direct, statement)) for statement in statements]
        )
        return reading.with_signals(reading.signals | {"stated": float(bool(reading.supported))})

    def _finding(self, direct: str, statement: DraftStatement) -> Finding:
        if len(tokens(statement.text)) < MIN_STATEMENT_WORDS:
            return Finding(Verdict.UNSUPPORTED, "is not a sentence")
        if not support.says(direct, statement.text):
            return Finding(Verdict.UNSUPPORTED, f"does not say {direct}")
        return check(statement.text, statement.evidence, self._closeness)

    def _closeness(self, text: str, other_text: str) -> float:
        return cosine(*self._embedder.embed([text, other_text]))

    def _complete(self, prompt: Prompt) -> Completion:
        """Return the model's reply to a prompt; the listener hears it as it is written."""
        completion = Completion("")
        for piece in self._model.complete(prompt):
            if isinstance(piece, Completion):
                completion = piece
            else:
                self._listener(DraftText(piece))
        self._listener(DraftText("\n"))
        return completion


def _verbatim(evidence: Evidence) -> CheckedStatement:
    return CheckedStatement(DraftStatement(evidence.quote, evidence), SUPPORTED, is_verbatim=True)
