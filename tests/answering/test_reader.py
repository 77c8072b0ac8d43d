"""Reading evidence with a model that writes what the test says."""

from __future__ import annotations

import math

import pytest
from pieces import piece
from scripted import SILENT, BagOfWords, Scripted

from assistant.answering import confidence, support
from assistant.answering.citations import cite_all
from assistant.answering.question import analyse
from assistant.answering.reader import STATEMENT_THRESHOLD, Reader, Reading
from assistant.schema.answers import Query, Verdict
from assistant.schema.events import DraftText, EvidenceFound

QUESTION = "How many people were hurt in Velm?"
DAY = "2026-01-28"
HURT = piece("Three people were hurt in Velm on Monday.", key="a1", score=0.9, published=DAY)
LATER = piece("Five people were hurt in Velm, the police said.", key="b2", score=0.8, article_id="later")
SAID = "Three people were hurt in Velm."


def read(evidence, script, question=QUESTION, *, threshold=0.0, logprobs=(), choices=()):
    """Read with a threshold that any answer passes, unless the test says otherwise."""
    model, heard = Scripted(script, logprobs), []
    query = Query(question, question, as_of=DAY, newest=DAY, choices=choices)
    reader = Reader(model, BagOfWords(), heard.append, threshold)
    return reader.read(query, analyse(question, lambda _: 0.1), evidence), model, heard


@pytest.fixture
def chance(monkeypatch):
    """Make every answer as sure as this; a statement that holds multiplies the odds by ``stated``."""

    def chance(share, stated=1.0):
        monkeypatch.setattr(confidence, "BIAS", math.log(share / (1 - share)))
        monkeypatch.setattr(confidence, "WEIGHTS", {"stated": math.log(stated)})

    return chance


def test_first_the_words_then_a_sentence_from_the_piece_they_stand_on():
    reading, model, heard = read([LATER, HURT], ["Three", SAID])
    first, second = (prompt.user for prompt in model.prompts)
    assert LATER.quote in first
    assert HURT.quote in first
    assert second == f"{QUESTION} Three =>", "no evidence to lean on"
    (checked,) = reading.supported
    assert (checked.statement.text, checked.statement.evidence, checked.is_verbatim) == (SAID, HURT, False)
    assert (reading.direct, reading.is_sure, reading.is_verbatim) == ("Three", True, True)
    assert reading.signals["stated"] == 1.0
    assert reading.drafts == ("[direct] Three", f"[statement] {SAID}")
    assert reading.prompt_tokens == max(len(f"{one.system} {one.user}".split()) for one in model.prompts)
    shown, *drafted = heard
    assert shown == EvidenceFound(tuple(cite_all([LATER, HURT], analyse(QUESTION, lambda _: 0.1))))
    assert [one.text for one in drafted] == ["Three", "\n", *SAID.split(" "), "\n"]
    assert all(isinstance(one, DraftText) for one in drafted)


@pytest.mark.parametrize(
    ("sentence", "verdict", "reason"),
    [
        ("Three people were hurt in Lenn.", Verdict.CONTRADICTED, None),
        ("Seventeen people were hurt in Velm.", Verdict.UNSUPPORTED, "does not say Three"),
        ("People were hurt in Velm.", Verdict.UNSUPPORTED, "does not say Three"),
        ("Three people.", Verdict.UNSUPPORTED, "is not a sentence"),
    ],
)
def test_a_statement_that_fails_is_replaced_by_the_piece_itself(sentence, verdict, reason):
    reading, _, _ = read([HURT], ["Three", sentence])
    assert [(one.statement.text, one.is_verbatim) for one in reading.supported] == [(HURT.quote, True)]
    wrong = next(one for one in reading.statements if not one.holds)
    assert (wrong.statement.text, wrong.finding.verdict) == (sentence, verdict)
    assert reason in (None, wrong.finding.reason)
    assert reading.signals["stated"] == 0.0


