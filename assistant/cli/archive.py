"""The doors from the command line to the rest: the archive and the models. Opened only when a command runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.cli import output
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.archive.assistant import Assistant
    from assistant.models.store import ModelStore
    from assistant.storage.side_files.sessions import SessionStore


def open_archive(settings: Settings) -> Assistant:
    """The archive that the settings name. One of an older program is brought up to date first, which is always told."""
    from assistant.archive.assistant import Assistant

    assistant = Assistant.open(settings=settings)
    assistant.holdings.bring_up_to_date(output.notice)
    return assistant


def open_models(settings: Settings) -> ModelStore:
    """The folder of downloaded models."""
    from assistant.models.store import ModelStore

    return ModelStore(settings.models, settings.sources)


def open_sessions(settings: Settings, *, create: bool = False) -> SessionStore:
    """The chats and reports kept beside the archive; unless ``create``, none where there is no file of them yet."""
    from assistant.storage.side_files.sessions import FILE, SessionStore

    return SessionStore(settings.index if create or (settings.index / FILE).exists() else None)
