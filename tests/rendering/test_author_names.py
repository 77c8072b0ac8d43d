"""Bylines as names: persons come apart, everybody else stays whole."""

from __future__ import annotations

import time

import pytest

from assistant.rendering.bibliography.author_names import names


def person(family, given, **parts):
    return {"family": family, "given": given, **{name.replace("_", "-"): part for name, part in parts.items()}}


@pytest.mark.parametrize(
    ("byline", "found"),
    [
        ("Ada Finch", [person("Finch", "Ada")]),
        ("Jean-Claude Van Damme", [person("Van Damme", "Jean-Claude")]),
        ("Dr. Jane Q. Public Jr.", [person("Public", "Jane Q.", suffix="Jr.")]),
        ("Jack Ryan III, PhD", [person("Ryan", "Jack", suffix="III")]),
        ("Ludwig van Beethoven", [person("Beethoven", "Ludwig", non_dropping_particle="van")]),
        ("Finch, Ada", [person("Finch", "Ada")]),
        ("García Márquez, Gabriel", [person("García Márquez", "Gabriel")]),
        ("Donie O'Sullivan", [person("O'Sullivan", "Donie")]),
        ("bell hooks", [person("hooks", "bell")]),
        ("Анна Зябликова", [person("Зябликова", "Анна")]),
        ("Иванов Иван Иванович", [person("Иванов", "Иван Иванович")]),
        ("Γιώργος Παππάς", [person("Παππάς", "Γιώργος")]),
        ("By John Smith and Mary Jones", [person("Smith", "John"), person("Jones", "Mary")]),
        ("Ada Finch; Bo Li", [person("Finch", "Ada"), person("Li", "Bo")]),
        ("Ada Finch & agencies", [person("Finch", "Ada"), {"literal": "agencies"}]),
        ("Analysis by Ada Finch", [person("Finch", "Ada")]),
        ("Additional reporting by Ada Finch", [person("Finch", "Ada")]),
        ("Ada Finch in Kyiv", [person("Finch", "Ada")]),
        ("Ada Finch for CNN", [person("Finch", "Ada")]),
        ("Ada Finch, Moscow correspondent", [person("Finch", "Ada")]),
        ("Ada Finch | Reuters", [person("Finch", "Ada")]),
        ("Ada Finch <ada@lenn.example>", [person("Finch", "Ada")]),
        ("ada@lenn.example (Ada Finch)", [person("Finch", "Ada")]),
        ("Ada\nFinch\u202e\x1b", [person("Finch", "Ada")]),
    ],
)
def test_persons(byline, found):
    assert names([byline]) == found


@pytest.mark.parametrize(
    "byline",
    [
        *("Reuters staff", "Sample Archive desk", "The Associated Press", "Associated Press", "The editor", "AFP"),
        *(
            "Agence France-Presse",
            "Ministry of Trade and Industry",
            "Bank of England",
            "BBC News",
            "Staff and agencies",
        ),
        *("Smith, Jones & Co.", "Human Rights Watch", "Madonna", "@adafinch", "Channel 4 Lenn", "Dr. Smith"),
        *("新华社", "习近平", "محمد بن سلمان", "नरेन्द्र मोदी", "Редакция", "РИА Новости"),
        "Department for Environment, Food and Rural Affairs",
    ],
)
def test_everybody_else(byline):
    assert names([byline]) == [{"literal": byline}]


@pytest.mark.parametrize("byline", ["", " ", "-", "Unknown", "n/a", "...", "ada@lenn.example"])
def test_nobody(byline):
    assert names([byline]) == []


def test_the_publisher_is_no_person():
    assert names(["Lenn Bote"], "The Lenn Bote") == [{"literal": "Lenn Bote"}]
    assert names(["Lenn Bote"]) == [person("Bote", "Lenn")]


def test_each_once_and_no_join_of_others():
    given = ["Ada Finch Bo Li", "Ada Finch", "Bo Li", "By Ada Finch"]
    assert names(given) == [person("Finch", "Ada"), person("Li", "Bo")]
    assert names(["Ada Finch", "Ada Finch"]) == [person("Finch", "Ada")]


def test_a_byline_without_end_takes_no_time():
    begun = time.perf_counter()
    for piece in ("a.", "a ", "and a ", "(", "<", "a@"):
        names([piece * 100_000])
    assert time.perf_counter() - begun < 5
