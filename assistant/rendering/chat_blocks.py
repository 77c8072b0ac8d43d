"""What a chat shows besides answers: the rewritten question, sources, reasons, passages in their article, sessions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.rendering.layout import (
    BLANK,
    NO_ANSWER,
    Block,
    Line,
    Span,
    Style,
    Table,
    answer_blocks,
    article_blocks,
    date_words,
    line,
    marked,
    plural,
    source_words,
    standing_lines,
)
from assistant.rendering.safe_text import one_line
from assistant.schema.answers import Answer, Citation, Claim, Status, Verdict
from assistant.schema.articles import Article, Filters
from assistant.schema.sessions import Listed, Session, Turn

AROUND = 600
"""Characters of context before and after a quote: about eight rows each, so that all fits a screen of 24 rows."""
_UNDER = " " * 4


def turn_blocks(answer: Answer) -> list[Block]:
    """Return an answer of a chat, under the standalone question if that was rewritten."""
    head = [understood_line(answer.standalone), BLANK] if is_rewritten(answer) else []
    return [*head, *answer_blocks(answer)]


def is_rewritten(answer: Answer) -> bool:
    """Tell whether the question was rewritten to stand alone."""
    return bool(answer.standalone) and answer.standalone != answer.question


def understood_line(standalone: str) -> Line:
    """Return the standalone form of a question that refers to earlier ones."""
    return line(f"> understood as: {standalone}", Style.FAINT)


def question_line(question: str) -> Line:
    """Return a question, in a transcript."""
    return line(f"> {one_line(question)}", Style.TITLE)


def session_blocks(session: Session) -> Iterator[Block]:
    """Yield a whole session as the chat showed it."""
    yield line(session_words(session), Style.FAINT)
    for turn in session.turns:
        yield BLANK
        yield question_line(turn.answer.question)
        yield from turn_blocks(turn.answer)


def recap_blocks(turns: Sequence[Turn]) -> Iterator[Block]:
    """Yield earlier turns in short: question, and the text of the answer."""
    for turn in turns:
        yield line(f"> {one_line(turn.answer.question)}", Style.FAINT)
        yield line(_answer_text(turn.answer), Style.FAINT, "  ")


def _answer_text(answer: Answer) -> str:
    return answer.text if answer.status is Status.ANSWERED else answer.reason or NO_ANSWER


def session_words(session: Session) -> str:
    """Return name and id of a session, its number of turns and its day."""
    name = f"{one_line(session.name)} ({session.id})" if session.name else session.id or "not kept"
    return f"Session {name}: {plural(len(session.turns), 'turn')}, {date_words(session.updated)}"


def listed_table(sessions: Sequence[Listed]) -> Table:
    """Return the list of sessions."""
    rows = tuple(
        (entry.id, entry.name, entry.kind.value, _minute(entry.updated), str(entry.turns), entry.first)
        for entry in sessions
    )
    return Table(("Session", "Name", "Kind", "Last used", "Turns", "First question"), rows)


def _minute(moment: str) -> str:
    """Return a time to the minute, in the local time zone."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")


def filter_words(filters: Filters, as_of: str = "") -> str:
    """Return the filters in a few words, ``""`` for none."""
    parts = [f"after {filters.after}" if filters.after else "", f"before {filters.before}" if filters.before else ""]
    parts += [*filters.publishers, f"as of {as_of}" if as_of else ""]
    return ", ".join(one_line(part) for part in parts if part)


def sources_blocks(answer: Answer, turn: int = 0) -> Iterator[Block]:
    """Yield the citations of an answer, or the nearest passages; with ``turn``, numbered ``[TURN.NUMBER]``."""
    citations = answer.citations or answer.nearest
    if not citations:
        yield line("No sources: nothing in the archive came near.", Style.FAINT)
    elif not answer.citations:
        yield line("Nearest passages, not an answer:", Style.FAINT)
    for citation in citations:
        yield from _source(citation, f"{turn}.{citation.number}" if turn else str(citation.number))


def all_sources_blocks(turns: Sequence[Turn]) -> Iterator[Block]:
    """Yield the citations of every answer of a session."""
    for count, turn in enumerate(turns, start=1):
        if count > 1:
            yield BLANK
        yield line(f"> {one_line(turn.answer.question)}", Style.FAINT)
        yield from sources_blocks(turn.answer, count)


def _source(citation: Citation, number: str) -> Iterator[Block]:
    title = one_line(citation.title) or "(untitled)"
    yield Line((Span(f"[{number}] ", Style.NUMBER), Span(title, Style.TITLE)))
    if source := source_words(citation.publisher, citation.published):
        yield line(source, lead=_UNDER)
    yield from standing_lines(citation, _UNDER)
    for spans in marked(citation.quote, citation.marks, Style.KEY):
        yield Line(spans, f"{_UNDER}> ")
    yield line(citation.reference, Style.FAINT, _UNDER)


