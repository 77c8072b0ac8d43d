"""The vocabulary: plain, frozen data that every other room passes around.

One word for each thing, as listed in the architecture page. Knows nothing of files, databases, models or
terminals; standard library only, so that importing it costs nothing.

Offsets are counted in characters of ``Article.text``, ``end`` exclusive: ``article.text[start:end]`` is the span.
Dates are ISO 8601 strings (``2026-01-28`` or ``2026-01-28T09:30:00+00:00``), ``""`` when unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

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


class Standing(StrEnum):
    """What a publisher says of an article that it published: nothing more, that it was wrong, that it is withdrawn."""

    GOOD = ""
    CORRECTED = "CORRECTED"
    RETRACTED = "RETRACTED"


@dataclass(frozen=True, slots=True)
class Article:
    """One news item as stored. ``text`` is the body; the headline is ``title`` alone.

    ``note`` is the editor's: a correction, the reason of a retraction; ``dateline`` the place that the story is told
    from. ``published`` is when its first version came out, ``updated`` when this one did.
    """

    id: str
    title: str
    text: str
    publisher: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    url: str = ""
    language: str = ""
    version: int = 1
    dateline: str = ""
    note: str = ""
    standing: Standing = Standing.GOOD

    @property
    def day(self) -> str:
        """The publication day, ``YYYY-MM-DD``, or ``""``."""
        return self.published[:10]

    @property
    def date(self) -> date | None:
        """The publication day as a date, None when unknown."""
        return date.fromisoformat(self.day) if self.day else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A contiguous span of one version of an article: ``text == article.text[start:end]``."""

    article_id: str
    version: int
    index: int
    start: int
    end: int
    text: str

    @property
    def id(self) -> str:
        """Key of the passage in the catalogue and in the vector index."""
        return f"{self.article_id}@{self.version}#{self.index}"


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage, its score (higher is better, 0 to 1 once fused) and the stage that gave it."""

    passage: Passage
    score: float
    stage: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What to search in. ``after`` and ``before`` are days, both inclusive; empty means no limit.

    ``known_by`` leaves out what was published after that day, and keeps articles without a date.
    """

    after: str = ""
    before: str = ""
    publishers: tuple[str, ...] = ()
    known_by: str = ""

    def __bool__(self) -> bool:
        return bool(self.after or self.before or self.known_by or self.publishers)


EVERYTHING = Filters()
"""The whole archive."""


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
class Coverage:
    """What the archive holds, within the question's filters."""

    articles: int = 0
    passages: int = 0
    publishers: tuple[str, ...] = ()
    first: str = ""
    last: str = ""


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
    coverage: Coverage = Coverage()
    model: str = ""
    draft: str = ""
    confidence: float = 0.0
    withheld: str = ""
    signals: dict[str, float] = field(default_factory=dict)
    prompt_tokens: int = 0
    timings: dict[str, float] = field(default_factory=dict)
    origins: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something ingest could not take: ``where`` is a path, with a line number where that helps."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the columns of a table were taken for: (our field, column), and the columns that nothing was taken from."""

    where: str
    fields: tuple[tuple[str, str], ...]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, in articles. ``updated`` are new versions of known articles.

    ``skipped`` are the first that were; ``unlisted``, how many more there were than are kept in memory.

    ``stages`` are the seconds that each stage was at work: read, split, embed, store, index. They overlap: together
    they may be more than ``seconds``, the whole.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    passages: int = 0
    skipped: tuple[Skipped, ...] = ()
    seconds: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)
    unlisted: int = 0

    @property
    def skips(self) -> int:
        """How many were skipped, listed or not."""
        return len(self.skipped) + self.unlisted


@dataclass(frozen=True, slots=True)
class Source:
    """One stored article, as `assistant sources list` shows it. ``path`` is the file it came from."""

    article_id: str
    version: int
    title: str
    publisher: str
    published: str
    passages: int
    path: str
    standing: Standing = Standing.GOOD


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """What the archive holds and how it is. ``problems`` is empty when it is healthy.

    ``pending`` counts articles that are in the catalogue but not yet in the vector index; sizes are bytes on disk.
    """

    coverage: Coverage
    vectors: int
    pending: int
    embedder: str
    catalogue_bytes: int
    vectors_bytes: int
    problems: tuple[str, ...] = ()
