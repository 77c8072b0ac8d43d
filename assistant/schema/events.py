"""What long work tells while it goes on. A listener is any callable that takes one Event.

Standard library only, so that importing it costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.schema.answers import Citation
from assistant.schema.archives import Mapped


@dataclass(frozen=True, slots=True)
class Understood:
    """A question that leaned on what was said before was put so that it stands alone."""

    standalone: str


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """Evidence is chosen; it can be shown before the model has written a word."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class DraftText:
    """The model wrote some more of its (unchecked) draft."""

    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Long work moved on. ``done`` and ``total`` count ``unit`` (``articles``, ``passages``, ``bytes``).

    ``total`` is 0 when it is not known. ``pace`` says what was done and how fast, where bytes a second tell little.
    """

    task: str
    done: int
    total: int
    unit: str
    detail: str = ""
    pace: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user should know of, and would not see from the result: what is so, and what is done instead.

    Whoever tells it sees to it that it is told once.
    """

    text: str


Event = Understood | EvidenceFound | DraftText | Progress | Mapped | Notice
Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """The listener for those who do not listen."""
