"""Claims to measure the verification with: true restatements and false twists of sentences of real articles.

Made by rule and seed, so that a run can be repeated without storing anybody's text. A hash of the id puts an article
into the half to tune on (dev) or the half to measure on (test). Cost: about a millisecond a claim, and one embedding
where the verification asks for closeness.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from assistant.language.sentences import sentences
from assistant.schema.answers import Evidence, Verdict
from assistant.schema.articles import Article
from assistant.storage.passages import split
from assistant.verification import check
from bench.claims.exchanges import Origin
from bench.claims.falsehoods import FALSEHOODS
from bench.claims.restatements import RESTATEMENTS

LOOK_BACK = 3
"""Sentences before one that begins with a pronoun that are searched for its context."""
SHORTEST, LONGEST = 8, 45
"""Words of a sentence that claims are made from."""
RESTATED_SHARE = 0.5
"""Share of false claims twisted out of a restatement; the others are twisted out of the sentence itself."""
_LEANS = re.compile(r"[\"“]?(?:(?:But|And) )?(?:He|She|They|It|His|Her|Their|Its|This|These|Those)\b", re.I)
_NAMED = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+|(?<=[a-z] )[A-Z][a-z]+")
_JUNK = re.compile(
    r"[\n|©@#*•]|[a-z]{3}[A-Z][a-z]{2}"
    r"|(?i:https?:|www\.|\b(?:read more|contact|subscribe|photo|getty|click here|newsletter)\b)"
)


@dataclass(frozen=True, slots=True)
class Case:
    """A claim, its evidence, whether the evidence supports it, and the kind of change that made it."""

    claim: str
    evidence: Evidence
    true: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """The number of claims of one kind, by verdict."""

    kind: str
    true: bool
    supported: int
    contradicted: int
    unsupported: int

    @property
    def claims(self) -> int:
        """All of them."""
        return self.supported + self.contradicted + self.unsupported

    @property
    def right(self) -> float:
        """Share of true claims accepted, or of false claims rejected; 0 to 1."""
        share = self.supported / self.claims
        return share if self.true else 1 - share


def halves(articles: Sequence[Article], seed: int) -> tuple[list[Article], list[Article]]:
    """Split articles into dev and test, half each, by a hash of id and seed."""
    parts: tuple[list[Article], list[Article]] = ([], [])
    for article in articles:
        parts[zlib.crc32(f"{seed} {article.id}".encode()) % 2].append(article)
    return parts


def build(articles: Sequence[Article], each: int, seed: int) -> list[Case]:
    """Return about ``each`` true and as many false claims, as even over the kinds as the articles allow.

    No article gives more than one claim of a kind.
    """
    return [
        case
        for true, kinds in ((True, RESTATEMENTS), (False, FALSEHOODS))
        for kind in kinds
        for case in _cases_of_kind(articles, kind, true, -(-each // len(kinds)), Random(f"{seed} {kind} {true}"))
    ]


def measure(cases: Sequence[Case], closeness: Callable[[str, str], float]) -> list[Row]:
    """Check every claim; return one row a kind, true ones first, in the order of the cases."""
    verdicts: dict[tuple[str, bool], list[Verdict]] = {}
    for case in cases:
        finding = check(case.claim, case.evidence, closeness)
        verdicts.setdefault((case.kind, case.true), []).append(finding.verdict)
    return [
        Row(kind, true, *(counted.count(verdict) for verdict in Verdict)) for (kind, true), counted in verdicts.items()
    ]


def _cases_of_kind(articles: Sequence[Article], kind: str, true: bool, most: int, rng: Random) -> list[Case]:
    cases: list[Case] = []
    for article in rng.sample(articles, len(articles)):
        if len(cases) == most:
            break
        candidates = _evidence(article)
        other = rng.choice(articles)
        for evidence in rng.sample(candidates, len(candidates)):
            options = _restatements(evidence, kind) if true else _falsehoods(evidence, kind, other, rng)
            if options:
                cases.append(Case(rng.choice(options), evidence, true, kind))
                break
    return cases


def _restatements(evidence: Evidence, kind: str) -> list[str]:
    return sorted(
        {
            restatement
            for restatement in RESTATEMENTS[kind](evidence.quote, evidence.context)
            if restatement != evidence.quote or kind == "verbatim"
        }
    )


def _falsehoods(evidence: Evidence, kind: str, other: Article, rng: Random) -> list[str]:
    others = _evidence(other)
    if not others or other.id == evidence.article.id:
        return []
    base = evidence.quote
    if rng.random() < RESTATED_SHARE:
        restated = [restatement for rule in RESTATEMENTS for restatement in _restatements(evidence, rule)]
        base = rng.choice(restated)
    origin = Origin(evidence.text, evidence.article.text, rng.choice(others).quote, rng)
    return [falsehood for falsehood in FALSEHOODS[kind](base, origin) if falsehood not in (base, evidence.quote)]


@lru_cache(maxsize=4096)
def _evidence(article: Article) -> list[Evidence]:
    """Return the sentences of an article that claims can be made from, each with its context."""
    passages, text = split(article), article.text
    spans = sentences(text)
    return [
        Evidence(
            "a1",
            article,
            passage,
            start,
            end,
            1.0,
            1.0,
            *_context(text, spans[max(0, index - LOOK_BACK) : index], start, end),
        )
        for index, (start, end) in enumerate(spans)
        if _is_plain(text[start:end])
        for passage in passages
        if passage.start <= start and end <= passage.end
    ]


def _is_plain(sentence: str) -> bool:
    size = len(sentence.split())
    ended = sentence.endswith((".", '."', ".”"))
    balanced = sentence.count('"') % 2 == 0 and sentence.count("“") == sentence.count("”")
    return (
        SHORTEST <= size <= LONGEST
        and ended
        and balanced
        and sentence[0].isupper() | (sentence[0] in '"“')
        and not _JUNK.search(sentence)
    )


def _context(text: str, before: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    if _LEANS.match(text[start:end]):
        for left, right in reversed(before):
            if _NAMED.search(text[left:right]) and _is_plain(text[left:right]) and not _LEANS.match(text[left:right]):
                return left, right
    return 0, 0
