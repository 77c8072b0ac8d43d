"""Measure how well copies are found: precision and recall over all pairs of made-up articles; cost; one huge cluster.

    python scripts/copies.py                        # 100 families of the held-out seed
    python scripts/copies.py --seed 1               # the seed that the thresholds were chosen on
    python scripts/copies.py --huge 10000           # that many copies of one story: time an article must not grow
    python scripts/copies.py --articles FILE.jsonl  # real articles: clusters, seconds, bytes; pairs go to --pairs FILE

Articles are never embedded here: what is measured is storage/copies.py alone, on a catalogue in memory or in --folder.
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

import made_stories as made

from assistant.schema.articles import Article
from assistant.storage.catalogue import Catalogue
from assistant.storage.copies.shingles import compare, take_apart
from assistant.storage.tables import Entry

HELD_OUT = 20261124
FAMILIES = 100
VARIANTS = {
    "verbatim": made.verbatim,
    "trimmed": made.trimmed,
    "retitled": made.retitled,
    "rewritten": made.rewritten,
}


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up article, the family that it belongs to, and what it is in it."""

    article: Article
    family: str
    role: str


def families(seed: int, count: int) -> list[Made]:
    """Make families: an original, its copies, and what only looks like one; in the order of a random day."""
    dice = random.Random(seed)
    found = [one for number in range(count) for one in _family(dice, number)]
    dice.shuffle(found)
    return found


def _family(dice: random.Random, number: int) -> Iterator[Made]:
    event, reporter = made.event(dice), dice.randrange(2)
    original = made.told(dice, event, reporter, long=dice.random() < 0.4)
    yield _made(original, number, "original", str(number))
    for role, change in VARIANTS.items():
        yield _made(change(dice, original), number, role, str(number))
    again = made.recurring(dice, event)
    others = {
        "look-alike": made.told(dice, made.event(dice, event.kind), reporter, day=original.day),
        "retelling": made.told(dice, event, 1 - reporter, day=original.day),
        "recurring": made.told(dice, again, reporter, day=original.day),
    }
    for role, story in others.items():
        yield _made(story, number, role, f"{number} {role}")


def _made(story: made.Story, number: int, role: str, family: str) -> Made:
    key = f"made-{number:04}-{role}"
    return Made(Article(key, story.title, story.text, publisher=story.publisher, published=story.day), family, role)


def take_in(folder: Path, articles: Iterable[Article], batch: int = 50) -> tuple[Catalogue, list[float]]:
    """Store articles without passages; return the catalogue and the seconds of each batch, an article."""
    catalogue, times = Catalogue(folder, writable=True), []
    waiting = list(articles)
    for at in range(0, len(waiting), batch):
        part = waiting[at : at + batch]
        begun = time.perf_counter()
        catalogue.store([Entry(one, "made", [], []) for one in part])
        times.append((time.perf_counter() - begun) / len(part))
    return catalogue, times


def pairs_found(catalogue: Catalogue, ids: Sequence[str]) -> set[tuple[str, str]]:
    """Return all pairs of articles that are in one cluster."""
    clusters = defaultdict(list)
    for key, cluster in catalogue.copies.clusters(ids).items():
        clusters[cluster].append(key)
    return {pair for members in clusters.values() for pair in combinations(sorted(members), 2)}


def measure(seed: int, count: int, folder: Path) -> None:
    """Print precision and recall over pairs, and which kinds of pairs went wrong."""
    everything = families(seed, count)
    catalogue, times = take_in(folder, [one.article for one in everything])
    by_id = {one.article.id: one for one in everything}
    found = pairs_found(catalogue, sorted(by_id))
    families_ = defaultdict(list)
    for one in everything:
        families_[one.family].append(one.article.id)
    true = {pair for members in families_.values() for pair in combinations(sorted(members), 2)}
    words = [len(one.article.text.split()) for one in everything if one.role == "original"]
    print(f"seed {seed}: {len(everything)} articles, originals of {min(words)} to {max(words)} words")
    print(f"pairs: {len(true)} true, {len(found)} found, {len(true & found)} both")
    print(f"precision {len(true & found) / max(1, len(found)):.4f}  recall {len(true & found) / len(true):.4f}")
    for name, wrong in (("missed", true - found), ("wrongly joined", found - true)):
        kinds = Counter(" + ".join(sorted((by_id[one].role, by_id[two].role))) for one, two in wrong)
        print(f"{name}: {dict(kinds.most_common(8))}")
    print(f"{1000 * sum(times) / len(times):.1f} ms an article")


