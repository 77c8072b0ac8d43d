"""A full disk: the archive on a file system of its own, a little larger each time an ingest has filled it.

Wants Linux and the right to mount: run it as root, or under `unshare -Urm`.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from assistant.errors import EXIT_ARCHIVE
from bench.faults.soundness import kept_faults, whole
from bench.faults.trial import QUESTION, Trial, run, stored

ARTICLES = 120
SMALLEST, GROWTH = 200_000, (100_000, 3_000_000)
"""Bytes of the disk at first, and what it grows by."""


def check(trial: Trial) -> None:
    """Fill the disk, look, enlarge it, go on."""
    mount = trial.folder / "disk-full"
    mount.mkdir()
    index, size, number = mount / "index", SMALLEST, 0
    file, articles = trial.articles(ARTICLES)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(mount)], check=True)
    try:
        while True:
            before = stored(index)
            code, told = run(index, "ingest", str(file))
            if code == 0:
                break
            number += 1
            faults = [*fullness_faults(code, told), *losses(index, before)]
            detail = "; ".join(faults) or f"{len(stored(index))} articles; {told}"
            trial.check(f"full disk {number}, {size / 1e6:.1f} MB", not faults, detail)
            size += trial.chance.randint(*GROWTH)
            subprocess.run(["mount", "-o", f"remount,size={size}", str(mount)], check=True)
        trial.check("the ingest run to its end", number > 5, f"after {number} full disks, with {size / 1e6:.1f} MB")
        whole(trial, "the archive after the full disks", index, articles)
    finally:
        subprocess.run(["umount", "--lazy", str(mount)], check=True)


def fullness_faults(code: int, told: str) -> list[str]:
    """See that a full disk is told of as it should be."""
    return [f"exit {code}: {told}"] * (code != EXIT_ARCHIVE or "Traceback" in told)


def losses(index: Path, before: set[str]) -> list[str]:
    """See that all that was stored before is there, and all that is there is whole and found."""
    after = stored(index)
    faults = [f"{len(before - after)} articles lost"] * (not before <= after)
    if not after:
        return faults
    found, words = run(index, "search", QUESTION)
    return faults + [f"search exits with {found}: {words}"] * (found != 0) + kept_faults(index, None)
