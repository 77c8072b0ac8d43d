"""What a chat shows besides its answers: how a question was understood, why it was answered so, a quote in its article.

One wording for terminal and pipe, like ``layout``, whose lines and styles it uses. Imports the vocabulary only.
"""

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
"""Characters shown before and after a quote: about eight rows each, so that quote and all fit a screen of 24."""
_UNDER = " " * 4


def turn_blocks(answer: Answer) -> list[Block]:
    """An answer of a chat: how the question was understood, where that is not what was typed, and the answer."""
    understood = [understood_line(answer.standalone), BLANK] if is_rewritten(answer) else []
    return [*understood, *answer_blocks(answer)]


def is_rewritten(answer: Answer) -> bool:
    """Tell whether the question was understood in other words than it was asked in."""
    return bool(answer.standalone) and answer.standalone != answer.question


def understood_line(standalone: str) -> Line:
    """How a question that leaned on the ones before was understood."""
    return line(f"> understood as: {standalone}", Style.FAINT)


def question_line(question: str) -> Line:
    """A question, in a transcript."""
    return line(f"> {one_line(question)}", Style.TITLE)


def session_blocks(session: Session) -> Iterator[Block]:
    """A whole session as it was shown."""
    yield line(session_words(session), Style.FAINT)
    for turn in session.turns:
        yield BLANK
        yield question_line(turn.answer.question)
        yield from turn_blocks(turn.answer)


def recap_blocks(turns: Sequence[Turn]) -> Iterator[Block]:
    """Earlier turns in short, to remind of what was spoken of."""
    for turn in turns:
        yield line(f"> {one_line(turn.answer.question)}", Style.FAINT)
        yield line(_told(turn.answer), Style.FAINT, "  ")


def _told(answer: Answer) -> str:
    return answer.text if answer.status is Status.ANSWERED else answer.reason or NO_ANSWER


def session_words(session: Session) -> str:
    """Which session it is, how long, and from when."""
    name = f"{one_line(session.name)} ({session.id})" if session.name else session.id or "not kept"
    return f"Session {name}: {plural(len(session.turns), 'turn')}, {date_words(session.updated)}"


def listed_table(sessions: Sequence[Listed]) -> Table:
    """The sessions there are."""
    rows = tuple(
        (one.id, one.name, one.kind.value, _minute(one.updated), str(one.turns), one.first) for one in sessions
    )
    return Table(("Session", "Name", "Kind", "Last used", "Turns", "First question"), rows)


