"""Files of the vectors damaged: questions are answered as before, `status` tells, `status --repair` mends.

Takes at least 1,000 passages (about 60 articles): below that Chroma has written little into the graph's files, and
their damage proves little. A file that is not there is reported as skipped, not passed. Then the catalogue itself,
which nothing can mend but a backup: see that it is told, and restored.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from soundness import whole
from trial import QUESTION, Trial, run

from assistant.errors import EXIT_ARCHIVE
from assistant.storage.tables import FILE

ARTICLES = 80


def check(trial: Trial) -> None:
    """Damage, ask, look, mend."""
    index = trial.folder / "damaged"
    file, articles = trial.articles(ARTICLES)
    code, told = run(index, "ingest", str(file))
    trial.check("an archive to damage", code == 0, told)
    before = run(index, "search", QUESTION, "--json")

    def garbage(path: Path) -> None:
        path.write_bytes(trial.chance.randbytes(path.stat().st_size))

    ways: list[tuple[str, str, Callable[[Path], None]]] = [
        ("garbage in the graph", "vectors/*/*", garbage),
        ("garbage in the vectors alone", "vectors/*/data_level0.bin", garbage),
        ("garbage in chroma.sqlite3", "vectors/chroma.sqlite3", garbage),
        ("chroma.sqlite3 emptied", "vectors/chroma.sqlite3", lambda path: os.truncate(path, 0)),
        ("the graph's folder gone", "vectors/*/header.bin", lambda path: shutil.rmtree(path.parent)),
        ("all vectors gone", "vectors", shutil.rmtree),
    ]
    for what, pattern, hurt in ways:
        files = sorted(index.glob(pattern))
        if not files:
            print(f"SKIP            {what}: there is no {pattern}")
            continue
        for path in files:
            hurt(path)
        trial.check(f"{what}: the same passages are found", run(index, "search", QUESTION, "--json") == before)
        code, told = run(index, "status", "--repair", "--json")
        trial.check(f"{what}: mended", code == 0, "" if code == 0 else told)
        whole(trial, f"{what}: whole", index, articles)
    damaged_catalogue(trial, index, articles, before)


def damaged_catalogue(trial: Trial, index: Path, articles: list[str], before: tuple[int, str]) -> None:
    """Back the archive up, write noise over pages of the catalogue, see that it is told, and restore it."""
    backup = trial.folder / "backup"
    code, told = run(index, "backup", str(backup))
    trial.check("a backup", code == 0, told if code else "")
    catalogue = index / FILE
    with catalogue.open("r+b") as file:
        for page in range(1, catalogue.stat().st_size // 4096, 3):
            file.seek(4096 * page)
            file.write(trial.chance.randbytes(4096))
    code, told = run(index, "status", "--json")
    tells = code == EXIT_ARCHIVE and "Traceback" not in told
    trial.check("a corrupt catalogue is told of", tells, f"exit {code}: {told}" if not tells else problems(told))
    code, told = run(index, "restore", str(backup))
    trial.check("restored from the backup", code == 0, told if code else "")
    trial.check("the same passages are found", run(index, "search", QUESTION, "--json") == before)
    code, told = run(index, "ingest", str(trial.folder / "articles.jsonl"))
    trial.check("an ingest finds nothing new", code == 0, told)
    whole(trial, "restored: whole", index, articles)


def problems(told: str) -> str:
    """What `status --json` found, or the error's words."""
    try:
        return "; ".join(json.loads(told)["problems"])
    except (ValueError, KeyError):
        return told
