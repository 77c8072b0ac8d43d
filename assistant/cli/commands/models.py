"""`assistant models`: list, fetch, choose and delete models."""

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
"""Prefix of a model on a server, which has no file here."""


def list_models(json: options.Json = False) -> None:
    """List the models, their licences and sizes, and which are here."""
    models = list(model_documents(loaded_with().settings))
    if json:
        output.show_json({"models": models})
    else:
        output.show(model_blocks(models))


def pull_models(names: ModelNames = None, quiet: options.Quiet = False) -> None:
    """Fetch models and check them against their publishers' hashes."""
    settings = loaded_with().settings
    names = names or [name for name in (settings.model, settings.embedder) if name in _registry()]
    specs = [_lookup(name) for name in names]
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


def model_documents(settings: Settings) -> Iterator[dict[str, Any]]:
    """Yield one object for each model, as `models list --json` and `status --json` print it."""
    store = archive.open_models(settings)
    for spec in _registry().values():
        path, problem = _path_and_problem(store, spec.name)
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
        yield _users_model(settings.model, "language")
    if settings.embedder not in _registry():
        yield _users_model(settings.embedder, "embedder")


def _path_and_problem(store: ModelStore, name: str) -> tuple[str, str]:
    """Return the model's path and what is wrong with its file: one bad file must not hide the other models."""
    try:
        return str(store.find(name) or ""), ""
    except ModelError as error:
        return "", f"{error.message} {error.hint}"


def _users_model(model: str, kind: str) -> dict[str, Any]:
    """Return the object of a model that the user named: a file, a folder, or one on a server."""
    path = Path(model).expanduser()
    exists = path.is_dir() if kind == "embedder" else path.is_file()
    is_local = exists and not model.startswith(ON_A_SERVER)
    size = path.stat().st_size if is_local and path.is_file() else 0
    return {
        "name": model,
        "kind": kind,
        "licence": "",
        "bytes": size,
        "path": str(path) if is_local else "",
        "problem": "",
        "in_use": True,
    }


def model_blocks(models: list[dict[str, Any]]) -> list[Block]:
    """Return the models as a table."""
    rows = tuple((m["name"], m["kind"], bytes_words(m["bytes"]), m["licence"], _state(m)) for m in models)
    return [Table(("Model", "Kind", "Size", "Licence", "State"), rows)]


def _state(model: Mapping[str, Any]) -> str:
    place = "here" if model["path"] else "on a server" if model["name"].startswith(ON_A_SERVER) else "not fetched"
    state = model["problem"] or place
    return f"{state}, in use" if model["in_use"] else state


def _setting(model: str) -> tuple[str, str]:
    """Return the setting for the model and the value to write. ModelError for a model that cannot be used."""
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
