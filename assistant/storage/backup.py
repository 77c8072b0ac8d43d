"""Back up an archive into a folder that is an archive itself, and restore it.

The SQLite files are copied: the catalogue, sessions, feeds. SQLite itself copies them, so that a copy is consistent
while others read and write. Vectors are left out: they are rebuilt from the catalogue. Cost: that of reading and
writing the files once.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from assistant.errors import ArchiveError, InputError
from assistant.storage.locks import writer_lock
from assistant.storage.sqlite.connection import RESTORE
from assistant.storage.tables import FILE

_PATTERN = "*.sqlite"
_COMPANIONS = ("-wal", "-shm")


def back_up(archive: Path, target: Path) -> int:
    """Copy an archive into a new or empty folder; return the size of the copy in bytes.

    Raises InputError when there is no archive, or something in the folder; ArchiveError for a damaged archive, or a
    folder that cannot be written.
    """
    _require(archive)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(f"{target} is not an empty folder.", "Name a new one: an older backup is never written over.")
    try:
        target.mkdir(parents=True, exist_ok=True)
        for file in sorted(archive.glob(_PATTERN)):
            _copy(file, target / file.name)
        return sum(file.stat().st_size for file in target.iterdir())
    except (OSError, sqlite3.Error) as error:
        _clear(target)
        hint = f"Free some space, or name another folder. If the archive is damaged: {RESTORE}"
        raise ArchiveError(f"{archive} could not be copied to {target}: {error}.", hint) from error


def restore(backup: Path, archive: Path) -> Path | None:
    """Replace an archive with a backup; return the folder with the files that were replaced, None if there were none.

    Raises InputError when ``backup`` is not a backup, ArchiveError when it is damaged, when another process writes to
    the archive, or when the folder cannot be written; the archive is then unchanged.
    """
    _require(backup)
    if backup.resolve() == archive.resolve():
        raise InputError(f"{backup} is the archive itself.", "Name the folder of a backup.")
    try:
        archive.mkdir(parents=True, exist_ok=True)
        with writer_lock(archive):
            drafts = [_copy(file, archive / f"{file.name}.restored") for file in sorted(backup.glob(_PATTERN))]
            replaced = _set_aside(archive)
            for draft in drafts:
                os.replace(draft, draft.with_suffix(""))
            return replaced
    except (OSError, sqlite3.Error) as error:
        hint = "Nothing was changed. Try another backup, or free some space."
        raise ArchiveError(f"{backup} could not be restored to {archive}: {error}.", hint) from error
    finally:
        for draft in archive.glob(f"{_PATTERN}.restored*"):
            draft.unlink(missing_ok=True)


def _require(folder: Path) -> None:
    if not (folder / FILE).is_file():
        raise InputError(f"There is no archive in {folder}.", f"Its folder has a file {FILE} in it.")


def _copy(file: Path, target: Path) -> Path:
    """Copy a SQLite file as of one moment, check the copy and sync it to the disk. Raises sqlite3.Error."""
    uri = f"{file.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without companions
        problems = [row[0] for row in copy.execute("PRAGMA quick_check") if row[0] != "ok"]
    if problems:
        raise sqlite3.DatabaseError(f"{file.name} is damaged: {problems[0]}")
    target.chmod(0o600)
    _sync(target)
    return target


def _set_aside(archive: Path) -> Path | None:
    """Move what an archive holds into a folder inside it; the vectors, which are made of it, are dropped."""
    files = [file for name in archive.glob(_PATTERN) for file in (name, *(Path(f"{name}{end}") for end in _COMPANIONS))]
    shutil.rmtree(archive / "vectors", ignore_errors=True)
    (archive / "vectors.seal").unlink(missing_ok=True)
    if not files:
        return None
    replaced = archive / f"replaced-{datetime.now():%Y%m%d-%H%M%S}"
    replaced.mkdir(mode=0o700)
    for file in files:
        with suppress(FileNotFoundError):
            os.replace(file, replaced / file.name)
    return replaced


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _clear(folder: Path) -> None:
    for file in folder.glob(_PATTERN):
        file.unlink(missing_ok=True)
