"""`assistant chat` over corpus/ with stand-ins for the models, to be run in a pseudo-terminal.

    python chat_program.py MODEL INDEX WORDS...

MODEL is `echo` or `stuck`, a stand-in, or `real`, the one that the settings name. WORDS go to the command line as they
are, but for the archive, which is INDEX.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from scripted import Scripted, echo, fearless  # noqa: E402

from assistant.archive import parts  # noqa: E402
from assistant.cli import archive, main  # noqa: E402
from assistant.protocols import Completion  # noqa: E402


class Stuck(Scripted):
    """Begins to answer the questions that say "stuck", and then thinks until it is stopped, which it writes down."""

    def __init__(self, log: Path) -> None:
        super().__init__(echo)
        self._log = log

    def complete(self, prompt):
        if "stuck" not in prompt.user:
            yield from super().complete(prompt)
            return
        try:
            yield "Well, "
            yield "let me think"
            threading.Event().wait()
            yield Completion("never")
        finally:
            with self._log.open("a") as log:
                log.write("stopped\n")


def program(kind: str, index: Path) -> None:
    if kind == "real":
        sys.argv += ["--index", str(index)]
        main()
    model = Stuck(index / "log") if kind == "stuck" else Scripted(echo)

    archive.open_archive = lambda settings: fearless(index, model)
    assert callable(parts.preload)
    parts.preload = bool  # half of the time that a chat takes; no archive here is so large that Chroma is asked
    main()


if __name__ == "__main__":
    _, kind, index, *words = sys.argv
    sys.argv = ["assistant", *words]
    program(kind, Path(index))
