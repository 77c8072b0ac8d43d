"""Markdown files, with YAML front matter for title, publisher, dates and so on.

Keeps the readable words and drops the marks: no full Markdown parser, as only the text is needed. pyyaml is used
here alone.
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
_LONGEST_FRONT_MATTER = 50_000
"""Characters, far more than any article has: 3.5 MB of YAML took over 15 s to parse."""
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*)$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*$")
_RULE = re.compile(r" {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|=+)$")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_DEFINITION = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:\s*\S")
_MARKER = re.compile(r"\s*(?:>\s?)*\s*(?:[-*+]\s+(?=\S))?")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+\S|\s*\|")
_INLINE = (
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
    found = article({**fields, "title": title, "text": text}, file.fields)
    if not found:
        raise UnreadableError("no text")
    yield found


def front_matter(source: str) -> tuple[dict[str, Any], str]:
    """Split a file into its front matter, {} if there is none, and the rest. Raises UnreadableError."""
    import yaml

    found = _FRONT_MATTER.match(source)
    if not found:
        return {}, source
    if len(found[1]) > _LONGEST_FRONT_MATTER:
        raise UnreadableError(f"front matter longer than {_LONGEST_FRONT_MATTER:,} characters")
    try:
        fields = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 2}" if mark else ""
        raise UnreadableError(f"front matter is not valid YAML{where}") from None
    if not isinstance(fields, dict | None):
        raise UnreadableError("front matter is not a list of named fields")
    return {str(key).lower(): value for key, value in (fields or {}).items()}, source[found.end() :]


def first_heading(body: str) -> str:
    """The text of the first heading written with #, or ""."""
    headings = (_heading(line) for line in _HIDDEN.sub("", body).splitlines())
    return next((_strip_inline(heading) for heading in headings if heading), "")


def plain(body: str) -> str:
    """Return the readable text: a line for each heading and list item, and one for each paragraph."""
    blocks: list[list[str]] = []
    open_paragraph = False
    for line in clean(_HIDDEN.sub("", body)).split("\n"):
        heading = _heading(line)
        if not line.strip() or _is_mark(line):
            open_paragraph = False
            continue
        text = heading or _MARKER.sub("", line, count=1).strip()
        if open_paragraph and not heading and not _ITEM.match(line):
            blocks[-1].append(text)
        else:
            blocks.append([text])
        open_paragraph = not heading
    return "\n\n".join(_strip_inline(" ".join(block)) for block in blocks)


def _heading(line: str) -> str:
    """The text of a line that is a heading, without its marks before and after; else ""."""
    found = _HEADING.match(line)
    if not found:
        return ""
    text = found[1].strip()
    bare = text.rstrip("#")
    return bare.strip() if bare[-1:] in ("", " ", "\t") else text


def _is_mark(line: str) -> bool:
    """Whether a line only structures the page: a rule, an underline, a code fence, the target of a link."""
    return any(pattern.match(line) for pattern in (_RULE, _UNDERLINE, _FENCE, _DEFINITION))


def _strip_inline(text: str) -> str:
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return text.strip()
