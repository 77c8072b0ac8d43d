"""Every metric over rows made by hand, against values worked out by hand; groups, curve, comparison."""

from __future__ import annotations

from pathlib import Path

import pytest
from measured import RUN, row

from assistant.errors import InputError
from assistant.evaluation.curve import CurvePoint, curve
from assistant.evaluation.metrics import METRICS, groups, measure, statement
from assistant.evaluation.run_comparison import compare
from assistant.evaluation.summary import document, sheets, summarise

DOCS = Path(__file__).parents[2] / "docs" / "evaluation.md"
IN, OUT = {"in_articles": True}, {"in_articles": False}
NOBODY = {"answers": (), "answerable": False}


def figures(*rows):
    return {metric.name: measure(metric, rows) for metric in METRICS}


def cited(number, verbatim=True):
    return {"number": number, "quote": "q", "verbatim": verbatim}


def claim(verdict, *numbers):
    return {"text": "t", "verdict": verdict, "citations": list(numbers)}


def test_answers():
    said = [
        row(1, direct="Boise, Idaho", text="It was in Idaho. [1]"),
        row(2, direct="in Coeur d’Alene in northern Idaho", draft="Idaho"),
        row(3, direct="Ohio", text="Ohio, not Idaho."),
        row(4, "ABSTAINED", withheld="Idaho", draft="[e1] Idaho"),
        row(5, "ABSTAINED", known=NOBODY),
        row(6, direct="Rome", known=NOBODY),
        row(7, direct="Rome", known={"answers": ()}),
    ]
    found = figures(*said)
    assert found["exact match"] == 0
    assert found["F1"] == pytest.approx((2 / 3 + 2 * (1 / 6) / (7 / 6) + 0 + 0) / 4)
    assert found["answer contained"] == 3 / 4
    assert found["right when it speaks"] == 2 / 4
    assert found["silent"] == 2 / 7
    assert found["answer in draft"] == 2 / 4


def test_statements_speak_where_there_are_no_few_words():
    stated = [claim("SUPPORTED", 1) | {"text": "It was in Idaho."}, claim("UNSUPPORTED") | {"text": "It was in Ohio."}]
    assert statement(row(1, claims=stated)) == "It was in Idaho."
    assert statement(row(1, claims=stated, direct="Idaho")) == "Idaho"
    assert statement(row(1, "ABSTAINED", claims=stated, withheld="Ohio")) == "Ohio"
    right, wrong = row(1, claims=stated), row(2, claims=stated, known={"answers": ("Ohio",)})
    assert figures(right, wrong)["right when it speaks"] == 1 / 2


def test_exact_match_takes_the_best_of_the_accepted_answers():
    said = row(1, direct="the USA", known={"answers": ("United States", "U.S.A.")})
    assert (figures(said)["exact match"], figures(said)["F1"]) == (1, 1)


def test_evidence():
    shown = [{"quote": "In Coeur d'Alene."}, {"quote": "That is Idaho North."}]
    rows = [
        row(1, evidence=shown, answer_rank=3),
        row(2, evidence=shown, known={"answers": ("North Idaho",)}, answer_rank=0),
        row(3, known=NOBODY),
    ]
    found = figures(*rows)
    assert (found["evidence recall"], found["evidence words"], found["answer in ten articles"]) == (0.5, 1, 0.5)


def test_citations():
    good = row(1, claims=[claim("SUPPORTED", 1, 2), claim("UNSUPPORTED")], citations=[cited(1), cited(2)])
    bad = row(2, claims=[claim("SUPPORTED", 1), claim("CONTRADICTED", 1)], citations=[cited(1)])
    torn = row(3, claims=[claim("SUPPORTED", 1)], citations=[cited(1, verbatim=False)])
    loose = row(4, citations=[cited(1)])
    assert measured_precision(good) == 1
    assert measured_precision(bad) == measured_precision(torn) == measured_precision(loose) == 0
    assert measured_precision(good, bad) == 2 / 3
    assert measured_precision(row(5, "ABSTAINED")) is None


def measured_precision(*rows):
    return figures(*rows)["citation precision"]


@pytest.mark.parametrize(
    ("text", "recall"),
    [
        ("One thing happened. [1] Another followed. [1][2]", 1),
        ("One thing happened. Another followed. [1]", 1 / 2),
        ("One thing happened [1]. Another followed [2].", 1),
        ("One thing happened. [1] Another followed. [7]", 1 / 2),
        ("He said [sic] so. [2] And left. And came back.", 1 / 3),
        ("", None),
    ],
)
def test_citation_recall(text, recall):
    assert figures(row(1, text=text, citations=[cited(1), cited(2)]))["citation recall"] == recall


