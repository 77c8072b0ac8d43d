"""Bylines as names of CSL-JSON: persons in parts, which a style can reorder; anybody else in one piece.

"Reuters staff" must not become "staff, R.", and "Jean-Claude Van Damme" must become "Van Damme, J.-C.". A byline is
taken for an organisation if it is a single word or the publisher, has words such as "desk" or "agency" or digits, or
ends in lower case. Where letters have no case (Arabic, Chinese, Hindi) names stay whole: a wrong cut is worse. Not
recognised: family names that come first in Latin letters (Kim Jong Un). Importing nameparser takes 0.1 s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assistant.errors import needs
from assistant.rendering.safe_text import one_line

Name = dict[str, Any]
"""A name of CSL-JSON: ``literal`` alone, or ``family`` and ``given``, ``non-dropping-particle``, ``suffix``."""

_LABEL = re.compile(
    r"^(?:(?:analysis|opinion|commentary)(?:\s+by)?|"
    r"(?:(?:additional\s+)?reporting|written|words|story|text|edited|compiled|photographs?|photos?)\s+by|by)\s*:?\s+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<[^<>\s]*@[^<>\s]*>|\(?\b[\w.+-]+@[\w-]+\.[\w.-]+\b\)?")
_POST = re.compile(r"\s+(?:in|at|for|from|of\s+the|[|–—-])\s+.+$", re.IGNORECASE)
"""A place or employer after a name: "John Roe in Kyiv", "Jane Doe for CNN"."""
_COLLECTIVE = frozenset(
    "the staff desk team newsroom news newswire wire wires agency agencies agence press associated reuters afp ap"
    " bbc cnn upi tass bureau board ministry department office committee commission council court university"
    " institute school foundation association society union federation league group company corporation"
    " organization organisation network television tv radio media magazine newspaper newspapers journal post times"
    " herald tribune gazette courier chronicle archive archives library government parliament police army navy"
    " embassy centre center service services international united nations national world watch contributors"
    " writers reporters correspondents editors editor editorial business sports politics redaktion rédaction"
    " redacción redazione редакция агентство новости корреспондент".split()
)
_COMPANY = frozenset("inc ltd llc llp plc co corp gmbh ag sa".split())
_OFFICE = frozenset(
    "correspondent reporter editor writer columnist analyst chief producer contributor journalist photographer"
    " presenter author professor director host anchor critic economist".split()
)
_GENERATIONS = frozenset("jr sr ii iii iv v junior senior".split())
_LONGEST = 500
"""Characters of a byline that are read; longer text is no byline and would slow the patterns above down."""
_NOBODY = frozenset(("unknown", "none", "null", "n/a", "na", "nan", "-"))


def names(authors: Iterable[str], publisher: str = "") -> list[Name]:
    """Return the authors of an article, in order, each once, without what is no name ("unknown", "-")."""
    people = [person for author in authors for person in _people(_bare(author))]
    all_names = [_name(person, publisher) for person in _without_joined(people)]
    return [name for index, name in enumerate(all_names) if name not in all_names[:index]]


def _bare(author: str) -> str:
    """Return the byline without "By" and without addresses."""
    byline = _ADDRESS.sub(" ", one_line(author)[:_LONGEST])
    return re.sub(r"^\((.*)\)$", r"\1", _LABEL.sub("", one_line(byline)).strip(" ,;|"))


def _people(byline: str) -> Iterator[str]:
    """Yield the names: "John Smith and Mary Jones" are two, "Ministry of Trade and Industry" is one."""
    for part in re.split(r"\s*;\s*", byline):
        for person in _split_byline(part):
            if person.casefold() not in _NOBODY and any(character.isalnum() for character in person):
                yield person


def _split_byline(byline: str) -> list[str]:
    first, *others = re.split(r",?\s+(?:and|&)\s+", byline)
    is_list = not _is_collective(_without_post(first)) and all(
        len(other.split()) > 1 or other.casefold() in _COLLECTIVE for other in others
    )
    return [first, *others] if is_list else [byline]


def _without_joined(people: Sequence[str]) -> list[str]:
    """Leave out "Ada Finch Bo Li" if both names stand beside it: some extractors of web pages add the joined form."""

    def is_joined(person: str) -> bool:
        rest = person
        for other in people:
            rest = rest.replace(other, "") if other != person else rest
        return not rest.strip(" ,")

    return [person for person in people if not is_joined(person)]


def _name(author: str, publisher: str) -> Name:
    person = _without_post(author)
    if _is_publisher(author, publisher) or _is_collective(person) or not _has_case(person):
        return {"literal": author}
    return _parsed(person) or {"literal": author}


def _without_post(author: str) -> str:
    """Return the name alone: "Smith, John" and "Smith, Jr." stay, "Jane Doe, Moscow correspondent" loses the office."""
    person = _POST.sub("", author)
    author = author if _is_collective(person.split(",")[0]) else person
    head, comma, tail = author.partition(",")
    words = set(_words(tail))
    return head if comma and len(head.split()) > 1 and words & (_OFFICE | _COLLECTIVE) else author


def _is_publisher(author: str, publisher: str) -> bool:
    author_words, publisher_words = (" ".join(_words(text)).removeprefix("the ") for text in (author, publisher))
    return bool(author_words) and author_words == publisher_words


def _is_collective(name: str) -> bool:
    words = _words(name)
    return (
        len(words) < 2
        or not _COLLECTIVE.union(_COMPANY).isdisjoint(words)
        or "of" in words
        or any(character.isdigit() for character in name)
        or (name[0].isupper() and name.rsplit(maxsplit=1)[-1].islower())
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.casefold())


def _has_case(text: str) -> bool:
    return any(character.isupper() or character.islower() for character in text)


def _parsed(person: str) -> Name | None:
    """Return the parts of a person's name without titles (Dr.) and degrees (PhD), None when it has no parts."""
    with needs("reports", "A reference"):
        from nameparser import locales, parse, parser_for

    is_cyrillic = any("\u0400" <= character <= "\u04ff" for character in person)
    name = parser_for(locales.RU).parse(person) if is_cyrillic else parse(person)
    given_names = f"{name.given} {name.middle}".strip()
    if not given_names or not name.family:
        return None
    particle = name.family_particles if name.family_particles.islower() else ""
    parts = {"family": name.family_base if particle else name.family, "given": given_names}
    suffix = " ".join(word for word in name.suffix.split() if word.strip(".,").casefold() in _GENERATIONS)
    extra = {"non-dropping-particle": particle, "suffix": suffix.strip(",")}
    return parts | {part: value for part, value in extra.items() if value}
