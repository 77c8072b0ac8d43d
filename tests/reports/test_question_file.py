"""Files of questions, and the questions that a topic is given."""

from __future__ import annotations

import pytest

from assistant.errors import InputError
from assistant.reports.question_file import read_questions
from assistant.reports.topic_questions import checked_topic, questions_on, with_article
from assistant.schema.reports import PlannedQuestion

FILE = """\ufeff# The mill #

- What burnt?
* Who was hurt?

## Money
1. What did it cost?
2) - who paid
- [ ] What burnt?
"""


def test_a_file_of_questions(tmp_path):
    path = tmp_path / "mill.md"
    path.write_text(FILE, encoding="utf-8")
    title, questions = read_questions(path)
    assert title == "The mill"
    assert questions == (
        PlannedQuestion("What burnt?", "What burnt?"),
        PlannedQuestion("Who was hurt?", "Who was hurt?"),
        PlannedQuestion("What did it cost?", "Money"),
        PlannedQuestion("- who paid", "Money"),
    )


def test_a_second_title_is_a_heading(tmp_path):
    path = tmp_path / "two.txt"
    path.write_text("# One\n# Two\nWhat burnt?\r\n", encoding="utf-8")
    assert read_questions(path) == ("One", (PlannedQuestion("What burnt?", "Two"),))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no question"),
        (b"# Only a title\n\n## And a heading\n", "holds no question"),
        (b"What burnt?\n\n???\n", "line 3: The question is empty"),
        (b"What burnt?\n" + b"why " * 400, "line 2: The question has 1,599 characters"),
        (b"\xff\xfe\x00W", "is not a text in UTF-8"),
        ("\n".join(f"What is {n}?" for n in range(101)).encode(), "101 questions; the limit is 100"),
    ],
)
def test_what_is_no_file_of_questions(tmp_path, content, message):
    path = tmp_path / "questions.md"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as told:
        read_questions(path)
    assert str(path) in told.value.message
    assert told.value.hint


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_questions(tmp_path / "none.md")
    with pytest.raises(InputError, match="cannot be read"):
        read_questions(tmp_path)


def test_a_topic_is_asked_about_with_its_speakers(archive):
    evidence = archive.evidence("Harrowick Mill fire")
    asked = [one.question for one in questions_on("Harrowick Mill fire", evidence)]
    assert asked[0] == "What happened with the Harrowick Mill fire?"
    assert "What did Dunmore say about the Harrowick Mill fire?" not in asked, "she is Peg Dunmore"
    assert "What did Peg Dunmore say about the Harrowick Mill fire?" in asked
    assert 5 <= len(asked) <= 8
    assert len(set(asked)) == len(asked)


def test_a_topic_nobody_speaks_on_is_asked_of_officials_and_a_question_stays_one():
    assert "What did officials say about emus?" in [one.question for one in questions_on("emus", ())]
    assert questions_on("Why do emus run?", ()) == (PlannedQuestion("Why do emus run?"),)


@pytest.mark.parametrize(
    ("topic", "asked"),
    [
        ("Titan submersible", "the Titan submersible"),
        ("Taylor Swift", "Taylor Swift"),
        ("war in Ukraine", "war in Ukraine"),
        ("Inflation in the United States", "Inflation in the United States"),
        ("inflation", "inflation"),
    ],
)
def test_a_topic_inside_a_question(topic, asked):
    assert with_article(topic) == asked


def test_a_topic_is_a_few_words():
    assert checked_topic("  Harrowick \n Mill fire. ") == "Harrowick Mill fire"
    with pytest.raises(InputError, match="limit is 200"):
        checked_topic("fire " * 50)
    with pytest.raises(InputError, match="empty"):
        checked_topic(" ... ")
