"""Composes a Report of answers and evidence: summary, sections, who said what, timeline, open questions, sources.

The report on a topic does not depend on the answers alone: it quotes what the archive says on the topic, article by
article, also where the assistant was not sure enough to answer. Cost: an embedding per statement that is not verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from textwrap import shorten
from typing import TYPE_CHECKING

from assistant.answering.citations import cite
from assistant.answering.compose import says_the_same
from assistant.answering.evidence import dependence
from assistant.answering.prompts import headline
from assistant.answering.question import Question, analyse
from assistant.errors import InputError
from assistant.language.sentences import sentences
from assistant.language.words import stems
from assistant.rendering.layout import source_words
from assistant.reports import selection
from assistant.reports.research import answers_of
from assistant.reports.sayings import sayings, speaker_of
from assistant.reports.statements import Draft, Notes, evidence_of, flat, is_supported, verbatim
from assistant.reports.timeline import timeline
from assistant.schema.answers import Answer, Citation, Evidence, Status, Verdict
from assistant.schema.archives import Coverage
from assistant.schema.articles import Article
from assistant.schema.reports import CitedArticle, Happening, PlannedQuestion, Report, Saying, Section
from assistant.schema.sessions import Session

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant

IN_SUMMARY = 5
"""Statements of the summary."""
MOST_ARTICLES = 6
"""Sections on articles."""
FROM_ARTICLE = 5
"""Sentences of an article in its section, not counting their contexts."""
LEAD = 3
"""The first sentences of an article, which say what it is about."""
LONGEST_HEADING = 100
"""Characters of a headline."""

BY_NUMBER = frozenset({"ieee"})
"""Styles whose list of references is in the order of the notes."""
_AHEAD = re.compile(r"\b(?:will|plans?|planned|expected|scheduled|due|upcoming|set to|next|intends?|aims?)\b", re.I)
AnsweredQuestions = Sequence[tuple[PlannedQuestion, Answer]]
DraftedQuestions = Sequence[tuple[PlannedQuestion, list[Draft]]]
References = Callable[[Sequence[Article], str, date], Sequence[str]]
"""Formats articles as references: (articles, style, day of access) to one text per article."""


def build(archive: Assistant, session: Session, evidence: Sequence[Evidence], references: References) -> Report:
    """Return the report of a session. ``evidence`` is that on its topic, best first, empty where it has no topic."""
    if session.plan is None:
        raise InputError(f"Session {session.id} is no report.", "See them all: assistant sessions list")
    plan, answers, notes, material = session.plan, answers_of(session), Notes(), _Material(archive)
    article_ids = {sentence.article.id for sentence in selection.on_topic(plan.topic, evidence)}
    drafted = [
        (
            question,
            [draft for draft in material.drafts(answer) if question.heading or draft.article[0] in article_ids],
        )
        for question, answer in answers
    ]
    selected = selection.select(plan.topic, evidence)
    pool = selection.distinct([*selected, *material.cited([draft for _, drafts in drafted for draft in drafts])])
    summary = tuple(map(notes.annotate, _summary(drafted, selected)))
    sections = tuple(_sections(notes, [*_question_sections(drafted), *_article_sections(selected)]))
    saying_rows = tuple(Saying(speaker, day, notes.annotate(draft)) for speaker, day, draft in sayings(pool))
    timeline_rows = tuple(Happening(day, notes.annotate(draft)) for day, draft in timeline(pool))
    now = datetime.now(UTC)
    sources = tuple(material.sources(notes.all(), references, plan.style, now.date()))
    return Report(
        session.id, plan.title, now.isoformat(timespec="seconds"), plan.as_of, _model(answers), _coverage(answers),
        summary, sections, saying_rows, timeline_rows, tuple(_silences(drafted, selected)), notes.all(), sources,
    )  # fmt: skip


class _Material:
    """The articles that answers cite, each read once, and the statements that they support."""

    def __init__(self, archive: Assistant) -> None:
        self._archive = archive
        self._articles: dict[str, Article] = {}

    def drafts(self, answer: Answer) -> list[Draft]:
        """Return the statements of an answer that its articles support; one whose article is gone has no support."""
        citations = {citation.number: citation for citation in answer.citations}
        claims = [claim for claim in answer.claims if claim.verdict is Verdict.SUPPORTED and claim.citations]
        drafts = [Draft(flat(claim.text), tuple(citations[number] for number in claim.citations)) for claim in claims]
        return [draft for draft in drafts if answer.status is Status.ANSWERED and self._is_supported(draft)]

    def cited(self, drafts: Iterable[Draft]) -> list[Evidence]:
        """Return the sentences that statements cite and that can be shown on their own."""
        evidence = [evidence_of(draft.citations, self._article(draft.citations[-1])) for draft in drafts]
        return selection.presentable(evidence)

    def sources(
        self, notes: Sequence[Citation], references: References, style: str, accessed: date
    ) -> Iterator[CitedArticle]:
        """Yield each article that a note cites: by reference in alphabetical order, or by number of its first note."""
        articles = list({(note.article_id, note.version): self._article(note) for note in notes}.values())
        pairs = zip(articles, references(articles, style, accessed), strict=True)
        cited = [CitedArticle(article.id, article.version, reference) for article, reference in pairs]
        yield from cited if style in BY_NUMBER else sorted(cited, key=lambda source: source.reference.casefold())

    def _is_supported(self, draft: Draft) -> bool:
        try:
            return is_supported(draft, self._article, self._archive.closeness)
        except InputError:
            return False

    def _article(self, citation: Citation) -> Article:
        key = f"{citation.article_id}@{citation.version}"
        if key not in self._articles:
            self._articles[key] = self._archive.holdings.article(key)
        return self._articles[key]


def _summary(drafted: DraftedQuestions, selected: Sequence[Evidence]) -> list[Draft]:
    """Return the lead of the best article, quotes of answers, and leads of other articles, ordered by day.

    All of them are the articles' own sentences: of 22 that the model had worded, in ten reports, 3 misled (a subject
    changed, half a sentence left out), though each had passed its checks.
    """
    leads = [verbatim(sentence) for sentence in selected if _is_lead(sentence)]
    others = [verbatim(sentence) for sentence in selected if not dependence(sentence.quote)]
    quotes = [[Draft(draft.citations[-1].quote, draft.citations[-1:]) for draft in drafts] for _, drafts in drafted]
    answers = [next((quote for quote in drafts if not dependence(quote.text)), None) for drafts in quotes]
    chosen: list[Draft] = []
    for draft in [*leads[:1], *(answer for answer in answers if answer), *leads[1:], *others]:
        if not any(says_the_same(draft.text, other.text) for other in chosen):
            chosen.append(draft)
    return sorted(chosen[:IN_SUMMARY], key=lambda draft: draft.citations[-1].published)


def _is_lead(evidence: Evidence) -> bool:
    preceding_text = evidence.article.text[: evidence.start]
    return not dependence(evidence.quote) and len(sentences(preceding_text)) < LEAD


def _question_sections(drafted: DraftedQuestions) -> Iterator[tuple[str, list[Draft]]]:
    """Yield the headings of a person's questions, each with the statements that answer them."""
    headings: dict[str, list[Draft]] = {}
    for question, drafts in drafted:
        if question.heading:
            headings.setdefault(question.heading, []).extend(drafts)
    yield from headings.items()


