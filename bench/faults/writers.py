"""Two writers at the same articles for minutes, in many versions, and readers all the while.

Each writer ingests a random handful, some of them with an update, again and again; the one who comes second is told
so and tries again. Readers search: whatever passage they are shown must still be there in the end, at the same place
in the same version of the same article.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import EXIT_ARCHIVE
from assistant.storage.tables import FILE
from bench.faults.soundness import opened, whole
from bench.faults.trial import QUESTION, Trial, run

ARTICLES, HANDFUL, UPDATES = 120, 12, 4
QUESTIONS = (QUESTION, "How many people were killed?", "Who won the election?", "What does the company plan?")


@dataclass
class Shift:
    """The archive that threads share, until when they work, and what they met."""

    index: Path
    until: float
    ends: Counter[str] = field(default_factory=Counter)
    shown: set[tuple[Any, ...]] = field(default_factory=set)
    strange: list[str] = field(default_factory=list)


def check(trial: Trial, minutes: float) -> None:
    """Let them work for so long, then ingest the last version of everything."""
    index = trial.folder / "shared"
    file, ids = trial.articles(ARTICLES)
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    write(file, [version(record, 0) for record in records[:HANDFUL]])
    code, told = run(index, "ingest", str(file))
    trial.check("an archive to share", code == 0, told)
    seen = Shift(index, time.monotonic() + 60 * minutes)
    one, other, third = (random.Random(trial.chance.random()) for _ in range(3))
    threads = [
        threading.Thread(target=writer, args=(seen, trial.folder / "one.jsonl", records, one)),
        threading.Thread(target=writer, args=(seen, trial.folder / "other.jsonl", records, other)),
        threading.Thread(target=reader, args=(seen, third)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    busy = all(seen.ends[what] for what in ("written", "refused", "searched"))
    trial.check(
        f"{minutes:g} minutes of two writers", busy and not seen.strange, f"{dict(seen.ends)} {seen.strange[:3]}"
    )
    write(file, [version(record, UPDATES) for record in records])
    code, told = run(index, "ingest", str(file))
    trial.check("the last version of everything", code == 0, told)
    whole(trial, "the archive after all", index, ids)
    lost, old = compare(index, seen.shown, {record["id"]: version(record, UPDATES)["text"] for record in records})
    trial.check("every passage that was shown is where it was", not lost, f"{len(seen.shown)} passages, {lost} lost")
    trial.check("the newest text is the current one", not old, f"{old} others")


def writer(shift: Shift, file: Path, records: list[Any], chance: random.Random) -> None:
    """Ingest handfuls."""
    while time.monotonic() < shift.until:
        write(file, [version(record, chance.randint(0, UPDATES - 1)) for record in chance.sample(records, HANDFUL)])
        code, told = run(shift.index, "ingest", str(file))
        if code == EXIT_ARCHIVE and "is being written by" in told:
            shift.ends["refused"] += 1
        else:
            shift.ends["written"] += 1
            shift.strange += [f"ingest exits with {code}: {told}"] * (code != 0)


def reader(shift: Shift, chance: random.Random) -> None:
    """Search, and note what is shown."""
    while time.monotonic() < shift.until:
        code, told = run(shift.index, "search", chance.choice(QUESTIONS), "--json")
        shift.ends["searched"] += 1
        if code:
            shift.strange.append(f"search exits with {code}: {told}")
            continue
        shift.shown |= {
            (one["article_id"], one["version"], one["start"], one["end"], one["quote"])
            for one in json.loads(told)["passages"]
        }


def version(record: Any, number: int) -> Any:
    """Return a record as its publisher would have updated it: another text, a later time."""
    more = f"\n\nUpdate {number}: the desk has corrected a figure." * (number > 0)
    return {**record, "text": record["text"] + more, "updated": f"2026-01-0{number + 1}T08:00:00Z"}


def write(file: Path, records: list[Any]) -> None:
    """Write a file of records."""
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def compare(index: Path, shown: set[tuple[Any, ...]], newest: dict[str, str]) -> tuple[int, int]:
    """Count the passages shown that are not to be found, and the articles whose current text is not the newest."""
    with closing(opened(index / FILE)) as db:
        texts = {
            (key, version): text for key, version, text in db.execute("SELECT article_id, version, text FROM versions")
        }
        current = dict(db.execute("SELECT id, version FROM articles").fetchall())
    lost = sum(texts.get((key, number), "")[start:end] != quote for key, number, start, end, quote in shown)
    squeezed = {key: " ".join(text.split()) for key, text in newest.items()}
    return lost, sum(" ".join(texts[key, current[key]].split()) != text for key, text in squeezed.items())
