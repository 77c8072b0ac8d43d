"""Open the language model that a setting or option names.

There are three forms: a registered name, the path of a .gguf file, and ``openai:MODEL@URL``. A registered model that is
not on this machine is fetched first.
"""

from __future__ import annotations

import re
from pathlib import Path

from assistant.errors import ModelError
from assistant.models.llama import LlamaModel
from assistant.models.registry import REGISTRY, suggestion
from assistant.models.remote import RemoteModel
from assistant.models.store import ModelStore
from assistant.protocols import LanguageModel
from assistant.schema.events import Listener, ignore

REMOTE = re.compile(r"openai:(?P<model>.+)@(?P<url>https?://.+)")
LANGUAGE_MODELS = tuple(name for name, spec in REGISTRY.items() if spec.kind == "language")


def open_model(choice: str, store: ModelStore, threads: int = 0, listener: Listener = ignore) -> LanguageModel:
    """Return the model of a registered name, a path that ends in ``.gguf``, or ``openai:MODEL@URL``.

    A local model starts to load in the background. Raises ModelError for another form, and for a model that cannot be
    fetched or read.
    """
    if remote := REMOTE.fullmatch(choice):
        return RemoteModel(remote["model"], remote["url"])
    if choice.lower().endswith(".gguf"):
        path = Path(choice).expanduser()
        return _local(path, path.stem, threads)
    if choice in LANGUAGE_MODELS:
        return _local(store.ensure(choice, listener), choice, threads)
    names = ", ".join(LANGUAGE_MODELS)
    raise ModelError(
        f"{choice!r} is not a language model.",
        f"{suggestion(choice)}Give a name ({names}), the path of a .gguf file, or openai:MODEL@URL.",
    )


def _local(path: Path, name: str, threads: int) -> LlamaModel:
    model = LlamaModel(path, name, threads)
    model.start()
    return model
