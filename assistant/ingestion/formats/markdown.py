"""Read Markdown files, with YAML front matter for title, publisher, dates and other fields.

Regular expressions remove the markup; only the text is needed, so there is no full Markdown parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.ingestion.cleaning import clean
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import File
from assistant.ingestion.formats.text import drop_repetition, headline
from assistant.ingestion.records import LONGEST_TEXT, article
from assistant.schema.articles import Article

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_MAX_FRONT_MATTER = 50_000
"""Characters, far more than any article needs: 3.5 MB of YAML took over 15 s to parse."""
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*)$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*$")
_RULE = re.compile(r" {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|=+)$")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_DEFINITION = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:\s*\S")
_LINE_MARKER = re.compile(r"\s*(?:>\s?)*\s*(?:[-*+]\s+(?=\S))?")
_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+\S|\s*\|")
_INLINE_MARKUP = (
    (re.compile(r"!?\[([^\[\]]{0,1000})\](?:\([^()\s]{0,2000}(?:\s[^()]{0,500})?\)|\[[^\[\]]{0,200}\])"), r"\1"),
    (re.compile(r"<(https?://[^\s<>]{1,2000})>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>]{0,2000}>"), ""),
    (re.compile(r"(\*\*\*|\*\*|\*|~~|`{1,3})(?=[^\s*`~])([^\n]{0,500}?[^\s*`~\\]|[^\s*`~\\])\1"), r"\2"),
    (re.compile(r"(?<!\w)(___|__|_)(?=[^\s_])([^\n]{0,500}?[^\s_\\])\1(?!\w)"), r"\2"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)


def read(file: File) -> Iterator[Article]:
    """Yield the one article in the file. Raises UnreadableError, OSError."""
    source = file.text()
    if len(source) > 2 * LONGEST_TEXT:
        raise UnreadableError(f"a text longer than {LONGEST_TEXT:,} characters is no article")
    fields, body = front_matter(source)
    text = clean(plain(body))
    if title := fields.get("title") or fields.get("headline") or first_heading(body):
        text = drop_repetition(str(title), text)
    else:
        title, text = headline(text)
    draft = article({**fields, "title": title, "text": text}, file.fields)
    if not draft:
        raise UnreadableError("no text")
    yield draft


def front_matter(source: str) -> tuple[dict[str, Any], str]:
    """Return the front matter, ``{}`` if there is none, and the rest of the file. Raises UnreadableError."""
    import yaml

    match = _FRONT_MATTER.match(source)
    if not match:
        return {}, source
    if len(match[1]) > _MAX_FRONT_MATTER:
        raise UnreadableError(f"front matter longer than {_MAX_FRONT_MATTER:,} characters")
    try:
        fields = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        location = f" at line {mark.line + 2}" if mark else ""
        raise UnreadableError(f"front matter is not valid YAML{location}") from None
    if not isinstance(fields, dict | None):
        raise UnreadableError("front matter is not a list of named fields")
    return {str(key).lower(): value for key, value in (fields or {}).items()}, source[match.end() :]


def first_heading(body: str) -> str:
    """Return the text of the first heading with #, or ""."""
    headings = (_heading(line) for line in _HIDDEN.sub("", body).splitlines())
    return next((_without_inline_markup(heading) for heading in headings if heading), "")


def plain(body: str) -> str:
    """Return the text without markup, with a blank line between headings, list items and paragraphs."""
    blocks: list[list[str]] = []
    open_paragraph = False
    for line in clean(_HIDDEN.sub("", body)).split("\n"):
        heading = _heading(line)
        if not line.strip() or _is_markup_line(line):
            open_paragraph = False
            continue
        text = heading or _LINE_MARKER.sub("", line, count=1).strip()
        if open_paragraph and not heading and not _LIST_ITEM.match(line):
            blocks[-1].append(text)
        else:
            blocks.append([text])
        open_paragraph = not heading
    return "\n\n".join(_without_inline_markup(" ".join(block)) for block in blocks)


def _heading(line: str) -> str:
    """Return the text of a heading without the # before and after it; "" for another line."""
    match = _HEADING.match(line)
    if not match:
        return ""
    text = match[1].strip()
    unclosed = text.rstrip("#")
    return unclosed.strip() if unclosed[-1:] in ("", " ", "\t") else text


def _is_markup_line(line: str) -> bool:
    """Whether a line has no text of its own: a rule, an underline, a code fence, a link definition."""
    return any(pattern.match(line) for pattern in (_RULE, _UNDERLINE, _FENCE, _DEFINITION))


def _without_inline_markup(text: str) -> str:
    for pattern, replacement in _INLINE_MARKUP:
        text = pattern.sub(replacement, text)
    return text.strip()
