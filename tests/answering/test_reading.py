"""Reading evidence with a model that writes what the test says."""

from __future__ import annotations

from pieces import piece
from scripted import SILENT, BagOfWords, Scripted

from assistant.answering.question import analyse
from assistant.answering.reading import Reader, bears_on
from assistant.schema import DraftText, Verdict

QUESTION = "How many people were hurt in Velm?"
HURT = piece("Three people were hurt in Velm on Monday.", key="a1", score=0.9)
LATER = piece("Five people were hurt in Velm, the police said.", key="b2", score=0.88, article_id="later")
CLOSED = piece("The bridge in Velm was closed to people on 4 May.", key="c3", score=0.4, article_id="bridge")
CAKE = piece("Linus Tarr sold 140 buns.", key="d4", score=0.3, article_id="cake")


def read(evidence, script, question=QUESTION):
    model, heard = Scripted(script), []
    reader = Reader(model, BagOfWords(), heard.append)
    reading = reader.read(analyse(question, lambda _: 0.1), evidence)
    return reading, model, heard


def test_a_statement_that_holds_is_kept_and_its_direct_words_taken():
    reading, model, heard = read([HURT], ["Three people were hurt in Velm.", "Three"])
    (kept,) = reading.kept
    assert (kept.statement.text, kept.verbatim) == ("Three people were hurt in Velm.", False)
    assert reading.direct == "Three"
    assert reading.drafts == ["[a1] Three people were hurt in Velm.", "[direct] Three"]
    assert reading.prompt_tokens == max(len(f"{one.system} {one.user}".split()) for one in model.prompts)
    assert "".join(one.text for one in heard if isinstance(one, DraftText)).replace("\n", "").startswith("Threepeople")


def test_a_statement_that_fails_is_replaced_by_the_sentence_itself():
    reading, _, _ = read([HURT], ["Seventeen people were hurt in Velm.", "Seventeen"])
    assert [one.statement.text for one in reading.kept] == [HURT.quote]
    assert reading.kept[0].verbatim
    wrong = next(one for one in reading.checked if not one.holds)
    assert (wrong.statement.text, wrong.finding.verdict) == (
        "Seventeen people were hurt in Velm.", Verdict.CONTRADICTED,
    )  # fmt: skip
    assert reading.direct == "", "direct words that are not in the statement are not taken"


def test_certain_evidence_is_shown_even_when_the_model_gives_up():
    reading, _, _ = read([HURT], [])
    assert [(one.statement.text, one.verbatim) for one in reading.kept] == [(HURT.quote, True)]


def test_uncertain_evidence_is_not():
    partly = piece("Many people in Velm were afraid.", title="Velm")
    reading, _, _ = read([partly, CAKE], [])
    assert reading.kept == []
    assert reading.direct == ""


def test_the_next_piece_is_read_when_the_first_gives_nothing():
    reading, model, _ = read([CLOSED, LATER], [SILENT, "Five people were hurt in Velm.", "Five"])
    assert reading.kept[0].statement.evidence is LATER
    assert CLOSED.quote in model.prompts[0].user
    assert LATER.quote in model.prompts[1].user


def test_another_article_that_comes_close_is_read_too():
    reading, _, _ = read([HURT, LATER], ["Three people were hurt in Velm.", "Five people were hurt in Velm."])
    assert [one.statement.evidence.article.id for one in reading.kept] == ["a", "later"]


def test_another_article_that_does_not_come_close_is_not():
    reading, model, _ = read([HURT, CLOSED], ["Three people were hurt in Velm.", "Three"])
    assert len(reading.kept) == 1
    assert len(model.prompts) == 2


def test_what_has_nothing_to_do_with_the_question_is_not_shown_to_the_model():
    reading, model, _ = read([CAKE], ["Linus Tarr sold 140 buns."])
    assert (reading.kept, model.prompts) == ([], [])


def test_no_evidence_is_no_error():
    reading, model, _ = read([], ["Three."])
    assert (reading.checked, reading.drafts, model.prompts) == ([], [], [])


def test_a_statement_of_another_kind_is_not_an_answer():
    reading, _, _ = read([CLOSED], ["People were hurt in Velm."], "How many people were hurt in Velm?")
    assert reading.kept == []
    assert not any(one.holds for one in reading.checked)


def test_evidence_bears_on_a_question_only_with_all_its_names():
    question = analyse("What did councillor Jon Mercer propose?", lambda _: 0.1)
    assert bears_on(question, piece("The councillor Jon Mercer proposed to open on Sundays."))
    assert not bears_on(question, piece("The harbourmaster John Mercer proposed to dredge."))
