"""Which sentences may stand in a report as they are."""

from __future__ import annotations

import pytest

from assistant.language.quotes import unquoted
from assistant.reports.selection import distinct, on_topic, presentable
from assistant.schema.answers import Evidence
from assistant.schema.articles import Article, Passage

START = "The mill burnt down on Monday. "


def evidence(sentence, before=START, after="", title="Fire at Lenn Mill", closeness=0.8, rank=0.8):
    text = f"{before}{sentence}{after}"
    article = Article("mill", title, text, published="2026-02-03")
    passage = Passage("mill", 1, 0, 0, len(text), text)
    span = (len(before), len(before) + len(sentence))
    return Evidence("a1", article, passage, *span, 1.0, closeness, rank=rank)


@pytest.mark.parametrize(
    "sentence",
    [
        "Nobody was hurt.",
        "“Nobody was hurt,” Pryce said.",
        '"We were lucky," Pryce said.',
        "Pryce said that nobody was hurt!",
        "“Go home.”",
    ],
)
def test_what_can_stand_alone(sentence):
    (found,) = presentable([evidence(sentence)])
    assert (found.quote, found.context) == (sentence, "")


def test_what_leans_brings_the_sentence_right_before():
    (found,) = presentable([evidence("It was old.")])
    assert (found.context, found.quote) == ("The mill burnt down on Monday.", "It was old.")


@pytest.mark.parametrize(
    ("sentence", "before"),
    [
        ("He said no.", START + "It was Pryce. "),  # what is before leans as well
        ("He said no.", ""),
        ("Nobody was hurt.", "Pryce said: “The mill burnt down. "),  # inside a quotation
        ("Nobody was hurt,” Pryce said.", "“The mill burnt down. "),
        ("Was nobody hurt?", START),
        ("You can still help.", START),
        ("We asked Pryce.", START),
        ("But nobody was hurt.", START),
        ("MORE ON FIRES: Five mills that burnt.", START),
        ("Sign up for the morning newsletter of the Courier.", START),
        ("Nobody was hurt\nin the fire.", START),
        ("Nobody was hurt", START),
        ("Ada Finch/AP The mill burnt down.", START),
        ("A man looks on in this aerial photo of the mill.", START),
    ],
)
def test_what_cannot_stand_in_a_report(sentence, before):
    assert presentable([evidence(sentence, before)]) == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("LENN (AP) — Nobody was hurt.", "Nobody was hurt."),
        ("(CNN) Nobody was hurt.", "Nobody was hurt."),
        ("► Nobody was hurt.", "Nobody was hurt."),
        ("LARKMOOR, Lenn. – Nobody was hurt.", "Nobody was hurt."),
        ("NATO (the alliance) met.", "NATO (the alliance) met."),
        ("A – the letter – was lost.", "A – the letter – was lost."),
    ],
)
def test_where_an_agency_reports_from_is_no_part_of_the_sentence(written, shown):
    (found,) = presentable([evidence(written)])
    assert found.quote == shown
    assert found.quote == found.article.text[found.start : found.end]


def test_articles_about_something_else_stay_out():
    about = evidence("The mill in Lenn burnt down.")
    roundup = evidence("The mill in Lenn burnt down.", title="Five things to know today", rank=0.6)
    far = evidence("The mill in Lenn burnt down.", closeness=0.2)
    other = evidence("A bakery in Lenn burnt down.", title="Fire in a bakery")
    for one in (roundup, far, other):
        assert on_topic("Lenn Mill", [one]) == []
    assert on_topic("Lenn Mill", [about]) == [about]
    assert on_topic("", [about]) == []


def test_what_is_said_twice_is_shown_once():
    one, two = evidence("Five people were hurt in the fire at the mill."), evidence("At the mill fire, five were hurt.")
    other = evidence("Six people were hurt in the fire at the mill.")
    assert distinct([one, two, other]) == [one, other]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("“No,” he said.", "_____ he said."),
        ('He said "no" and "yes".', "He said ____ and _____."),
        ("no, they said,” he said.", "_" * 15 + " he said."),
        ("He said: “No and", "He said: _______"),
        ("‘No,’ he said, and it’s true.", "_____ he said, and it’s true."),
        ("Nothing is quoted.", "Nothing is quoted."),
    ],
)
def test_quotations_are_blanked(text, left):
    assert unquoted(text) == left