def _article_sections(selected: Sequence[Evidence]) -> list[tuple[str, list[Draft]]]:
    """Return the headlines of the best articles, each with its best sentences, ordered by day."""
    articles: dict[str, list[Evidence]] = {}
    for sentence in selected:
        articles.setdefault(sentence.article.id, []).append(sentence)
    best = sorted(list(articles.values())[:MOST_ARTICLES], key=lambda evidence: evidence[0].article.published)
    return [(_heading(evidence[0].article), _in_text_order(evidence[:FROM_ARTICLE])) for evidence in best]


def _in_text_order(evidence: Sequence[Evidence]) -> list[Draft]:
    """Return sentences of one article, and the sentences that they lean on, in the order of its text."""
    spans = {(sentence.start, sentence.end) for sentence in evidence}
    spans |= {(sentence.context_start, sentence.context_end) for sentence in evidence if sentence.context}
    article = evidence[0].article
    return [Draft(article.text[start:end], (cite(0, article, start, end),)) for start, end in sorted(spans)]


def _sections(notes: Notes, drafts_by_heading: Iterable[tuple[str, list[Draft]]]) -> Iterator[Section]:
    """Yield a section for each heading that has statements; a statement is in a section once."""
    for heading, drafts in drafts_by_heading:
        distinct = {flat(draft.text): draft for draft in drafts}
        if distinct:
            yield Section(heading, tuple(map(notes.annotate, distinct.values())))


def _heading(article: Article) -> str:
    """Return an article's headline, shortened, with its publisher and day."""
    title = shorten(headline(article), LONGEST_HEADING, placeholder=" …") or "(untitled)"
    source = source_words(article.publisher, article.published)
    return f"{title} ({source})" if source else title


def _silences(drafted: DraftedQuestions, selected: Sequence[Evidence]) -> Iterator[str]:
    """Yield the open questions: a person's own without an answer, and ours if no selected evidence may answer it."""
    for planned, drafts in drafted:
        question = analyse(planned.question, lambda _: 0.0)
        if not drafts and (planned.heading or not any(_may_answer(question, sentence) for sentence in selected)):
            yield planned.question


def _may_answer(question: Question, evidence: Evidence) -> bool:
    """Return whether a sentence has what a question asks for: a figure, a cause, one of the speakers it names."""
    if question.kind == "said":
        return question.names <= {*stems(speaker_of(evidence.quote, evidence.context)), *stems(evidence.quote)}
    if question.kind == "open":
        return bool(_AHEAD.search(evidence.quote)) or "next" not in question.weights
    return question.wants(evidence.quote)


def _model(answers: AnsweredQuestions) -> str:
    return next((answer.model for _, answer in reversed(answers)), "")


def _coverage(answers: AnsweredQuestions) -> Coverage:
    return next((answer.coverage for _, answer in reversed(answers)), Coverage())