def margins(seed: int, count: int) -> None:
    """Print how alike pairs are by what they are: what thresholds can be chosen from."""
    groups = defaultdict(list)
    for one in families(seed, count):
        groups[one.article.id.split("-")[1]].append(one)
    kinds = defaultdict(list)
    for members in groups.values():
        for one, two in combinations(sorted(members, key=lambda each: each.role), 2):
            alike = compare(take_apart(one.article.text), take_apart(two.article.text))
            kinds[f"{one.role} + {two.role}", one.family == two.family].append(alike)
    for (name, same), found in sorted(kinds.items(), key=lambda item: (item[0][1], item[0][0])):
        shown = []
        for field in ("held", "facts", "size"):
            values = sorted(getattr(one, field) for one in found)
            shown.append(f"{field} {values[0]:.2f} {values[len(values) // 2]:.2f} {values[-1]:.2f}")
        print(f"{'copies' if same else 'others':7} {name:28} " + "   ".join(shown))


def huge(count: int, folder: Path) -> None:
    """Take in that many copies of one story, each cut or rewritten in its own way, and print how the time goes."""
    dice = random.Random(HELD_OUT)
    story = made.told(dice, made.event(dice), 0, long=True)
    changes = list(VARIANTS.values())
    articles = (
        Article(f"copy-{number:06}", one.title, one.text, publisher=one.publisher, published=f"2026-01-{day:02}")
        for number in range(count)
        for day in [1 + number % 28]
        for one in [dice.choice(changes)(dice, story)]
    )
    catalogue, times = take_in(folder, articles)
    tenth = max(1, len(times) // 10)
    print("ms an article, tenth by tenth:", *(f"{1000 * sum(part) / len(part):.1f}" for part in _parts(times, tenth)))
    rows = catalogue._db.execute("SELECT count(DISTINCT cluster), (SELECT count(*) FROM copy_bands) FROM copies")
    print("clusters and bands kept:", *rows.fetchone())


def _parts(times: Sequence[float], size: int) -> Iterator[Sequence[float]]:
    for at in range(0, len(times), size):
        yield times[at : at + size]


def real(path: Path, folder: Path, pairs: Path | None) -> None:
    """Take in real articles; print clusters, seconds and bytes, and write the pairs down to be read."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    articles = [
        Article(row["id"], row["title"], row["text"], publisher=row["source"], url=row["url"],
                published=row["published_at"].replace("/", "-"))
        for row in rows
    ]  # fmt: skip
    catalogue, times = take_in(folder, articles)
    known = {one.id: one for one in articles}
    found = sorted(pairs_found(catalogue, sorted(known)))
    clusters = set(catalogue.copies.clusters(known).values())
    size = catalogue._db.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%cop%'").fetchone()[0]
    print(f"{len(articles)} articles: {len(clusters)} clusters, {len(found)} pairs")
    print(f"{1000 * sum(times) / len(times):.1f} ms and {size / len(articles):.0f} bytes an article")
    if pairs:
        texts = ({"one": vars_of(known[one]), "two": vars_of(known[two])} for one, two in found)
        pairs.write_text("".join(json.dumps(pair) + "\n" for pair in texts), encoding="utf-8")


def vars_of(article: Article) -> dict[str, str]:
    """Return what somebody needs to judge an article by."""
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
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.margins:
            margins(asked.seed, asked.families)
        elif asked.huge:
            huge(asked.huge, Path(folder))
        elif asked.articles:
            real(asked.articles, Path(folder), asked.pairs)
        else:
            measure(asked.seed, asked.families, Path(folder))


if __name__ == "__main__":
    main()
