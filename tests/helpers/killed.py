"""A refresh in a process of its own, which a test kills: python killed.py INDEX."""

from __future__ import annotations

import sys
from pathlib import Path

from scripted import BagOfWords

from assistant.archive.assistant import Assistant
from assistant.settings import Settings

index = Path(sys.argv[1])
settings = Settings(index, index, index, private_addresses=("127.0.0.0/8",), fetch_delay=0)
with Assistant.open(settings=settings, embedder=BagOfWords()) as archive:
    archive.feeds().refresh()
