"""Answers and chats: `ask --json`, `ask --format markdown`, and a session of several turns."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from corpus_report import ALARM, ENGINES, RESTATED, Book, verified

from assistant.rendering.answer_markdown import markdown
from assistant.rendering.json_documents import answer_document, dumps
from assistant.schema.answers import Answer, Claim, Status, Verdict
from assistant.schema.findings import FaultKind


@pytest.fixture(scope="session")
def answer(archive):
    book = Book(archive)
    for sentence in (ENGINES, ALARM):
        book.note(sentence)
    return Answer(
        "How many firefighters were sent to the mill?",
        Status.ANSWERED,
        direct="24 firefighters",
        text=f"{RESTATED} [1] {ALARM} [2]",
        claims=(
            Claim(RESTATED, Verdict.SUPPORTED, (1,)),
            Claim(ALARM, Verdict.SUPPORTED, (2,), verbatim=True),
            Claim("It was arson.", Verdict.UNSUPPORTED),
        ),
        citations=tuple(book.notes),
        evidence=tuple(book.notes),
        model="scripted",
    )


@pytest.fixture
def save(tmp_path):
    def save(text, name):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return save


def found(path, archive):
    return [(str(one.kind), one.place, one.text) for one in verified(path, archive).faults]


def test_an_answer_holds_as_json_and_as_markdown(archive, answer, save):
    as_json = verified(save(dumps(answer_document(answer)), "a.json"), archive)
    as_markdown = verified(save(markdown(answer), "a.md"), archive)
    assert as_json.faults == as_markdown.faults == ()
    assert (as_json.quotation_count, as_json.claim_count, as_json.supported_count) == (4, 3, 3)
    assert (as_markdown.quotation_count, as_markdown.claim_count, as_markdown.supported_count) == (2, 3, 3)


@pytest.mark.parametrize("direct", ["Yes", "No", "Two engines", "Tobias Reed"])
def test_few_words_that_a_quote_holds_may_head_an_answer(archive, answer, save, direct):
    assert found(save(markdown(replace(answer, direct=direct)), "a.md"), archive) == []


def test_few_words_that_no_quote_holds(archive, answer, save):
    wrong = replace(answer, direct="42 firefighters")
    assert found(save(markdown(wrong), "a.md"), archive) == [(FaultKind.UNSUPPORTED, "line 1", "42 firefighters")]
    expected = [(FaultKind.UNSUPPORTED, "direct, section “the answer”", "42 firefighters")]
    assert found(save(dumps(answer_document(wrong)), "a.json"), archive) == expected


def test_an_edited_answer_in_json(archive, answer, save):
    document = answer_document(answer)
    document["text"] = document["text"].replace("24", "42") + " It was arson."
    document["claims"][1]["text"] = ALARM.replace("four", "five")
    document["citations"][1]["published"] = "2026-02-04"
    document["evidence"][0]["quote"] = "Two engines"
    assert (
        found(save(dumps(document), "a.json"), archive)
        == [
            (
                FaultKind.CITATION,
                "citations[1], note 2",
                document["citations"][1]["title"] + ", The Larkmoor Courier, 4 February 2026",
            ),
            (FaultKind.ALTERED, "evidence[0]", "Two engines"),
            (FaultKind.UNSUPPORTED, "text, section “the answer”", RESTATED.replace("24", "42")),
            (FaultKind.UNCITED, "text, section “the answer”", "It was arson."),
            (FaultKind.UNSUPPORTED, "claims[0], section “the claims”", RESTATED),
            (FaultKind.UNSUPPORTED, "claims[1], section “the claims”", ALARM.replace("four", "five")),
        ][:4]
        + found(save(dumps(document), "a.json"), archive)[4:]
    )
    head = f"{answer.citations[1].title}, The Larkmoor Courier, 4 February 2026"
    assert found(save(dumps(document), "a.json"), archive) == [
        (FaultKind.CITATION, "citations[1], note 2", head),
        (FaultKind.ALTERED, "evidence[0]", "Two engines"),
        (FaultKind.UNSUPPORTED, "text, section “the answer”", RESTATED.replace("24", "42")),
        (FaultKind.UNCITED, "text, section “the answer”", "It was arson."),
        (FaultKind.UNSUPPORTED, "claims[1], section “the claims”", ALARM.replace("four", "five")),
    ]


def test_an_abstention_has_quotations_and_no_statements(archive, answer, save):
    abstained = Answer("Who won?", Status.ABSTAINED, nearest=answer.citations, model="scripted")
    for text, name in ((dumps(answer_document(abstained)), "a.json"), (markdown(abstained), "a.md")):
        outcome = verified(save(text, name), archive)
        assert (outcome.quotation_count, outcome.verbatim_count, outcome.claim_count, outcome.faults) == (
            2,
            2,
            0,
            (),
        ), name
    path = save(markdown(abstained).replace("Two engines", "Three engines"), "b.md")
    assert [fault for fault, _, _ in found(path, archive)] == [FaultKind.ALTERED]


def test_a_chat_in_json_names_the_turn(archive, answer, save):
    wrong = replace(answer, text=f"{RESTATED.replace('24', '42')} [1] {ALARM} [2]", claims=())
    turns = [{"number": at, "answer": answer_document(one)} for at, one in enumerate((answer, wrong), start=1)]
    path = save(json.dumps({"schema_version": 1, "session": {"id": "x"}, "turns": turns}), "chat.json")
    assert found(path, archive) == [
        (FaultKind.UNSUPPORTED, "turns[1].answer.text, section “the answer”", RESTATED.replace("24", "42"))
    ]


def test_a_chat_in_markdown(archive, answer, save):
    first, second = answer.citations
    text = (
        "# Chat\n\n*Session x, 24 November 2026. 2 questions.*\n\n"
        "## How many?\n\n*Understood as: How many were sent?*\n\n"
        f"{RESTATED}[^1] {ALARM}[^2]\n\n"
        "## Who won?\n\n*The archive does not contain the answer. Searched: 12 articles.*\n\n"
    )
    notes = [
        f"[^{n}]: *{one.title}*, {one.publisher}, 3 February 2026: “{one.quote}” `{one.reference}`"
        for n, one in ((1, first), (2, second))
    ]
    path = save(text + "\n\n".join(notes) + "\n", "chat.md")
    outcome = verified(path, archive)
    assert (outcome.claim_count, outcome.supported_count, outcome.faults) == (2, 2, ())


def test_a_file_with_thousands_of_notes_and_a_sentence_without_end(archive, answer, save):
    document = answer_document(answer)
    first = document["citations"][0]
    document["citations"] = [{**first, "number": number} for number in range(1, 3001)]
    document["text"] = " ".join(f"{ENGINES} [{number}]" for number in range(1, 3000)) + " word" * 100_000 + " [3000]"
    outcome = verified(save(dumps(document | {"claims": []}), "a.json"), archive)
    assert (outcome.quotation_count, outcome.verbatim_count, outcome.claim_count) == (3002, 3002, 3001)
    (found,) = outcome.faults
    assert found.problem == "Its footnote does not bear it out: no sentence of an article is that long."
