"""CheckedStatement statements become an answer; a citation that is not verbatim never leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pieces import piece

from assistant.answering import citations
from assistant.answering.citations import Numbering, cite, cite_all, holds, marks
from assistant.answering.compose import MAX_SENTENCES, NEAREST, compose
from assistant.answering.prompts import DraftStatement
from assistant.answering.question import analyse
from assistant.answering.reader import CheckedStatement, Reading
from assistant.errors import AssistantError
from assistant.language.words import stems
from assistant.schema.answers import Query, Status, Verdict
from assistant.schema.findings import SUPPORTED, Finding

TEXT = "How many people were hurt in Velm?"
QUERY, ASKED = Query(TEXT, TEXT), analyse(TEXT, lambda _: 0.1)
HURT = piece("Three people were hurt in Velm.", article_id="hurt")
SHE = piece("She was hurt by glass.", context="The baker Ada Brook was in Velm.", article_id="she")
WRONG = CheckedStatement(
    DraftStatement("Nine people were hurt.", HURT), Finding(Verdict.CONTRADICTED, "the figure 9 is not in the evidence")
)


def good(text, evidence, is_verbatim=False):
    return CheckedStatement(DraftStatement(text, evidence), SUPPORTED, is_verbatim)


def put_together(*checked, direct="", held=1.0, is_sure=True, evidence=(HURT, SHE)):
    signals = {"held": held, "weakest": -0.123456}
    reading = Reading(["[direct] words", "[a1] draft"], list(checked), direct, 0.87654, signals, False, is_sure, 77)
    return compose(QUERY, ASKED, evidence, reading)


def test_an_answer_whole():
    answer = put_together(WRONG, good("Three people were hurt in Velm.", HURT), direct="Three")
    assert (answer.status, answer.direct, answer.text) == (
        Status.ANSWERED, "Three", "Three people were hurt in Velm. [1]",
    )  # fmt: skip
    assert [(one.text, one.verdict, one.citations, one.reason) for one in answer.claims] == [
        ("Three people were hurt in Velm.", Verdict.SUPPORTED, (1,), ""),
        ("Nine people were hurt.", Verdict.CONTRADICTED, (), "the figure 9 is not in the evidence"),
    ]
    (citation,) = answer.citations
    assert (citation.number, citation.article_id, citation.quote) == (1, "hurt", HURT.quote)
    assert (answer.draft, answer.prompt_tokens) == ("[direct] words\n[a1] draft", 77)
    assert (answer.confidence, answer.signals) == (0.877, {"held": 1.0, "weakest": -0.1235})
    assert (answer.nearest, answer.withheld) == ((), "")


def test_citations_are_numbered_in_the_order_of_the_text_and_the_same_span_once():
    hurt, she, brook = "Three people were hurt in Velm.", "She was hurt by glass.", "Ada Brook was in Velm."
    answer = put_together(good(she, SHE), good(hurt, HURT), good(brook, SHE))
    assert (
        answer.text == "She was hurt by glass. [1][2] Three people were hurt in Velm. [3] Ada Brook was in Velm. [1][2]"
    )
    assert [one.quote for one in answer.citations] == [SHE.context, SHE.quote, HURT.quote]


def test_a_verbatim_sentence_brings_what_it_leans_on_as_a_claim_of_its_own():
    answer = put_together(good(SHE.quote, SHE, is_verbatim=True))
    assert [(one.text, one.citations, one.verbatim) for one in answer.claims] == [
        (SHE.context, (1,), True), (SHE.quote, (2,), True),
    ]  # fmt: skip
    assert answer.text == f"{SHE.context} [1] {SHE.quote} [2]"


def test_what_is_not_sure_is_withheld_and_nothing_of_it_is_said():
    answer = put_together(good("Three people were hurt in Velm.", HURT), direct="Three", is_sure=False)
    assert (answer.status, answer.direct, answer.text) == (Status.ABSTAINED, "", "")
    assert (answer.claims, answer.citations, answer.withheld) == ((), (), "Three")
    assert [one.quote for one in answer.nearest] == [HURT.quote, SHE.quote]
    assert (answer.confidence, answer.draft) == (0.877, "[direct] words\n[a1] draft")


def test_a_time_in_the_words_gets_its_date_from_the_article():
    spoke = piece("The mayor spoke on Wednesday in Velm.", article_id="spoke", published="2026-01-30")
    answer = put_together(good(spoke.quote, spoke, is_verbatim=True), direct="Wednesday", evidence=[spoke])
    assert (answer.direct, answer.text) == ("Wednesday 28 January 2026", f"{spoke.quote} [1]")


@pytest.mark.parametrize(
    ("text", "direct"),
    [
        ("Three people were hurt in Velm.", "Three people were hurt in Velm"),
        ("Three people were hurt in Velm, in Lenn and in Orm, three towns on one river.", ""),
    ],
    ids=["short", "long"],
)
def test_words_that_do_not_all_stand_in_the_piece_are_not_shown(text, direct):
    answer = put_together(good(text, HURT), direct="Three dogs", held=0.5)
    assert (answer.status, answer.direct, answer.text) == (Status.ANSWERED, direct, f"{text} [1]")


def test_yes_stands_in_no_piece_and_is_shown():
    answer = put_together(good("Three people were hurt in Velm.", HURT), direct="Yes", held=0.0)
    assert answer.direct == "Yes"


def test_nothing_that_holds_is_an_abstention_with_the_nearest():
    many = [piece(f"Sentence number {number} is here.", article_id=str(number)) for number in range(5)]
    answer = put_together(WRONG, evidence=many)
    assert (answer.status, answer.text, answer.direct, answer.citations) == (Status.ABSTAINED, "", "", ())
    assert [one.quote for one in answer.nearest] == [one.quote for one in many[:NEAREST]]
    assert [one.number for one in answer.nearest] == [1, 2, 3]
    assert [one.verdict for one in answer.claims] == [Verdict.CONTRADICTED]


def test_no_evidence_at_all():
    answer = put_together(evidence=())
    assert (answer.status, answer.nearest, answer.claims) == (Status.ABSTAINED, (), ())


def test_what_says_the_same_is_said_once():
    answer = put_together(
        good("Three people were hurt in Velm.", HURT), good("In Velm, three people were hurt.", HURT)
    )  # fmt: skip
    assert len(answer.claims) == 1
    other = put_together(good("Three people were hurt in Velm.", HURT), good("Five people were hurt in Velm.", SHE))
    assert len(other.claims) == 2, "other figures are another statement"


def test_there_is_an_end_to_it():
    checked = [good(f"Person {chr(97 + number) * 4} number {number} was hurt.", HURT) for number in range(30)]
    assert len(put_together(*checked).claims) <= 2 * MAX_SENTENCES


@pytest.mark.parametrize(
    "tampering",
    [{"start": 1}, {"end": 5}, {"quote": "Nine people were hurt in Velm."}, {"quote": ""}, {"version": 2}],
    ids=lambda tampering: next(iter(tampering)),
)
def test_a_citation_that_was_tampered_with_is_caught(monkeypatch, tampering):
    def tampered(number, article, start, end, mark=frozenset()):
        return replace(cite(number, article, start, end, mark), **tampering)

    assert not holds(tampered(1, HURT.article, HURT.start, HURT.end), HURT.article)
    monkeypatch.setattr(citations, "cite", tampered)
    with pytest.raises((AssistantError, KeyError)):
        put_together(good("Three people were hurt in Velm.", HURT))


def test_marks_are_the_words_that_matter():
    quote = "Three people were hurt; three PEOPLE in Velm."
    found = marks(quote, set(stems("people hurt 3")))
    assert [quote[start:end] for start, end in found] == ["Three people", "hurt", "three PEOPLE"]
    assert marks(quote, set()) == ()


def test_numbering_starts_at_one_and_keeps_the_order():
    numbering = Numbering()
    assert [one.number for one in numbering.cite(SHE, frozenset())] == [1, 2]
    assert [one.number for one in numbering.cite(HURT, frozenset())] == [3]
    assert [one.number for one in numbering.cite(SHE, frozenset())] == [1, 2]
    assert [one.number for one in numbering.all()] == [1, 2, 3]
    assert cite_all([HURT], ASKED)[0].number == 1
