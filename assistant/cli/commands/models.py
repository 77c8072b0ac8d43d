"""`assistant models`: which models there are, fetching, choosing and deleting them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import archive, options, output
from assistant.cli.arguments import loaded_with
from assistant.errors import ModelError
from assistant.rendering.layout import Block, Table, bytes_words, line
from assistant.settings import Settings, remember

if TYPE_CHECKING:
    from assistant.models.registry import ModelSpec
    from assistant.models.store import ModelStore

ModelName = Annotated[str, typer.Argument(metavar="MODEL", help="A name from `assistant models list`.")]
ModelNames = Annotated[
    list[str] | None,
    typer.Argument(metavar="MODELS", help="Names from `assistant models list`; without any, those in use."),
]
ModelOrPath = Annotated[
    str,
    typer.Argument(
        metavar="MODEL",
        help="A name from `assistant models list`, a GGUF file, openai:MODEL@URL, or the folder of an embedder.",
    ),
]

ON_A_SERVER = "openai:"
"""How a model on a server begins; nothing of it is fetched or kept here."""


def list_models(json: options.Json = False) -> None:
    """List the models, their licences and sizes, and which are here."""
    found = list(models_found(loaded_with().settings))
    if json:
        output.show_json({"models": found})
    else:
        output.show(model_blocks(found))


def pull_models(names: ModelNames = None, quiet: options.Quiet = False) -> None:
    """Fetch models and check them against their publishers' hashes."""
    settings = loaded_with().settings
    wanted = names or [name for name in (settings.model, settings.embedder) if name in _registry()]
    specs = [_lookup(name) for name in wanted]
    store = archive.open_models(settings)
    for spec in specs:
        with output.watching(quiet=quiet) as listener:
            path = store.ensure(spec.name, listener)
        output.show([line(f"{spec.name}: {bytes_words(spec.bytes)}, {spec.licence}, in {path}")])


def use_model(model: ModelOrPath) -> None:
    """Use this model from now on: writes the settings file."""
    name, value = _setting(model)
    path = remember(name, value)
    output.show([line(f"{name} = {value}, in {path}")])
    if (origin := loaded_with().origins[name]) != str(path):
        output.note(f"note: {origin} stands above the file and still wins.")


def remove_model(model: ModelName) -> None:
    """Delete a model's files."""
    spec = _lookup(model)
    freed = archive.open_models(loaded_with().settings).remove(spec.name)
    output.show([line(f"{spec.name}: {bytes_words(freed)} freed." if freed else f"{spec.name} was not here.")])


def models_found(settings: Settings) -> Iterator[dict[str, Any]]:
    """One object a model, as `models list --json` and `status --json` print it."""
    store = archive.open_models(settings)
    for spec in _registry().values():
        path, problem = _found(store, spec.name)
        yield {
            "name": spec.name,
            "kind": spec.kind,
            "licence": spec.licence,
            "bytes": spec.bytes,
            "path": path,
            "problem": problem,
            "in_use": spec.name in (settings.model, settings.embedder),
        }
    if settings.model not in _registry():
        yield _given_by_user(settings.model, "language")
    if settings.embedder not in _registry():
        yield _given_by_user(settings.embedder, "embedder")


def _found(store: ModelStore, name: str) -> tuple[str, str]:
    """Where the model is, and what is wrong with it: one bad file must not hide the other models."""
    try:
        return str(store.find(name) or ""), ""
    except ModelError as error:
        return "", f"{error.message} {error.hint}"


def _given_by_user(model: str, kind: str) -> dict[str, Any]:
    """A model that is a file, a folder or on a server: what is known of it."""
    path = Path(model).expanduser()
    there = path.is_dir() if kind == "embedder" else path.is_file()
    here = there and not model.startswith(ON_A_SERVER)
    size = path.stat().st_size if here and path.is_file() else 0
    return {
        "name": model,
        "kind": kind,
        "licence": "",
        "bytes": size,
        "path": str(path) if here else "",
        "problem": "",
        "in_use": True,
    }


def model_blocks(found: list[dict[str, Any]]) -> list[Block]:
    """The models as a table."""
    rows = tuple((m["name"], m["kind"], bytes_words(m["bytes"]), m["licence"], _state(m)) for m in found)
    return [Table(("Model", "Kind", "Size", "Licence", "State"), rows)]


def _state(model: Mapping[str, Any]) -> str:
    here = "here" if model["path"] else "on a server" if model["name"].startswith(ON_A_SERVER) else "not fetched"
    here = model["problem"] or here
    return f"{here}, in use" if model["in_use"] else here


def _setting(model: str) -> tuple[str, str]:
    """Which setting the model belongs to, and the value to write. ModelError when it is none that can be used."""
    path = Path(model).expanduser()
    if model in _registry():
        return ("embedder" if _registry()[model].kind == "embedder" else "model"), model
    if model.startswith(ON_A_SERVER):
        return "model", model
    if path.is_dir():
        return "embedder", str(path.absolute())
    if path.is_file():
        return "model", str(path.absolute())
    return "model", _lookup(model).name


def _registry() -> Mapping[str, ModelSpec]:
    from assistant.models.registry import REGISTRY

    return REGISTRY


def _lookup(name: str) -> ModelSpec:
    from assistant.models.registry import lookup

    return lookup(name)
