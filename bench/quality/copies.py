"""Measure how well copies are detected: precision and recall over synthetic articles; cost.

    python -m bench copies                        # 100 families of the held-out seed
    python -m bench copies --seed 1               # the seed that the thresholds were chosen on
    python -m bench copies --huge 10000           # that many copies of one story: the time for an article must not grow
    python -m bench copies --articles FILE.jsonl  # real articles: clusters, seconds, bytes; pairs go to --pairs FILE

Articles are not embedded: only ``storage/copies.py`` is measured, on a catalogue in a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from assistant.schema.articles import Article
from assistant.storage.catalogue import Catalogue
from assistant.storage.copies.shingles import compare, take_apart
from assistant.storage.tables import ArticleEntry
from bench.quality import synthetic_stories as stories

HELD_OUT = 20261124
FAMILIES = 100
VARIANTS = {
    "verbatim": stories.verbatim,
    "trimmed": stories.trimmed,
    "retitled": stories.retitled,
    "rewritten": stories.rewritten,
}


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """A synthetic article, the family that it belongs to, and its role in the family."""

    article: Article
    family: str
    role: str


def families(seed: int, count: int) -> list[LabelledArticle]:
    """Return the articles of families, shuffled: an original, its copies, and articles that only look like copies."""
    dice = random.Random(seed)
    members = [member for number in range(count) for member in _family(dice, number)]
    dice.shuffle(members)
    return members


def _family(dice: random.Random, number: int) -> Iterator[LabelledArticle]:
    event, reporter = stories.event(dice), dice.randrange(2)
    original = stories.report(dice, event, reporter, long=dice.random() < 0.4)
    yield _labelled(original, number, "original", str(number))
    for role, change in VARIANTS.items():
        yield _labelled(change(dice, original), number, role, str(number))
    repeat = stories.recurring(dice, event)
    others = {
        "look-alike": stories.report(dice, stories.event(dice, event.kind), reporter, day=original.day),
        "retelling": stories.report(dice, event, 1 - reporter, day=original.day),
        "recurring": stories.report(dice, repeat, reporter, day=original.day),
    }
    for role, story in others.items():
        yield _labelled(story, number, role, f"{number} {role}")


def _labelled(story: stories.Story, number: int, role: str, family: str) -> LabelledArticle:
    key = f"made-{number:04}-{role}"
    return LabelledArticle(
        Article(key, story.title, story.text, publisher=story.publisher, published=story.day), family, role
    )


def store(folder: Path, articles: Iterable[Article], batch: int = 50) -> tuple[Catalogue, list[float]]:
    """Store articles without passages; return the catalogue and, for each batch, the seconds an article."""
    catalogue, times = Catalogue(folder, writable=True), []
    waiting = list(articles)
    for start in range(0, len(waiting), batch):
        entries = waiting[start : start + batch]
        start_time = time.perf_counter()
        catalogue.store([ArticleEntry(article, "made", [], []) for article in entries])
        times.append((time.perf_counter() - start_time) / len(entries))
    return catalogue, times


def pairs_in_clusters(catalogue: Catalogue, ids: Sequence[str]) -> set[tuple[str, str]]:
    """Return all pairs of articles that are in one cluster."""
    clusters = defaultdict(list)
    for key, cluster in catalogue.copies.clusters(ids).items():
        clusters[cluster].append(key)
    return {pair for members in clusters.values() for pair in combinations(sorted(members), 2)}


def measure(seed: int, count: int, folder: Path) -> None:
    """Print precision and recall over pairs, and which kinds of pairs went wrong."""
    everything = families(seed, count)
    catalogue, times = store(folder, [labelled.article for labelled in everything])
    by_id = {labelled.article.id: labelled for labelled in everything}
    pairs = pairs_in_clusters(catalogue, sorted(by_id))
    ids_by_family = defaultdict(list)
    for labelled in everything:
        ids_by_family[labelled.family].append(labelled.article.id)
    true = {pair for members in ids_by_family.values() for pair in combinations(sorted(members), 2)}
    words = [len(labelled.article.text.split()) for labelled in everything if labelled.role == "original"]
    print(f"seed {seed}: {len(everything)} articles, originals of {min(words)} to {max(words)} words")
    print(f"pairs: {len(true)} true, {len(pairs)} found, {len(true & pairs)} both")
    print(f"precision {len(true & pairs) / max(1, len(pairs)):.4f}  recall {len(true & pairs) / len(true):.4f}")
    for name, wrong in (("missed", true - pairs), ("wrongly joined", pairs - true)):
        kinds = Counter(" + ".join(sorted((by_id[first].role, by_id[second].role))) for first, second in wrong)
        print(f"{name}: {dict(kinds.most_common(8))}")
    print(f"{1000 * sum(times) / len(times):.1f} ms an article")


def margins(seed: int, count: int) -> None:
    """Print the likeness of pairs by their roles: least, median, most. Thresholds are chosen from it."""
    groups = defaultdict(list)
    for labelled in families(seed, count):
        groups[labelled.article.id.split("-")[1]].append(labelled)
    kinds = defaultdict(list)
    for members in groups.values():
        for first, second in combinations(sorted(members, key=lambda member: member.role), 2):
            alike = compare(take_apart(first.article.text), take_apart(second.article.text))
            kinds[f"{first.role} + {second.role}", first.family == second.family].append(alike)
    for (name, same), likenesses in sorted(kinds.items(), key=lambda item: (item[0][1], item[0][0])):
        columns = []
        for field in ("held", "facts", "size"):
            values = sorted(getattr(pair, field) for pair in likenesses)
            columns.append(f"{field} {values[0]:.2f} {values[len(values) // 2]:.2f} {values[-1]:.2f}")
        print(f"{'copies' if same else 'others':7} {name:28} " + "   ".join(columns))


def huge(count: int, folder: Path) -> None:
    """Store that many copies of one story, each cut or rewritten differently, and print the time tenth by tenth."""
    dice = random.Random(HELD_OUT)
    story = stories.report(dice, stories.event(dice), 0, long=True)
    changes = list(VARIANTS.values())
    articles = (
        Article(
            f"copy-{number:06}", variant.title, variant.text, publisher=variant.publisher, published=f"2026-01-{day:02}"
        )
        for number in range(count)
        for day in [1 + number % 28]
        for variant in [dice.choice(changes)(dice, story)]
    )
    catalogue, times = store(folder, articles)
    tenth = max(1, len(times) // 10)
    print("ms an article, tenth by tenth:", *(f"{1000 * sum(part) / len(part):.1f}" for part in _parts(times, tenth)))
    rows = catalogue._db.execute("SELECT count(DISTINCT cluster), (SELECT count(*) FROM copy_bands) FROM copies")
    print("clusters and bands kept:", *rows.fetchone())


def _parts(times: Sequence[float], size: int) -> Iterator[Sequence[float]]:
    for start in range(0, len(times), size):
        yield times[start : start + size]


def real(path: Path, folder: Path, pairs: Path | None) -> None:
    """Store real articles; print clusters, seconds and bytes, and write the pairs to a file for reading."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    articles = [
        Article(row["id"], row["title"], row["text"], publisher=row["source"], url=row["url"],
                published=row["published_at"].replace("/", "-"))
        for row in rows
    ]  # fmt: skip
    catalogue, times = store(folder, articles)
    by_id = {article.id: article for article in articles}
    copies = sorted(pairs_in_clusters(catalogue, sorted(by_id)))
    clusters = set(catalogue.copies.clusters(by_id).values())
    size = catalogue._db.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%cop%'").fetchone()[0]
    print(f"{len(articles)} articles: {len(clusters)} clusters, {len(copies)} pairs")
    print(f"{1000 * sum(times) / len(times):.1f} ms and {size / len(articles):.0f} bytes an article")
    if pairs:
        texts = (
            {"one": fields_to_judge(by_id[first]), "two": fields_to_judge(by_id[second])} for first, second in copies
        )
        pairs.write_text("".join(json.dumps(pair) + "\n" for pair in texts), encoding="utf-8")


def fields_to_judge(article: Article) -> dict[str, str]:
    """Return the fields of an article that a person needs to judge a pair."""
    return {"id": article.id, "publisher": article.publisher, "published": article.published, "title": article.title,
            "text": article.text}  # fmt: skip


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=HELD_OUT)
    parser.add_argument("--families", type=int, default=FAMILIES)
    parser.add_argument("--huge", type=int, metavar="COPIES")
    parser.add_argument("--margins", action="store_true", help="how alike the pairs are, by kind")
    parser.add_argument("--articles", type=Path, metavar="JSONL")
    parser.add_argument("--pairs", type=Path, metavar="FILE")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.margins:
            margins(options.seed, options.families)
        elif options.huge:
            huge(options.huge, Path(folder))
        elif options.articles:
            real(options.articles, Path(folder), options.pairs)
        else:
            measure(options.seed, options.families, Path(folder))