@pytest.mark.parametrize("sentence", [SILENT, "", " \n", "Three", "How many people were hurt in Velm? Three"])
def test_a_model_that_states_nothing_leaves_the_piece_itself(sentence):
    reading, _, _ = read([HURT], ["Three", sentence])
    assert [(one.statement.text, one.is_verbatim) for one in reading.supported] == [(HURT.quote, True)]
    assert reading.signals["stated"] == 0.0


def test_what_the_question_takes_for_granted_is_checked_with_the_words():
    asked = "How many people were hurt in Lenn?"
    reading, _, _ = read([HURT], ["Three", "Three people were hurt in Lenn."], asked)
    assert reading.signals["stated"] == 0.0
    assert [one.finding.verdict for one in reading.statements] == [Verdict.CONTRADICTED, Verdict.SUPPORTED]
    assert [one.is_verbatim for one in reading.supported] == [True]


def test_a_list_leaves_each_piece_that_holds_an_item():
    odesa, lviv = (piece(f"Drones hit {city} on Monday.", key=city, article_id=city) for city in ("Odesa", "Lviv"))
    reading, _, _ = read([odesa, lviv], ["Odesa, Lviv", SILENT], "Which cities were hit?")
    assert [one.statement.text for one in reading.supported] == [odesa.quote, lviv.quote]
    assert (reading.is_verbatim, reading.is_sure) == (True, True)


@pytest.mark.parametrize("words", ["Nine dogs", SILENT, "", "the"])
def test_words_that_stand_nowhere_are_not_stated(words):
    reading, model, _ = read([HURT, LATER], [words, SAID])
    assert len(model.prompts) == 1
    assert (reading.supported, reading.is_verbatim) == ([], False)
    assert reading.signals["held"] == reading.signals["fresh"] == 0.0


def test_no_evidence_is_no_error_and_no_question_to_the_model():
    reading, model, heard = read([], ["Three."])
    assert reading == Reading()
    assert (model.prompts, heard, reading.is_sure) == ([], [], False)


def test_words_that_are_hardly_likely_are_not_stated(chance):
    threshold = 0.6
    chance(STATEMENT_THRESHOLD * threshold - 0.01)
    reading, model, _ = read([HURT], ["Three", SAID], threshold=threshold)
    assert (len(model.prompts), reading.statements, reading.is_sure) == (1, (), False)
    assert reading.direct == "Three"


def test_a_statement_that_holds_can_make_words_sure(chance):
    chance(0.5, stated=9.0)
    reading, model, _ = read([HURT], ["Three", SAID], threshold=0.6)
    assert (len(model.prompts), reading.is_sure) == (2, True)
    assert reading.confidence == pytest.approx(0.9)
    reading, _, _ = read([HURT], ["Three", SILENT], threshold=0.6)
    assert (reading.confidence, reading.is_sure) == (pytest.approx(0.5), False)


def test_the_threshold_itself_is_sure_enough(chance):
    chance(0.5)
    assert read([HURT], ["Three", SAID], threshold=0.5)[0].is_sure
    assert not read([HURT], ["Three", SAID], threshold=0.51)[0].is_sure


def test_yes_rests_on_the_first_piece_and_only_a_statement_that_holds_makes_it_sure():
    asked = "Were people hurt in Velm?"
    reading, model, _ = read([HURT, LATER], ["Yes", SAID], asked)
    assert model.prompts[1].user == f"{asked} Yes =>"
    assert (reading.direct, reading.is_sure, reading.is_verbatim) == ("Yes", True, True)
    assert [one.statement.text for one in reading.supported] == [SAID]
    reading, _, _ = read([HURT, LATER], ["Yes", "Nobody was hurt in Velm.", "Somebody died in Velm."], asked)
    assert not reading.is_sure


