"""From what the user typed to a language model that is ready, or getting ready.

Knows the three forms of a choice. Cost: none for a model that is here; a registered one that is not is fetched.
"""

from __future__ import annotations

import re
from pathlib import Path

from assistant.errors import ModelError
from assistant.models.llama import LlamaModel
from assistant.models.registry import REGISTRY, guess
from assistant.models.remote import RemoteModel
from assistant.models.store import ModelStore
from assistant.protocols import LanguageModel
from assistant.schema.events import Listener, ignore

REMOTE = re.compile(r"openai:(?P<model>.+)@(?P<url>https?://.+)")
LANGUAGE_MODELS = tuple(name for name, spec in REGISTRY.items() if spec.kind == "language")


def open_model(choice: str, store: ModelStore, threads: int = 0, listener: Listener = ignore) -> LanguageModel:
    """Return the model of a registered name, a path that ends in ``.gguf``, or ``openai:MODEL@URL``.

    A local model starts to load in the background. Raises ModelError for anything else, or a model that cannot be
    had.
    """
    if remote := REMOTE.fullmatch(choice):
        return RemoteModel(remote["model"], remote["url"])
    if choice.lower().endswith(".gguf"):
        path = Path(choice).expanduser()
        return _local(path, path.stem, threads)
    if choice in LANGUAGE_MODELS:
        return _local(store.ensure(choice, listener), choice, threads)
    raise ModelError(
        f"{choice!r} is not a language model.",
        f"{guess(choice)}Give a name ({', '.join(LANGUAGE_MODELS)}), the path of a .gguf file, or openai:MODEL@URL.",
    )


def _local(path: Path, name: str, threads: int) -> LlamaModel:
    model = LlamaModel(path, name, threads)
    model.start()
    return model
