"""Which piece the few words stand on, what day they mean, and the signals that tell how far to trust them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pieces import piece, piece_of

from assistant.answering import support
from assistant.answering.question import analyse
from assistant.answering.support import DirectAnswer, dated, holds, is_misnamed, is_yes_no, says, share_of, signals
from assistant.schema.articles import Article

TEXT = "How many people were hurt in Velm?"
ASKED = analyse(TEXT, lambda _: 0.1)
HURT = piece("Three people were hurt in Velm.", key="a1", score=0.8, title="Blast in Velm")
AGAIN = piece("Police counted three people.", key="b2", score=0.6, article_id="again")
LEANS = piece("She was there.", key="d4", score=0.5, article_id="leans")
FIVE = piece("Five were hurt.", key="c3", score=0.7, article_id="five")
DAY = "2026-01-30T09:30:00+00:00"
"""A Friday."""


@pytest.mark.parametrize(
    "words", ["Yes", "no", "TRUE", "False", "No, he did not", "No. He did not", "Yes - twice", "No!"]
)
def test_yes_and_no(words):
    assert is_yes_no(words)


@pytest.mark.parametrize(
    "words", ["No one", "No-one", "No Time to Die", "True Corporation", "Norway", "North", "", "not"]
)
def test_what_only_begins_like_yes_and_no(words):
    assert not is_yes_no(words)


@pytest.mark.parametrize(
    ("words", "share"),
    [
        ("Three people", 1.0),
        ("3", 1.0),
        ("three in Velm", 1.0),
        ("three dogs", 0.5),
        ("Five", 0.0),
        ("", 0.0),
        ("of the", 0.0),
        ("…", 0.0),
        ("3%", 0.5),
    ],
)
def test_the_share_of_the_words_that_stand_in_a_piece(words, share):
    assert holds(words, HURT) == share


def test_the_context_can_be_cited_and_counts_the_headline_and_the_rest_of_the_passage_cannot():
    article = Article("she", "Cat saved", "Ada Brook fell. She was hurt. A dog barked.")
    she = piece_of(article, "She was hurt.", context="Ada Brook fell.")
    assert [holds(words, she) for words in ("Ada Brook", "a cat", "a dog")] == [1.0, 0.0, 0.0]


def test_the_piece_that_holds_all_the_words_comes_before_those_that_hold_some():
    barked = piece("Three people and their dogs barked.", key="d4")
    assert holds("three people and dogs", HURT) >= support.PARTLY
    assert share_of(ASKED, HURT) > share_of(ASKED, barked)
    assert support.support(ASKED, "three people and dogs", [HURT, barked]) == (barked,)


def test_of_two_pieces_that_hold_the_words_the_question_decides():
    assert support.support(ASKED, "Three", [AGAIN, FIVE, HURT]) == (HURT,)


def test_what_stands_around_a_sentence_counts_half():
    bare = piece("Three were there.")
    headed = piece("Three were there.", title="Hurt people in Velm")
    full = piece("Three people were hurt in Velm.")
    shares = [share_of(ASKED, one) for one in (bare, headed, full)]
    assert shares == pytest.approx([0.0, 0.5, 1.0])
    assert share_of(ASKED, HURT) == pytest.approx(1.0), "a word counts once"


@pytest.mark.parametrize("words", ["Nine dogs", "", "the", "three dogs and two cats"])
def test_words_that_stand_nowhere_rest_on_nothing(words):
    assert support.support(ASKED, words, [HURT, AGAIN, FIVE]) == ()


def test_most_of_the_words_are_enough():
    killing = piece("A bomb killed three soldiers.")
    assert holds("three soldiers were shot", killing) >= support.PARTLY
    assert support.support(ASKED, "three soldiers were shot", [killing]) == (killing,)


def test_a_sentence_that_holds_the_words_comes_before_one_that_leans_on_such_a_sentence():
    leans = piece("People were hurt in Velm.", context="Three people came.", key="d4")
    assert share_of(ASKED, leans) == share_of(ASKED, HURT)
    assert support.support(ASKED, "Three people", [leans, HURT]) == (HURT,)


@pytest.mark.parametrize("words", ["Odesa, Lviv and Kyiv", "Odesa; Lviv; Kyiv", "Odesa, Lviv, and Kyiv"])
def test_a_list_rests_on_a_piece_for_each_item_where_no_piece_holds_them_all(words):
    odesa, lviv, both = (piece(f"Drones hit {city}.", key=city) for city in ("Odesa", "Lviv", "Kyiv and Lviv"))
    assert support.support(ASKED, words, [odesa, both]) == (odesa, both)
    assert support.support(ASKED, words, [odesa, lviv]) == (), "nobody says Kyiv"
    assert support.support(ASKED, "Kyiv and Lviv", [odesa, lviv, both]) == (both,)


@pytest.mark.parametrize(
    ("words", "other"), [("Yes", ("No",)), ("no.", ("Yes",)), ("True", ("False",)), ("No one", ()), ("Three", ())]
)
def test_the_other_one_of_yes_and_no(words, other):
    assert support.opposite(words) == other


def test_yes_and_no_rest_on_the_best_pieces():
    assert support.support(ASKED, "Yes", [FIVE, HURT, AGAIN, LEANS]) == (FIVE, HURT, AGAIN)
    assert support.support(ASKED, "No.", []) == ()


@pytest.mark.parametrize(
    ("words", "sentence", "expected"),
    [
        ("Wednesday", "He spoke on Wednesday in Velm.", "Wednesday 28 January 2026"),
        ("on Wednesday", "He spoke on Wednesday in Velm.", "on Wednesday"),
        ("yesterday", "He spoke yesterday in Velm.", "yesterday (29 January 2026)"),
        ("last month", "He spoke last month in Velm.", "last month (December 2025)"),
        ("last December", "He spoke last December.", "last December (December 2025)"),
        ("28 January 2026", "He spoke on 28 January 2026.", "28 January 2026"),
        ("December", "He spoke in December.", "December"),
        ("2024", "He spoke in 2024.", "2024"),
        ("Velm", "He spoke yesterday in Velm.", "Velm"),
        ("Wednesday", "He spoke in Velm.", "Wednesday"),
        ("", "He spoke yesterday.", ""),
    ],
)
def test_a_time_told_from_the_day_of_writing_gets_its_date(words, sentence, expected):
    assert dated(words, piece(sentence, published=DAY)) == expected


@pytest.mark.parametrize("words", ["Wednesday", "yesterday"])
def test_an_article_without_a_date_dates_nothing(words):
    assert dated(words, piece(f"He spoke {words} in Velm.")) == words


@pytest.mark.parametrize(
    ("words", "sentence", "expected"),
    [
        ("Three people", "Three people were hurt.", True),
        ("3 people", "Some people, three in all, were hurt.", True),
        ("the mayor of Velm", "The mayor spoke.", False),
        ("the mayor of Velm, Ada Brook", "Mayor Ada Brook spoke.", True),
        ("Three", "Seventeen people were hurt.", False),
        ("Yes", "The mayor resigned.", True),
        ("No one", "The mayor resigned.", False),
        ("the", "The mayor resigned.", False),
    ],
)
def test_whether_a_sentence_says_the_words(words, sentence, expected):
    assert says(words, sentence) is expected


@pytest.mark.parametrize(
    ("words", "text", "misnamed"),
    [
        ("Bay", "The merged station is called Bay Radio.", True),
        ("Bay", "The merged station is called Bay.", False),
        ("Bay", "Bay Radio is called Bay now.", False),
        ("Bay Radio", "The merged station is called Bay Radio.", False),
        ("Tide", "The merged station is called Tide.", False),
    ],
)
def test_a_longer_name_out_of_the_question_is_another_answer(words, text, misnamed):
    assert is_misnamed(words, text, "Two stations, Bay Radio and Surf, merge. What is the new one called?") is misnamed


def weigh(question, direct, evidence, fresh=0.0):
    return signals(question, direct, evidence, lambda _: fresh)


def test_the_signals_of_words_with_a_support():
    found = weigh(ASKED, DirectAnswer("Three people", (-0.1, -0.5), (HURT,)), [HURT, AGAIN, FIVE], 0.75)
    assert found == pytest.approx(
        {"weakest": -0.5, "stated": 0, "held": 1, "echo": 0, "share": 1, "strange": 0, "fresh": 0.75, "backing": 0.75}
    )


def test_words_that_rest_on_nothing_have_no_signals_of_a_support():
    supported = weigh(ASKED, DirectAnswer("Three", (), (HURT,)), [HURT])
    nothing = weigh(ASKED, DirectAnswer("Nine dogs", (-9.0,), ()), [])
    assert set(nothing) == set(supported)
    assert {name: value for name, value in nothing.items() if value} == {"weakest": support.LEAST_LOGPROB}


def test_a_model_that_tells_no_probabilities_is_taken_for_a_usual_one():
    assert weigh(ASKED, DirectAnswer("Three", (), (HURT,)), [HURT])["weakest"] == support.USUAL_LOGPROB


@pytest.mark.parametrize(
    ("question", "weakest"), [(TEXT, -0.5), ("What did the mayor say?", -0.3), ("Why did it burn?", -0.3)]
)
def test_few_words_are_as_sure_as_their_weakest_token_and_a_sentence_as_its_tokens_are_on_the_whole(question, weakest):
    direct = DirectAnswer("Three people", (-0.1, -0.5), (HURT,))
    assert weigh(analyse(question, lambda _: 0.1), direct, [HURT])["weakest"] == pytest.approx(weakest)


def test_articles_that_say_the_words_and_speak_of_the_question_back_them():
    two, three = (replace(HURT, article=replace(HURT.article, id=name)) for name in ("two", "three"))
    aside = piece("Three cats slept.", article_id="cats")
    assert weigh(ASKED, DirectAnswer("Three", (), (HURT,)), [HURT, HURT, two, three, aside], 0.5)["backing"] == 1.5
    many = [replace(HURT, article=replace(HURT.article, id=f"a{number}")) for number in range(9)]
    assert weigh(ASKED, DirectAnswer("Three", (), (HURT,)), many, 1.0)["backing"] == support.MOST_AGREEING


def test_fresh_articles_back_the_words_more_than_old_ones():
    new, old = (piece(HURT.quote, article_id=day, published=day) for day in ("2026-01-30", "2020-01-30"))
    fresh = {new.article.day: 1.0, old.article.day: 0.1}.__getitem__
    found = [
        signals(ASKED, DirectAnswer("Three", (), (new,)), pieces, fresh)["backing"] for pieces in ([new], [new, old])
    ]
    assert found == pytest.approx([1.0, 1.1])


@pytest.mark.parametrize(("words", "echo"), [("people in Velm", 1.0), ("Three people", 0.0), ("Yes", 0.0)])
def test_words_that_only_repeat_the_question_are_an_echo(words, echo):
    assert weigh(ASKED, DirectAnswer(words, (), (HURT,)), [HURT])["echo"] == echo


@pytest.mark.parametrize(
    ("question", "strange"),
    [
        ("What did Jon Mercer of Velm propose?", 1.0),
        ("What did John Mercer of Velm, near Lenn in Brook, propose?", 1.0),
        ("What did John Mercer propose in Velm?", 1.0),
        ("What did John Mercer propose to the Larkmoor council?", 0.0),
        ("What was proposed?", 0.0),
    ],
)
def test_names_of_the_question_that_are_nowhere_near_are_strange(question, strange):
    asked = analyse(question, lambda _: 0.1)
    john = piece("John Mercer proposed to dredge the harbour.", title="Larkmoor council meets")
    assert weigh(asked, DirectAnswer("to dredge", (), (john,)), [john])["strange"] == strange
