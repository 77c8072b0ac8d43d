"""Run `assistant` as on a large archive: every question asks Chroma, however few the passages.

    python bench/faults/ask_chroma.py COMMAND ...          as `assistant COMMAND ...`
    python bench/faults/ask_chroma.py --again INDEX SECONDS QUESTION ...

`--again` asks the questions in turn from one process that keeps the archive open, and prints one JSON object a search:
``problem``, why Chroma did not answer, ``""`` if it did, and the ``passages`` shown.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from dataclasses import replace
from pathlib import Path

from assistant.archive.assistant import Assistant
from assistant.archive.parts import Parts
from assistant.cli import main
from assistant.settings import load
from assistant.storage import vectors


def ask_again(index: Path, seconds: float, questions: list[str]) -> None:
    """Search for so many seconds."""
    parts = Parts(replace(load().settings, index=index))
    end = time.monotonic() + seconds
    with Assistant(parts) as archive:
        for question in itertools.cycle(questions):
            citations = archive.search(question)
            passages = [(item.article_id, item.version, item.start, item.end, item.quote) for item in citations]
            print(json.dumps({"problem": parts.vectors.problem, "passages": passages}), flush=True)
            if time.monotonic() > end:
                break


if __name__ == "__main__":
    vectors.EXACT = 0
    if sys.argv[1] == "--again":
        ask_again(Path(sys.argv[2]), float(sys.argv[3]), sys.argv[4:])
    else:
        main()
