"""Whom "he", "she" and "it" stand for: in a sentence after the one before it, and in a question after earlier turns.

Precise rather than complete: nobody where several are named, or where a name may be that of a place or a body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.language.lexicon import (
    ARTICLES,
    AUXILIARIES,
    BODIES,
    CALENDAR,
    FEMININE,
    INDEFINITES,
    MASCULINE,
    MEN,
    NAME_PARTICLES,
    NAMED_PLACES,
    NEUTER,
    NUMBER_WORDS,
    PERSON_NOUNS,
    PLURAL,
    PLURAL_SPEAKERS,
    PREPOSITIONS,
    REPORTING,
    SAYING,
    SENTENCE_OPENERS,
    STOP,
    TITLES,
    WOMEN,
    alternatives,
)
from assistant.language.quotes import unquoted
from assistant.language.subjects import BOUNDARY, is_abbreviated, without_title
from assistant.language.words import Word, is_name, tokens, words_of

NAME_LENGTH = 4
"""Words of a person's name; a longer run of capitals is a headline."""
_PERSON = re.compile(rf"\b({alternatives(MASCULINE | FEMININE)})\b", re.I)
_PLURAL = re.compile(rf"\b({alternatives(PLURAL)})\b", re.I)
_NEUTER = re.compile(rf"\b({alternatives(NEUTER)})\b", re.I)
_HE_SHE, _THEY = re.compile(r"\b(he|she)\b", re.I), re.compile(r"\bthey\b", re.I)
_AGENT_NOUN = r"\w{3,}(?<!numb)(?<!oth)(?<!aft)(?<!ev)(?<!nev)(er|or|ist)"
"""Baker, actor, journalist; not number, other, after, ever, never."""
_PERSON_NOUN = re.compile(rf"\b({alternatives(PERSON_NOUNS)}|{_AGENT_NOUN})\b", re.I)
_PLURAL_NOUN = re.compile(r"\b(people|men|women|children|police|\w{3,}(?<!s)s)\b", re.I)
DEFINITE_NOUN = re.compile(r"\b(?:the|this|that|these|those)\s+([a-z][\w-]*(?:\s+[a-z][\w-]*)?)")
_NOUN_PHRASE = re.compile(rf"{DEFINITE_NOUN.pattern}|\b[Ww]hich\s+(?!(?:{alternatives(AUXILIARIES)})\b)[a-z]")
_EXPLETIVE = re.compile(
    r"\b(is|was) it (true|possible|likely|known|clear|legal|right|the case)\b|\bit (take|takes|took|cost|costs) to\b",
    re.I,
)
"""An "it" that stands for nothing."""
_POSSESSIVE = re.compile(r"\b(his|her)(?=\s+[a-z])", re.I)
_GENDERED_NOUN = {
    "he": re.compile(rf"\b({alternatives(MEN)})\b", re.I),
    "she": re.compile(rf"\b({alternatives(WOMEN)})\b", re.I),
}
_NAME = re.compile(rf"\b[A-Z][\w'’-]*\.?(?:\s+(?:(?:{alternatives(NAME_PARTICLES)})\s+)*[A-Z][\w'’-]*)*")
_TITLE = rf"\b(?i:{alternatives(TITLES)})\.?\s+(?:[A-Z][\w'’.-]*\s+)*"
_SAYS = rf"(?:,[^,.]{{1,60}})?,?\s+(?:{alternatives(SAYING)})\b"
_NO_NAME_FIRST = STOP | PLURAL_SPEAKERS | INDEFINITES | NUMBER_WORDS.keys()


def has_unexplained_subject(sentence: str) -> bool:
    """Return whether a sentence has a "he", "she" or "they" that neither a name nor a noun before it explains.

    A noun alone explains nothing where the sentence names nobody: "the mayor said he" leaves open which mayor.
    """
    subjects = ((_HE_SHE, _PERSON_NOUN), (_THEY, _PLURAL_NOUN))
    is_nameless = not has_name(sentence)
    return any(_is_unexplained(pronoun, sentence, None if is_nameless else nouns) for pronoun, nouns in subjects)


def has_unexplained_pronoun(question: str) -> bool:
    """Return whether a question has a pronoun that neither a name nor a noun before it in the question explains."""
    for pronouns, nouns in ((_PERSON, _PERSON_NOUN), (_PLURAL, _PLURAL_NOUN), (_NEUTER, _NOUN_PHRASE)):
        if _is_unexplained(pronouns, question, nouns):
            return not (pronouns is _NEUTER and _EXPLETIVE.search(question))
    return False


def _is_unexplained(pronouns: re.Pattern[str], text: str, nouns: re.Pattern[str] | None = None) -> bool:
    pronoun = pronouns.search(text)
    if not pronoun:
        return False
    before = text[: pronoun.start()]
    return not (has_name(before) or (nouns and nouns.search(before)))


