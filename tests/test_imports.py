"""Who imports whom: rooms point one way, a library has one door, and starting up is cheap."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "assistant"

LAYERS = {
    "errors": set(),
    "schema": set(),
    "language": set(),
    "settings": {"errors"},
    "pandoc": {"errors"},
    "protocols": {"schema"},
    "verification": {"language", "schema"},
    "rendering": {"language", "schema", "errors", "pandoc"},
    "ingestion": {"language", "schema", "errors", "pandoc"},
    "storage": {"language", "schema", "protocols", "errors"},
    "models": {"schema", "protocols", "errors", "settings"},
    "answering": {"verification", "storage", "language", "schema", "protocols", "errors"},
    "intake": {"ingestion", "storage", "schema", "protocols", "errors", "settings"},
    "archive": {
        *("answering", "intake", "ingestion", "models", "storage"),
        *("schema", "protocols", "errors", "settings"),
    },
    "reports": {
        *("archive", "answering", "verification", "rendering", "storage", "language"),
        *("schema", "errors"),
    },
    "verify": {
        *("reports", "answering", "verification", "rendering", "storage", "language", "pandoc"),
        *("schema", "errors"),
    },
    "evaluation": {"archive", "answering", "ingestion", "language", "schema", "errors"},
    "assistant": {"archive"},
    "llamaindex": {"archive", "storage", "schema"},
}
"""What each room may import besides itself. "assistant" is the package's own __init__; `cli` may import everything."""

SHARED = {
    "numpy": [""],
    "typer": ["assistant.cli"],
    "rich": ["assistant.cli", "assistant.rendering.terminal"],
    "lxml": ["assistant.ingestion.formats.markup", "assistant.ingestion.formats.sitemaps"],
    "filelock": ["assistant.models.store", "assistant.storage.locks"],
    "llama_index.core": ["assistant.storage.chroma.nodes", "assistant.models.remote", "assistant.llamaindex"],
}
"""Libraries with more than one door, and where: numpy is the language of vectors, typer and rich of the terminal."""

AT_THE_TOP = {"typer", "rich"}
"""Libraries that their doors need while they are being defined."""

DOORS_FOR_OTHERS = {"assistant.llamaindex"}
"""Modules that nothing of ours imports, for users of the library that they stand open to."""

HEAVY = {
    *("torch", "transformers", "sentence_transformers", "chromadb", "llama_index", "onnxruntime"),
    *("tokenizers", "trafilatura", "numpy", "httpx", "httpcore", "feedparser", "xllamacpp", "pyarrow", "pypdfium2"),
    *("ijson", "filetype"),
}


@dataclass(frozen=True)
class Import:
    """One import: by whom, of what (dotted), on which line; ``lazy`` when it is not run with the module."""

    module: str
    target: str
    line: int
    lazy: bool

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


def imports_of(module: str, source: str, package: bool = False) -> list[Import]:
    """Every import in a module: nested, relative, for types only, or by name through importlib."""
    home = module.split(".") if package else module.split(".")[:-1]
    found = walk(ast.parse(source), lazy=False)
    return [Import(module, name, node.lineno, lazy) for node, lazy in found for name in targets(node, home)]


def walk(node: ast.AST, lazy: bool) -> Iterator[tuple[ast.AST, bool]]:
    """Every node, and whether it runs later than its module: in a function, or for the type checker only."""
    yield node, lazy
    inner = lazy or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    typing_only = isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
    for child in ast.iter_child_nodes(node):
        yield from walk(child, inner or (typing_only and child in node.body))


