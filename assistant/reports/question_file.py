"""A file of questions, plain text or Markdown, read as title, headings and questions.

One question a line; ``# Title`` names the report, ``## Heading`` a section; bullets and blank lines are passed over.
Knows nothing of how questions are answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assistant.answering.question import checked
from assistant.errors import InputError
from assistant.schema.reports import PlannedQuestion

MOST = 100
"""Questions in a file: nine minutes of work. A file of more was hardly meant to be one."""
_BULLET = re.compile(r"^(?:[-*+•]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_HINT = "Write one question a line; `# Title` and `## Heading` are allowed."


def read_questions(path: Path) -> tuple[str, tuple[PlannedQuestion, ...]]:
    """Return the title, ``""`` if there is none, and the questions of a file, each only once.

    A question that stands under no heading is its own.

    Raises InputError, with the line where that helps, for what cannot be read, has no question, or too many.
    """
    title, heading = "", ""
    found: dict[str, PlannedQuestion] = {}
    for number, line in _lines(path):
        head = _HEADING.match(line)
        if head and head[1] == "#" and not title and not found:
            title = head[2]
        elif head:
            heading = head[2]
        else:
            question = _question(path, number, _BULLET.sub("", line))
            found.setdefault(question.casefold(), PlannedQuestion(question, heading or question))
    if not found:
        raise InputError(f"{path} holds no question.", _HINT)
    if len(found) > MOST:
        raise InputError(f"{path} holds {len(found):,} questions; the limit is {MOST}.", "Make several reports.")
    return title, tuple(found.values())


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something, with their numbers from 1."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not a text in UTF-8.", _HINT) from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.", "Check the path.") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line.strip()


def _question(path: Path, number: int, text: str) -> str:
    try:
        return checked(text)
    except InputError as error:
        raise InputError(f"{path}, line {number}: {error.message}", _HINT) from error
