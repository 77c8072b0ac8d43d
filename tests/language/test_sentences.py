"""Sentence boundaries: whole outputs on hard news cases, and invariants on generated text."""

import random
import time

import pytest

from assistant.language.sentences import paragraphs, sentences

# Each text is what its sentences are when joined with " | " (a space stands for the bar in the input).
CASES = [
    "U.S. President Donald Trump spoke. | He left at once.",
    "It was told to Mr. Smith at No. 10 on Jan. 5. | He agreed.",
    "They came at 5 p.m. Monday. | Nobody had called.",
    "It was 3 a.m. | The town slept.",
    "He paid $3.5 million, i.e. 2.5% of it. | Nobody asked why.",
    "He lives in the U.S. | The next day he flew home.",
    "The U.S. Army left in 2021. | Others stayed.",
    '"We will win," he said. | "It\'s over."',
    '"Is it?" asked Gen. Mark Milley. | No answer came.',
    "“Is it?” asked Gen. Mark Milley. | No answer came.",
    '"Is it over?" Gen. Milley asked. | It was.',
    "“What an evening!” Mayor Olive Brandt said. | She sat down.",
    "'First, these contacts must be prepared. | Second, they must be focused,' he said.",
    "“First, these contacts must be prepared. | Second, they must be focused,” he said.",
    "“I thought ‘this is an easy job.’” | He was wrong.",
    "“Do you want to check that card again?” she said. | He did.",
    "He said: ‘What is your ideal model?’ ” she recalled. | They all laughed.",
    "The Rev. Martin Luther King Jr. spoke there. | His words stayed.",
    "She met Lt. Gov. Mandela Barnes and Sen. Ron Johnson. | They talked.",
    "U.S. Sens. Ann Lee and Bob Roe agreed. | The House did not.",
    "He was known as “Mr. Huron” for his work. | He retired in May.",
    "They spoke to Prof. J. B. Pritzker of St. Paul. | He listened.",
    "The cost rose last month. | People noticed, the Herald reports. | Shops closed.",
    "She looked at a wall. | Paula began to speak.",
    "It borders Yellowstone National Park. | Officials closed the road.",
    "He runs Cowen Inc. in Ohio. | The firm is old.",
    "He runs Cowen Inc. | The firm is old.",
    "Yahoo! shares fell by 2.5 points. | Traders shrugged.",
    "Is this what we do (it is, really?), he asked. | It was.",
    "She came from Washington, D.C. | The trip took a day.",
    "Sen. Ted Cruz, R-Texas, spoke vs. Rep. Ocasio-Cortez. | It was loud.",
    "Ukraine fired 146 drones; 103 were downed. | Odesa, Zaporizhzhia and Kryvyi Rih were hit.",
    "The visit is on Wednesday (28 January). | He said so twice.",
    "He was “shaken.” | Then he slept…",
    "Write to a.lee@gazette.example or see www.gazette.example. | Thank you.",
    "They met at 10 Downing St. | The talks were short.",
    "Mayor Tarr of St. John’s said no. | Nobody knew why.",
]


@pytest.mark.parametrize("case", CASES)
def test_hard_cases(case):
    text = case.replace(" | ", " ")
    assert [text[start:end] for start, end in sentences(text)] == case.split(" | ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In the first year.The library grew.", ["In the first year.", "The library grew."]),
        ("Is it over?From now on, yes.", ["Is it over?", "From now on, yes."]),
        ("See Gannett.com or node.js. It works.", ["See Gannett.com or node.js.", "It works."]),
        ("A headline without a stop\nThe text begins. It goes on.", ["A headline without a stop", "The text begins.",
                                                                     "It goes on."]),
        ("One line\n\n  Another.  \n \nLast", ["One line", "Another.", "Last"]),
        ("“She left.\n”", ["“She left.", "”"]),
        ("***", ["***"]),
        ("Привет, мир. Это тест.", ["Привет, мир.", "Это тест."]),
    ],
)  # fmt: skip
def test_other_shapes(text, expected):
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_lines_wrapped_at_a_fixed_width_are_one_paragraph():
    text = (
        "The new harbour bridge in Fernhaven opened on Tuesday after four\n"
        "years of work. The town council, which had planned for two, said\n"
        "that the ferries will run until March."
    )
    assert [text[start:end] for start, end in sentences(text)] == [
        "The new harbour bridge in Fernhaven opened on Tuesday after four\nyears of work.",
        "The town council, which had planned for two, said\nthat the ferries will run until March.",
    ]


def test_lines_of_a_list_are_not_taken_for_wrapped_text():
    text = "Bread, butter, cheese\nTea\nA pound of apples and two of pears, if there are any left"
    assert [text[start:end] for start, end in sentences(text)] == text.split("\n")


@pytest.mark.parametrize("text", ["", "   ", "\n\n \n"])
def test_nothing_gives_nothing(text):
    assert sentences(text) == []
    assert list(paragraphs(text)) == []


PIECES = [
    "Mr.", "U.S.", "The", "mayor", "said.", "“No.”", '"', "”", "’", "(", ").", "...", "…", "5", "p.m.", "3.5", "?", "!",
    "St.", "Paul", "\n", "\n\n", "  ", "i.e.", "x@y.example", "Он.", "一。", "a", ".", "Gov.", "-", ":", ";",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_spans_are_ordered_trimmed_and_cover_everything(seed):
    rng = random.Random(seed)
    text = "".join(rng.choice(PIECES) + rng.choice(["", " ", " "]) for _ in range(rng.randrange(200)))
    position = 0
    for start, end in sentences(text):
        assert position <= start < end
        assert text[position:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        position = end
    assert text[position:].strip() == ""


@pytest.mark.parametrize("unit", ['"', "? ", "a? ", '"... ', "A. B. ", "’’", "a.b.", ". ", "word. The ", "x"])
def test_the_cost_is_linear_in_the_length(unit):
    text = unit * (60_000 // len(unit))
    began = time.process_time()
    sentences(text)
    assert time.process_time() - began < 5  # about 0.1 s; the first version took minutes
