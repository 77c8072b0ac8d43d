"""The error tree: what went wrong, what to do next, and the exit code that scripts see.

Every error that a user can meet is an ``AssistantError`` with a message (what, where) and a hint (what to do next).
The command line turns it into two lines on stderr and ``exit_code``; nothing else maps errors to codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

EXIT_OK = 0
EXIT_FAILURE = 1
EXIT_ABSTAINED = 3
"""The archive does not contain the answer."""
EXIT_INPUT = 4
EXIT_MODEL = 5
EXIT_ARCHIVE = 6
EXIT_SKIPPED = 7
"""Ingest finished, but some files were skipped."""
EXIT_FOUND = 8
"""`verify` found a citation or a statement that does not hold."""
EXIT_INTERRUPTED = 130

DISTRIBUTION = "news-assistant"
"""The name that pip knows us by."""


class AssistantError(Exception):
    """Base of all expected errors."""

    exit_code = EXIT_FAILURE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(AssistantError):
    """What the user gave cannot be used: a path, a file, a question, an id, a setting."""

    exit_code = EXIT_INPUT


class NotInstalledError(InputError):
    """A library that an optional part needs is missing. ``extra`` is the name of that part for pip."""

    def __init__(self, purpose: str, library: str, extra: str) -> None:
        super().__init__(
            f"{purpose} needs the library {library}, which is not installed.",
            f"Install it: pip install '{DISTRIBUTION}[{extra}]'",
        )
        self.extra = extra


class ModelError(AssistantError):
    """A model is unknown, missing, could not be fetched, failed its hash, or did not answer."""

    exit_code = EXIT_MODEL


class ArchiveError(AssistantError):
    """The archive cannot be read or written: locked, read-only, damaged, or built by another embedder."""

    exit_code = EXIT_ARCHIVE


@contextmanager
def needs(extra: str, purpose: str) -> Iterator[None]:
    """Wrap the import of a library that only the optional part ``extra`` (as in pyproject.toml) brings.

    Raises NotInstalledError, which says what ``purpose`` lacks the library and how to install it.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise NotInstalledError(purpose, error.name or "", extra) from error


def require(extra: str, purpose: str, *libraries: str) -> None:
    """Raise NotInstalledError, as ``needs`` does, if a library is missing, without importing any: before long work."""
    for library in libraries:
        if find_spec(library) is None:
            raise NotInstalledError(purpose, library, extra)
