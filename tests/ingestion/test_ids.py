"""Ids: stable, safe, and different for different articles."""

import re

import pytest

from assistant.ingestion.ids import LONGEST, article_id


def named(given="", url="", title="Harbour bridge opens", publisher="Gazette", published="2026-01-28"):
    return article_id(given, url, title, publisher, published)


@pytest.mark.parametrize("given", ["rtqa-00013", "A_b.9", "文章1", "x" * LONGEST])
def test_a_safe_id_is_kept(given):
    assert named(given) == given


@pytest.mark.parametrize("given", ["a b", "a@1#2", "http://x.example/a?b=c:d", "x" * 300, "///", "-", "..", "a\u2066b"])
def test_an_unsafe_id_is_made_safe(given):
    made = named(given)
    assert re.fullmatch(r"[\w.-]{1,80}", made)
    assert made == named(given)
    assert made != given


def test_unsafe_ids_that_look_alike_stay_apart():
    given = ["a b", "a@b", "a#b", "a:b", "a  b", "a-b", "x" * 300, "x" * 301]
    assert len({named(one) for one in given}) == len(given)


def test_without_an_id_title_and_hash():
    assert re.fullmatch(r"harbour-bridge-opens-[0-9a-f]{6}", named())
    assert re.fullmatch(
        r"one-two-three-four-five-six-[0-9a-f]{6}",
        named(title="One two: three’s 'four' five six seven".replace("’s", "")),
    )
    assert re.fullmatch(r"мост-открыт-[0-9a-f]{6}", named(title="Мост открыт"))
    assert re.fullmatch(r"article-[0-9a-f]{6}", named(title="???"))
    assert len(named(title="a" * 500)) <= LONGEST


def test_what_identifies_an_article():
    assert named(url="https://x.example/1") != named(url="https://x.example/2")
    assert named(url="https://x.example/1", published="") == named(url="https://x.example/1", publisher="Other")
    assert named(publisher="Courier") != named()
    assert named(published="2026-01-29") != named()
    assert named(published="2026-01-28T09:00:00+00:00") == named()
