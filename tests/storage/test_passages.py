"""Passages: joined with their gaps they give the article back."""

import random

import pytest

from assistant.language.sentences import sentences
from assistant.schema.articles import Article, Passage
from assistant.storage.passages import MAX_WORDS, split, words

WORDS = ["the", "mayor", "of", "Fernhaven", "said", "that", "bridge,", "ferry", "cost", "3.5", "million", "in", "U.S."]


def article(text):
    return Article(id="a", title="T", text=text, version=3)


def generated(seed):
    rng = random.Random(seed)
    lines = []
    for _ in range(rng.randrange(1, 12)):
        line = [
            " ".join(rng.choices(WORDS, k=rng.randrange(1, 60))).capitalize() + "." for _ in range(rng.randrange(8))
        ]
        if rng.random() < 0.1:
            line.append(" ".join(rng.choices(WORDS, k=450)))
        if rng.random() < 0.1:
            line.append("x" * rng.randrange(1, 9000))
        lines.append(" ".join(line) + rng.choice(["", " ", "\n"]))
    return rng.choice(["", "\n", " "]) + "\n\n".join(lines)


@pytest.mark.parametrize("seed", range(80))
def test_passages_cover_the_text_in_order(seed):
    text = generated(seed)
    position = 0
    for index, passage in enumerate(split(article(text))):
        assert passage == Passage("a", 3, index, passage.start, passage.end, text[passage.start : passage.end])
        assert position <= passage.start < passage.end
        assert text[position : passage.start].strip() == ""
        assert passage.text == passage.text.strip()
        assert words(passage.text) <= MAX_WORDS
        position = passage.end
    assert text[position:].strip() == ""


@pytest.mark.parametrize("seed", range(20))
def test_sentences_are_never_torn_apart(seed):
    text = generated(seed)
    ends = {passage.end for passage in split(article(text))}
    for start, end in sentences(text):
        if words(text[start:end]) <= MAX_WORDS:
            assert not any(start < cut < end for cut in ends)


def test_repeated_sentences_get_their_own_offsets():
    sentence = "The same words stand here again and again, said the mayor of the town."
    text = " ".join([sentence] * 40)
    passages = split(article(text))
    assert len(passages) == 4
    assert [p.start for p in passages] == sorted({p.start for p in passages})
    assert "".join(p.text for p in passages).count(sentence) == 40


def test_a_passage_ends_with_its_paragraph():
    paragraph = "One sentence of exactly ten words stands here, and ends. " * 9
    text = "\n\n".join([paragraph.strip()] * 3)
    assert [passage.text for passage in split(article(text))] == [paragraph.strip()] * 3


def test_a_short_tail_joins_the_passage_before():
    paragraph = "One sentence of exactly ten words stands here, and ends. " * 9
    passages = split(article(f"{paragraph.strip()}\n\nTags"))
    assert [passage.text[-10:] for passage in passages] == ["ends.\n\nTags"[-10:]]


def test_an_overlong_sentence_is_cut_at_spaces():
    text = " ".join(f"w{number}" for number in range(450))
    assert [len(passage.text.split()) for passage in split(article(text))] == [200, 200, 50]


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_no_text_no_passages(text):
    assert split(article(text)) == []