def passage_blocks(article: Article, span: tuple[int, int] | None) -> list[Block]:
    """Return the part of an article around ``span`` (offsets in its text), the whole article without one."""
    if span is None:
        return article_blocks(article)
    start, end = _window(article.text, span)
    head, body = _split(
        article_blocks(replace(article, text=article.text[start:end]), (span[0] - start, span[1] - start))
    )
    above, below = _more(start, "above", article), _more(len(article.text) - end, "below", article)
    return [*head, *above, *body, *below]


def _window(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return the span with its context, from the start of a paragraph or word to the end of one."""
    start, end = max(0, span[0] - AROUND), min(len(text), span[1] + AROUND)
    if start:
        breaks = [text.find(mark, start, span[0]) for mark in ("\n", " ")]
        start = next((position + 1 for position in breaks if position >= 0), span[0])
        start += len(text[start : span[0]]) - len(text[start : span[0]].lstrip("\n"))
    if end < len(text):
        breaks = [text.rfind(mark, span[1], end) for mark in ("\n", " ")]
        end = next((position for position in breaks if position >= 0), span[1])
    return start, end


def _split(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """Return the head of an article, with the blank line under it, and its body."""
    index = blocks.index(BLANK) + 1
    return blocks[:index], blocks[index:]


def _more(count: int, direction: str, article: Article) -> list[Block]:
    if not count:
        return []
    note = f"... {plural(count, 'character')} more {direction}; all of it: /open {article.id}@{article.version}"
    return [line(note, Style.FAINT)]


def why_blocks(answer: Answer, threshold: float) -> Iterator[Block]:
    """Yield confidence, signals, model and seconds, then claims with verdicts, the draft, and evidence with scores."""
    if is_rewritten(answer):
        yield understood_line(answer.standalone)
    yield _fact("Confidence", _confidence_words(answer, threshold))
    if answer.withheld:
        yield _fact("Withheld", f"{answer.withheld} (not sure enough to be shown)")
    yield _fact("Signals", ", ".join(f"{name} {value:.2f}" for name, value in answer.signals.items()) or "none")
    yield _fact("Model", f"{answer.model}, prompts of up to {plural(answer.prompt_tokens, 'token')}")
    yield _fact("Seconds", ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in answer.timings.items()) or "none")
    for citation in answer.citations:
        if citation.also:
            yield _fact(f"Also [{citation.number}]", ", ".join(citation.also))
    yield from _claims(answer.claims)
    yield from _draft(answer.draft)
    yield from _evidence(answer.evidence)


def _confidence_words(answer: Answer, threshold: float) -> str:
    verdict = "answered" if answer.status is Status.ANSWERED else "not answered"
    return f"{answer.confidence:.2f}, threshold {threshold:.2f}: {verdict}"


def _fact(name: str, value: str) -> Line:
    return Line((Span(f"{name:<12}", Style.FAINT), Span(one_line(value))))


def _claims(claims: Sequence[Claim]) -> Iterator[Block]:
    if claims:
        yield BLANK
        yield line("Claims", Style.TITLE)
    for claim in claims:
        is_supported = claim.verdict is Verdict.SUPPORTED
        numbers = "".join(f"[{number}]" for number in claim.citations)
        verdict = claim.verdict.value.lower() + (" (verbatim)" if claim.verbatim else "")
        outcome = "" if is_supported else f": {claim.reason}; dropped" if claim.reason else "; dropped"
        yield line(f"{claim.text} {numbers}".strip(), lead=f"{_UNDER}")
        yield line(one_line(verdict + outcome), Style.GOOD if is_supported else Style.WARNING, f"{_UNDER}  ")


def _draft(draft: str) -> Iterator[Block]:
    if draft:
        yield BLANK
        yield line("Written by the model, not checked", Style.TITLE)
    for row in draft.splitlines():
        yield line(row, Style.FAINT, _UNDER)


def _evidence(evidence: Sequence[Citation]) -> Iterator[Block]:
    yield BLANK
    yield line("Evidence shown to the model" if evidence else "No evidence was shown to the model", Style.TITLE)
    previous_heading = ""
    for citation in evidence:
        facts = (one_line(citation.title), source_words(citation.publisher, citation.published))
        heading = ", ".join(fact for fact in facts if fact)
        if heading != previous_heading:
            yield line(heading, Style.FAINT, _UNDER)
            previous_heading = heading
        for spans in marked(citation.quote, citation.marks, Style.KEY):
            yield Line((Span(f"{citation.score:.2f}  ", Style.NUMBER), *spans), f"{_UNDER}  ")
