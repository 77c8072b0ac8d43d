"""Damage an archive in every way that it can be damaged; check that nothing is lost and nothing is there twice.

    python -m bench faults ARTICLES.jsonl[.gz] [kills power disk writers damage] [--seed 1]
        [--kills 50] [--cuts 20] [--minutes 10] [--keep]

- kills: `assistant ingest` ended with SIGKILL at random moments, again and again, then run to its end;
- power: the same, and all that was not synced is dropped or torn (needs a C compiler);
- disk: an ingest onto a disk that is full, and a little larger each time (needs the right to mount: `unshare -Urm`);
- writers: two writers at the same articles for ten minutes, with readers;
- damage: files of the archive overwritten, emptied, cut, removed; the catalogue restored from a backup.

Without names, all of them: about half an hour on two cores. Questions are asked as in a large archive, so that Chroma
answers them (see ``ask_chroma``). Prints a line a check and exits with 1 if one fails. Uses the embedder of the user's
settings.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

from bench.faults import damage, disk, kills, power, writers
from bench.faults.trial import Trial

NAMES = ("kills", "power", "disk", "writers", "damage")


def main() -> int:
    """Run the checks; return the exit code."""
    parser = argparse.ArgumentParser(description="Fault checks of ingest and storage.")
    parser.add_argument("source", type=Path, help="articles, .jsonl or .jsonl.gz, each with an id")
    parser.add_argument("names", nargs="*", metavar="CHECK", help=f"of {', '.join(NAMES)}; all by default")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--cuts", type=int, default=20, help="how often the power is cut")
    parser.add_argument("--minutes", type=float, default=10, help="how long two writers work")
    parser.add_argument("--keep", action="store_true", help="leave the archives for inspection")
    arguments = parser.parse_args()
    checks = {
        "kills": lambda trial: kills.check(trial, arguments.kills),
        "power": lambda trial: power.check(trial, arguments.cuts),
        "disk": disk.check,
        "writers": lambda trial: writers.check(trial, arguments.minutes),
        "damage": damage.check,
    }
    names = arguments.names or NAMES
    if unknown := set(names) - set(checks):
        parser.error(f"no such check: {', '.join(sorted(unknown))}")
    failures = 0
    for name in names:
        folder = Path(tempfile.mkdtemp(prefix=f"faults-{name}-"))
        trial = Trial(folder, arguments.source, random.Random(f"{arguments.seed} {name}"))
        try:
            checks[name](trial)
        finally:
            if not arguments.keep:
                shutil.rmtree(folder)
        failures += trial.failures
    print(f"{failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
