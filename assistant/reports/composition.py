"""From answers and evidence to a Report: summary, sections, who said what, timeline, what stays open, sources.

A topic's report does not depend on the answers alone: what the archive says on it stands there verbatim, article by
article, also where the assistant was not sure enough to answer. Knows nothing of files and formats. Cost: an embedding
for each statement that is not verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from textwrap import shorten
from typing import TYPE_CHECKING

from assistant.answering.citations import cite
from assistant.answering.compose import says_the_same
from assistant.answering.evidence import leans
from assistant.answering.prompts import headline
from assistant.answering.question import Question, analyse
from assistant.errors import InputError
from assistant.language.sentences import sentences
from assistant.language.words import stems
from assistant.rendering.layout import source_words
from assistant.reports import selection
from assistant.reports.research import answers_of
from assistant.reports.sayings import sayings, speaker_of
from assistant.reports.statements import Draft, Notes, evidence_of, flat, stands, verbatim
from assistant.reports.timeline import timeline
from assistant.schema.answers import Answer, Citation, Evidence, Status, Verdict
from assistant.schema.archives import Coverage
from assistant.schema.articles import Article
from assistant.schema.reports import CitedArticle, Happening, PlannedQuestion, Report, Saying, Section
from assistant.schema.sessions import Session

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant

IN_SUMMARY = 5
MOST_ARTICLES = 6
FROM_ARTICLE = 5
"""Sentences of one article in its section, and what they lean on."""
LEAD = 3
"""The first sentences of an article tell what it is about."""
LONGEST_HEADING = 100
"""Characters of a headline."""

BY_NUMBER = frozenset({"ieee"})
"""Styles whose list of references is in the order of the notes."""
_AHEAD = re.compile(r"\b(?:will|plans?|planned|expected|scheduled|due|upcoming|set to|next|intends?|aims?)\b", re.I)
Answered = Sequence[tuple[PlannedQuestion, Answer]]
Drafted = Sequence[tuple[PlannedQuestion, list[Draft]]]
References = Callable[[Sequence[Article], str, date], Sequence[str]]
"""Formats articles as references: (articles, style, day of access) to one text an article."""


def build(archive: Assistant, session: Session, evidence: Sequence[Evidence], references: References) -> Report:
    """Build the report of a session. ``evidence`` is what the archive holds on its topic, best first, if it has one."""
    if session.plan is None:
        raise InputError(f"Session {session.id} is no report.", "See them all: assistant sessions list")
    plan, answers, notes, material = session.plan, answers_of(session), Notes(), _Material(archive)
    about = {one.article.id for one in selection.on_topic(plan.topic, evidence)}
    answered = [
        (one, [draft for draft in material.drafts(answer) if one.heading or draft.article[0] in about])
        for one, answer in answers
    ]
    shown = selection.shown(plan.topic, evidence)
    pool = selection.distinct([*shown, *material.cited([draft for _, drafts in answered for draft in drafts])])
    summary = tuple(map(notes.state, _summary(answered, shown)))
    sections = tuple(_stated(notes, [*_answered(answered), *_by_article(shown)]))
    said = tuple(Saying(who, day, notes.state(draft)) for who, day, draft in sayings(pool))
    happened = tuple(Happening(day, notes.state(draft)) for day, draft in timeline(pool))
    now = datetime.now(UTC)
    sources = tuple(material.sources(notes.all(), references, plan.style, now.date()))
    return Report(
        session.id, plan.title, now.isoformat(timespec="seconds"), plan.as_of, _model(answers), _coverage(answers),
        summary, sections, said, happened, tuple(_silences(answered, shown)), notes.all(), sources,
    )  # fmt: skip


class _Material:
    """The archive's articles, each read once, and what of the answers they bear out."""

    def __init__(self, archive: Assistant) -> None:
        self._archive = archive
        self._articles: dict[str, Article] = {}

    def drafts(self, answer: Answer) -> list[Draft]:
        """Return the statements of an answer that stand; an article that is gone bears out nothing."""
        given = {one.number: one for one in answer.citations}
        held = [one for one in answer.claims if one.verdict is Verdict.SUPPORTED and one.citations]
        found = [Draft(flat(one.text), tuple(given[number] for number in one.citations)) for one in held]
        return [one for one in found if answer.status is Status.ANSWERED and self._stands(one)]

    def cited(self, drafts: Iterable[Draft]) -> list[Evidence]:
        """Return the sentences that statements cite and that can be shown as they are."""
        found = [evidence_of(one.citations, self._article(one.citations[-1])) for one in drafts]
        return selection.presentable(found)

    def sources(
        self, notes: Sequence[Citation], references: References, style: str, accessed: date
    ) -> Iterator[CitedArticle]:
        """Yield each article that a note cites, in alphabetical order of their references, or in order of the notes."""
        articles = list({(one.article_id, one.version): self._article(one) for one in notes}.values())
        listed = zip(articles, references(articles, style, accessed), strict=True)
        cited = [CitedArticle(article.id, article.version, reference) for article, reference in listed]
        yield from cited if style in BY_NUMBER else sorted(cited, key=lambda one: one.reference.casefold())

    def _stands(self, draft: Draft) -> bool:
        try:
            return stands(draft, self._article, self._archive.closeness)
        except InputError:
            return False

    def _article(self, citation: Citation) -> Article:
        key = f"{citation.article_id}@{citation.version}"
        if key not in self._articles:
            self._articles[key] = self._archive.holdings.article(key)
        return self._articles[key]


