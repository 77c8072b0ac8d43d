"""Files of the vectors damaged: questions are answered as before, `status --repair` mends.

Takes at least 1,000 passages (about 60 articles): below that Chroma has written little into the graph's files, and
their damage proves little. A file that is missing is reported as skipped, not passed. Then the catalogue itself is
damaged, which nothing can mend but a backup: `status` says so, and the backup is restored.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.errors import EXIT_ARCHIVE
from assistant.storage.tables import FILE
from bench.faults.soundness import check_archive
from bench.faults.trial import Trial, found_passages, run

ARTICLES = 80


def check(trial: Trial) -> None:
    """Damage, ask twice, mend."""
    index = trial.folder / "damaged"
    file, articles = trial.articles(ARTICLES)
    code, output = run(index, "ingest", str(file))
    trial.check("an archive to damage", code == 0, output)
    passages = found_passages(index)

    def garbage(path: Path) -> None:
        path.write_bytes(trial.chance.randbytes(path.stat().st_size))

    ways: list[tuple[str, str, Callable[[Path], Any]]] = [
        ("garbage in the graph", "vectors/*/*", garbage),
        ("garbage in the vectors alone", "vectors/*/data_level0.bin", garbage),
        ("the vectors cut", "vectors/*/data_level0.bin", lambda path: os.truncate(path, path.stat().st_size // 2)),
        ("garbage in chroma.sqlite3", "vectors/chroma.sqlite3", garbage),
        ("chroma.sqlite3 emptied", "vectors/chroma.sqlite3", lambda path: os.truncate(path, 0)),
        ("the graph's folder gone", "vectors/*/header.bin", lambda path: shutil.rmtree(path.parent)),
        ("all vectors gone", "vectors", shutil.rmtree),
        ("garbage in the seal", "vectors.seal", garbage),
    ]
    for name, pattern, damage in ways:
        files = sorted(index.glob(pattern))
        if not files:
            print(f"SKIP            {name}: there is no {pattern}")
            continue
        for path in files:
            damage(path)
        same = [found_passages(index) == passages for _ in range(2)]
        trial.check(f"{name}: the same passages are found, twice", bool(passages) and all(same))
        code, output = run(index, "status", "--repair", "--json")
        trial.check(f"{name}: mended", code == 0, "" if code == 0 else output)
        check_archive(trial, f"{name}: whole", index, articles)
        trial.check(f"{name}: the same passages are found after", found_passages(index) == passages)
    check_catalogue(trial, index, articles, passages)


def check_catalogue(trial: Trial, index: Path, articles: list[str], passages: list[Any]) -> None:
    """Back the archive up, write noise over pages of the catalogue, see that `status` reports it, and restore it."""
    backup = trial.folder / "backup"
    code, output = run(index, "backup", str(backup))
    trial.check("a backup", code == 0, output if code else "")
    catalogue = index / FILE
    with catalogue.open("r+b") as file:
        for page in range(1, catalogue.stat().st_size // 4096, 3):
            file.seek(4096 * page)
            file.write(trial.chance.randbytes(4096))
    code, output = run(index, "status", "--json")
    is_reported = code == EXIT_ARCHIVE and "Traceback" not in output
    detail = problems(output) if is_reported else f"exit {code}: {output}"
    trial.check("a corrupt catalogue is reported", is_reported, detail)
    code, output = run(index, "restore", str(backup))
    trial.check("restored from the backup", code == 0, output if code else "")
    trial.check("the same passages are found", found_passages(index) == passages)
    code, output = run(index, "ingest", str(trial.folder / "articles.jsonl"))
    trial.check("an ingest finds nothing new", code == 0, output)
    check_archive(trial, "restored: whole", index, articles)


def problems(output: str) -> str:
    """Return the problems that `status --json` lists, or the error's words."""
    try:
        return "; ".join(json.loads(output)["problems"])
    except (ValueError, KeyError):
        return output
