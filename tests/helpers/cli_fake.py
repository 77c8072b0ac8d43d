"""A stand-in for the archive: the same methods and types as the real one, let in by the same door."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assistant.errors import InputError
from assistant.schema.answers import Answer, Citation, Claim, Status, Verdict
from assistant.schema.archives import ArchiveStatus, Coverage, IngestReport, Source
from assistant.schema.articles import Article, Filters, Standing
from assistant.schema.events import DraftText, EvidenceFound, Progress, Understood, ignore

TEXT = (
    "The bridge over the Lenn will close on Monday.\n\n"
    'Mayor Ada Brook said the repair would cost "4.2 million crowns" and last until May.\n'
)
QUOTE = 'Mayor Ada Brook said the repair would cost "4.2 million crowns" and last until May.'
START = TEXT.index(QUOTE)
COVERAGE = Coverage(2, 5, ("Lennford Courier",), "2026-01-03", "2026-01-28")

ARTICLE = Article(
    id="bridge",
    title="Bridge closes",
    text=TEXT,
    publisher="Lennford Courier",
    authors=("Tom Reed",),
    published="2026-01-28T09:30:00+00:00",
    url="https://courier.example/bridge",
    language="en",
)
CITATION = Citation(
    number=1,
    article_id="bridge",
    version=1,
    title="Bridge closes",
    publisher="Lennford Courier",
    published="2026-01-28T09:30:00+00:00",
    url="https://courier.example/bridge",
    start=START,
    end=START + len(QUOTE),
    quote=QUOTE,
    marks=((43, 63),),
)
ANSWER = Answer(
    question="What will the repair cost?",
    status=Status.ANSWERED,
    direct="4.2 million crowns",
    text='The repair would cost "4.2 million crowns", the mayor said [1].',
    claims=(Claim('The repair would cost "4.2 million crowns", the mayor said.', Verdict.SUPPORTED, (1,)),),
    citations=(CITATION,),
    coverage=COVERAGE,
    model="qwen2.5-coder-1.5b",
    draft='It would cost "4.2 million crowns" [e7].',
    prompt_tokens=210,
    timings={"retrieve": 0.5, "draft": 1.25},
)
ABSTAINED = Answer(
    question="Who won the cup?",
    status=Status.ABSTAINED,
    nearest=(CITATION,),
    coverage=COVERAGE,
    model="m",
    draft="none",
)
SOURCE = Source("bridge", 1, "Bridge closes", "Lennford Courier", "2026-01-28T09:30:00+00:00", 5, "corpus/bridge.md")
STATUS = ArchiveStatus(COVERAGE, 5, 0, "all-minilm-l6-v2", 120_000, 2_500_000)
REPORT = IngestReport(added=2, updated=1, unchanged=3, passages=9, seconds=1.5)


@dataclass
class FakeArchive:
    """Answers what the test put in; remembers what it was asked."""

    answer: Answer = ANSWER
    passages: tuple[Citation, ...] = (CITATION,)
    report: IngestReport = REPORT
    health: ArchiveStatus = STATUS
    held: tuple[Source, ...] = (SOURCE,)
    ingested: IngestReport | None = None
    error: BaseException | None = None
    asked: list = field(default_factory=list)
    options: dict = field(default_factory=dict)
    history: tuple = ()
    settings: object = None
    closed: bool = False
    standing: Standing = Standing.GOOD
    note: str = ""

    @property
    def holdings(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.closed = True

    def leave(self):
        self.closed = True
        return False

    def _take(self, *what):
        self.asked.append(what)
        if self.error:
            raise self.error

    def ensure_ingested(self, listener):
        return self.ingested

    def ask(self, question, *, history=(), filters=Filters(), as_of="", choices=(), listener=ignore):  # noqa: B008
        self._take("ask", question, filters)
        self.options = {"as_of": as_of, "choices": choices}
        self.history = tuple(history)
        listener(Progress("Fetching qwen2.5-coder-1.5b", 0, 1_117_320_768, "bytes", "Apache-2.0, from the hub"))
        if self.answer.standalone:
            listener(Understood(self.answer.standalone))
        listener(EvidenceFound(self.answer.citations or self.answer.nearest))
        listener(DraftText(self.answer.draft))
        return self.answer

    def search(self, question, *, filters=Filters(), k=None, listener=ignore):  # noqa: B008
        self._take("search", question, filters, k)
        return list(self.passages)

    def ingest(self, paths, *, fields=(), listener=ignore):
        self._take("ingest", tuple(paths))
        for done in range(3):
            listener(Progress("Reading", done, 2, "articles"))
        return self.report

    def warm(self, listener=ignore):
        self.asked.append(("warm",))

    def use_model(self, choice, listener=ignore):
        self._take("use_model", choice)
        self.settings = replace(self.settings, model=choice)
        return choice

    def coverage(self, filters=Filters()):  # noqa: B008
        self.asked.append(("coverage", filters))
        if set(filters.publishers) - {"Lennford Courier", "lennford courier"}:
            raise InputError(f"The archive has nothing published by {filters.publishers[0]!r}.", "Publishers are: ...")
        return COVERAGE if filters.after < "2026-02-01" else Coverage()

    def article(self, reference):
        self._take("article", reference)
        if reference.partition("@")[0] != ARTICLE.id:
            raise InputError(f"There is no article {reference!r}.", "See them all: assistant sources list")
        return ARTICLE

    def version(self, article_id, version=None):
        self._take("version", article_id, version)
        return ARTICLE if article_id == ARTICLE.id and version in (None, ARTICLE.version) else None

    def standings(self, citations):
        return tuple(replace(one, standing=self.standing, note=self.note) for one in citations)

    def turns_today(self, turns):
        return tuple(
            replace(turn, answer=replace(turn.answer, citations=self.standings(turn.answer.citations)))
            for turn in turns
        )

    def closeness(self, one, other, *, listener=ignore):
        return 1.0

    def sources(self, filters=Filters()):  # noqa: B008
        self._take("sources", filters)
        return list(self.held)

    def remove(self, article_ids):
        self._take("remove", tuple(article_ids))
        return len(article_ids)

    def status(self):
        self._take("status")
        return self.health

    def repair(self, listener):
        self._take("repair")
        return self.health
