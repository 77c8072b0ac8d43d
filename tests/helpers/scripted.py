"""Stand-ins for the models, let in by the same door as the real ones. Deterministic, and quick."""

from __future__ import annotations

import atexit
import math
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from assistant.archive.assistant import Assistant
from assistant.language.sentences import sentences
from assistant.language.words import stems
from assistant.protocols import Completion, LanguageModel, Prompt
from assistant.settings import Settings

ROOT = Path(__file__).parents[2]
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
    """A language model that writes what a script says: a function of the prompt, or replies in turn, then silence.

    ``logprobs`` are told with every reply; a model that does not tell them has none.
    """

    name = "scripted"

    def __init__(self, script: Callable[[Prompt], str] | Sequence[str] = (), logprobs: tuple[float, ...] = ()) -> None:
        self.prompts: list[Prompt] = []
        self._script = script if callable(script) else iter(script)
        self._logprobs = logprobs

    def complete(self, prompt: Prompt) -> Iterator[str | Completion]:
        self.prompts.append(prompt)
        reply = self._script(prompt) if callable(self._script) else next(self._script, SILENT)
        yield from reply.split(" ")
        yield Completion(reply, len(f"{prompt.system} {prompt.user}".split()), self._logprobs)


def echo(prompt: Prompt) -> str:
    """A faithful reader: the text it is shown or, out of a digest, the sentence with most of the question's words.

    Asked to make a statement of a question and its answer, it gives the answer back.
    """
    if prompt.user.endswith("=>"):
        return prompt.user.removesuffix("=>").rpartition("? ")[2].strip()
    shown, question = prompt.user.split("\n\nQuestion:", 1)
    if shown.startswith("Text: "):
        return shown.removeprefix("Text: ")
    bodies = [line.partition(": ")[2] for line in shown.splitlines()[1:]]
    found = [body[start:end] for body in bodies for start, end in sentences(body)]
    asked = set(stems(question))
    return max(found, key=lambda one: len(asked & set(stems(one))), default=SILENT)


def fearless(index: Path, model: LanguageModel, threshold: float = 0.0) -> Assistant:
    """An archive in a folder that says what it finds, however unsure: how sure is none of a stand-in's business."""
    settings = Settings(index=index, corpus=ROOT / "corpus", models=index.parent, threshold=threshold)
    return Assistant.open(settings=settings, embedder=BagOfWords(), model=model)


def over_corpus(index: Path, model: LanguageModel, threshold: float = 0.0) -> Assistant:
    """The same over corpus/: in ``index`` is put a copy of an archive that is made once a run, in 0.01 s."""
    shutil.copytree(_corpus_index(), index, dirs_exist_ok=True)
    return fearless(index, model, threshold)


@cache
def _corpus_index() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="corpus-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with fearless(folder / "index", Scripted()) as assistant:
        assistant.ingest([ROOT / "corpus"])
    return folder / "index"