def _summary(answered: Drafted, shown: Sequence[Evidence]) -> list[Draft]:
    """Choose what the best article begins with, what answers rest on, and what others begin with; in order of days.

    All of it the articles' own sentences: of 22 that the model had worded, in ten reports, 3 misled (a subject changed,
    half a sentence left out), though each had passed its checks.
    """
    leads = [verbatim(one) for one in shown if _is_lead(one)]
    others = [verbatim(one) for one in shown if not leans(one.quote)]
    quoted = [[Draft(one.citations[-1].quote, one.citations[-1:]) for one in drafts] for _, drafts in answered]
    answers = [next((one for one in drafts if not leans(one.text)), None) for drafts in quoted]
    chosen: list[Draft] = []
    for one in [*leads[:1], *(one for one in answers if one), *leads[1:], *others]:
        if not any(says_the_same(one.text, other.text) for other in chosen):
            chosen.append(one)
    return sorted(chosen[:IN_SUMMARY], key=lambda one: one.citations[-1].published)


def _is_lead(evidence: Evidence) -> bool:
    before = evidence.article.text[: evidence.start]
    return not leans(evidence.quote) and len(sentences(before)) < LEAD


def _answered(answered: Drafted) -> Iterator[tuple[str, list[Draft]]]:
    """Yield the headings that a person gave, and what was answered under each."""
    headings: dict[str, list[Draft]] = {}
    for one, drafts in answered:
        if one.heading:
            headings.setdefault(one.heading, []).extend(drafts)
    yield from headings.items()


def _by_article(shown: Sequence[Evidence]) -> list[tuple[str, list[Draft]]]:
    """Return the best articles in the order of their days, each under its headline."""
    articles: dict[str, list[Evidence]] = {}
    for one in shown:
        articles.setdefault(one.article.id, []).append(one)
    best = sorted(list(articles.values())[:MOST_ARTICLES], key=lambda found: found[0].article.published)
    return [(_heading(found[0].article), _in_order(found[:FROM_ARTICLE])) for found in best]


def _in_order(found: Sequence[Evidence]) -> list[Draft]:
    """Return sentences of one article in the order of its text, each after what it leans on."""
    spans = {(one.start, one.end) for one in found}
    spans |= {(one.context_start, one.context_end) for one in found if one.context}
    article = found[0].article
    return [Draft(article.text[start:end], (cite(0, article, start, end),)) for start, end in sorted(spans)]


def _stated(notes: Notes, sections: Iterable[tuple[str, list[Draft]]]) -> Iterator[Section]:
    for heading, drafts in sections:
        once = {flat(one.text): one for one in drafts}
        if once:
            yield Section(heading, tuple(map(notes.state, once.values())))


def _heading(article: Article) -> str:
    """Return an article's headline, shortened, and where and when it was published."""
    title = shorten(headline(article), LONGEST_HEADING, placeholder=" …") or "(untitled)"
    source = source_words(article.publisher, article.published)
    return f"{title} ({source})" if source else title


def _silences(answered: Drafted, shown: Sequence[Evidence]) -> Iterator[str]:
    """Yield the questions that stay open: a person's own when it has no answer; ours when nothing shown may be one."""
    for one, drafts in answered:
        asked = analyse(one.question, lambda _: 0.0)
        if not drafts and (one.heading or not any(_may_answer(asked, piece) for piece in shown)):
            yield one.question


def _may_answer(asked: Question, evidence: Evidence) -> bool:
    """Tell whether a sentence has the kind of thing asked for: a figure, a cause, a speaker who was asked about."""
    if asked.kind == "said":
        return asked.names <= {*stems(speaker_of(evidence.quote, evidence.context)), *stems(evidence.quote)}
    if asked.kind == "open":
        return bool(_AHEAD.search(evidence.quote)) or "next" not in asked.weights
    return asked.wants(evidence.quote)


def _model(answers: Answered) -> str:
    return next((answer.model for _, answer in reversed(answers)), "")


def _coverage(answers: Answered) -> Coverage:
    return next((answer.coverage for _, answer in reversed(answers)), Coverage())
