"""Put the checked statements together into an Answer with numbered citations, or into an abstention.

Knows nothing of models. A citation that is not verbatim never leaves here: that would be a bug, and it is raised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.citations import Numbering, cite_all, holds
from assistant.answering.question import Question
from assistant.answering.reader import Checked, Reading
from assistant.answering.support import dated
from assistant.errors import AssistantError
from assistant.language.words import figures, stems
from assistant.schema.answers import Answer, Citation, Claim, Evidence, Query, Status

MOST_SENTENCES = 4
MOST_WORDS = 12
"""A longer direct answer would say no more than the text below it."""
NEAREST = 3
"""Passages shown with an abstention."""
NO_CHOICES = "The question asks to choose among things that it does not name; give each of them with --choice."


def compose(query: Query, asked: Question, evidence: Sequence[Evidence], reading: Reading) -> Answer:
    """Return the answer without the facts about archive and model, which the caller adds."""
    numbering = Numbering()
    mark = frozenset([*asked.weights, *stems(reading.direct), *figures(reading.direct)])
    claims: list[Claim] = []
    for checked in _in_order(reading.checked if reading.is_sure else ()):
        claims += _claims(checked, numbering, mark)
    shown = [claim for claim in claims if claim.citations]
    answer = Answer(
        query.question,
        Status.ABSTAINED,
        standalone=query.standalone,
        evidence=tuple(cite_all(reading.shown, asked)),
        claims=tuple(claims),
        draft="\n".join(reading.drafts),
        confidence=round(reading.confidence, 3),
        signals={name: round(value, 4) for name, value in reading.signals.items()},
        prompt_tokens=reading.prompt_tokens,
    )
    if not shown:
        nearest = tuple(cite_all(evidence[:NEAREST], asked))
        reason = NO_CHOICES if asked.lacks_choices(query.choices) else ""
        return replace(answer, withheld=reading.direct, nearest=nearest, reason=reason)
    citations = numbering.all()
    _require_verbatim(citations, evidence)
    first = reading.kept[0]
    words = dated(reading.direct, first.statement.evidence) if reading.is_held else ""
    direct = _short(words or ("" if first.verbatim else first.statement.text))
    text = " ".join(map(_sentence, shown))
    return replace(answer, status=Status.ANSWERED, direct=direct, text=text, citations=citations)


def _in_order(checked: Sequence[Checked]) -> list[Checked]:
    """Drop repetitions of what holds, and put it before what does not."""
    kept: list[Checked] = []
    for one in checked:
        if not (one.holds and any(other.holds and _same(one, other) for other in kept)):
            kept.append(one)
    return sorted(kept, key=lambda one: not one.holds)[: 2 * MOST_SENTENCES]


def _same(one: Checked, other: Checked) -> bool:
    return says_the_same(one.statement.text, other.statement.text)


def says_the_same(one: str, other: str) -> bool:
    """Tell whether two statements say the same: the same figures and mostly the same words."""
    if figures(one) != figures(other):
        return False
    mine, others = set(stems(one)), set(stems(other))
    return len(mine & others) >= 0.6 * min(len(mine), len(others))


def _claims(checked: Checked, numbering: Numbering, mark: frozenset[str]) -> list[Claim]:
    """Turn a statement into claims; a verbatim one brings along, as a claim of its own, the sentence it leans on."""
    statement, finding = checked.statement, checked.finding
    if not checked.holds:
        return [Claim(statement.text, finding.verdict, (), finding.reason)]
    citations = numbering.cite(statement.evidence, mark)
    if checked.verbatim:
        return [Claim(one.quote, finding.verdict, (one.number,), "", verbatim=True) for one in citations]
    return [Claim(statement.text, finding.verdict, tuple(one.number for one in citations))]


def _sentence(claim: Claim) -> str:
    text = " ".join(claim.text.split())
    return text + " " + "".join(f"[{number}]" for number in claim.citations)


def _short(text: str) -> str:
    """Return a sentence as the direct answer if it is a short one."""
    return text.removesuffix(".") if len(text.split()) <= MOST_WORDS else ""


def _require_verbatim(citations: Sequence[Citation], evidence: Sequence[Evidence]) -> None:
    articles = {(one.article.id, one.article.version): one.article for one in evidence}
    for citation in citations:
        if not holds(citation, articles[citation.article_id, citation.version]):
            raise AssistantError(f"Citation {citation.reference} is not verbatim: this is a bug.", "Please report it.")