def targets(node: ast.AST, home: list[str]) -> list[str]:
    """What a node imports, dotted; ``home`` is the package that dots count from."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = home[: len(home) - node.level + 1] if node.level else []
        return [".".join([*base, *filter(None, [node.module]), alias.name]) for alias in node.names]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
        return [argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant)]
    return []


def all_imports() -> list[Import]:
    found: list[Import] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if package else parts)
        found.extend(imports_of(name, path.read_text(encoding="utf-8"), package))
    return found


IMPORTS = all_imports()


def room(dotted: str) -> str:
    """The room that a dotted name of ours lies in; names that the package itself defines are in "assistant"."""
    parts = dotted.split(".")
    inside = len(parts) > 1 and ((PACKAGE / parts[1]).is_dir() or (PACKAGE / f"{parts[1]}.py").is_file())
    return parts[1] if inside else "assistant"


def library(dotted: str) -> str | None:
    """The third-party library that a dotted name belongs to; LlamaIndex is its core and one for each integration."""
    parts = dotted.split(".")
    if parts[0] in sys.stdlib_module_names or parts[0] == "assistant":
        return None
    if parts[0] == "llama_index":
        return ".".join(parts[: 2 if parts[1:2] == ["core"] else 3])
    return parts[0]


def under(module: str, places: list[str]) -> bool:
    return any(not place or module == place or module.startswith(place + ".") for place in places)


def is_ours(dotted: str) -> bool:
    return dotted == "assistant" or dotted.startswith("assistant.")


def test_every_room_has_its_rule():
    rooms = {room(item.module) for item in IMPORTS}
    assert rooms <= set(LAYERS) | {"cli", "__main__"}, "say in LAYERS what a new room may import"


def test_rooms_import_in_one_direction():
    ours = [item for item in IMPORTS if is_ours(item.target) and room(item.module) in LAYERS]
    wrong = [str(i) for i in ours if room(i.target) not in LAYERS[room(i.module)] | {room(i.module)}]
    assert wrong == []


def test_the_layers_themselves_point_one_way():
    def below(name: str, seen: tuple[str, ...] = ()) -> set[str]:
        assert name not in seen, f"a circle: {seen} {name}"
        return {name}.union(*(below(other, (*seen, name)) for other in LAYERS[name]))

    assert all("cli" not in below(name) for name in LAYERS)


def test_a_third_party_library_has_one_door():
    doors: dict[str, set[str]] = defaultdict(set)
    for item in IMPORTS:
        name = library(item.target)
        if name and not under(item.module, SHARED.get(name, ["-"])):
            doors[name].add(item.module)
    many = {name: sorted(modules) for name, modules in doors.items() if len(modules) > 1 or name in SHARED}
    assert many == {}


def test_the_package_never_imports_the_bench():
    assert [str(item) for item in IMPORTS if item.target.split(".")[0] == "bench"] == []


def test_third_party_imports_stand_inside_functions():
    eager = [i for i in IMPORTS if not i.lazy and library(i.target) and i.module not in DOORS_FOR_OTHERS]
    assert [str(item) for item in eager if library(item.target) not in AT_THE_TOP] == []


def test_starting_up_loads_nothing_heavy():
    code = "import assistant.cli, json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    loaded = {name.split(".")[0] for name in json.loads(done.stdout)}
    assert "assistant" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import torch", [("torch", False)]),
        ("def f():\n    from chromadb.api import Client", [("chromadb.api.Client", True)]),
        ("class A:\n    import yaml", [("yaml", False)]),
        ("try:\n    import yaml\nexcept ImportError:\n    pass", [("yaml", False)]),
        ("if TYPE_CHECKING:\n    import numpy as np\nelse:\n    import rich", [("numpy", True), ("rich", False)]),
        ("from . import schema", [("assistant.storage.schema", False)]),
        ("from ..cli.ask import ask", [("assistant.cli.ask.ask", False)]),
        ("def f():\n    return importlib.import_module('torch')", [("torch", True)]),
    ],
)
def test_the_reader_of_imports_misses_none(source, found):
    assert [(item.target, item.lazy) for item in imports_of("assistant.storage.x", source)] == found


def test_names_are_put_in_the_right_room_and_library():
    assert room("assistant.cli.ask") == "cli"
    assert room("assistant.schema.Article") == "schema"
    assert room("assistant.Assistant") == "assistant"
    assert library("llama_index.core.schema.TextNode") == library("llama_index.core.Document") == "llama_index.core"
    assert library("llama_index.llms.openai_like.OpenAILike") == "llama_index.llms.openai_like"
    assert library("rich.console") == "rich"
    assert library("json") is None
    assert [i.target for i in imports_of("assistant.cli", "from .ask import f", package=True)] == [
        "assistant.cli.ask.f"
    ]
