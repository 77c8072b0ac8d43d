"""Two writers at the same articles for minutes, in many versions, and readers at the same time.

Each writer ingests a random handful, some of them with an update, again and again; the one that comes second is refused
and tries again. Readers search, some in a new process each time, two in one process to the end, which leave Chroma open
between their questions: every passage that they are shown must still be there in the end, at the same place in the same
version of the same article.
"""

from __future__ import annotations

import json
import random
import threading
import time
import unicodedata
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import EXIT_ARCHIVE
from assistant.storage.tables import FILE
from bench.faults.soundness import check_archive, opened
from bench.faults.trial import QUESTION, Trial, run, start_program

ARTICLES, HANDFUL, UPDATES = 120, 12, 4
PLACE = ("article_id", "version", "start", "end", "quote")
QUESTIONS = (QUESTION, "How many people were killed?", "Who won the election?", "What does the company plan?")


@dataclass
class Shift:
    """The archive that threads share, the time when they stop, and their results."""

    index: Path
    end: float
    counts: Counter[str] = field(default_factory=Counter)
    passages: set[tuple[Any, ...]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def check(trial: Trial, minutes: float) -> None:
    """Let them work for so long, then ingest the last version of everything."""
    index = trial.folder / "shared"
    file, ids = trial.articles(ARTICLES)
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    write(file, [version(record, 0) for record in records[:HANDFUL]])
    code, output = run(index, "ingest", str(file))
    trial.check("an archive to share", code == 0, output)
    shift = Shift(index, time.monotonic() + 60 * minutes)
    chances = [random.Random(trial.chance.random()) for _ in range(3)]
    threads = [
        threading.Thread(target=write_repeatedly, args=(shift, trial.folder / "first.jsonl", records, chances[0])),
        threading.Thread(target=write_repeatedly, args=(shift, trial.folder / "second.jsonl", records, chances[1])),
        threading.Thread(target=read_repeatedly, args=(shift, chances[2])),
        *(threading.Thread(target=keep_reading, args=(shift, 60 * minutes)) for _ in range(2)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    is_busy = all(shift.counts[name] for name in ("written", "refused", "searched", "from Chroma", "instead"))
    detail = f"{dict(shift.counts)} {shift.faults[:3]}"
    trial.check(f"{minutes:g} minutes of two writers", is_busy and not shift.faults, detail)
    write(file, [version(record, UPDATES) for record in records])
    code, output = run(index, "ingest", str(file))
    trial.check("the last version of everything", code == 0, output)
    check_archive(trial, "the archive after all", index, ids)
    newest = {record["id"]: version(record, UPDATES)["text"] for record in records}
    lost, outdated = compare(index, shift.passages, newest)
    detail = f"{len(shift.passages)} passages, {lost} lost"
    trial.check("every passage that was shown is where it was", not lost, detail)
    trial.check("the newest text is the current one", not outdated, f"{outdated} others")


def write_repeatedly(shift: Shift, file: Path, records: list[Any], chance: random.Random) -> None:
    """Ingest handfuls."""
    while time.monotonic() < shift.end:
        write(file, [version(record, chance.randint(0, UPDATES - 1)) for record in chance.sample(records, HANDFUL)])
        code, output = run(shift.index, "ingest", str(file))
        if code == EXIT_ARCHIVE and "is being written by" in output:
            shift.counts["refused"] += 1
        else:
            shift.counts["written"] += 1
            shift.faults += [f"ingest exits with {code}: {output}"] * (code != 0)


def read_repeatedly(shift: Shift, chance: random.Random) -> None:
    """Search, each time in a new process, and note the passages."""
    while time.monotonic() < shift.end:
        code, output = run(shift.index, "search", chance.choice(QUESTIONS), "--json")
        shift.counts["searched"] += 1
        if code:
            shift.faults.append(f"search exits with {code}: {output}")
            continue
        passages = json.JSONDecoder().raw_decode(output)[0]["passages"]
        shift.passages |= {tuple(passage[name] for name in PLACE) for passage in passages}


def keep_reading(shift: Shift, seconds: float) -> None:
    """Search in one process, and note the passages and whether Chroma gave them."""
    with start_program("ask_chroma.py", "--again", str(shift.index), str(seconds), *QUESTIONS) as process:
        output, errors = process.communicate()
    if process.returncode:
        shift.faults.append(f"a reader exits with {process.returncode}: {errors[-500:]}")
    for line in output.splitlines():
        search = json.loads(line)
        shift.counts["instead" if search["problem"] else "from Chroma"] += 1
        shift.passages |= {tuple(passage) for passage in search["passages"]}
        if search["problem"] and "in use by another process" not in search["problem"]:
            shift.faults.append(search["problem"])


def version(record: Any, number: int) -> Any:
    """Return a record as its publisher would have updated it: another text, a later time."""
    more = f"\n\nUpdate {number}: the desk has corrected a figure." * (number > 0)
    return {**record, "text": record["text"] + more, "updated": f"2026-01-0{number + 1}T08:00:00Z"}


def write(file: Path, records: list[Any]) -> None:
    """Write a file of records."""
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def compare(index: Path, passages: set[tuple[Any, ...]], newest: dict[str, str]) -> tuple[int, int]:
    """Count the passages that are not where they were, and the articles whose current text is not the newest."""
    with closing(opened(index / FILE)) as db:
        texts = {
            (key, version): text for key, version, text in db.execute("SELECT article_id, version, text FROM versions")
        }
        current = dict(db.execute("SELECT id, version FROM articles").fetchall())
    lost = sum(texts.get((key, number), "")[start:end] != quote for key, number, start, end, quote in passages)
    return lost, sum(plain(texts[key, current[key]]) != plain(text) for key, text in newest.items())


def plain(text: str) -> str:
    """Return a text without what an ingest may change: white space, soft hyphens and the like, decomposed accents."""
    visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return " ".join(unicodedata.normalize("NFC", visible).split())
