"""Claims to measure the verification with: true ones, false ones, and the table of how they were judged.

All text here is invented.
"""

from __future__ import annotations

from random import Random

import pytest

from assistant.schema.answers import Verdict
from assistant.schema.articles import Article
from assistant.schema.findings import Finding
from bench.claims import cases as claims
from bench.claims.cases import build, halves, measure
from bench.claims.exchanges import Origin
from bench.claims.falsehoods import FALSEHOODS
from bench.claims.restatements import RESTATEMENTS

TEXT = """Mayor Edith Pram said the harbour of Tarnfield would be dredged in March 2026 for 3.2 million crowns.

But the work may begin earlier, Osric Vail, the harbour master, said on Tuesday. "The channel has become too shallow for
ferries," Vail said. Anneliese Rook, a bus driver from Ohio, told Northline that 12 of the 40 ferries were cancelled.
The council approved the budget in January, and the ferry company Saltwind has not raised its prices.

Larger ships were turned away by the harbour office last year, according to the port authority. She said the increase of
fares had begun before the summer."""

ARTICLES = [Article(f"a{number}", "Harbour to be dredged", TEXT.replace("Tarnfield", town)) for number, town in
            enumerate(("Tarnfield", "Wexmouth", "Larkmoor", "Stenby", "Velm", "Odrava"))]  # fmt: skip

RESTATED = [
    (
        "attribution to the front",
        "The mill will close in May, Peg Dunmore said.",
        "",
        [
            "Peg Dunmore said the mill will close in May.",
            "Peg Dunmore said that the mill will close in May.",
            "According to Peg Dunmore, the mill will close in May.",
        ],
    ),
    ("attribution to the end", "Rook said the depot is old.", "", ["The depot is old, Rook said."]),
    ("leading connective dropped", "But the depot is old.", "", ["The depot is old."]),
    ("passive and active", "Stenby defeated Velm.", "", ["Velm was defeated by Stenby."]),
    ("figure in words or digits", "In all 5 ships left.", "", ["In all five ships left."]),
    ("figure in words or digits", 'He said "5 ships left".', "", []),
    (
        "time moved or dropped",
        "On Monday, the ships left port.",
        "",
        ["The ships left port on Monday.", "The ships left port."],
    ),
    (
        "apposition dropped or made a sentence",
        "Osric Vail, the harbour master, is old.",
        "",
        ["Osric Vail is the harbour master.", "Osric Vail is old."],
    ),
    (
        "name for a pronoun",
        "He closed the mill.",
        "Osric Vail runs the mill.",
        ["Osric Vail closed the mill.", "Vail closed the mill."],
    ),
]

TWISTED = [
    ("date", "The ships left on Monday.", "The ships left on "),
    ("negation added", "The ships were sold.", "The ships were not sold."),
    ("negation removed", "The ships were not sold.", "The ships were sold."),
    ("negation removed", "The ships didn't leave.", "The ships did leave."),
    ("opposite word", "Prices rose.", "Prices fell."),
    ("hedge dropped", "The ships may be sold.", "The ships is sold."),
    ("figure", "There were 12 ships.", "There were "),
]


@pytest.mark.parametrize(("kind", "quote", "context", "expected"), RESTATED, ids=lambda value: str(value)[:40])
def test_restatements(kind, quote, context, expected):
    assert list(RESTATEMENTS[kind](quote, context)) == expected


def test_a_clause_left_out_leaves_a_whole_sentence():
    drop = RESTATEMENTS["trailing clause dropped"]
    assert list(drop("The pool in Velm opened, which pleased many.", "")) == ["The pool in Velm opened."]
    assert list(drop("The pool opens only if it rains, which it may.", "")) == []


@pytest.mark.parametrize(("kind", "claim", "begins"), TWISTED)
def test_twists(kind, claim, begins):
    origin = Origin(claim, claim, "Nothing.", Random(1))
    found = list(FALSEHOODS[kind](claim, origin))
    assert found
    assert all(one.startswith(begins) and one != claim for one in found)


def test_articles_are_split_by_seed_into_halves_that_share_none():
    many = [Article(str(number), "", "x") for number in range(400)]
    dev, test = halves(many, 1)
    assert sorted(one.id for one in dev + test) == sorted(one.id for one in many)
    assert 150 < len(dev) < 250
    assert halves(many, 1) == (dev, test)
    assert halves(many, 2)[0] != dev


def test_claims_are_the_same_for_the_same_seed_and_stand_beside_verbatim_evidence():
    cases = build(ARTICLES, 60, 3)
    assert cases == build(ARTICLES, 60, 3)
    assert {case.true for case in cases} == {True, False}
    assert {case.kind for case in cases} >= {"verbatim", "attribution to the front", "figure", "date", "name"}
    for case in cases:
        article = case.evidence.article
        assert case.evidence.quote in article.text
        assert case.evidence.passage.text in article.text
        assert case.claim != case.evidence.quote or case.kind == "verbatim"


def test_an_article_gives_one_claim_of_a_kind():
    cases = build(ARTICLES, 600, 3)
    seen = [(case.kind, case.true, case.evidence.article.id) for case in cases]
    assert len(seen) == len(set(seen))


def test_the_table_counts_verdicts(monkeypatch):
    cases = build(ARTICLES, 60, 3)
    monkeypatch.setattr(claims, "check", lambda claim, evidence, closeness: Finding(Verdict.CONTRADICTED, "no"))
    rows = measure(cases, lambda one, other: 1.0)
    assert sum(row.claims for row in rows) == len(cases)
    assert all(row.contradicted == row.claims for row in rows)
    assert {row.right for row in rows if row.true} == {0.0}
    assert {row.right for row in rows if not row.true} == {1.0}


def test_the_verification_tells_them_apart():
    """On this small article it is right about nearly all; docs/checking.md has the figures for real news."""
    cases = build(ARTICLES, 200, 3)
    rows = measure(cases, lambda one, other: 1.0)
    for true, least in ((True, 0.9), (False, 0.95)):
        side = [row for row in rows if row.true == true]
        assert sum(row.right * row.claims for row in side) >= least * sum(row.claims for row in side)