def test_ranking_time_and_prompts():
    rows = [
        row(number, "", ranking=rank, timings={"total": float(number)}, prompt_tokens=number * 10 % 70)
        for number, rank in enumerate([{"hit@1": 1.0}, {"hit@1": 0.0}, {}, {}, {}, {}, {}, {}, {}, {}], start=1)
    ]
    found = figures(*rows)
    assert (found["Hit@1"], found["MRR@10"]) == (0.5, None)
    assert (found["seconds p50"], found["seconds p95"]) == (5, 10)
    assert (found["prompt tokens, median"], found["prompt tokens, most"]) == (30, 60)
    assert found["silent"] is None


def test_groups_leave_out_the_empty_and_the_same():
    rows = [row(1, known=IN), row(2, known=OUT), row(3, known=NOBODY)]
    assert {name: [one.item.id for one in part] for name, part in groups(rows).items()} == {
        "all": ["1", "2", "3"],
        "answer in articles": ["1"],
        "answer not in articles": ["2"],
        "unanswerable": ["3"],
    }
    assert list(groups(rows[2:])) == ["all"]


def test_the_curve():
    rows = [
        row(1, direct="Idaho", confidence=0.9, known=IN),
        row(2, direct="Ohio", confidence=0.5, known=IN),
        row(3, "ABSTAINED", withheld="Idaho", confidence=0.4, known=OUT),
        row(4, "ABSTAINED", known=OUT),
        row(5, "ABSTAINED", withheld="Rome", confidence=0.2, known=NOBODY),
        row(6, direct="Rome", confidence=0.1, known={"answers": ()}),
    ]
    assert curve(rows) == [
        CurvePoint(0.2, 4 / 5, 2 / 4, 0.0, 0.5, 0.0),
        CurvePoint(0.4, 3 / 5, 2 / 3, 0.0, 0.5, 1.0),
        CurvePoint(0.5, 2 / 5, 1 / 2, 0.0, 1.0, 1.0),
        CurvePoint(0.9, 1 / 5, 1.0, 0.5, 1.0, 1.0),
    ]
    assert curve([row(1, "ABSTAINED")]) == curve([]) == []
    many = [row(number, direct="Idaho", confidence=number / 100) for number in range(100)]
    assert [point.speaks for point in curve(many)] == pytest.approx([1 - tenth / 10 for tenth in range(10)])


BEFORE = [
    row(1, direct="Idaho"),
    row(2, direct="Ohio"),
    row(3, "ABSTAINED", known=NOBODY),
    row(4, "ABSTAINED"),
    row(8, direct="only then"),
]
AFTER = [row(4, "ABSTAINED"), row(3, direct="Rome", known=NOBODY), row(2, direct="Idaho"), row(1, "ABSTAINED"), row(9)]


def test_comparison():
    found = compare(BEFORE, AFTER)
    assert found.common == 4
    assert [(one.id, one.before, one.after) for one in found.lost] == [("3", "", "Rome"), ("1", "Idaho", "")]
    assert [(one.id, one.before, one.after) for one in found.won] == [("2", "Ohio", "Idaho")]
    assert found.figures["all"]["exact match"] == (1 / 3, 1 / 3)
    assert found.figures["unanswerable"]["silent"] == (1, 0)
    assert compare(AFTER, AFTER).lost == compare(AFTER, AFTER).won == ()


def test_comparison_of_retrieval():
    run = RUN | {"kind": "retrieval"}
    before, after = (
        [row(1, "", run=run, articles=[{"id": name, "score": 1}], ranking={"hit@1": hit})]
        for name, hit in (("a", 0.0), ("b", 1.0))
    )
    assert [(one.before, one.after) for one in compare(before, after).won] == [("a", "b")]
    with pytest.raises(InputError, match="another kind"):
        compare(before, AFTER)
    with pytest.raises(InputError, match="none of these questions"):
        compare([row(77)], AFTER)


def test_the_report():
    summary = summarise(AFTER, BEFORE)
    written = document(summary)
    assert written["groups"]["all"]["questions"] == 5
    assert list(written["groups"]["all"])[1:] == [metric.name for metric in METRICS]
    assert written["baseline"]["won"] == [
        {"file": "q.jsonl", "id": "2", "question": "Question 2?", "before": "Ohio", "after": "Idaho"}
    ]
    shown = {sheet.title: sheet for sheet in sheets(summary)}
    assert all(len(cells) == len(sheet.headings) for sheet in shown.values() for cells in sheet.rows)
    assert ("exact match", "0.250", "–") in shown["Figures"].rows
    moved = shown["Against the baseline, 4 questions"]
    assert ("silent", "0.500 → 0.500 (+0.000)", "1.000 → 0.000 (-1.000)") in moved.rows
    assert shown["Right before, not now: 2"].rows == (
        ("q.jsonl:3", "Question 3?", "(silent)", "Rome"),
        ("q.jsonl:1", "Question 1?", "Idaho", "(silent)"),
    )
    assert "Hit@1" not in {cells[0] for cells in shown["Figures"].rows}


def test_the_page_defines_every_metric_as_the_code_does():
    page = " ".join(DOCS.read_text(encoding="utf-8").split())
    for metric in METRICS:
        assert f"| {metric.name} | {metric.definition} |" in page
