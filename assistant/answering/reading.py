"""Read the evidence with a language model and keep what holds.

Piece by piece, best first, until one gives a statement that passes every check; then all pieces together. A statement
that fails is replaced by the evidence itself, verbatim, where that plainly meets the question, and dropped otherwise.
Knows nothing of retrieval or rendering.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answering import drafting
from assistant.answering.drafting import Statement
from assistant.answering.finding import SUPPORTED, Finding
from assistant.answering.question import Question
from assistant.answering.verification import check, hedged
from assistant.answering.words import figures, stems, tokens
from assistant.protocols import Completion, Embedder, LanguageModel, Prompt
from assistant.schema import DraftText, Evidence, Listener, Verdict

SINGLES = 3
"""How many pieces of evidence are read one by one."""
BEARS_SHARE, BEARS_CLOSENESS = 0.5, 0.6
"""Evidence bears on a question when it, its context and its headline hold half of the question's words by weight, or
when it is this close in meaning; and in any case every name in the question."""
PLAIN_SHARE = 0.7
"""Evidence that alone holds this much of the question is shown verbatim when the model's own sentence fails."""
CERTAIN_SHARE = 0.95
"""Evidence that alone holds all of the question is shown verbatim even when the model gives up on it."""
SENTENCE_WORDS = 4
"""A shorter reply is a few words without a statement, which nobody can check."""
RIVAL = 0.85
"""Evidence of another article with this share of the best score is read too: it may have other figures."""
_FILLER = re.compile(r"^\s*(answer:|because|since|by)\s+", re.I)


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
    """Everything that was read: raw drafts, checked statements, the few words that answer, the longest prompt."""

    drafts: list[str] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    direct: str = ""
    prompt_tokens: int = 0

    @property
    def kept(self) -> list[Checked]:
        """The statements that hold."""
        return [one for one in self.checked if one.holds]


class Reader:
    """Reads with one language model; the embedder tells how close two texts are in meaning."""

    def __init__(self, model: LanguageModel, embedder: Embedder, listener: Listener) -> None:
        self._model = model
        self._embedder = embedder
        self._listener = listener

    def read(self, question: Question, evidence: Sequence[Evidence]) -> Reading:
        """Look for statements that answer the question; none is a good answer too."""
        reading = Reading()
        bearing = [one for one in evidence if bears_on(question, one)]
        singles = [[one] for one in bearing[:SINGLES]]
        together = [one for one in evidence if _names_all(question, one)]
        for group in [*singles, together] if bearing else []:
            self._read_group(question, group, reading)
            if reading.kept:
                break
        if not reading.kept:
            reading.checked += [_verbatim(one) for one in bearing if _meets(question, one, CERTAIN_SHARE)][:1]
        else:
            self._read_rival(question, bearing, reading)
        if reading.kept:
            reading.direct = self._direct(question, reading.kept[0], reading)
        return reading

    def _read_rival(self, question: Question, bearing: Sequence[Evidence], reading: Reading) -> None:
        """Read another article that comes close; where it is the newer one, it speaks first."""
        best = reading.kept[0].statement.evidence
        rival = next(
            (one for one in bearing if one.article.id != best.article.id and one.score >= RIVAL * best.score), None
        )
        if not rival:
            return
        first = len(reading.checked)
        self._read_group(question, [rival], reading, replace=False)
        if rival.article.published > best.article.published:
            reading.checked[:] = reading.checked[first:] + reading.checked[:first]

    def _direct(self, question: Question, kept: Checked, reading: Reading) -> str:
        """Return the few words of a checked statement that answer, or ``""`` when the model finds none that hold."""
        words = self._complete(drafting.read_direct(question.text, kept.statement.text), reading, "direct").strip()
        words = _FILLER.sub("", words.split("\n", 1)[0]).strip().strip('"“”').rstrip(".")
        said = stems(words) + figures(words)
        source = kept.statement.evidence.text + " " + kept.statement.text
        inside = set(stems(source)) | set(figures(source))
        return words if said and set(said) <= inside and question.wants(words) else ""

    def _read_group(
        self, question: Question, group: Sequence[Evidence], reading: Reading, *, replace: bool = True
    ) -> None:
        if len(group) == 1:
            prompt = drafting.read_one(question.text, group[0])
        else:
            prompt = drafting.read_many(question.text, group)
        draft = self._complete(prompt, reading, ",".join(one.key for one in group))
        for statement in drafting.statements(draft, group):
            checked = Checked(statement, self._check(question, statement))
            reading.checked.append(checked)
            if replace and not checked.holds and _meets(question, statement.evidence, PLAIN_SHARE):
                reading.checked.append(_verbatim(statement.evidence))

    def _check(self, question: Question, statement: Statement) -> Finding:
        if len(tokens(statement.text)) < SENTENCE_WORDS:
            return Finding(Verdict.UNSUPPORTED, "is not a sentence")
        if not question.wants(statement.text):
            return Finding(Verdict.UNSUPPORTED, "does not say what was asked for")
        return check(statement.text, statement.evidence, self._closeness)

    def _closeness(self, one: str, other: str) -> float:
        first, second = self._embedder.embed([one, other])
        return float(sum(a * b for a, b in zip(first, second, strict=True)))

    def _complete(self, prompt: Prompt, reading: Reading, label: str) -> str:
        text = ""
        for piece in self._model.complete(prompt):
            if isinstance(piece, Completion):
                text = piece.text
                reading.prompt_tokens = max(reading.prompt_tokens, piece.prompt_tokens)
            else:
                self._listener(DraftText(piece))
        self._listener(DraftText("\n"))
        reading.drafts.append(f"[{label}] {text.strip()}")
        return text


def bears_on(question: Question, evidence: Evidence) -> bool:
    """Tell whether a piece of evidence is about what the question is about."""
    found = set(stems(f"{evidence.text} {evidence.article.title}"))
    if not _names_all(question, evidence):
        return False
    return question.share(found) >= BEARS_SHARE or evidence.closeness >= BEARS_CLOSENESS


def _names_all(question: Question, evidence: Evidence) -> bool:
    """Tell whether evidence, headline and passage name everybody and every place that the question names.

    The passage counts because "the court" is the one that was named two sentences earlier.
    """
    return not question.missing_names(set(stems(f"{evidence.article.title} {evidence.passage.text} {evidence.text}")))


def _meets(question: Question, evidence: Evidence, share: float) -> bool:
    found = set(stems(evidence.text))
    if hedged(evidence.quote) and not hedged(question.text):
        return False
    return not question.missing_names(found) and question.share(found) >= share and question.wants(evidence.quote)


def _verbatim(evidence: Evidence) -> Checked:
    return Checked(Statement(evidence.quote, evidence), SUPPORTED, verbatim=True)
