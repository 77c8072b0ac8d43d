"""Passages of copies give way to the original's; what only a copy tells stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.citations import cite
from assistant.answering.standings import fold, marked
from assistant.schema.articles import EVERYTHING, Article, Filters, Passage, Standing
from assistant.storage.catalogue import Catalogue
from assistant.storage.tables import ArticleEntry

DAYS = tuple(
    f"On day {number} the crew of the Marta Quill hauled {number * 7} crates of {thing} past Gullhead lighthouse, and"
    f" captain Ines Tarrow wrote {word} in the log before the {meal} was brought up."
    for number, (thing, word, meal) in enumerate(
        zip(
            ("herring", "rope", "tin", "slate", "wool", "salt"),
            ("calm", "gale", "fog", "swell", "hail", "drift"),
            ("broth", "bread", "stew", "fish", "cheese", "porridge"),
            strict=True,
        ),
        start=3,
    )
)
OWN = "The harbour master of Pellwick had never seen so full a hold, nor so quiet a crew, his widow told this paper."
FIGURE = DAYS[2].replace("35 crates", "350 crates")


def story(key, *lines, **fields):
    return Article(key, f"About {key}", "\n".join(lines), **{"published": "2026-03-02", **fields})


WIRE = story("wire", f"GULLHEAD (Norpress) - {DAYS[0]}", *DAYS[1:], publisher="Norpress")
PAPER = story("paper", *DAYS[:5], OWN, publisher="The Courier", published="2026-03-01")
ECHO = story("echo", DAYS[0], DAYS[1], FIGURE, *DAYS[3:], publisher="The Echo", published="2026-03-03")
LONE = story("lone", OWN.replace("Pellwick", "Marrow Bay"), publisher="The Post")


def entry(one: Article) -> ArticleEntry:
    passages, start = [], 0
    for index, text in enumerate(one.text.split("\n")):
        passages.append(Passage(one.id, 1, index, start, start + len(text), text))
        start += len(text) + 1
    return ArticleEntry(one, f"{one.id}.txt", passages, [bytes(8)] * len(passages))


@pytest.fixture
def catalogue(tmp_path):
    found = Catalogue(tmp_path, writable=True)
    found.store(map(entry, (WIRE, PAPER, ECHO, LONE)))
    assert set(found.copies.clusters(["wire", "paper", "echo", "lone"])) == {"wire", "paper", "echo"}
    yield found
    found.close()


def test_a_passage_of_a_copy_gives_way_to_the_originals_with_the_best_score(catalogue):
    found = {"paper@1#1": 2.0, "echo@1#1": 5.0, "wire@1#1": 3.0, "wire@1#4": 1.0, "paper@1#0": 0.0, "lone@1#0": 4.0}
    assert fold(catalogue, found, EVERYTHING) == {"wire@1#1": 5.0, "wire@1#4": 1.0, "wire@1#0": 0.0, "lone@1#0": 4.0}


def test_what_only_a_copy_tells_stays(catalogue):
    found = {"paper@1#5": 2.0, "echo@1#2": 3.0, "echo@1#3": 1.0}
    assert fold(catalogue, found, EVERYTHING) == {"paper@1#5": 2.0, "echo@1#2": 3.0, "wire@1#3": 1.0}


def test_the_original_is_the_first_within_the_filters(catalogue):
    found = {"paper@1#1": 2.0, "echo@1#3": 3.0}
    assert fold(catalogue, found, Filters(publishers=("The Courier", "The Echo"))) == {
        "paper@1#1": 2.0,
        "paper@1#3": 3.0,
    }
    assert fold(catalogue, found, Filters(publishers=("The Echo",))) == {"echo@1#1": 2.0, "echo@1#3": 3.0}


def test_a_retracted_original_gives_way_to_a_copy_and_marks_it(catalogue):
    catalogue.store([entry(replace(WIRE, standing=Standing.RETRACTED, note="The log was forged."))])
    assert fold(catalogue, {"echo@1#1": 1.0, "wire@2#3": 2.0}, EVERYTHING) == {"paper@1#1": 1.0, "paper@1#3": 2.0}
    (cited,) = marked(catalogue, [cite(1, catalogue.article("echo"), 0, 40)])
    assert cited.standing is Standing.RETRACTED
    assert cited.note == "Norpress, where this comes from: The log was forged."
    assert cited.also == ("Norpress", "The Courier")


def test_copies_join_the_articles_that_are_looked_for(catalogue):
    assert catalogue.copies.with_copies(["lone", "echo"]) == ("lone", "echo", "wire", "paper")
    assert catalogue.copies.with_copies(["lone", "gone"]) == ("lone", "gone")
    assert catalogue.copies.with_copies([]) == ()


def test_nothing_changes_where_there_are_no_copies(catalogue):
    assert fold(catalogue, {"lone@1#0": 1.0}, EVERYTHING) == {"lone@1#0": 1.0}
    assert fold(catalogue, {}, EVERYTHING) == {}


def test_a_citation_of_an_article_that_is_gone_says_what_it_said(catalogue):
    (cited,) = marked(catalogue, [cite(1, catalogue.article("echo"), 0, 40)])
    kept = replace(cited, standing=Standing.RETRACTED, note="It was forged.")
    assert marked(catalogue, [kept])[0] == cited
    catalogue.remove(["echo"])
    assert marked(catalogue, [kept]) == (kept,)
