"""SIGKILL at random moments of an ingest, again and again; then it is let run to its end."""

from __future__ import annotations

import signal

from bench.faults.soundness import whole
from bench.faults.trial import Trial, kill, run, start, stored

ARTICLES = 600


def check(trial: Trial, rounds: int) -> None:
    """Kill; nothing may ever end otherwise than killed or finished, and nothing that was stored may go."""
    index = trial.folder / "killed"
    file, articles = trial.articles(ARTICLES)
    moments, ends, shrunk = [], [], 0
    for _ in range(rounds):
        before = stored(index)
        with start(index, "ingest", str(file)) as process:
            moment = trial.wait_for_a_moment(process, index)
            finished = process.poll() is not None
            if not finished:
                kill(process)
            ends.append(process.returncode)
        after = stored(index)
        shrunk += not before <= after
        moments.append(f"{moment:.1f}{'*' if finished else ''}:{len(after)}")
    fine = not shrunk and all(code in (0, -signal.SIGKILL) for code in ends)
    trial.check(f"{rounds} kills", fine, f"lost something: {shrunk}; seconds:articles " + " ".join(moments))
    code, told = run(index, "ingest", str(file))
    trial.check("the ingest run to its end", code == 0, f"exit {code}: {told}")
    whole(trial, "the archive after the kills", index, articles)
