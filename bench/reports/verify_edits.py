"""Measure `assistant verify` on edited reports: harmful edits caught, false alarms.

    python -m bench verify-edits INDEX [REPORT.json ...] [--edits 200] [--seed 1] [--show]

Each report is written as Markdown, HTML and Word; first all of them must verify as they are. Then ``--edits`` edits by
rule and seed are made, half of them harmful, even over kinds and formats, each to a fresh copy, and each copy is
verified by the command itself. Without reports, ``--made`` many are made by rule out of the articles of INDEX. Prints
Markdown tables. ``--show`` prints the copies that were judged wrongly.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from random import Random

from pydantic import TypeAdapter

from assistant.archive.assistant import Assistant
from assistant.rendering.report.document_forms import DocumentForm, render
from assistant.schema.findings import DocumentCheck
from assistant.schema.reports import Report
from assistant.verify import checker
from assistant.verify.checker import Closeness, verify
from assistant.verify.document_files import read
from assistant.verify.footnotes import ArticleLookup
from assistant.verify.source_status import StandingLookup
from bench.reports.edited_pages import Edit, open_page, page_bytes
from bench.reports.harmful_edits import HARMFUL
from bench.reports.harmless_edits import HARMLESS
from bench.reports.synthetic_reports import synthetic_reports

FORMS = {"markdown": ".md", "html": ".html", "docx": ".docx"}
TRIES = 60
Check = Callable[[Path], DocumentCheck]


@dataclass(frozen=True, slots=True)
class Trial:
    """One edited copy and what was found in it."""

    kind: str
    form: str
    harmful: bool
    verified: DocumentCheck
    path: Path

    @property
    def right(self) -> bool:
        """Whether a harmful edit was caught, or a harmless one let pass."""
        return self.harmful != self.verified.holds


def main() -> None:
    """Write the reports, verify them, edit them, verify the copies, print what came out."""
    options = parse()
    folder = Path(tempfile.mkdtemp(prefix="verify-edits-"))
    checker.check = cache(checker.check)  # type: ignore[attr-defined]  # most copies share their statements
    with Assistant.open(options.index) as archive:
        reports = list(reports_to_edit(options, archive))
        pages = {
            (number, form): render(report, DocumentForm(form))
            for number, report in enumerate(reports)
            for form in FORMS
        }
        check = partial(
            verify_file,
            article=cache(archive.holdings.version),
            closeness=cache(archive.closeness),
            standings=archive.holdings.standings,
        )
        untouched = print_untouched(pages, folder, check)
        trials = list(run_trials(reports, pages, options, folder, check))
    print_tables(trials)
    for trial in trials if options.show else ():
        if not trial.right:
            print_wrong(trial)
    print(f"\n{len(trials)} edits of {len(reports)} reports, seed {options.seed}; copies in {folder}")
    if untouched:
        raise SystemExit(f"{untouched} untouched documents do not verify")


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("reports", type=Path, nargs="*")
    parser.add_argument("--made", type=int, default=10, help="how many reports to make where none are given")
    parser.add_argument("--edits", type=int, default=200, help="half of them harmful")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="show what was judged wrongly")
    return parser.parse_args()


def reports_to_edit(options: argparse.Namespace, archive: Assistant) -> Iterator[Report]:
    """Yield the reports given, or made ones."""
    for path in options.reports:
        yield TypeAdapter(Report).validate_python(json.loads(path.read_text(encoding="utf-8")))
    if not options.reports:
        articles = [
            archive.holdings.article(f"{source.article_id}@{source.version}") for source in archive.holdings.sources()
        ]
        yield from synthetic_reports(articles, options.made, options.seed, archive.closeness)


def verify_file(path: Path, article: ArticleLookup, closeness: Closeness, standings: StandingLookup) -> DocumentCheck:
    """Verify a file as the command does; texts that come again and again are embedded once."""
    return verify(read(path), article, closeness, standings)


def print_untouched(pages: Mapping[tuple[int, str], bytes], folder: Path, check: Check) -> int:
    """Verify the documents as they are; return how many do not hold."""
    failed = 0
    for (number, form), content in pages.items():
        path = folder / f"report-{number}{FORMS[form]}"
        path.write_bytes(content)
        outcome = check(path)
        failed += not outcome.holds
        for fault in outcome.faults:
            print(f"untouched {path.name}: {fault.kind}: {fault.place}: {fault.text!r} {fault.problem}")
    print(f"untouched: {len(pages) - failed} of {len(pages)} documents hold")
    return failed


def run_trials(
    reports: Sequence[Report],
    pages: Mapping[tuple[int, str], bytes],
    options: argparse.Namespace,
    folder: Path,
    check: Check,
) -> Iterator[Trial]:
    """Yield a trial an edit."""
    rng = Random(options.seed)
    for harmful, kinds in ((True, HARMFUL), (False, HARMLESS)):
        for number in range(options.edits // 2):
            kind = list(kinds)[number % len(kinds)]
            form = list(FORMS)[(number // len(kinds) + number) % len(FORMS)]
            if (content := edited_copy(kinds[kind], form, reports, pages, rng)) is None:
                print(f"no place for: {kind}, {form}")
                continue
            path = folder / f"{'harmful' if harmful else 'harmless'}-{number}{FORMS[form]}"
            path.write_bytes(content)
            yield Trial(kind, form, harmful, check(path), path)


def edited_copy(
    edit: Edit, form: str, reports: Sequence[Report], pages: Mapping[tuple[int, str], bytes], rng: Random
) -> bytes | None:
    """Return a copy of some report with the edit made, None where no report has a place for it."""
    for _ in range(TRIES):
        number = rng.randrange(len(reports))
        page = open_page(pages[number, form], form)
        changed = edit(page, reports[number], rng)
        if changed is not None and changed != page:
            return page_bytes(changed)
    return None


def print_tables(trials: Sequence[Trial]) -> None:
    """Print how many were judged rightly, by kind and by format."""
    print("\n| edit | kind | n | found | of them as |\n| --- | --- | --- | --- | --- |")
    for harmful in (True, False):
        side = [trial for trial in trials if trial.harmful == harmful]
        for kind in [*dict.fromkeys(trial.kind for trial in side), "all"]:
            mine = [trial for trial in side if kind in ("all", trial.kind)]
            caught = [trial for trial in mine if not trial.verified.holds]
            counts = Counter(
                fault_kind for trial in caught for fault_kind in {fault.kind.value for fault in trial.verified.faults}
            )
            label = "harmful" if harmful else "harmless"
            named = ", ".join(f"{fault} {count}" for fault, count in counts.most_common())
            share = len(caught) / max(1, len(mine))
            print(f"| {label} | {kind} | {len(mine)} | {share:.3f} | {named} |")
    print("\n| edit | " + " | ".join(FORMS) + " |\n| --- | --- | --- | --- |")
    for harmful in (True, False):
        shares = []
        for form in FORMS:
            mine = [trial for trial in trials if trial.harmful == harmful and trial.form == form]
            count = sum(not trial.verified.holds for trial in mine)
            shares.append(f"{count} of {len(mine)}")
        print(f"| {'harmful: found' if harmful else 'harmless: found'} | {' | '.join(shares)} |")


def print_wrong(trial: Trial) -> None:
    """Print what was judged wrongly."""
    print(f"\nWRONG {trial.kind} ({trial.form}, {'harmful' if trial.harmful else 'harmless'}): {trial.path}")
    for fault in trial.verified.faults:
        print(f"  {fault.kind}: {fault.place}: {fault.text!r} {fault.problem}")
