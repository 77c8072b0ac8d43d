"""SIGKILL at random moments of an ingest, again and again; then it is let run to its end."""

from __future__ import annotations

import signal

from bench.faults.soundness import check_archive
from bench.faults.trial import Trial, kill, run, start, stored_ids

ARTICLES = 600


def check(trial: Trial, rounds: int) -> None:
    """Kill again and again: no run may end otherwise than killed or finished, and nothing that was stored may go."""
    index = trial.folder / "killed"
    file, articles = trial.articles(ARTICLES)
    moments, ends, shrunk = [], [], 0
    for _ in range(rounds):
        before = stored_ids(index)
        with start(index, "ingest", str(file)) as process:
            moment = trial.wait_for_a_moment(process, index)
            finished = process.poll() is not None
            if not finished:
                kill(process)
            ends.append(process.returncode)
        after = stored_ids(index)
        shrunk += not before <= after
        moments.append(f"{moment:.1f}{'*' if finished else ''}:{len(after)}")
    is_fine = not shrunk and all(code in (0, -signal.SIGKILL) for code in ends)
    trial.check(f"{rounds} kills", is_fine, f"lost something: {shrunk}; seconds:articles " + " ".join(moments))
    code, output = run(index, "ingest", str(file))
    trial.check("the ingest run to its end", code == 0, f"exit {code}: {output}")
    check_archive(trial, "the archive after the kills", index, articles)
