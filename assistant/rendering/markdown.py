"""An Answer as a Markdown fragment with footnotes, to paste into notes or an article's draft.

Text of articles and models is escaped, so that it shows as it reads: it makes no headings, links, images or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit

from assistant.rendering.layout import NO_ANSWER, coverage_words, date_words, has_headline
from assistant.rendering.safe import one_line
from assistant.schema import Answer, Citation, Status

_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]|~$])")
_LINE_START = re.compile(r"^(?:([-+=#:])|(\d+)([.)])(?=\s|$))")
_AUTOLINK = re.compile(r"(?i)(:)(?=//)|(?<=www)(\.)")


def markdown(answer: Answer) -> str:
    """The answer with one footnote a citation, or why there is none with the nearest passages as a list."""
    parts = _answered(answer) if answer.status is Status.ANSWERED else _abstained(answer)
    return "\n\n".join(parts) + "\n"


def _answered(answer: Answer) -> Iterator[str]:
    if has_headline(answer):
        yield f"**{escape(answer.direct)}**"
    yield _with_footnotes(answer.text, answer.citations)
    if answer.citations:
        yield "\n".join(f"[^{citation.number}]: {footnote(citation)}" for citation in answer.citations)


def _abstained(answer: Answer) -> Iterator[str]:
    yield f"**{escape(answer.reason or NO_ANSWER)}**"
    yield f"Searched: {escape(coverage_words(answer.coverage))}."
    if answer.nearest:
        yield "Nearest passages, not an answer:"
        yield "\n".join(f"- {footnote(citation)}" for citation in answer.nearest)


def _with_footnotes(text: str, citations: Iterable[Citation]) -> str:
    known = {f"[{citation.number}]": f"[^{citation.number}]" for citation in citations}
    pieces = re.split(r"(\[\d+\])", one_line(text))
    escaped = "".join(known.get(piece) or _escape_inline(piece) for piece in pieces)
    return _escape_start(re.sub(r"\s+(?=\[\^)", "", escaped))


def footnote(citation: Citation) -> str:
    """What a footnote says of a citation: where it stands, the quote, and the reference that opens it."""
    facts = [_title(citation), escape(citation.publisher), escape(date_words(citation.published))]
    about = ", ".join(fact for fact in facts if fact)
    return f"{about}: “{escape(citation.quote)}” `{one_line(citation.reference).replace('`', '')}`"


def _title(citation: Citation) -> str:
    title = escape(citation.title) or "(untitled)"
    address = one_line(citation.url)
    if _scheme(address) not in ("http", "https"):
        return f"*{title}*"
    return f"[*{title}*]({quote(address, safe=':/?#@!$&+,;=%~-._')})"


def _scheme(address: str) -> str:
    """The scheme in lower case, ``""`` for what is no address."""
    try:
        return urlsplit(address).scheme
    except ValueError:
        return ""


def escape(text: str) -> str:
    """``text`` on one line, to be shown as it reads wherever it stands in Markdown or HTML."""
    return _escape_start(_escape_inline(one_line(text)))


def _escape_inline(text: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", "".join(_HTML.get(character, character) for character in text))
    return _AUTOLINK.sub(lambda match: "\\" + match[0], escaped)


def _escape_start(text: str) -> str:
    """A line must not begin a list, a heading or a rule."""
    return _LINE_START.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", text)
