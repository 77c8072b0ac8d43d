"""How commands open the archive, the models and the sessions. Imports them only when a command runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.cli import output
from assistant.errors import ArchiveError
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant
    from assistant.models.store import ModelStore
    from assistant.storage.side_files.sessions import SessionStore


def open_archive(settings: Settings) -> Assistant:
    """Open the archive that the settings name; one of an older program is migrated first, with a notice on stderr."""
    from assistant.archive.assistant import Assistant

    assistant = Assistant.open(settings=settings)
    assistant.holdings.bring_up_to_date(output.notice)
    return assistant


def open_models(settings: Settings) -> ModelStore:
    """Open the folder of downloaded models."""
    from assistant.models.store import ModelStore

    return ModelStore(settings.models, settings.sources)


def open_sessions(settings: Settings, *, create: bool = False) -> SessionStore:
    """Open the chats and reports kept beside the archive; in memory where they have no file yet, unless ``create``."""
    from assistant.storage.side_files.sessions import FILE, SessionStore

    return SessionStore(settings.index if create or (settings.index / FILE).exists() else None)


def open_sessions_or_memory(settings: Settings, complaint: str) -> SessionStore:
    """Open the sessions for writing; in memory, with ``complaint`` and the reason on stderr, where that fails."""
    from assistant.storage.side_files.sessions import SessionStore

    try:
        return open_sessions(settings, create=True)
    except ArchiveError as error:
        output.note(f"note: {complaint}: {error.message}")
        return SessionStore(None)
