"""Print figures of the code: files, lines, function lengths, repeated names, filler names, dependencies, words in docs.

python -m bench house                       # this checkout
python -m bench house --root OTHER_CHECKOUT # another one, to compare with
"""

from __future__ import annotations

import argparse
import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median, quantiles

from bench import ROOT

FILLERS = frozenset("one found said told asked known written made given shown held kept taken seen thing stuff".split())
"""Names that say nothing of what they hold."""
PACKAGES = ("assistant", "bench", "scripts", "tests")
"""Folders that are looked at; ``scripts`` is where ``bench`` was before."""


def main() -> None:
    """Print one Markdown table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--root", type=Path, default=ROOT, help="a checkout; this one by default")
    root = parser.parse_args().root
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in python_files(root)}
    print("| | |\n| --- | --- |")
    for name, value in rows(root, modules):
        print(f"| {name} | {value} |")


def python_files(root: Path) -> list[Path]:
    """Return the Python files of all packages."""
    return [path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))]


def rows(root: Path, modules: dict[Path, ast.Module]) -> Iterator[tuple[str, str]]:
    """Yield the figures, each with its name."""
    for package in PACKAGES:
        own = {path: tree for path, tree in modules.items() if path.is_relative_to(root / package)}
        if own:
            yield from ((f"{package}: {name}", value) for name, value in package_rows(root / package, own))
    product = {path: tree for path, tree in modules.items() if path.is_relative_to(root / "assistant")}
    yield "assistant: module names in several rooms", repeated(module_names(root / "assistant", product))
    yield "assistant: class names in several rooms", repeated(class_names(root / "assistant", product))
    yield "direct dependencies", str(len(dependencies(root)))
    words = {path.name: len(path.read_text(encoding="utf-8").split()) for path in sorted((root / "docs").glob("*.md"))}
    yield "docs: words, pages", f"{sum(words.values()):,} in {len(words)}"


def package_rows(package: Path, modules: dict[Path, ast.Module]) -> Iterator[tuple[str, str]]:
    """Yield the figures of one package."""
    lines = [len(path.read_text(encoding="utf-8").splitlines()) for path in modules]
    yield "files, lines", f"{len(lines)}, {sum(lines):,}"
    yield "lines of a file", spread(lines)
    yield "lines of a function", spread(length for tree in modules.values() for length in function_lengths(tree))
    sizes: dict[Path, int] = defaultdict(int)
    for path in modules:
        sizes[path.parent] += path.name != "__init__.py"
    largest = sorted(sizes, key=lambda folder: -sizes[folder])[:5]
    yield "rooms, largest", f"{len(sizes)}: " + ", ".join(f"{room(package, path)} {sizes[path]}" for path in largest)
    names = [name for tree in modules.values() for name in bindings(tree)]
    fillers = sum(name.lower().strip("_") in FILLERS for name in names)
    yield "filler names of all bindings", f"{fillers} of {len(names):,} ({fillers / len(names):.1%})"


def room(package: Path, folder: Path) -> str:
    """Return the name of a folder within its package."""
    return str(folder.relative_to(package.parent))


def spread(lengths: Iterable[int]) -> str:
    """Return median, 95th percentile and maximum."""
    values = sorted(lengths)
    p95 = quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
    return f"median {median(values):g}, p95 {p95:.0f}, max {values[-1]}"


def function_lengths(tree: ast.Module) -> Iterator[int]:
    """Yield the lines of each function and method, decorators not counted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1


def bindings(tree: ast.Module) -> Iterator[str]:
    """Yield the name of every variable, argument, function, class and field that is bound."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.MatchAs(name=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name


def module_names(package: Path, modules: dict[Path, ast.Module]) -> Iterator[tuple[str, str]]:
    """Yield the name and the room of each module."""
    for path in modules:
        if not path.stem.startswith("__"):
            yield path.name, room(package, path.parent)


def class_names(package: Path, modules: dict[Path, ast.Module]) -> Iterator[tuple[str, str]]:
    """Yield the name and the room of each class."""
    for path, tree in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                yield node.name, room(package, path.parent)


def repeated(pairs: Iterable[tuple[str, str]]) -> str:
    """Return how many names occur in more than one room, and which."""
    rooms: dict[str, set[str]] = defaultdict(set)
    for name, place in pairs:
        rooms[name].add(place)
    names = sorted(name for name, places in rooms.items() if len(places) > 1)
    return f"{len(names)}: {', '.join(names)}" if names else "0"


def dependencies(root: Path) -> list[str]:
    """Return the names of the packages that an installation without extras asks for."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in project["dependencies"]]