def test_where_yes_is_not_borne_out_no_may_be():
    spared = piece("Nobody was hurt in Velm, the police said.", key="e5", article_id="spared", published=DAY)
    script = ["Yes", "People were hurt in Velm.", "Nobody was hurt in Velm."]
    reading, model, _ = read([spared], script, "Was anybody hurt in Velm?")
    assert [prompt.user[-5:] for prompt in model.prompts[1:]] == ["es =>", "No =>"]
    assert (reading.direct, reading.is_sure) == ("No", True)
    assert [(one.statement.text, one.statement.evidence) for one in reading.supported] == [
        ("Nobody was hurt in Velm.", spared)
    ]


def test_choices_are_all_that_the_model_may_write():
    _, model, _ = read([HURT, LATER], ["Three", SAID], choices=("Three", "Five"))
    first, second = model.prompts
    assert f"{QUESTION} Three; Five\n" in first.user
    assert first.grammar == 'root ::= "Three" | "Five"'
    assert (second.grammar, second.user) == ("", f"{QUESTION} Three =>")


def test_the_probabilities_of_the_words_are_signals():
    reading, _, _ = read([HURT], ["Three", SAID], logprobs=(-0.5, -0.1))
    assert reading.signals["weakest"] == -0.5
    silent, _, _ = read([HURT], ["Three", SAID])
    assert silent.signals["weakest"] == support.USUAL_LOGPROB


def test_freshness_is_that_of_the_article_the_words_stand_on():
    old = piece("Five people were hurt in Velm.", key="c3", article_id="old", published="2025-01-28")
    assert read([HURT, old], ["Three"])[0].signals["fresh"] == 1.0
    assert 0.0 < read([HURT, old], ["Five"])[0].signals["fresh"] < 0.1


def test_words_that_stand_only_in_part_are_not_held():
    reading, _, _ = read([HURT], ["Three people and dogs", SAID])
    assert reading.signals["held"] == pytest.approx(2 / 3)
    assert reading.supported
    assert not reading.is_verbatim


WHY = "Why were people hurt in Velm?"
BECAUSE = "People were hurt in Velm because a boiler burst."
BURST = piece("People were hurt in Velm because a boiler burst on Monday.", key="d4", article_id="burst", published=DAY)


def test_why_and_what_was_said_are_read_from_one_piece_after_the_other():
    reading, model, heard = read([HURT, BURST], [SILENT, BECAUSE], WHY)
    assert [prompt.user.split("\n")[0] for prompt in model.prompts] == [f"Text: {one.quote}" for one in (HURT, BURST)]
    assert [(one.statement.text, one.statement.evidence) for one in reading.supported] == [(BECAUSE, BURST)]
    assert (reading.direct, reading.is_sure, reading.signals["stated"]) == (BECAUSE.rstrip("."), True, 1.0)
    assert heard[0] == EvidenceFound(tuple(cite_all([HURT, BURST], analyse(WHY, lambda _: 0.1))))


def test_a_sentence_that_fails_gives_way_to_the_piece_it_was_read_from():
    reading, _, _ = read([BURST], ["People were hurt in Velm because a bomb burst."], WHY)
    assert [(one.statement.text, one.is_verbatim) for one in reading.supported] == [(BURST.quote, True)]
    assert (reading.is_sure, reading.signals["stated"]) == (True, 0.0)


def test_where_no_piece_alone_says_why_all_are_read_together():
    reading, model, _ = read([HURT, BURST], [SILENT, SILENT, "a boiler burst", BECAUSE], WHY)
    assert len(model.prompts) == 4
    assert (reading.direct, reading.is_sure) == ("a boiler burst", True)
    assert [one.statement.evidence for one in reading.supported] == [BURST]


def test_a_choice_without_choices_is_not_even_asked():
    question = "Which of these people was hurt?"
    reading, model, _ = read([HURT], ["Three"], question)
    assert (reading, model.prompts) == (Reading(), [])
    assert read([HURT], ["Three", SAID], question, choices=("Three", "Five"))[0].direct == "Three"
