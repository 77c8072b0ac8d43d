"""The whole way from files to an answer, with stand-ins for the two models only."""

from __future__ import annotations

import json

import pytest
from scripted import BagOfWords, Scripted, echo, fearless, over_corpus

from assistant.archive.assistant import Assistant
from assistant.errors import ArchiveError, InputError
from assistant.rendering.json_documents import answer_document
from assistant.schema.answers import Status, Verdict
from assistant.schema.articles import Filters
from assistant.schema.events import DraftText, EvidenceFound

DRONES = "How many drones did Russia launch?"
MILL = "How many people were treated after the fire at Harrowick Mill?"


@pytest.fixture
def faithful(tmp_path):
    """An archive of corpus/ whose model repeats what it is shown."""
    with over_corpus(tmp_path / "index", Scripted(echo)) as assistant:
        yield assistant


@pytest.fixture
def says(tmp_path):
    """Open an archive of corpus/ whose model says these few words, and then this sentence."""

    def says(words, sentence="", threshold=0.0):
        model = Scripted(lambda prompt: words if prompt.user.startswith("Evidence:") else sentence or echo(prompt))
        return over_corpus(tmp_path / "index", model, threshold)

    return says


def test_an_answer_goes_into_json_and_back(faithful):
    answer = faithful.ask(DRONES)
    document = json.loads(json.dumps(answer_document(answer)))
    assert document["status"] == "ANSWERED"
    assert "146" in document["text"]
    assert document["model"] == "scripted"
    assert document["coverage"]["articles"] == 12
    assert set(document["timings"]) == {*("prepare", "understand", "retrieve", "evidence", "draft and verify", "total")}
    assert all(seconds >= 0 for seconds in document["timings"].values())
    assert document["draft"].startswith("[direct] ")
    assert 0 <= document["confidence"] <= 1
    assert document["signals"]["held"] == 1.0
    assert document["withheld"] == ""


def test_every_sentence_shown_is_a_supported_claim_with_its_citations(faithful):
    answer = faithful.ask(DRONES)
    shown = [claim for claim in answer.claims if claim.citations]
    marked = [" ".join(claim.text.split()) + " " + "".join(f"[{n}]" for n in claim.citations) for claim in shown]
    assert answer.text == " ".join(marked)
    assert all(claim.verdict is Verdict.SUPPORTED for claim in shown)
    assert {n for claim in shown for n in claim.citations} == {one.number for one in answer.citations}


def test_evidence_is_told_before_the_first_word_of_the_draft(faithful):
    events = []
    faithful.ask(DRONES, listener=events.append)
    kinds = [type(event) for event in events]
    assert kinds[0] is EvidenceFound
    assert kinds.count(EvidenceFound) == 1
    assert DraftText in kinds
    assert "146" in " ".join(one.quote for one in events[0].citations)


def test_a_sentence_is_shown_as_the_model_wrote_it_with_the_piece_it_stands_on(says):
    with says("146", "Russia launched 146 drones and one Iskander-M missile at Ukraine.") as assistant:
        answer = assistant.ask(DRONES)
    (claim,) = answer.claims
    assert (answer.direct, claim.verbatim) == ("146", False)
    assert answer.text == "Russia launched 146 drones and one Iskander-M missile at Ukraine. [1]"
    assert "146" in answer.citations[0].quote
    assert answer.draft.splitlines()[0] == "[direct] 146"


@pytest.mark.parametrize(
    "lie",
    ["Ukraine launched 146 drones at Russia.", "The Pope said that 146 drones are a blessing.", "146 is my last word."],
)
def test_a_lie_around_the_right_words_gives_way_to_the_evidence(says, lie):
    with says("146", lie) as assistant:
        answer = assistant.ask(DRONES)
    shown = [claim for claim in answer.claims if claim.citations]
    assert answer.direct == "146"
    assert lie not in answer.text
    assert all(claim.verbatim for claim in shown)
    assert any(claim.text == lie and claim.verdict is not Verdict.SUPPORTED for claim in answer.claims)


def test_what_is_not_sure_enough_is_withheld(says):
    with says("146", threshold=1.0) as assistant:
        answer = assistant.ask(DRONES)
    assert (answer.status, answer.direct, answer.text, answer.claims) == (Status.ABSTAINED, "", "", ())
    assert answer.withheld == "146"
    assert 0 <= answer.confidence <= 1
    assert "146" in " ".join(one.quote for one in answer.nearest)


def test_only_one_of_the_choices_may_be_written(faithful):
    told = []
    model = Scripted(lambda prompt: told.append(prompt) or "103")
    with fearless(faithful.settings.index, model) as assistant:
        assert assistant.ask(DRONES, choices=["146", "103"]).direct == "103"
    assert told[0].grammar == 'root ::= "146" | "103"'


