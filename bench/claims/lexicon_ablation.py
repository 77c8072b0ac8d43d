"""Empty one list of `assistant/language/lexicon.py` at a time: a table of what that costs.

    python -m bench lexicon-ablation ARTICLES.jsonl.gz [--claims 600] [--seed 1] [--half test] [--only NAME ...]

With each list empty it measures the share of true claims accepted and of false claims rejected, and counts the unit
tests of language, verification and follow-up questions that fail. Lists derived from the emptied one keep its words.
Each list is measured in a process of its own, since rules compile their patterns when they are imported; 10 to 20 s a
list.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import ROOT

TESTS = (
    *("tests/language", "tests/verification", "tests/reports/test_timeline.py"),
    *("tests/answering/test_followup.py", "tests/answering/test_question.py"),
)


def main() -> None:
    """Build the claims once, then measure every list in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--claims", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", choices=("dev", "test"), default="test")
    parser.add_argument("--only", nargs="*", help="names of lists")
    options = parser.parse_args()
    if options.only and options.only[0].startswith("child:"):
        print(json.dumps(measured(options.only[0].removeprefix("child:"), options.articles)))
        return
    with tempfile.TemporaryDirectory() as folder:
        cases = Path(folder) / "cases.pickle"
        cases.write_bytes(pickle.dumps(built(options)))
        print("| list | words | true accepted | false rejected | tests failed |\n| --- | --- | --- | --- | --- |")
        for name, size in [("nothing", 0), *lists(options.only)]:
            command = [sys.executable, "-m", "bench", "lexicon-ablation", str(cases), "--only", f"child:{name}"]
            process = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
            cells = json.loads(process.stdout.splitlines()[-1]) if process.returncode == 0 else ["breaks", "", ""]
            print(f"| {name} | {size} | " + " | ".join(map(str, cells)) + " |", flush=True)


def lists(names: list[str] | None) -> Iterator[tuple[str, int]]:
    """Yield name and size of each list of the lexicon."""
    from assistant.language import lexicon

    for name, words in vars(lexicon).items():
        is_list = name.isupper() and not name.startswith("_") and isinstance(words, frozenset | tuple | dict)
        if is_list and (not names or name in names):
            yield name, len(words)


def built(options: argparse.Namespace) -> tuple[object, object]:
    """Return the claims of one half, and the cosine of each claim with its evidence under the default embedder."""
    from bench.claims.cases import build, halves
    from bench.claims.verifier import embedded_closeness, read

    half = halves(list(read(options.articles)), options.seed)[options.half == "test"]
    cases, closeness = build(half, options.claims, options.seed), embedded_closeness()
    pairs = {(case.claim, text) for case in cases for text in (case.evidence.quote, case.evidence.text)}
    return cases, {pair: closeness(*pair) for pair in pairs}


def measured(name: str, cases_file: Path) -> list[object]:
    """Empty a list, then return share of true claims accepted, of false claims rejected, and number of failed tests."""
    from assistant.language import lexicon

    if name != "nothing":
        setattr(lexicon, name, type(getattr(lexicon, name))())
    import pytest

    from assistant.schema.answers import Verdict
    from assistant.verification import check

    cases, cosines = pickle.loads(cases_file.read_bytes())  # noqa: S301 - this program has just written it
    right: dict[bool, list[bool]] = {True: [], False: []}
    for case in cases:
        finding = check(case.claim, case.evidence, lambda text, other: cosines[text, other])
        right[case.true].append((finding.verdict is Verdict.SUPPORTED) == case.true)
    failures = Failures()
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main(
            [*TESTS, "-q", "-m", "not model", "-k", "not any_day and not any_other", "-p", "no:cacheprovider"],
            plugins=[failures],
        )
    shares = [f"{sum(right[side]) / len(right[side]):.3f}" for side in (True, False)]
    return [*shares, failures.count]


class Failures:
    """A pytest plugin that counts failed tests."""

    def __init__(self) -> None:
        self.count = 0

    def pytest_runtest_logreport(self, report: object) -> None:
        """Count a failure."""
        self.count += bool(getattr(report, "failed", False))
