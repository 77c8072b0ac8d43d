"""An Answer as a Markdown fragment with footnotes, to paste into notes or a draft; and escaping.

Text of articles and models is escaped: it makes no headings, links, images or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.rendering.citation_note import CitationNote, citation_note
from assistant.rendering.layout import NO_ANSWER, coverage_words, has_headline
from assistant.rendering.safe_text import one_line
from assistant.schema.answers import Answer, Citation, Status

_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]|~$^]|(?<!\w)@(?=\w))")
"""Markup inside a line for CommonMark, GitHub or Pandoc, whose citations begin with ``@``."""
_LINE_START = re.compile(r"(?i)^(?:([-+=#:])|(\(?(?:\d+|[a-z]|[ivxlcdm]+))([.)])(?=\s|$))")
"""Begins a list, a heading or a rule; Pandoc's lists are also lettered and in brackets."""
_ENTITY = re.compile(r"&(?=#?\w+;)")
"""In an address: ``&lt;`` would be read as ``<``."""
_AUTOLINK = re.compile(r"(?i)(:)(?=//)|(?<=www)(\.)")


def markdown(answer: Answer) -> str:
    """Return the answer with a footnote for each citation; without an answer, the reason and the nearest passages."""
    parts = _answered(answer) if answer.status is Status.ANSWERED else _abstained(answer)
    return "\n\n".join(parts) + "\n"


def _answered(answer: Answer) -> Iterator[str]:
    if has_headline(answer):
        yield f"**{escape(answer.direct)}**"
    yield _with_footnotes(answer.text, answer.citations)
    if answer.citations:
        yield "\n".join(f"[^{citation.number}]: {footnote(citation_note(citation))}" for citation in answer.citations)


def _abstained(answer: Answer) -> Iterator[str]:
    yield f"**{escape(answer.reason or NO_ANSWER)}**"
    yield f"Searched: {escape(coverage_words(answer.coverage))}."
    if answer.nearest:
        yield "Nearest passages, not an answer:"
        yield "\n".join(f"- {footnote(citation_note(citation))}" for citation in answer.nearest)


def _with_footnotes(text: str, citations: Iterable[Citation]) -> str:
    marks = {f"[{citation.number}]": f"[^{citation.number}]" for citation in citations}
    pieces = re.split(r"(\[\d+\])", one_line(text))
    escaped = "".join(marks.get(piece) or escape_inline(piece) for piece in pieces)
    return escape_start(re.sub(r"\s+(?=\[\^)", "", escaped))


def footnote(note: CitationNote) -> str:
    """Return the text of a footnote: title, publisher and day, the quote, the reference."""
    facts = (_title(note), escape_inline(note.publisher), escape_inline(note.day), escape_inline(note.standing))
    about = ", ".join(fact for fact in facts if fact)
    return f"{about}: “{escape_inline(note.quote)}” {code(note.reference)}"


def _title(note: CitationNote) -> str:
    title = f"*{escape_inline(note.title)}*"
    return f"[{title}]({_ENTITY.sub('&amp;', note.address)})" if note.address else title


def code(text: str) -> str:
    """Return ``text`` as inline code, without back quotes: ids and references have none."""
    return f"`{one_line(text).replace('`', '')}`"


def escape(text: str) -> str:
    """Return ``text`` on one line, escaped for the start of a line of Markdown or HTML."""
    return escape_start(escape_inline(one_line(text)))


def escape_inline(text: str) -> str:
    """Escape a line that stands within another, or in the cell of a table."""
    escaped = _SPECIAL.sub(r"\\\1", "".join(_HTML.get(character, character) for character in text))
    return _AUTOLINK.sub(lambda match: "\\" + match[0], escaped)


def escape_start(text: str) -> str:
    """Escape the start of an escaped line, so that it begins no list, heading or rule."""
    return _LINE_START.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", text)
