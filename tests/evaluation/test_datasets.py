"""Question files: what a line may hold, and what is said of a line that does not."""

from __future__ import annotations

import json

import pytest

from assistant.errors import InputError
from assistant.evaluation.datasets import Item, load, sample


def written(tmp_path, *lines, name="q.jsonl"):
    path = tmp_path / name
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines), encoding="utf-8")
    return path


def test_all_fields(tmp_path):
    path = written(
        tmp_path,
        {
            "question_id": 7,
            "question": " How  many? ",
            "asked": "2022-06-17T10:00:00Z",
            "answer": ["146", 146],
            "choices": ["1", "146"],
            "gold_ids": ["rtqa-00220", "odd id/1"],
            "answer_in_articles": False,
            "articles": ["x"],
        },
    )
    (found,) = load([path])
    assert found == Item(
        "q.jsonl", "7", "How many?", "2022-06-17", ("146", "146"), ("rtqa-00220", found.gold_ids[1]), True, False
    )


def test_gold_ids_become_the_ids_that_ingest_gives(tmp_path, scripted):
    news = tmp_path / "news.jsonl"
    news.write_text(json.dumps({"id": "odd id/1", "title": "Bridge", "text": "The bridge is closed."}))
    scripted.ingest([news])
    (found,) = load([written(tmp_path, {"question": "What is closed?", "gold_ids": "odd id/1"})])
    assert scripted.holdings.article(found.gold_ids[0]).title == "Bridge"


def test_nothing_answers_when_no_answer_is_given_or_the_line_says_so(tmp_path):
    lines = [
        {"question": "one?", "answer": "1"},
        {"question": "two?", "gold_ids": ["a"]},
        {"question": "three?"},
        {"question": "four?", "answerable": True},
        {"question": "five?", "answer": "5", "answerable": False},
    ]
    assert [one.answerable for one in load([written(tmp_path, *lines)])] == [True, True, False, True, False]


def test_a_question_without_an_id_has_its_lines_number(tmp_path):
    path = written(tmp_path, {"question": "one?"}, "", {"question": "two?"})
    assert [one.key for one in load([path])] == [("q.jsonl", "1"), ("q.jsonl", "3")]


def test_an_id_may_be_dated(tmp_path):
    ids = ["20220617_3", "20221317_3", "20220617", "x20220617_3"]
    lines = [{"id": one, "question": "What?"} for one in ids] + [
        {"id": "20220617_4", "question": "?x", "asked": "2022-06-16"}
    ]
    assert [one.as_of for one in load([written(tmp_path, *lines)])] == ["2022-06-17", "", "", "", "2022-06-16"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "q.jsonl:2: not JSON: "),
        ("[1]", "q.jsonl:2: not a JSON object."),
        ({"answer": "x"}, "q.jsonl:2: the field question is missing."),
        ({"question": "?!"}, "q.jsonl:2: The question is empty."),
        ({"question": "x" * 1001}, "q.jsonl:2: The question has 1,001 characters; the limit is 1,000."),
        ({"question": "x", "answer": {}}, "q.jsonl:2: the field answer must be a text or a list of texts."),
        ({"question": "x", "gold_ids": [None]}, "q.jsonl:2: the field gold_ids must be a text or a list of texts."),
        ({"question": "x", "answer": True}, "q.jsonl:2: the field answer must be a text or a list of texts."),
        ({"question": "x", "answerable": "no"}, "q.jsonl:2: the field answerable must be true or false."),
        ({"question": "x", "asked": "June"}, "q.jsonl:2: the field asked must be a day, YYYY-MM-DD."),
        ({"question": "x", "asked": 2022}, "q.jsonl:2: the field asked must be a day, YYYY-MM-DD."),
        ({"question": "x", "id": "a"}, "q.jsonl:2: there already is a question 'a' of q.jsonl."),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, said):
    path = written(tmp_path, {"id": "a", "question": "one?"}, line)
    with pytest.raises(InputError) as caught:
        load([path])
    assert caught.value.message.removeprefix(f"{tmp_path}/").startswith(said)
    assert caught.value.hint


def test_files_that_hold_nothing(tmp_path):
    for path in (tmp_path / "none.jsonl", written(tmp_path, "", name="empty.jsonl"), tmp_path):
        with pytest.raises(InputError, match=str(path)):
            load([path])


def test_a_sample_is_the_same_every_time_and_grows(tmp_path):
    items = load([written(tmp_path, *({"question": f"Number {number}?"} for number in range(40)))])
    ten, twenty = sample(items, 10, 0), sample(items, 20, 0)
    assert [one.id for one in sample(items, 5, 0)] == ["17", "21", "27", "33", "36"]
    assert (len(ten), len(twenty)) == (10, 20)
    assert set(ten) < set(twenty)
    assert ten == [one for one in items if one in ten]
    assert sample(items, 10, 1) != ten
    assert sample(items, 99, 0) == items
