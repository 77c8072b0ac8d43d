"""Patterns of English news that claims are made with: names, persons, speakers, clauses, days; small text changes.

They look only at capitals, a few verbs and punctuation.
"""

from __future__ import annotations

import re

from assistant.language.lexicon import STOP

NAME = r"[A-Z][\w.’'-]*\w(?:[ ](?:of |the |de |van |von |al-)?[A-Z][\w.’'-]*\w){0,3}"
_NO_PERSON = "The|On|In|At|By|For|And|But|An?|It|As|This|That|When|While|From|After|New|To|Many|Most|Some|Our|His|Her"
PERSON = rf"(?!(?:{_NO_PERSON})\b)[A-Z][a-z]+(?: [A-Z]\.)?(?: [A-Z][a-z’'-]+[A-Za-z]+){{1,2}}"
WHO = (
    rf"(?:{NAME}|(?:(?:[Tt]he |[Aa]n? )?[a-z]+(?: [a-z]+)? )?{NAME}"
    r"|[Pp]olice|[Oo]fficials|[Aa]uthorities|[Rr]esearchers|(?:[Tt]he|[Aa]) [a-z]+|[Hh]e|[Ss]he)"
)
MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
DAY = rf"(?:[A-Z][a-z]+day|{MONTH}(?: \d\d?)?|(?:19|20)\d\d)"
SUBJECT = (
    r"(?:(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Tt]h[ei]se|[Tt]hose|[Tt]his) [a-z]"
    r"|(?![A-Z][a-z]+day\b|January|February|March|April|June|July|August|Sept|Oct|Nov|Dec)[A-Z]"
    r"|he |she |it |they |there )"
)
"""How a clause begins that can stand alone: with an article, a pronoun or a capital, but not with a day."""
VERB = r"(?:is|are|was|were|has|have|had|will|would|can|could|may|might|does|did|said|says|[a-z]+ed)"
SELF = re.compile(r"\b(?:I|we|my|our|us|me|you|your|(?:I|we|you)['’]\w+)\b", re.I)
"""Somebody who speaks of or to somebody present; such words mean somebody else in reported speech."""
_CONDITION = re.compile(r"\b(?:if|unless|whether|without|until|except|only|neither|instead|either|rather)\b", re.I)
_HAS_VERB = re.compile(rf"\b(?:{VERB}|[a-z]+s)\b")
_LOOSE = re.compile(r"(?:However|But|And|For example|Still|Yet|Also|Meanwhile)\b")
_SMALL = STOP | frozenset("police officials authorities researchers many several people two three four five".split())


def stands_alone(text: str) -> bool:
    """Tell whether a part says the same without the rest: it has a verb, and nothing in it is a condition."""
    return len(text.split()) >= 4 and bool(_HAS_VERB.search(text)) and not _CONDITION.search(text)


def has_connective(text: str) -> bool:
    """Tell whether a sentence begins with "But" or the like, which cannot stand inside another."""
    return bool(_LOOSE.match(text))


def blanked(text: str) -> str:
    """Return a text of the same length with its quotations blanked: their words must not be touched."""
    return re.sub(r"[“\"][^“”\"]*[”\"]", lambda quotation: "_" * len(quotation[0]), text)


def capital(text: str) -> str:
    """Return a text for the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """Return a text for the middle of a sentence: a small word at its beginning loses its capital."""
    first = re.split(r"[\s'’,]", text)[0]
    small = first.lower() in _SMALL and first not in ("I", "US")
    return text[:1].lower() + text[1:] if small else text