def _minute(moment: str) -> str:
    """To the minute, in the zone of whoever reads it."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")


def filter_words(filters: Filters, as_of: str = "") -> str:
    """What limits the search, in few words; ``""`` for nothing."""
    parts = [f"after {filters.after}" if filters.after else "", f"before {filters.before}" if filters.before else ""]
    parts += [*filters.publishers, f"as of {as_of}" if as_of else ""]
    return ", ".join(one_line(part) for part in parts if part)


def sources_blocks(answer: Answer, turn: int = 0) -> Iterator[Block]:
    """What an answer stands on, or what is nearest where there is none; with ``turn``, numbered ``[TURN.NUMBER]``."""
    shown = answer.citations or answer.nearest
    if not shown:
        yield line("No sources: nothing in the archive came near.", Style.FAINT)
    elif not answer.citations:
        yield line("Nearest passages, not an answer:", Style.FAINT)
    for citation in shown:
        yield from _source(citation, f"{turn}.{citation.number}" if turn else str(citation.number))


def all_sources_blocks(turns: Sequence[Turn]) -> Iterator[Block]:
    """What every answer of a session stands on."""
    for count, turn in enumerate(turns, start=1):
        if count > 1:
            yield BLANK
        yield line(f"> {one_line(turn.answer.question)}", Style.FAINT)
        yield from sources_blocks(turn.answer, count)


def _source(citation: Citation, number: str) -> Iterator[Block]:
    title = one_line(citation.title) or "(untitled)"
    yield Line((Span(f"[{number}] ", Style.NUMBER), Span(title, Style.TITLE)))
    if about := source_words(citation.publisher, citation.published):
        yield line(about, lead=_UNDER)
    yield from standing_lines(citation, _UNDER)
    for spans in marked(citation.quote, citation.marks, Style.KEY):
        yield Line(spans, f"{_UNDER}> ")
    yield line(citation.reference, Style.FAINT, _UNDER)


def passage_blocks(article: Article, span: tuple[int, int] | None) -> list[Block]:
    """A quote (offsets in the text) in its article; of a long one the part around it, of none all of it."""
    if span is None:
        return article_blocks(article)
    start, end = _window(article.text, span)
    head, body = _split(
        article_blocks(replace(article, text=article.text[start:end]), (span[0] - start, span[1] - start))
    )
    above, below = _more(start, "above", article), _more(len(article.text) - end, "below", article)
    return [*head, *above, *body, *below]


def _window(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """The span and what stands around it, from the beginning of a paragraph or a word to the end of one."""
    start, end = max(0, span[0] - AROUND), min(len(text), span[1] + AROUND)
    if start:
        breaks = [text.find(mark, start, span[0]) for mark in ("\n", " ")]
        start = next((at + 1 for at in breaks if at >= 0), span[0])
        start += len(text[start : span[0]]) - len(text[start : span[0]].lstrip("\n"))
    if end < len(text):
        breaks = [text.rfind(mark, span[1], end) for mark in ("\n", " ")]
        end = next((at for at in breaks if at >= 0), span[1])
    return start, end


def _split(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """The head of an article, with the blank line under it, and its body."""
    at = blocks.index(BLANK) + 1
    return blocks[:at], blocks[at:]


def _more(count: int, where: str, article: Article) -> list[Block]:
    if not count:
        return []
    note = f"... {plural(count, 'character')} more {where}; all of it: /open {article.id}@{article.version}"
    return [line(note, Style.FAINT)]


def why_blocks(answer: Answer, threshold: float) -> Iterator[Block]:
    """Why the answer is what it is: evidence and scores, claims and verdicts, how sure against what is asked, times."""
    if is_rewritten(answer):
        yield understood_line(answer.standalone)
    yield _fact("Confidence", _sure(answer, threshold))
    if answer.withheld:
        yield _fact("Withheld", f"{answer.withheld} (not sure enough to be shown)")
    yield _fact("Signals", ", ".join(f"{name} {value:.2f}" for name, value in answer.signals.items()) or "none")
    yield _fact("Model", f"{answer.model}, prompts of up to {plural(answer.prompt_tokens, 'token')}")
    yield _fact("Seconds", ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in answer.timings.items()) or "none")
    for one in answer.citations:
        if one.also:
            yield _fact(f"Also [{one.number}]", ", ".join(one.also))
    yield from _claims(answer.claims)
    yield from _drafts(answer.draft)
    yield from _evidence(answer.evidence)


def _sure(answer: Answer, threshold: float) -> str:
    verdict = "answered" if answer.status is Status.ANSWERED else "not answered"
    return f"{answer.confidence:.2f}, threshold {threshold:.2f}: {verdict}"


def _fact(name: str, value: str) -> Line:
    return Line((Span(f"{name:<12}", Style.FAINT), Span(one_line(value))))


def _claims(claims: Sequence[Claim]) -> Iterator[Block]:
    if claims:
        yield BLANK
        yield line("Claims", Style.TITLE)
    for claim in claims:
        good = claim.verdict is Verdict.SUPPORTED
        numbers = "".join(f"[{number}]" for number in claim.citations)
        verdict = claim.verdict.value.lower() + (" (verbatim)" if claim.verbatim else "")
        why = "" if good else f": {claim.reason}; dropped" if claim.reason else "; dropped"
        yield line(f"{claim.text} {numbers}".strip(), lead=f"{_UNDER}")
        yield line(one_line(verdict + why), Style.GOOD if good else Style.WARNING, f"{_UNDER}  ")


def _drafts(draft: str) -> Iterator[Block]:
    if draft:
        yield BLANK
        yield line("Written by the model, not checked", Style.TITLE)
    for written in draft.splitlines():
        yield line(written, Style.FAINT, _UNDER)


def _evidence(evidence: Sequence[Citation]) -> Iterator[Block]:
    yield BLANK
    yield line("Evidence shown to the model" if evidence else "No evidence was shown to the model", Style.TITLE)
    above = ""
    for one in evidence:
        about = ", ".join(part for part in (one_line(one.title), source_words(one.publisher, one.published)) if part)
        if about != above:
            yield line(about, Style.FAINT, _UNDER)
            above = about
        for spans in marked(one.quote, one.marks, Style.KEY):
            yield Line((Span(f"{one.score:.2f}  ", Style.NUMBER), *spans), f"{_UNDER}  ")
