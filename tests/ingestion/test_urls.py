"""One story, one address, however it was reached; two stories are never taken for one."""

from __future__ import annotations

import pytest

from assistant.ingestion.ids import article_id
from assistant.ingestion.urls import fetchable, is_address, same_site, story_url, tidy

STORY = "https://courier.example/2026/ferry?id=7&page=2"


@pytest.mark.parametrize(
    "url",
    [
        STORY,
        "http://www.courier.example:80/2026/ferry/?page=2&id=7#comments",
        "HTTPS://Courier.Example:443/2026/ferry?id=7&page=2&utm_source=x&utm_medium=y",
        "https://www.courier.example/2026/ferry?fbclid=abc&id=7&page=2&gclid=1&ns_campaign=z",
        " https://courier.example/2026/ferry?id=7&page=2 ",
    ],
)
def test_the_ways_to_a_story_are_one(url):
    assert story_url(url) == STORY
    assert article_id("", url, "Ferry", "", "") == article_id("", STORY, "Ferry", "", "")


@pytest.mark.parametrize("url", [
    "https://courier.example/2026/ferry?id=8&page=2", "https://courier.example/2026/ferry?page=2",
    "https://courier.example/2026/Ferry?id=7&page=2", "https://news.courier.example/2026/ferry?id=7&page=2",
    "https://courier.example:8443/2026/ferry?id=7&page=2", "https://courier.example/2026/ferry?cid=1&id=7&page=2",
])  # fmt: skip
def test_other_stories_are_others(url):
    assert story_url(url) != STORY


def test_an_address_is_stored_as_it_is_but_for_how_one_came():
    assert tidy("http://www.courier.example/b?z=1&utm_id=4&a=2#top") == "http://www.courier.example/b?z=1&a=2"
    assert fetchable("http://www.courier.example/ü?utm_id=4#top") == "http://www.courier.example/%C3%BC?utm_id=4"
    assert fetchable("https://exämple.de/") == "https://xn--exmple-cua.de/"
    assert [tidy(url) for url in ("", "ftp://x.example/", "urn:x", "http://[::1", "http://x:99999/")] == [""] * 5
    assert story_url("urn:newsml:courier:7") == "urn:newsml:courier:7"


def test_what_is_an_address():
    assert [is_address(text) for text in ("http://x", "HTTPS://x", "ftp://x", "a/b.html", "c:\\x", "http:x")] == [
        *(True, True, True, False, False, False)
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.courier.example/a", "http://courier.example/b", True),
        ("https://feeds.courier.example/a", "https://www.courier.example/b", True),
        ("https://evil.example/", "https://courier.example/", False),
        ("https://evilcourier.example/", "https://courier.example/", False),
        ("https://a.blogs.example/", "https://b.blogs.example/", False),
        ("", "https://courier.example/", False),
        ("", "", False),
    ],
)
def test_who_may_speak_for_whom(one, other, same):
    assert same_site(one, other) is same
    assert same_site(other, one) is same
