"""A question, the evidence for it, and the checked answer with its citations."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from assistant.schema.archives import NOTHING_COVERED, Coverage
from assistant.schema.articles import EVERYTHING, Article, Filters, Passage, Standing

SCHEMA_VERSION = 1
"""Version of the JSON form of an Answer; raised when a field changes meaning or goes away."""


class Verdict(StrEnum):
    """What checking a claim against its evidence found."""

    SUPPORTED = "SUPPORTED"
    CONTRADICTED = "CONTRADICTED"
    UNSUPPORTED = "UNSUPPORTED"


class Status(StrEnum):
    """Whether the archive answered."""

    ANSWERED = "ANSWERED"
    ABSTAINED = "ABSTAINED"


@dataclass(frozen=True, slots=True)
class Query:
    """A question as typed, in the form that stands alone, where to look, and the day on which it is asked.

    Days are ``YYYY-MM-DD``. "This week" in the question is the week before ``as_of``; how fresh an article is counts
    from ``newest``, the archive's last day where that is earlier: an old archive has fresh news too. ``choices``, where
    given, are the only answers allowed.
    """

    question: str
    standalone: str
    filters: Filters = EVERYTHING
    as_of: str = ""
    newest: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One quoted sentence: ``quote == article.text[start:end]``.

    ``key`` is opaque, so that the model cannot guess one. ``context`` is the span before the sentence that says who
    "he" is, empty (start == end) where none is needed. ``score`` is relevance to the question, higher is better;
    ``closeness`` is the cosine similarity of question and sentence, -1 to 1; ``rank`` the score of its passage, 0 to 1;
    ``origin`` is the same for an article and its copies, ``""`` where the article is all there is.
    """

    key: str
    article: Article
    passage: Passage
    start: int
    end: int
    score: float
    closeness: float
    context_start: int = 0
    context_end: int = 0
    rank: float = 0.0
    origin: str = ""

    @property
    def quote(self) -> str:
        """The sentence, verbatim."""
        return self.article.text[self.start : self.end]

    @property
    def context(self) -> str:
        """What the sentence leans on, verbatim."""
        return self.article.text[self.context_start : self.context_end]

    @property
    def text(self) -> str:
        """The sentence with what it leans on."""
        return f"{self.context} {self.quote}".strip()


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered, verbatim quote: ``quote == text[start:end]`` of that version of the article.

    ``marks`` are the words that matter, as offsets within ``quote``; ``score`` is how relevant the quote was to the
    question, higher is better, 0 where nothing was ranked. ``standing`` is how the story stands, whichever version of
    it is cited, and ``note`` what the editor says of that, shortened; ``also`` are the other outlets that ran it.
    """

    number: int
    article_id: str
    version: int
    title: str
    publisher: str
    published: str
    url: str
    start: int
    end: int
    quote: str
    marks: tuple[tuple[int, int], ...] = ()
    score: float = 0.0
    standing: Standing = Standing.GOOD
    note: str = ""
    also: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """What ``assistant show`` takes to open the quote in its article: ``ID@VERSION:START-END``."""
        return f"{self.article_id}@{self.version}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement of the answer, what the check found and the citations it stands on."""

    text: str
    verdict: Verdict
    citations: tuple[int, ...] = ()
    reason: str = ""
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The checked answer.

    ``standalone`` is the question as it was understood: another wording than ``question`` where that leaned on what was
    said before. ``evidence`` is what the model was shown, best first.
    ``direct`` is a few words; ``text`` one to four sentences with [1]-style marks; ``claims`` includes those that
    failed (they are not in ``text``). When ABSTAINED, ``nearest`` shows the closest sentences found, and ``reason``
    says why where it is not that the archive lacks the answer. ``timings`` are seconds by stage; ``draft`` is the
    model's raw text, never shown as the answer.

    ``confidence`` is the estimated chance, 0 to 1, that the direct answer is right. When it is below the threshold the
    answer is ABSTAINED, and what would have been ``direct`` is kept as ``withheld``, for inspection like the draft.
    ``signals`` are the facts that the estimate rests on (see ``answering.confidence``). ``origins`` is how many
    independent stories the citations are out of: an article and its copies are one.
    """

    question: str
    status: Status
    standalone: str = ""
    direct: str = ""
    text: str = ""
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    evidence: tuple[Citation, ...] = ()
    reason: str = ""
    coverage: Coverage = NOTHING_COVERED
    model: str = ""
    draft: str = ""
    confidence: float = 0.0
    withheld: str = ""
    signals: dict[str, float] = field(default_factory=dict)
    prompt_tokens: int = 0
    timings: dict[str, float] = field(default_factory=dict)
    origins: int = 0
