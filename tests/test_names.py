"""Names are nouns: words that name nothing are not used for variables, arguments, functions, classes or fields."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for room in ("assistant", "bench") for path in (ROOT / room).rglob("*.py"))

FILLERS = frozenset("one found said told asked known written made given shown held kept taken seen thing stuff".split())
STORED = {("assistant/schema/sessions.py", "asked")}
"""Fields that keep their names, since stored sessions have them."""


def bindings(tree: ast.AST) -> Iterator[str]:
    """Every name that a module binds, but for imports."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.MatchAs(name=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_binding_has_a_filler_name(path):
    names = Counter(bindings(ast.parse(path.read_text(encoding="utf-8"))))
    module = path.relative_to(ROOT).as_posix()
    fillers = {name for name in names if name.lower().strip("_") in FILLERS and (module, name) not in STORED}
    assert fillers == set()


def test_fillers_are_noticed():
    source = "def found(told, *, word): [one for one in told]\nclass Said: asked: int = 1\nwith a as known: shown = 2"
    assert set(bindings(ast.parse(source))) & FILLERS == {"found", "told", "one", "asked", "known", "shown"}
