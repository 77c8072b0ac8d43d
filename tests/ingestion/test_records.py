"""Loosely named fields become one kind of Article."""

import pytest

from assistant.ingestion.records import article
from assistant.schema.articles import Article


def test_the_fields_of_the_bench_file():
    record = {
        "id": "rtqa-00013",
        "url": "https://news.example/2022/05/08/formula",
        "title": "The shortage is getting worse",
        "authors": ["Ada Quill", "Bo Reed", "Ada Quill"],
        "published_at": "2022/05/08",
        "source": "news.example",
        "text": "For months stores have been short of it.\r\n\r\nNobody knows why.",
    }
    assert article(record) == Article(
        id="rtqa-00013",
        title="The shortage is getting worse",
        text="For months stores have been short of it.\n\nNobody knows why.",
        publisher="news.example",
        authors=("Ada Quill", "Bo Reed"),
        published="2022-05-08",
        url="https://news.example/2022/05/08/formula",
    )


def test_the_fields_of_schema_org():
    found = article(
        {
            "headline": "Bridge\nopens",
            "articleBody": "It opened.",
            "author": [{"@type": "Person", "name": "Ada Quill"}, "Bo Reed"],
            "publisher": {"@type": "Organization", "name": "Fernhaven Gazette"},
            "datePublished": "2026-01-28T10:00:00+01:00",
            "dateModified": "2026-01-29",
            "inLanguage": "en-GB",
        }
    )
    assert (found.title, found.text, found.publisher) == ("Bridge opens", "It opened.", "Fernhaven Gazette")
    assert found.authors == ("Ada Quill", "Bo Reed")
    assert (found.published, found.updated, found.language) == ("2026-01-28T09:00:00+00:00", "2026-01-29", "en-gb")


def test_our_names_come_first_and_empty_values_are_passed_over():
    found = article({"title": "", "headline": "H", "text": None, "body": "", "content": "C", "source": {}, "id": 12})
    assert (found.id, found.title, found.text, found.publisher) == ("12", "H", "C", "")


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("Ada Quill", ("Ada Quill",)),
        ("By Ada Quill and Bo Reed", ("Ada Quill", "Bo Reed")),
        ("by: Ada Quill, Bo Reed and Cy Lund", ("Ada Quill", "Bo Reed", "Cy Lund")),
        ("Ada Quill; Bo Reed", ("Ada Quill", "Bo Reed")),
        ("Ada Quill, political editor", ("Ada Quill, political editor",)),
        ("Byron Alexander", ("Byron Alexander",)),
        ({"name": "Ada Quill"}, ("Ada Quill",)),
        ([], ()),
        (None, ()),
        (True, ()),
    ],
)
def test_bylines(byline, authors):
    assert article({"text": "words", "byline": byline}).authors == authors


@pytest.mark.parametrize("text", [None, "", " \n", "…", {"a": 1}, ["a"], 1.5])
def test_without_text_there_is_no_article(text):
    assert article({"title": "T", "text": text}) is None


def test_articles_without_title_are_told_apart_by_their_text():
    first, second = (article({"text": text}).id for text in ("One thing happened.", "Another thing happened."))
    assert first != second
    assert first.startswith("one-thing-happened-")


def test_an_edited_body_keeps_the_id():
    before, after = (article({"title": "T", "date": "2026-01-28", "text": text}) for text in ("Old.", "New."))
    assert before.id == after.id
    assert before.text != after.text
