"""Copies are clustered as they come, and versions are placed by id, address and time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stored import article, entry

from assistant.schema.articles import EVERYTHING, Filters, Standing
from assistant.storage.catalogue import Catalogue
from assistant.storage.copies.shingles import bands, take_apart

STORY = " ".join(
    f"On day {number} the crew of the Marta Quill hauled {number * 7} crates of {thing} past Gullhead lighthouse, and"
    f" captain Ines Tarrow wrote {word} in the log."
    for number, (thing, word) in enumerate(
        zip(
            ("herring", "rope", "tin", "slate", "wool", "salt", "tar", "brass", "linen", "coal"),
            ("calm", "gale", "fog", "swell", "hail", "drift", "ice", "dusk", "squall", "thaw"),
            strict=True,
        ),
        start=3,
    )
)
OTHER = STORY.translate(str.maketrans("0123456789", "9182736450")).replace("Marta Quill", "Old Bess")
WIRE = article("wire", f"GULLHEAD (Norpress) - {STORY}", publisher="Norpress", published="2026-03-02")
PAPER = article("paper", STORY, publisher="The Courier", published="2026-03-01")
CUT = article("cut", STORY[: len(STORY) * 3 // 5], publisher="The Echo", published="2026-03-03")
KILL = replace(WIRE, text="Norpress withdraws this story.", standing=Standing.RETRACTED, note="The log was forged.")


@pytest.fixture
def catalogue(tmp_path):
    found = Catalogue(tmp_path, writable=True)
    yield found
    found.close()


def put(catalogue, *articles):
    catalogue.store([entry(one) for one in articles])
    catalogue.mark_indexed()


def members(catalogue, key, filters=EVERYTHING):
    clusters = catalogue.copies.clusters([key])
    return [one.article_id for one in catalogue.copies.members(clusters[key], filters)] if clusters else []


@pytest.mark.parametrize("order", [(WIRE, PAPER, CUT), (CUT, PAPER, WIRE), (PAPER, WIRE, CUT)])
def test_copies_meet_in_any_order_and_the_credited_agency_is_the_original(catalogue, order):
    put(catalogue, *order, article("other", OTHER, publisher="The Post", published="2026-03-02"))
    assert members(catalogue, "cut") == ["wire", "paper", "cut"]
    assert members(catalogue, "other") == []


def test_without_a_credit_the_first_published_is_the_original_within_the_filters(catalogue):
    put(catalogue, CUT, PAPER)
    assert members(catalogue, "cut") == ["paper", "cut"]
    assert members(catalogue, "cut", Filters(publishers=("The Echo",))) == ["cut"]


def test_an_outlets_next_story_on_the_matter_is_no_copy(catalogue):
    put(catalogue, PAPER, replace(PAPER, id="next", text=STORY[: len(STORY) // 2] + OTHER[len(OTHER) // 2 :]))
    assert members(catalogue, "next") == []


def test_when_the_original_goes_its_copies_still_meet_new_ones(catalogue):
    put(catalogue, WIRE, PAPER)
    catalogue.remove(["wire"])
    put(catalogue, CUT)
    assert members(catalogue, "cut") == ["paper", "cut"]


def test_many_copies_are_met_by_few(catalogue):
    put(catalogue, *(replace(PAPER, id=f"copy-{number:03}", publisher=f"Paper {number}") for number in range(200)))
    assert len(members(catalogue, "copy-077")) == 200
    kept = catalogue._db.execute("SELECT count(*) FROM copy_bands").fetchone()[0]
    assert kept == len(bands(take_apart(STORY)))


def test_a_retraction_keeps_the_old_text_and_its_copies(catalogue):
    put(catalogue, WIRE, PAPER)
    put(catalogue, KILL)
    assert catalogue.article("wire", 1).text == WIRE.text
    assert catalogue.article("wire").standing is Standing.RETRACTED
    assert members(catalogue, "paper") == ["wire", "paper"]
    put(catalogue, CUT)
    assert set(members(catalogue, "cut")) == {"wire", "paper", "cut"}
    assert catalogue.versions.marks(["wire", "paper"])["wire"].note == "The log was forged."


def test_a_correction_marks_the_story_for_ever(catalogue):
    put(catalogue, replace(PAPER, note="The year was wrong.", standing=Standing.CORRECTED))
    put(catalogue, replace(PAPER, text=f"{STORY} More was not written."))
    mark = catalogue.versions.marks(["paper"])["paper"]
    assert (mark.standing, mark.note) == (Standing.CORRECTED, "The year was wrong.")


def test_a_story_under_another_id_at_the_same_address_is_a_version(catalogue):
    put(catalogue, replace(PAPER, url="https://courier.example/log"))
    put(catalogue, replace(PAPER, id="new-headline", text="Changed.", url="http://courier.example/log/"))
    assert [one.text for one in catalogue.versions.history("paper")] == [STORY, "Changed."]
    front = "https://courier.example/"
    put(catalogue, replace(CUT, id="one", url=front), replace(CUT, id="two", text="Two.", url=front))
    assert {"one", "two"} <= set(catalogue.ids())


def test_an_older_version_is_kept_and_not_made_current(catalogue):
    put(catalogue, replace(PAPER, text="New.", updated="2026-03-04T10:00:00+00:00"))
    old = replace(PAPER, text="Old.")
    put(catalogue, old)
    assert (catalogue.article("paper").text, catalogue.article("paper", 2).text) == ("New.", "Old.")
    assert [one.text for one in catalogue.versions.history("paper")] == ["Old.", "New."]
    assert catalogue.is_current(old, "paper.txt")


def test_two_files_with_one_id_do_not_make_versions_for_ever_but_an_edit_taken_back_does(catalogue):
    first, second = replace(PAPER, text="First."), replace(PAPER, text="Second.")
    catalogue.store([replace(entry(first), path="a.txt"), replace(entry(second), path="b.txt")])
    catalogue.mark_indexed()
    assert catalogue.is_current(first, "a.txt", alone=True)
    assert catalogue.is_current(second, "b.txt", alone=True)
    assert not catalogue.is_current(first, "b.txt", alone=True)
    assert catalogue.is_current(first, "b.txt"), "a file of several records may hold both texts"
    assert not catalogue.is_current(replace(first, updated="2026-03-04"), "b.txt"), "its publisher says it went back"
    assert not catalogue.is_current(replace(PAPER, text="Third."), "b.txt")


def test_a_touched_time_alone_is_nothing_new(catalogue):
    put(catalogue, replace(PAPER, updated="2026-03-04"))
    assert catalogue.is_current(replace(PAPER, updated="2026-03-05"), "x")
    assert not catalogue.is_current(replace(PAPER, updated="2026-03-05", authors=("Ann Roe",)), "x")


def test_copies_are_found_in_an_archive_that_had_none_looked_for(catalogue):
    put(catalogue, WIRE, PAPER)
    catalogue._db.executescript("DELETE FROM copies; DELETE FROM copy_bands")
    told = []
    catalogue.copies.catch_up(told.append)
    assert members(catalogue, "paper") == ["wire", "paper"]
    assert [one.total for one in told] == [2]


def test_bands_are_computed_the_same_way_for_ever():
    assert bands(take_apart(STORY))[:2] == GOLDEN
    assert bands(take_apart("Too short to tell.")) == []


GOLDEN = [90148772643923, 33175190111249]
