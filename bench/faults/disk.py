"""A full disk: the archive on a file system of its own, a little larger each time an ingest has filled it.

Needs Linux and the right to mount: run it as root, or under `unshare -Urm`.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from assistant.errors import EXIT_ARCHIVE
from bench.faults.soundness import catalogue_faults, check_archive
from bench.faults.trial import QUESTION, Trial, run, stored_ids

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
            before = stored_ids(index)
            code, output = run(index, "ingest", str(file))
            if code == 0:
                break
            number += 1
            faults = [*fullness_faults(code, output), *losses(index, before)]
            detail = "; ".join(faults) or f"{len(stored_ids(index))} articles; {output}"
            trial.check(f"full disk {number}, {size / 1e6:.1f} MB", not faults, detail)
            size += trial.chance.randint(*GROWTH)
            subprocess.run(["mount", "-o", f"remount,size={size}", str(mount)], check=True)
        trial.check("the ingest run to its end", number > 5, f"after {number} full disks, with {size / 1e6:.1f} MB")
        check_archive(trial, "the archive after the full disks", index, articles)
    finally:
        subprocess.run(["umount", "--lazy", str(mount)], check=True)


def fullness_faults(code: int, output: str) -> list[str]:
    """Return what is wrong with the message of an ingest that met a full disk."""
    return [f"exit {code}: {output}"] * (code != EXIT_ARCHIVE or "Traceback" in output)


def losses(index: Path, before: set[str]) -> list[str]:
    """Return what was lost of the articles stored before, and what is wrong with the archive or a search in it."""
    after = stored_ids(index)
    faults = [f"{len(before - after)} articles lost"] * (not before <= after)
    if not after:
        return faults
    code, output = run(index, "search", QUESTION)
    return faults + [f"search exits with {code}: {output}"] * (code != 0) + catalogue_faults(index, None)
