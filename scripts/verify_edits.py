"""Measure `assistant verify`: how many of the edits that do harm it catches, and how often it cries wolf.

    python scripts/verify_edits.py INDEX [REPORT.json ...] [--edits 200] [--seed 1] [--show]

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

from edited_pages import Edit, closed, opened
from harmful_edits import HARMFUL
from harmless_edits import HARMLESS
from made_reports import made_reports
from pydantic import TypeAdapter

from assistant.archive.assistant import Assistant
from assistant.rendering.report.forms import DocumentForm, render
from assistant.schema.findings import DocumentCheck
from assistant.schema.reports import Report
from assistant.verify import checker
from assistant.verify.checker import Closeness, verify
from assistant.verify.document_files import read
from assistant.verify.footnotes import ArticleLookup
from assistant.verify.source_status import StandingLookup

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
    checker.check = cache(checker.check)  # copies share most statements; the same two texts give the same verdict
    with Assistant.open(options.index) as archive:
        reports = list(taken(options, archive))
        pages = {(at, form): render(one, DocumentForm(form)) for at, one in enumerate(reports) for form in FORMS}
        lookups = {"article": cache(archive.holdings.version), "closeness": cache(archive.closeness)}
        check = partial(verified, **lookups, standings=archive.holdings.standings)
        untouched = print_untouched(pages, folder, check)
        trials = list(tried(reports, pages, options, folder, check))
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


def taken(options: argparse.Namespace, archive: Assistant) -> Iterator[Report]:
    """Yield the reports given, or made ones."""
    for path in options.reports:
        yield TypeAdapter(Report).validate_python(json.loads(path.read_text(encoding="utf-8")))
    if not options.reports:
        articles = [archive.holdings.article(f"{one.article_id}@{one.version}") for one in archive.holdings.sources()]
        yield from made_reports(articles, options.made, options.seed, archive.closeness)


def verified(path: Path, article: ArticleLookup, closeness: Closeness, standings: StandingLookup) -> DocumentCheck:
    """Verify a file as the command does; texts that come again and again are embedded once."""
    return verify(read(path), article, closeness, standings)


def print_untouched(pages: Mapping[tuple[int, str], bytes], folder: Path, check: Check) -> int:
    """Verify the documents as they are; return how many do not hold."""
    failed = 0
    for (at, form), content in pages.items():
        path = folder / f"report-{at}{FORMS[form]}"
        path.write_bytes(content)
        outcome = check(path)
        failed += not outcome.holds
        for found in outcome.faults:
            print(f"untouched {path.name}: {found.kind}: {found.place}: {found.text!r} {found.problem}")
    print(f"untouched: {len(pages) - failed} of {len(pages)} documents hold")
    return failed


def tried(
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
            if (content := edited(kinds[kind], form, reports, pages, rng)) is None:
                print(f"no place for: {kind}, {form}")
                continue
            path = folder / f"{'harmful' if harmful else 'harmless'}-{number}{FORMS[form]}"
            path.write_bytes(content)
            yield Trial(kind, form, harmful, check(path), path)


def edited(
    edit: Edit, form: str, reports: Sequence[Report], pages: Mapping[tuple[int, str], bytes], rng: Random
) -> bytes | None:
    """Return a copy of some report with the edit made, None where no report has a place for it."""
    for _ in range(TRIES):
        at = rng.randrange(len(reports))
        page = opened(pages[at, form], form)
        changed = edit(page, reports[at], rng)
        if changed is not None and changed != page:
            return closed(changed)
    return None


def print_tables(trials: Sequence[Trial]) -> None:
    """Print how many were judged rightly, by kind and by format."""
    print("\n| edit | kind | n | found | of them as |\n| --- | --- | --- | --- | --- |")
    for harmful in (True, False):
        side = [one for one in trials if one.harmful == harmful]
        for kind in [*dict.fromkeys(one.kind for one in side), "all"]:
            mine = [one for one in side if kind in ("all", one.kind)]
            found = [one for one in mine if not one.verified.holds]
            faults = Counter(fault for one in found for fault in {each.kind.value for each in one.verified.faults})
            label = "harmful" if harmful else "harmless"
            named = ", ".join(f"{fault} {count}" for fault, count in faults.most_common())
            share = len(found) / max(1, len(mine))
            print(f"| {label} | {kind} | {len(mine)} | {share:.3f} | {named} |")
    print("\n| edit | " + " | ".join(FORMS) + " |\n| --- | --- | --- | --- |")
    for harmful in (True, False):
        shares = []
        for form in FORMS:
            mine = [one for one in trials if one.harmful == harmful and one.form == form]
            found = sum(not one.verified.holds for one in mine)
            shares.append(f"{found} of {len(mine)}")
        print(f"| {'harmful: found' if harmful else 'harmless: found'} | {' | '.join(shares)} |")


def print_wrong(trial: Trial) -> None:
    """Print what was judged wrongly."""
    print(f"\nWRONG {trial.kind} ({trial.form}, {'harmful' if trial.harmful else 'harmless'}): {trial.path}")
    for found in trial.verified.faults:
        print(f"  {found.kind}: {found.place}: {found.text!r} {found.problem}")


if __name__ == "__main__":
    main()
