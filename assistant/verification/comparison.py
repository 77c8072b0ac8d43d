"""A claim and its evidence made comparable: one spelling for what news spells in many ways.

"Jan. 28" and "January 28", "the U.S." and "the United States", "40%" and "40 percent", "Sen." and "Senator" are the
same to every check. Knows nothing of verdicts. Cost: one pass of a pattern over a claim and over a passage.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.language.inflection import root
from assistant.language.words import is_name, stem, stems, tokens
from assistant.schema.answers import Evidence
from assistant.verification.alignment import Alignment, align
from assistant.verification.timing import in_its_words

_MONTHS = "Jan January Feb February Mar March Apr April Jun June Jul July Aug August Sept September Sep September"
_MONTHS += " Oct October Nov November Dec December Mon Monday Tue Tuesday Tues Tuesday Wed Wednesday Thu Thursday"
_MONTHS += " Thurs Thursday Fri Friday Sat Saturday Sun Sunday"
_TITLES = "Sen Senator Sens Senators Rep Representative Reps Representatives Gov Governor Dr Doctor Prof Professor Gen"
_TITLES += " General Lt Lieutenant Capt Captain Sgt Sergeant St Saint Inc Incorporated Corp Corporation Co Company Ltd"
_TITLES += " Limited Mt Mount"
_STATES = (
    "Ala Alabama Ariz Arizona Ark Arkansas Calif California Colo Colorado Conn Connecticut Del Delaware Fla Florida"
)
_STATES += (
    " Ga Georgia Ill Illinois Ind Indiana Kan Kansas Ky Kentucky La Louisiana Mass Massachusetts Md Maryland Mich"
)
_STATES += (
    " Michigan Minn Minnesota Miss Mississippi Mo Missouri Mont Montana Neb Nebraska Nev Nevada Okla Oklahoma Ore"
)
_STATES += " Oregon Pa Pennsylvania Tenn Tennessee Tex Texas Va Virginia Vt Vermont Wash Washington Wis Wisconsin"


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_SHORT = _pairs(f"{_MONTHS} {_TITLES} {_STATES}")
_LETTERS = {"US": "USA", "USA": "USA", "UK": "UK", "UN": "UN", "EU": "EU", "DC": "DC", "NY": "NY", "NJ": "NJ"}
_NAMES = {"United States of America": "USA", "United States": "USA", "United Kingdom": "UK", "United Nations": "UN"}
_NAMES |= {"European Union": "EU", "New York": "NY", "New Jersey": "NJ"}
_WRITTEN = re.compile(
    r"(?P<name>" + "|".join(_NAMES) + r")\b"
    r"|\b(?P<short>" + "|".join(sorted(_SHORT, key=len, reverse=True)) + r")\.(?=[\s,;:)’']|$)"
    r"|\b(?P<month>Jan|Feb|Aug|Sept|Oct|Nov|Dec)(?=\s\d)"
    r"|\b(?P<letters>U\.S\.A\.|(?:U\.[SKN]|E\.U|D\.C|N\.[YJ])\.?|USA?|UK|UN|EU)(?![\w.])"
    r"|(?<=\d)(?P<percent>\s?%|\sper cent\b)"
    r"|(?<=\d)\s?(?P<million>m|mn|bn|tn)\b"
    r"|(?P<no>\bcan(?:no|['’])t\b|n['’]t\b)"
)
_MILLIONS = {"m": " million", "mn": " million", "bn": " billion", "tn": " trillion"}
_MARKS = str.maketrans("“”‘’–—", "\"\"''--")


@dataclass(frozen=True, slots=True)
class Source:
    """Evidence in one spelling: the sentence, what it leans on, the headline, the passage, and the day (or ``""``)."""

    quote: str
    context: str
    title: str
    passage: str
    day: str

    @property
    def text(self) -> str:
        """The sentence with what it leans on."""
        return f"{self.context} {self.quote}".strip()


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim in one spelling, its source, and the one laid over the other."""

    claim: str
    source: Source
    laid: Alignment

    @property
    def known(self) -> set[str]:
        """Roots of all words of the evidence, and of the names that its headline shares with the claim.

        A headline is shown with every citation but is not part of what is quoted: it can say who or where, not what.
        """
        headline = {root(one) for one in stems(self.source.title)}
        names = {root(stem(word)) for word, _, _ in tokens(self.claim) if is_name(word)}
        return {root(one) for one in stems(self.source.text)} | (headline & names)


def pair(claim: str, evidence: Evidence) -> Pair:
    """Put a claim beside its evidence."""
    written = source(evidence)
    said = in_its_words(plain(claim), written.text, written.day)
    return Pair(said, written, align(said, written.text))


def source(evidence: Evidence) -> Source:
    """Return evidence in one spelling."""
    article = evidence.article
    quote, context = plain(evidence.quote), plain(evidence.context)
    return Source(quote, context, plain(article.title), plain(evidence.passage.text), article.day)


def plain(text: str) -> str:
    """Return a text in one spelling. Words and their order stay; offsets do not."""
    return _WRITTEN.sub(_spelt, text)


def flat(text: str) -> str:
    """Return a text with one kind of each mark and single spaces, lower case: how quotations are compared."""
    return " ".join(text.translate(_MARKS).lower().split())


def _spelt(found: re.Match[str]) -> str:
    kind, written = found.lastgroup or "", found[0]
    if kind == "name":
        return _NAMES[written]
    if kind in ("short", "month"):
        return _SHORT[written.rstrip(".")]
    if kind == "letters":
        return _LETTERS[written.replace(".", "")]
    if kind == "million":
        return _MILLIONS[found["million"]]
    return " percent" if kind == "percent" else " can not" if written.startswith("can") else " not"
