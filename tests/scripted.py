"""Stand-ins for the models, let in by the same door as the real ones. Deterministic, and quick."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from assistant.answering.words import stems
from assistant.protocols import Completion, Prompt

ROOT = Path(__file__).parent.parent
SILENT = "NOT FOUND"


class BagOfWords:
    """An embedder: each word counts in the dimension that its hash names, so close vectors share words."""

    name = "bag-of-words"
    dimensions = 512

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> list[float]:
        vector = [0.0] * self.dimensions
        for word in stems(text):
            vector[zlib.crc32(word.encode()) % self.dimensions] += 1.0
        length = math.sqrt(sum(value * value for value in vector))
        return [value / length for value in vector] if length else [1.0, *vector[1:]]


class Scripted:
    """A language model that writes what a script says: a function of the prompt, or replies in turn, then silence."""

    name = "scripted"

    def __init__(self, script: Callable[[Prompt], str] | Sequence[str] = ()) -> None:
        self.prompts: list[Prompt] = []
        self._script = script if callable(script) else iter(script)

    def complete(self, prompt: Prompt) -> Iterator[str | Completion]:
        self.prompts.append(prompt)
        reply = self._script(prompt) if callable(self._script) else next(self._script, SILENT)
        yield from reply.split(" ")
        yield Completion(reply, len(f"{prompt.system} {prompt.user}".split()))


def echo(prompt: Prompt) -> str:
    """A faithful reader: the text or the evidence as it stands in the prompt, each line with its key."""
    shown = prompt.user.split("\n\nQuestion:")[0]
    return shown.removeprefix("Text: ").removeprefix("Evidence:\n")
