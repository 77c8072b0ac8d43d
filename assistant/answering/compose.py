"""Compose the Answer from checked statements, with numbered citations, or an abstention.

A citation that is not verbatim never leaves this module: it would be a bug, and is raised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.citations import Numbering, cite_all, holds
from assistant.answering.question import Question
from assistant.answering.reader import CheckedStatement, Reading
from assistant.answering.support import dated
from assistant.errors import AssistantError
from assistant.language.words import figures, stems
from assistant.schema.answers import Answer, Citation, Claim, Evidence, Query, Status

MAX_SENTENCES = 4
MAX_DIRECT_WORDS = 12
"""A longer direct answer would say no more than the text below it."""
NEAREST = 3
"""Passages shown with an abstention."""
SAME_STATEMENT_SHARE = 0.6
"""Share of the shorter statement's stems that two statements have in common from which on they say the same."""
NO_CHOICES = "The question asks to choose among things that it does not name; give each of them with --choice."


def compose(query: Query, question: Question, evidence: Sequence[Evidence], reading: Reading) -> Answer:
    """Return the answer without coverage, model and timings, which the caller adds."""
    numbering = Numbering()
    marked_stems = frozenset([*question.weights, *stems(reading.direct), *figures(reading.direct)])
    claims: list[Claim] = []
    for checked in _in_order(reading.statements if reading.is_sure else ()):
        claims += _claims(checked, numbering, marked_stems)
    supported = [claim for claim in claims if claim.citations]
    answer = Answer(
        query.question,
        Status.ABSTAINED,
        standalone=query.standalone,
        evidence=tuple(cite_all(reading.prompt_evidence, question)),
        claims=tuple(claims),
        draft="\n".join(reading.drafts),
        confidence=round(reading.confidence, 3),
        signals={name: round(value, 4) for name, value in reading.signals.items()},
        prompt_tokens=reading.prompt_tokens,
    )
    if not supported:
        nearest = tuple(cite_all(evidence[:NEAREST], question))
        reason = NO_CHOICES if question.lacks_choices(query.choices) else ""
        return replace(answer, withheld=reading.direct, nearest=nearest, reason=reason)
    citations = numbering.all()
    _require_verbatim(citations, evidence)
    text = " ".join(map(_sentence, supported))
    return replace(answer, status=Status.ANSWERED, direct=_direct(reading), text=text, citations=citations)


def _direct(reading: Reading) -> str:
    """Return the few words that answer, dated where they need it; else a short statement; else nothing."""
    first = reading.supported[0]
    if reading.is_verbatim and (words := dated(reading.direct, first.statement.evidence)):
        return _short(words)
    return "" if first.is_verbatim else _short(first.statement.text)


def _in_order(statements: Sequence[CheckedStatement]) -> list[CheckedStatement]:
    """Drop supported statements that repeat another, and put supported ones before the others."""
    distinct: list[CheckedStatement] = []
    for checked in statements:
        if not (checked.holds and any(other.holds and _is_same(checked, other) for other in distinct)):
            distinct.append(checked)
    return sorted(distinct, key=lambda checked: not checked.holds)[: 2 * MAX_SENTENCES]


def _is_same(checked: CheckedStatement, other: CheckedStatement) -> bool:
    return says_the_same(checked.statement.text, other.statement.text)


def says_the_same(text: str, other_text: str) -> bool:
    """Tell whether two statements say the same: the same figures and mostly the same words."""
    if figures(text) != figures(other_text):
        return False
    own_stems, other_stems = set(stems(text)), set(stems(other_text))
    shared = len(own_stems & other_stems)
    return shared >= SAME_STATEMENT_SHARE * min(len(own_stems), len(other_stems))


def _claims(checked: CheckedStatement, numbering: Numbering, marked_stems: frozenset[str]) -> list[Claim]:
    """Turn a statement into claims. The context of a verbatim one becomes a claim of its own, before it."""
    statement, finding = checked.statement, checked.finding
    if not checked.holds:
        return [Claim(statement.text, finding.verdict, (), finding.reason)]
    citations = numbering.cite(statement.evidence, marked_stems)
    if checked.is_verbatim:
        return [Claim(cited.quote, finding.verdict, (cited.number,), "", verbatim=True) for cited in citations]
    return [Claim(statement.text, finding.verdict, tuple(cited.number for cited in citations))]


def _sentence(claim: Claim) -> str:
    text = " ".join(claim.text.split())
    return text + " " + "".join(f"[{number}]" for number in claim.citations)


def _short(text: str) -> str:
    """Return a text without its full stop, ``""`` if it is too long for a direct answer."""
    return text.removesuffix(".") if len(text.split()) <= MAX_DIRECT_WORDS else ""


def _require_verbatim(citations: Sequence[Citation], evidence: Sequence[Evidence]) -> None:
    articles = {(piece.article.id, piece.article.version): piece.article for piece in evidence}
    for citation in citations:
        if not holds(citation, articles[citation.article_id, citation.version]):
            raise AssistantError(f"Citation {citation.reference} is not verbatim: this is a bug.", "Please report it.")
