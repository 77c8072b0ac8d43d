"""Ask a news archive questions and get answers you can check.

    from assistant import Assistant

    with Assistant.open() as archive:
        for citation in archive.ask("Who encouraged both sides to talk?").citations:
            print(citation.number, citation.title, citation.quote)

Importing this package is cheap: nothing heavy is loaded until an archive is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant

__all__ = ["Assistant"]


def __getattr__(name: str) -> Any:
    if name == "Assistant":
        from assistant.archive.assistant import Assistant

        return Assistant
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
