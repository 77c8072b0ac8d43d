"""Reads a file of questions, plain text or Markdown, as a title, headings and questions.

A line is a question; ``# Title`` names the report, ``## Heading`` a section; bullets and blank lines are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assistant.answering.question import checked
from assistant.errors import InputError
from assistant.schema.reports import PlannedQuestion

MOST = 100
"""Questions in a file, which take nine minutes. A file with more was hardly meant as one."""
_BULLET = re.compile(r"^(?:[-*+•]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_HINT = "Write one question a line; `# Title` and `## Heading` are allowed."


def read_questions(path: Path) -> tuple[str, tuple[PlannedQuestion, ...]]:
    """Return the title, ``""`` if there is none, and the questions of a file, each only once.

    A question under no heading is its own heading. Raises InputError, with the line where that helps, for a file that
    cannot be read, has no question, or more than MOST.
    """
    title, heading = "", ""
    questions: dict[str, PlannedQuestion] = {}
    for number, line in _lines(path):
        match = _HEADING.match(line)
        if match and match[1] == "#" and not title and not questions:
            title = match[2]
        elif match:
            heading = match[2]
        else:
            question = _question(path, number, _BULLET.sub("", line))
            questions.setdefault(question.casefold(), PlannedQuestion(question, heading or question))
    if not questions:
        raise InputError(f"{path} holds no question.", _HINT)
    if len(questions) > MOST:
        raise InputError(f"{path} holds {len(questions):,} questions; the limit is {MOST}.", "Make several reports.")
    return title, tuple(questions.values())


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, stripped, with their numbers from 1."""
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