def has_name(text: str) -> bool:
    """Return whether a text names somebody or something; its first word is no name where it usually opens sentences."""
    return any(is_name(word) and (start or word.lower() not in SENTENCE_OPENERS) for word, start, _ in tokens(text))


# In a sentence.


def only_name(context: str, speaker: str) -> str:
    """Return the one person whom a sentence names, ``""`` for none, for several, and for what may be a place.

    ``speaker`` is who says that sentence, ``""`` if nobody.
    """
    words = words_of(unquoted(context))
    spans = _name_spans(words)
    names = [without_title((), words[start:end]) for start, end in spans]
    longest = max(names, key=len, default="")
    is_only = all(set(name.split()) <= set(longest.split()) for name in names)
    is_plain = speaker == longest or any(_is_person(words, start, end) for start, end in spans)
    return longest if is_only and is_plain else ""


def _name_spans(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return where names stand, but those of places and times: after "in", "at", "near", and "Russian" troops."""
    spans, start = [], 0
    while start < len(words):
        end = start
        while end < len(words) and _continues_name(words, start, end):
            end += 1
        if end > start and not _is_place(words, start, end) and without_title((), words[start:end]):
            spans.append((start, end))
        start = max(end, start + 1)
    return spans


def _continues_name(words: Sequence[Word], start: int, position: int) -> bool:
    word = words[position]
    is_opener = position == 0 and word.lower in _NO_NAME_FIRST
    is_apart = BOUNDARY.search(word.gap) or "." in word.gap
    is_cut = position > start and is_apart and not is_abbreviated(words[position - 1])
    return is_name(word.text) and not is_opener and not is_cut


def _is_place(words: Sequence[Word], start: int, end: int) -> bool:
    previous = words[start - 1].lower if start else ""
    if previous in ARTICLES and start > 1:
        previous = words[start - 2].lower
    is_adjective = end - start == 1 and words[start].lower.endswith(("ian", "ish", "ese", "can"))
    return previous in ("in", "at", "near", "on", "around", "across", "from") or (is_adjective and end < len(words))


def _is_person(words: Sequence[Word], start: int, end: int) -> bool:
    """Return whether a name is plainly a person's: after a title or an office, before "who", or first name and last."""
    previous = words[start - 1] if start else None
    has_title = words[start].lower in TITLES or any(word.lower in TITLES for word in words[start : end - 1])
    before_who = end < len(words) and "," in words[end].gap and words[end].lower == "who"
    has_office = previous is not None and previous.text.islower() and previous.lower not in STOP | PREPOSITIONS | SAYING
    is_full = end - start > 1 and (has_office or previous is None or bool(BOUNDARY.search(words[start].gap)))
    return has_title or before_who or (is_full and words[end - 1].lower not in BODIES | NAMED_PLACES)


# In a question.


def with_person(question: str, turns: Sequence[tuple[str, str]], texts: Sequence[str]) -> str:
    """Put the name of the person spoken of last for "he" or "she"; the question as it is where nobody fits.

    ``turns`` are earlier questions and their short answers (``""`` where there was none), oldest first; ``texts`` the
    articles that they spoke of. A name is a person's if an article has it behind a title or before a verb of saying, or
    goes on with its last part alone, as news does. Small models answer such questions instead of rewriting them.
    """
    pronoun = _PERSON.search(question)
    if pronoun is None:
        return question
    gender = "he" if pronoun[0].lower() in MASCULINE else "she"
    name = next((name for name in _recent_names(turns, gender) if any(_names_person(name, t) for t in texts)), "")
    if not name:
        return question
    is_possessive = _POSSESSIVE.match(question, pronoun.start()) or pronoun[0].lower() == "hers"
    replacement = f"{name}'s" if is_possessive else name
    return question[: pronoun.start()] + replacement + question[pronoun.end() :]


def _recent_names(turns: Sequence[tuple[str, str]], gender: str) -> Iterator[str]:
    """Yield the names in the turns, the newest first, up to a question about such a person without a name."""
    for question, answer in reversed(turns):
        if _GENDERED_NOUN[gender].search(question):
            return
        if len(names := list(_names(answer))) == 1:
            yield names[0]
        yield from _names(question)


def _names(text: str) -> Iterator[str]:
    for run in _NAME.findall(text):
        words = run.split()
        while words and words[0].lower() in STOP | REPORTING:
            words = words[1:]
        if words and len(words) <= NAME_LENGTH and words[0].lower() not in CALENDAR:
            yield " ".join(words).removesuffix("'s").removesuffix("’s")


def _names_person(name: str, text: str) -> bool:
    pattern = re.escape(name)
    if re.match(_TITLE, name) or re.search(rf"{_TITLE}{pattern}\b", text) or re.search(rf"\b{pattern}{_SAYS}", text):
        return True
    first, _, last = map(re.escape, name.rpartition(" "))
    return bool(first) and name in text and bool(re.search(rf"(?<!{first} )\b{last}\b(?! [A-Z])", text))
