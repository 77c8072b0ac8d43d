"""Questions taken apart."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.question import analyse, checked_day
from assistant.errors import InputError
from assistant.language.dates import asked_span
from assistant.language.words import stem, stems


def ask(text, **shares):
    return analyse(text, lambda word: shares.get(word, 0.1))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("How many drones did Russia launch?", "how_many"),
        ("How old is the girl?", "how_old"),
        ("When did Ushakov speak?", "when"),
        ("What day was it?", "when"),
        ("Who was injured?", "who"),
        ("Which cities were hit?", "where"),
        ("Why did the mill burn?", "why"),
        ("What caused the fire?", "why"),
        ("Has the mayor resigned?", "yes_no"),
        ("What did the Kremlin say?", "said"),
        ("What has Putin told journalists?", "said"),
        ("How did the mayor respond to the fire?", "said"),
        ("What did the Kremlin strike?", "open"),
        ("True or false: the mill burned.", "yes_no"),
        ("Who said that the mill is safe?", "who"),
        ("Which of these cities was hit?", "choice"),
        ("Which of the following is a river?", "choice"),
        ("safety guarantees", "open"),
    ],
)
def test_kind(text, kind):
    assert ask(text).kind == kind


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("What did the Kremlin say?", True),
        ("Why did the mill burn?", True),
        ("Who said so?", False),
        ("What burned?", False),
    ],
)
def test_some_questions_want_a_sentence(text, wanted):
    assert ask(text).wants_sentence is wanted


def test_a_choice_among_things_that_are_not_named_lacks_choices():
    assert ask("Which of these was hit?").lacks_choices(())
    assert not ask("Which of these was hit?").lacks_choices(("Kyiv", "Odesa"))
    assert not ask("Which city was hit?").lacks_choices(())


@pytest.mark.parametrize("text", ["How many drones did Russia launch?", "What did the Kremlin say?", "gas", "Why?"])
def test_weights_are_shares(text):
    weights = ask(text).weights
    assert not weights or sum(weights.values()) == pytest.approx(1)
    assert all(0 < weight <= 1 for weight in weights.values())


def test_rare_words_count_more_and_asking_words_not_at_all():
    weights = ask("How many drones did Russia launch?", drones=0.001, Russia=0.9, launch=0.9).weights
    assert set(weights) == set(stems("drones Russia launch"))
    assert weights[stem("drones")] > 2 * weights[stem("Russia")]


def test_the_word_after_which_counts_little():
    weights = ask("Which city did Russia strike?").weights
    assert weights[stem("city")] < 0.5 * weights[stem("strike")]


def test_share_and_missing_names():
    question = ask("What did Jon Mercer propose?")
    everything = set(stems("Jon Mercer proposed it"))
    assert question.share(everything) == pytest.approx(1)
    assert question.share(set()) == 0
    assert question.missing_names(everything) == set()
    assert question.missing_names(set(stems("John Mercer proposed it"))) == {stem("Jon")}
    assert not ask("Who is Russia fighting?").missing_names(set(stems("Russian soldiers")))


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("How many were hurt?", "Three people were hurt.", "People were hurt."),
        ("When did it happen?", "It happened on Monday.", "It happened in Odesa."),
        ("Who rang the bell?", "Then Hester Vane rang it.", "the bell was rung."),
        ("Why did it burn?", "It burned because of a bearing.", "It burned."),
        ("What did she say?", "anything at all", None),
    ],
)
def test_wants_the_kind_of_thing_asked_for(text, right, wrong):
    assert ask(text).wants(right)
    assert wrong is None or not ask(text).wants(wrong)


@pytest.mark.parametrize("text", ["?", "What?", "the of and", "💥", "a" * 1000])
def test_odd_questions_are_no_error(text):
    question = ask(text)
    assert 0 <= question.share({"a"}) <= 1


def test_a_day_of_asking_is_a_day_or_nothing():
    assert (checked_day(""), checked_day("2026-01-28")) == ("", "2026-01-28")
    with pytest.raises(InputError, match="'soon' is not a day"):
        checked_day("soon")


def test_a_day_in_the_name_of_a_thing_is_no_time_to_search_in():
    as_of = date(2026, 11, 24)
    assert not asked_span("When did the Saturday market return to Bell Square?", as_of).demanded
    assert asked_span("Who won on Saturday?", as_of).demanded


def test_how_old_wants_an_age():
    asked = analyse("How old was the baker?", lambda _: 0.1)
    for text in ("She was 90.", "At 41, she left.", "Nora Haye, 62, baked.", "a 9-year-old baker", "aged 7, he baked"):
        assert asked.wants(text), text
    for text in ("It sold 90 loaves.", "She has baked since 1990.", "Prices rose by 12%, 3 points more."):
        assert not asked.wants(text), text
