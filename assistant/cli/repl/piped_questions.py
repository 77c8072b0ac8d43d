"""Inputs of a chat from a pipe or a file on standard input, one a line."""

from __future__ import annotations

import sys

from assistant.errors import InputError


class PipedQuestions:
    """Reads one input after another; a backslash at the end of a line joins the next line to it."""

    def __init__(self) -> None:
        self._rows = iter(sys.stdin.buffer.readline, b"")

    def read(self, limits: str) -> str | None:
        """Return the next input, None at the end. InputError for a line that is no UTF-8; the next one may be."""
        text = ""
        while (row := self._next_row()) is not None:
            text += row.rstrip("\r\n")
            if not text.endswith("\\"):
                return text
            text = text[:-1] + "\n"
        return text or None

    def _next_row(self) -> str | None:
        raw = next(self._rows, None)
        try:
            return raw.decode("utf-8-sig") if raw is not None else None
        except UnicodeDecodeError as error:
            raise InputError("A line of standard input is not valid text.", "Write it in UTF-8.") from error
