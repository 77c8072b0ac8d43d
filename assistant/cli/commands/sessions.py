"""`assistant sessions`: list, show, rename, remove and export the chats and reports that are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import archive, options, output, session_export
from assistant.cli.arguments import checked_name, loaded_with
from assistant.errors import ArchiveError, InputError
from assistant.rendering.chat_blocks import listed_table, session_blocks
from assistant.rendering.layout import line, plural
from assistant.rendering.transcript import session_document, sessions_document
from assistant.schema.sessions import Session
from assistant.settings import Settings

SessionKey = Annotated[str, typer.Argument(metavar="SESSION", help="A name, an id, or the beginning of an id.")]
SessionKeys = Annotated[list[str], typer.Argument(metavar="SESSIONS", help="Names, ids, or beginnings of ids.")]
SessionName = Annotated[str, typer.Argument(metavar="NAME", help="The new name.")]
ExportFile = Annotated[
    Path | None, typer.Argument(metavar="FILE", help="FILE.md or FILE.json; without it, Markdown on standard output.")
]


def list_sessions(index: options.Index = None, json: options.Json = False) -> None:
    """List the sessions, the one worked on last first."""
    with archive.open_sessions(loaded_with(index=index).settings) as store:
        sessions = store.list()
    if json:
        output.show_json(sessions_document(sessions))
    else:
        output.show([listed_table(sessions)] if sessions else [line("No sessions.")])


def show_session(session: SessionKey, index: options.Index = None, json: options.Json = False) -> None:
    """Show a session: its questions and their answers, with how the stories that they cite stand today."""
    kept_session = _session_today(loaded_with(index=index).settings, session)
    if json:
        output.show_json(session_document(kept_session))
    else:
        output.show(session_blocks(kept_session))


def rename_session(session: SessionKey, name: SessionName, index: options.Index = None) -> None:
    """Give a session a name, or another one."""
    with archive.open_sessions(loaded_with(index=index).settings) as store:
        session_id = store.resolve(session)
        store.rename(session_id, checked_name(name))
    output.show([line(f"{session_id} is now {checked_name(name)}.")])


def remove_sessions(sessions: SessionKeys, index: options.Index = None) -> None:
    """Forget sessions, questions and answers and all."""
    with archive.open_sessions(loaded_with(index=index).settings) as store:
        ids = list(dict.fromkeys(store.resolve(session) for session in sessions))
        for session_id in ids:
            store.remove(session_id)
    output.show([line(f"Removed {plural(len(ids), 'session')}.")])


def export_session(
    session: SessionKey,
    file: ExportFile = None,
    index: options.Index = None,
    json: options.Json = False,
) -> None:
    """Write a session as Markdown, with footnotes, or as JSON.

    An earlier export of the same session is replaced; any other file is left alone.
    """
    kept_session = _session_today(loaded_with(index=index).settings, session)
    if file is None:
        output.show_text(session_export.export_text(kept_session, "JSON" if json else "Markdown"))
    elif json and session_export.FORMS.get(file.suffix.lower()) != "JSON":
        raise InputError(f"{str(file)!r} does not end in .json.", "Leave out --json, or name another file.")
    else:
        output.show([line(f"Exported to {session_export.write_export(kept_session, file)}.")])


def _session_today(settings: Settings, key: str) -> Session:
    """Return a session with today's corrections and retractions; as kept, with a note, without an archive."""
    with archive.open_sessions(settings) as store:
        session = store.get(key)
    if not session.turns:
        return session
    try:
        with archive.open_archive(settings) as assistant:
            return replace(session, turns=assistant.holdings.turns_today(session.turns))
    except (ArchiveError, InputError) as error:
        output.note(f"note: corrections and retractions are as of the day of asking: {error.message}")
        return session
