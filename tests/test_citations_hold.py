"""Every citation of every answer equals the stored text at its offsets, and tampering with one is caught."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml
from scripted import ROOT, Scripted, echo, fearless, over_corpus

from assistant.answering.citations import holds

QUESTIONS = [entry["question"] for entry in yaml.safe_load((ROOT / "tests" / "gold.yaml").read_text(encoding="utf-8"))]
EDITED = """Bridge over the Lenn closes

The bridge over the Lenn will close on Monday, Mayor Ada Brook said. The repair costs 4.2 million crowns.
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    index = tmp_path_factory.mktemp("citations") / "index"
    with over_corpus(index, Scripted(echo)) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def answers(archive):
    return [archive.ask(question) for question in QUESTIONS]


def all_of(answer):
    return (*answer.citations, *answer.nearest)


def test_every_citation_is_the_stored_text(archive, answers):
    citations = [one for answer in answers for one in all_of(answer)]
    assert len(citations) > len(QUESTIONS)
    for one in citations:
        article = archive.holdings.article(f"{one.article_id}@{one.version}")
        assert one.quote == article.text[one.start : one.end] != ""
        assert (one.title, one.publisher, one.published, one.url) == (
            article.title, article.publisher, article.published, article.url,
        )  # fmt: skip
        assert holds(one, article)


def test_numbers_run_from_one_and_every_number_in_the_text_has_its_citation(answers):
    for answer in answers:
        assert [one.number for one in answer.citations] == list(range(1, len(answer.citations) + 1))
        used = {number for claim in answer.claims for number in claim.citations}
        assert used == {one.number for one in answer.citations}
        assert all(f"[{number}]" in answer.text for number in used)


def test_marks_are_inside_their_quotes_and_apart(answers):
    for one in (one for answer in answers for one in all_of(answer)):
        edges = [edge for mark in one.marks for edge in mark]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(one.quote) for edge in edges)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda one: replace(one, start=one.start + 1),
        lambda one: replace(one, end=one.end - 1),
        lambda one: replace(one, start=one.start - 1, end=one.end - 1),
        lambda one: replace(one, quote=one.quote + " "),
        lambda one: replace(one, quote=one.quote.swapcase()),
        lambda one: replace(one, quote="", start=0, end=0),
        lambda one: replace(one, version=one.version + 1),
        lambda one: replace(one, article_id="another"),
    ],
    ids=["start", "end", "shift", "longer", "letters", "empty", "version", "article"],
)
def test_tampering_is_caught(archive, answers, tamper):
    for one in [one for answer in answers for one in answer.citations]:
        article = archive.holdings.article(f"{one.article_id}@{one.version}")
        assert holds(one, article)
        assert not holds(tamper(one), article)


def test_a_citation_of_an_older_version_still_resolves(tmp_path):
    path = tmp_path / "bridge.txt"
    path.write_text(EDITED, encoding="utf-8")
    with fearless(tmp_path / "index", Scripted(echo)) as assistant:
        assistant.ingest([path])
        before = assistant.ask("What does the repair of the bridge cost?").citations
        path.write_text(EDITED.replace("4.2", "5.1").replace("The bridge", "Update. The old bridge"), encoding="utf-8")
        assert assistant.ingest([path]).updated == 1
        after = assistant.ask("What does the repair of the bridge cost?").citations
        assert "4.2" in before[-1].quote
        assert "5.1" in after[-1].quote
        for one in (*before, *after):
            assert holds(one, assistant.holdings.article(f"{one.article_id}@{one.version}"))
            assert not holds(replace(one, version=3 - one.version), assistant.holdings.article(one.article_id + "@1"))
