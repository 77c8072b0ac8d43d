"""A session as a document: Markdown with footnotes numbered throughout, and JSON.

In the Markdown each mark has its own footnote, and all but the sentences of answers are headings or remarks in italics,
so that `assistant verify` can check the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from assistant.rendering.answer_markdown import escape, footnote
from assistant.rendering.chat_blocks import filter_words, is_rewritten
from assistant.rendering.citation_note import citation_note
from assistant.rendering.json_documents import answer_document
from assistant.rendering.layout import NO_ANSWER, coverage_words, date_words, plural
from assistant.schema.answers import Answer, Citation, Status, Verdict
from assistant.schema.articles import Filters
from assistant.schema.sessions import Listed, Session, Turn


def session_markdown(session: Session) -> str:
    """Return the session as Markdown: each question as a heading over its answer, the footnotes at the end."""
    notes = _Notes()
    parts = [f"# {escape(session.name) or 'Chat'}", _head(session)]
    for turn in session.turns:
        parts += _turn(turn, notes)
    if notes.lines:
        parts.append("\n".join(notes.lines))
    return "\n\n".join(parts) + "\n"


class _Notes:
    """The footnotes, in the order of their marks."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._number = count(1)

    def mark(self, citation: Citation) -> str:
        number = next(self._number)
        self.lines.append(f"[^{number}]: {footnote(citation_note(citation))}")
        return f"[^{number}]"


def _head(session: Session) -> str:
    models = ", ".join(dict.fromkeys(turn.answer.model for turn in session.turns if turn.answer.model))
    facts = [f"Session {session.id}" if session.id else "", date_words(session.updated)]
    summary = f"{', '.join(fact for fact in facts if fact)}. {plural(len(session.turns), 'question')}."
    return _remark(summary + (f" Answered by {models}." if models else ""))


def _turn(turn: Turn, notes: _Notes) -> Iterator[str]:
    answer = turn.answer
    yield f"## {escape(answer.question)}"
    if is_rewritten(answer):
        yield _remark(f"Understood as: {answer.standalone}")
    if limits := filter_words(turn.filters, turn.as_of):
        yield _remark(f"Asked of the archive with these limits: {limits}.")
    yield _answered(answer, notes) if answer.status is Status.ANSWERED else _abstained(answer)


def _answered(answer: Answer, notes: _Notes) -> str:
    citations = {citation.number: citation for citation in answer.citations}
    sentences = []
    for claim in answer.claims:
        if claim.verdict is Verdict.SUPPORTED and claim.citations:
            marks = "".join(notes.mark(citations[number]) for number in claim.citations)
            sentences.append(f"{escape(claim.text)}{marks}")
    return " ".join(sentences)


def _abstained(answer: Answer) -> str:
    return _remark(f"{answer.reason or NO_ANSWER} Searched: {coverage_words(answer.coverage)}.")


def _remark(text: str) -> str:
    return f"*{escape(text)}*"


def session_document(session: Session) -> dict[str, Any]:
    """Return the document of `assistant sessions show --json`, which is also the JSON export."""
    properties = {
        "id": session.id,
        "kind": session.kind.value,
        "name": session.name,
        "created": session.created,
        "updated": session.updated,
    }
    return {"session": properties, "turns": [_turn_document(turn) for turn in session.turns]}


def _turn_document(turn: Turn) -> dict[str, Any]:
    return {
        "number": turn.number,
        "asked": turn.asked,
        "filters": _filters(turn.filters),
        "as_of": turn.as_of,
        "answer": answer_document(turn.answer),
    }


def _filters(filters: Filters) -> dict[str, Any]:
    return {"after": filters.after, "before": filters.before, "publishers": list(filters.publishers)}


def sessions_document(sessions: Sequence[Listed]) -> dict[str, Any]:
    """Return the document of `assistant sessions list --json`."""
    return {"sessions": [_listed(session) for session in sessions]}


def _listed(session: Listed) -> dict[str, Any]:
    return {
        "id": session.id,
        "name": session.name,
        "kind": session.kind.value,
        "updated": session.updated,
        "turns": session.turns,
        "first": session.first,
    }