@pytest.mark.parametrize(
    ("filters", "articles"),
    [
        (Filters(publishers=("The Larkmoor Courier",)), 6),
        (Filters(publishers=("the larkmoor COURIER",)), 6),
        (Filters(after="2026-02-07"), 2),
        (Filters(before="2026-01-31"), 6),
        (Filters(after="2026-02-03", before="2026-02-03"), 2),
        (Filters(after="2027-01-01"), 0),
    ],
)
def test_filters_hold_for_the_answer_and_the_nearest(faithful, filters, articles):
    for question in (DRONES, MILL):
        answer = faithful.ask(question, filters=filters)
        assert answer.coverage.articles == articles
        for one in (*answer.citations, *answer.nearest):
            assert one.published[:10] >= filters.after
            assert one.published[:10] <= (filters.before or "9")
            assert not filters.publishers or one.publisher == "The Larkmoor Courier"


def test_what_the_filters_leave_out_is_not_answered(says):
    with says("146") as assistant:
        assert assistant.ask(DRONES).direct == "146"
        answer = assistant.ask(DRONES, filters=Filters(publishers=("The Larkmoor Courier",)))
    assert (answer.status, answer.withheld) == (Status.ABSTAINED, "146")
    assert answer.nearest


def test_what_was_published_after_the_day_of_asking_is_not_known(faithful):
    early = faithful.ask(MILL, as_of="2026-01-31")
    assert early.coverage.articles == 6
    assert all(one.published[:10] <= "2026-01-31" for one in (*early.citations, *early.nearest))
    assert faithful.ask(MILL, as_of="2026-02-03").coverage.articles > 6
    assert faithful.ask(MILL, as_of="2020-01-01").status is Status.ABSTAINED


def test_an_unknown_publisher_is_an_error_that_lists_the_known_ones(faithful):
    with pytest.raises(InputError, match="The Daily Nothing") as caught:
        faithful.ask(DRONES, filters=Filters(publishers=("The Daily Nothing",)))
    assert "Sample Archive" in caught.value.hint


@pytest.mark.parametrize("question", ["", "  \n\t", "?!…", "word " * 20_000])
def test_questions_that_cannot_be_read(faithful, question):
    with pytest.raises(InputError) as caught:
        faithful.ask(question)
    assert len(str(caught.value)) < 300
    assert caught.value.hint


@pytest.mark.parametrize("question", ['drones" OR 1=1; --', "NEAR(drones, 2) AND *", "Дроны?", "drones\x00 NOT"])
def test_questions_with_odd_characters_are_questions(faithful, question):
    answer = faithful.ask(question)
    assert answer.status in Status
    assert answer.question == " ".join(question.split())


def test_no_archive_is_an_error_that_says_what_to_do(tmp_path):
    with Assistant.open(tmp_path / "none", embedder=BagOfWords(), model=Scripted()) as assistant:
        with pytest.raises(InputError, match="no archive") as caught:
            assistant.ask(DRONES)
        assert "ingest" in caught.value.hint


def test_an_archive_that_was_emptied_abstains(faithful):
    faithful.holdings.remove([source.article_id for source in faithful.holdings.sources()])
    answer = faithful.ask(DRONES)
    assert (answer.status, answer.nearest, answer.coverage.articles) == (Status.ABSTAINED, (), 0)


def test_a_model_that_finds_nothing_and_a_question_about_nothing(scripted):
    answer = scripted.ask("What is the price of gas in Germany?")
    assert answer.status is Status.ABSTAINED
    assert (answer.direct, answer.text, answer.citations) == ("", "", ())
    assert answer.nearest


def test_a_model_that_makes_things_up_is_never_believed(tmp_path):
    model = Scripted(lambda prompt: "Putin resigned on 31 May and 999 people cheered. The Pope said so.")
    with over_corpus(tmp_path / "index", model) as assistant:
        for question in (DRONES, MILL, "Why is Putin unlikely to go to Kyiv?"):
            answer = assistant.ask(question)
            assert "999" not in answer.text + answer.direct
            assert "resigned" not in answer.text + answer.direct
            assert "999" in answer.draft
            assert all(claim.verdict is Verdict.SUPPORTED for claim in answer.claims if claim.citations)


def test_another_embedder_is_refused(faithful):
    other = BagOfWords()
    other.name = "other"
    opened = Assistant.open(faithful.settings.index, embedder=other, model=Scripted())
    with opened as assistant, pytest.raises(ArchiveError, match="bag-of-words"):
        assistant.ask(DRONES)
