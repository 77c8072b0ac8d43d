"""The check of claims, on a table of true restatements and of everything that models get wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from pieces import piece
from scripted import ROOT, BagOfWords

from assistant.language.sentences import sentences
from assistant.schema.answers import Evidence, Verdict
from assistant.verification import check

TABLE = yaml.safe_load(Path(__file__).with_name("claims.yaml").read_text(encoding="utf-8"))
TRUE = [(claim, entry) for entry in TABLE for claim in entry["holds"]]
FALSE = [(claim, wrong, entry) for entry in TABLE for wrong, claim in entry["fails"].items()]


def evidence(entry: dict) -> Evidence:
    return piece(entry["quote"], context=entry.get("context", ""), title=entry.get("title", ""))


def cosine(embedder):
    def closeness(one, other):
        first, second = embedder.embed([one, other])
        return float(sum(a * b for a, b in zip(first, second, strict=True)))

    return closeness


CLOSENESS = cosine(BagOfWords())


def test_the_table_is_large_and_its_evidence_verbatim():
    assert len(TRUE) >= 40
    assert len(FALSE) >= 60
    for entry in TABLE:
        piece = evidence(entry)
        assert (piece.quote, piece.context) == (entry["quote"], entry.get("context", ""))


@pytest.mark.parametrize(("claim", "entry"), TRUE, ids=[claim for claim, _ in TRUE])
def test_what_the_evidence_says_is_supported(claim, entry):
    finding = check(claim, evidence(entry), CLOSENESS)
    assert (finding.verdict, finding.reason) == (Verdict.SUPPORTED, "")


@pytest.mark.parametrize(("claim", "wrong", "entry"), FALSE, ids=[f"{wrong}: {claim}" for claim, wrong, _ in FALSE])
def test_what_it_does_not_say_is_not(claim, wrong, entry):
    finding = check(claim, evidence(entry), CLOSENESS)
    assert finding.verdict is not Verdict.SUPPORTED
    assert finding.reason


@pytest.mark.parametrize("path", sorted((ROOT / "corpus").glob("*-*.md")), ids=lambda path: path.stem)
def test_every_sentence_supports_itself(path):
    body = path.read_text(encoding="utf-8").split("---\n", 2)[2]
    spans = sentences(body)
    for before, (start, end) in zip([(0, 0), *spans], spans, strict=False):
        sentence = body[start:end]
        for context in ("", body[slice(*before)]):
            assert check(sentence, piece(sentence, context=context), CLOSENESS).reason == "", sentence


@pytest.mark.model
def test_the_table_holds_with_the_real_embedder(real):
    """Closeness of meaning is the one check that needs a model: it must not turn true claims down."""
    closeness = cosine(real._parts.embedder())
    turned = [
        claim for claim, entry in TRUE if check(claim, evidence(entry), closeness).verdict is not Verdict.SUPPORTED
    ]
    passed = [
        claim for claim, _, entry in FALSE if check(claim, evidence(entry), closeness).verdict is Verdict.SUPPORTED
    ]
    assert (turned, passed) == ([], [])


CONTRADICTED, UNSUPPORTED = Verdict.CONTRADICTED, Verdict.UNSUPPORTED
VOTE = "Tarnfield Council approved the 3.2 million pound pool by nine votes to four on Monday, Edith Pram said."


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("Tarnfield Council approved the 3.5 million pound pool.", CONTRADICTED),
        ("Tarnfield Council approved the pool by nine votes to four on Friday.", CONTRADICTED),
        ("Wexmouth Council approved the 3.2 million pound pool.", CONTRADICTED),
        ("Tarnfield Council rejected the 3.2 million pound pool.", CONTRADICTED),
        ("Tarnfield Council did not approve the pool.", CONTRADICTED),
        ("Osric Vail said Tarnfield Council approved the 3.2 million pound pool by nine votes to four.", CONTRADICTED),
        ("Tarnfield Council approved the pool by four votes to nine.", CONTRADICTED),
        ("Tarnfield Council approved the pool after a long debate.", UNSUPPORTED),
        ("Residents welcomed the pool.", UNSUPPORTED),
        ('Edith Pram said it was "a great day".', UNSUPPORTED),
        ("Edith Pram lives in Tarnfield.", UNSUPPORTED),
    ],
)
def test_something_else_in_its_place_contradicts_and_the_rest_is_not_said(claim, verdict):
    assert check(claim, piece(VOTE), CLOSENESS).verdict is verdict


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("The council approved the pool on 28 January 2026.", Verdict.SUPPORTED),
        ("The council approved the pool on Wednesday 28 January 2026.", Verdict.SUPPORTED),
        ("On January 28, the council approved the pool.", Verdict.SUPPORTED),
        ("The council approved the pool in January 2026.", Verdict.SUPPORTED),
        ("The council approved the pool in 2026.", Verdict.SUPPORTED),
        ("The council approved the pool on 27 January 2026.", CONTRADICTED),
        ("The council approved the pool on Tuesday 28 January 2026.", CONTRADICTED),
        ("The council approved the pool in February 2026.", CONTRADICTED),
        ("The council approved the pool in 2025.", CONTRADICTED),
    ],
)
def test_dates_are_read_against_the_day_of_the_article(claim, verdict):
    quote = "The council approved the pool on Wednesday."
    told = piece(quote)
    dated = replace(told, article=replace(told.article, published="2026-01-29T08:00:00+00:00"))
    assert check(claim, dated, CLOSENESS).verdict is verdict
    assert check(quote, dated, CLOSENESS).verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    "claim", ["", " ", "?!", "said", "3", "not", "Ushakov's", "to 4", '"', "if", "by 9 to", "💥 Velm’s"]
)
def test_odd_claims_and_evidence_are_no_error(claim):
    for quote in ("x", "said.", "Of the 3", "It was not", "Russia's", claim or "."):
        finding = check(claim, piece(quote), CLOSENESS)
        assert (finding.verdict is Verdict.SUPPORTED) == (finding.reason == "")
