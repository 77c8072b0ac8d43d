"""Export of a session into a file: Markdown or JSON by the file's ending, never over anything but an earlier export."""

from __future__ import annotations

import os
from pathlib import Path

from assistant.errors import InputError
from assistant.rendering.json_documents import dumps
from assistant.rendering.transcript import session_document, session_markdown
from assistant.schema.sessions import Session

FORMS = {".md": "Markdown", ".markdown": "Markdown", ".json": "JSON"}


def export_text(session: Session, form: str) -> str:
    """Return the session in a form of ``FORMS``."""
    return dumps(session_document(session)) if form == "JSON" else session_markdown(session)


def write_export(session: Session, path: Path) -> Path:
    """Write the session into ``path``, over an earlier export of the same session if there is one.

    Raises InputError for another ending than those of ``FORMS``, a file that holds anything else, or a folder that
    cannot be written.
    """
    path = path.expanduser()
    form = FORMS.get(path.suffix.lower())
    if form is None:
        raise InputError(f"{str(path)!r} has no ending that tells the form.", f"Endings are: {', '.join(FORMS)}.")
    try:
        if path.exists() and not _is_export_of(session, path):
            raise InputError(f"{path} is there already, and is no export of this session.", "Choose another name.")
        temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
        temporary.write_text(export_text(session, form), encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.", "Choose another folder.") from error
    return path


def _is_export_of(session: Session, path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        return bool(session.id) and session.id in file.read(2000)
