"""A power cut: what was not synced to the disk is dropped, or torn, at random moments of an ingest.

A library loaded before all others (``synced.c``) copies a file to a second folder whenever it is synced: that folder
is what a disk is sure to hold. At a random moment the ingest is killed, and the archive is replaced by

- dropped: that folder;
- torn: the same, where each page of 4 KB that was written since is there or is not, by chance.

Names may be lost too: in half of the rounds a file that was renamed or removed is so on the disk only once its folder
is synced. What the archive was seen to hold a moment before the kill must be there after it.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from bench.faults.soundness import catalogue_faults, check_archive
from bench.faults.trial import QUESTION, Trial, kill, run, start, stored_ids

ARTICLES = 300
PAGE = 4096


def check(trial: Trial, rounds: int) -> None:
    """Cut the power, look at what is left, go on from there."""
    live, disk = trial.folder / "powered", trial.folder / "disk"
    library = trial.folder / "synced.so"
    source = Path(__file__).with_name("synced.c")
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"], check=True)
    file, articles = trial.articles(ARTICLES)
    for number in range(1, rounds + 1):
        torn, late = trial.chance.random() < 0.5, trial.chance.random() < 0.5
        shutil.rmtree(disk, ignore_errors=True)
        shutil.copytree(live, disk) if live.exists() else disk.mkdir()
        variables = {
            "LD_PRELOAD": str(library),
            "SYNCED_FROM": str(live),
            "SYNCED_TO": str(disk),
            "SYNCED_LATE": f"{late:d}",
        }
        with start(live, "ingest", str(file), variables=variables) as process:
            moment = trial.wait_for_a_moment(process, live)
            articles_before = stored_ids(live)
            kill(process)
        cut(trial, live, disk, torn)
        lost, faults = articles_before - stored_ids(live), faults_after(live)
        detail = f"{moment:.1f} s, {len(articles_before)} articles; lost {len(lost)}; {faults}"
        kind = f"{'torn' if torn else 'dropped'}, names {'late' if late else 'at once'}"
        trial.check(f"power cut {number}: {kind}", not lost and not faults, detail)
    code, output = run(live, "ingest", str(file))
    trial.check("the ingest run to its end", code == 0, f"exit {code}: {output}")
    check_archive(trial, "the archive after the power cuts", live, articles)


def faults_after(live: Path) -> str:
    """Return what is wrong with an archive as the power cut left it: all that is there must be whole and searchable."""
    if not stored_ids(live):
        return ""
    code, output = run(live, "search", QUESTION)
    return "; ".join([f"search exits with {code}: {output}"] * (code != 0) + catalogue_faults(live, None))


def cut(trial: Trial, live: Path, disk: Path, torn: bool) -> None:
    """Leave of the archive what the disk holds."""
    if torn:
        for path in sorted(path for path in live.rglob("*") if path.is_file() and not path.name.endswith("-shm")):
            tear(trial, path, disk / path.relative_to(live))
    shutil.rmtree(live, ignore_errors=True)
    shutil.copytree(disk, live)


def tear(trial: Trial, live: Path, synced: Path) -> None:
    """Let each page written since the last sync arrive or not; a page that never was is zeros."""
    new, old = live.read_bytes(), synced.read_bytes() if synced.exists() else b""
    if new == old:
        return
    length = trial.chance.choice([len(new), len(old), max(len(new), len(old))])
    pages = (
        trial.chance.choice([new, old])[start : start + PAGE].ljust(PAGE, b"\0") for start in range(0, length, PAGE)
    )
    synced.parent.mkdir(parents=True, exist_ok=True)
    synced.write_bytes(b"".join(pages)[:length])
