"""Resolve pronouns: in a sentence with the sentence before it, and in a question with the earlier turns of a chat.

Precision comes before recall: a pronoun stays unresolved where several people are named, or where the only name may
belong to a place or an organisation.
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
"""Matches baker, actor and journalist, but not number, other, after, ever and never."""
_PERSON_NOUN = re.compile(rf"\b({alternatives(PERSON_NOUNS)}|{_AGENT_NOUN})\b", re.I)
_PLURAL_NOUN = re.compile(r"\b(people|men|women|children|police|\w{3,}(?<!s)s)\b", re.I)
DEFINITE_NOUN = re.compile(r"\b(?:the|this|that|these|those)\s+([a-z][\w-]*(?:\s+[a-z][\w-]*)?)")
_NOUN_PHRASE = re.compile(rf"{DEFINITE_NOUN.pattern}|\b[Ww]hich\s+(?!(?:{alternatives(AUXILIARIES)})\b)[a-z]")
_EXPLETIVE = re.compile(
    r"\b(is|was) it (true|possible|likely|known|clear|legal|right|the case)\b|\bit (take|takes|took|cost|costs) to\b",
    re.I,
)
"""Phrases in which "it" refers to nothing."""
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
    """Return whether a sentence has a "he", "she" or "they" without a name or a noun before it to refer to.

    A noun counts only in a sentence with a name: "the mayor said he" does not tell which mayor.
    """
    subjects = ((_HE_SHE, _PERSON_NOUN), (_THEY, _PLURAL_NOUN))
    is_nameless = not has_name(sentence)
    return any(_is_unexplained(pronoun, sentence, None if is_nameless else nouns) for pronoun, nouns in subjects)


def has_unexplained_pronoun(question: str) -> bool:
    """Return whether a question has a pronoun without a name or a noun before it to refer to."""
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
    """Return whether a text has a name. A first word that usually opens sentences is not a name."""
    return any(is_name(word) and (start or word.lower() not in SENTENCE_OPENERS) for word, start, _ in tokens(text))


# In a sentence.


def only_name(context: str, speaker: str) -> str:
    """Return the name of the only person in ``context``.

    Return ``""`` for no name, for several, and for a name that may belong to a place. ``speaker`` is the speaker of
    the sentence, or ``""``.
    """
    words = words_of(unquoted(context))
    spans = _name_spans(words)
    names = [without_title((), words[start:end]) for start, end in spans]
    longest = max(names, key=len, default="")
    is_only = all(set(name.split()) <= set(longest.split()) for name in names)
    is_plain = speaker == longest or any(_is_person(words, start, end) for start, end in spans)
    return longest if is_only and is_plain else ""


def _name_spans(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return the spans of the names, as word positions.

    Places are left out: a name after "in", "at" or "near", and an adjective such as "Russian" in "Russian troops".
    """
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
    """Return whether a name clearly belongs to a person.

    It has a title or an office before it, "who" after it, or a first and a last name.
    """
    previous = words[start - 1] if start else None
    has_title = words[start].lower in TITLES or any(word.lower in TITLES for word in words[start : end - 1])
    before_who = end < len(words) and "," in words[end].gap and words[end].lower == "who"
    has_office = previous is not None and previous.text.islower() and previous.lower not in STOP | PREPOSITIONS | SAYING
    is_full = end - start > 1 and (has_office or previous is None or bool(BOUNDARY.search(words[start].gap)))
    return has_title or before_who or (is_full and words[end - 1].lower not in BODIES | NAMED_PLACES)


# In a question.


def with_person(question: str, turns: Sequence[tuple[str, str]], texts: Sequence[str]) -> str:
    """Return a question with "he" or "she" replaced by the name of the last person in the chat.

    The question is unchanged where no name fits. ``turns`` are earlier questions with their short answers, oldest
    first; an answer may be ``""``. ``texts`` are the articles that the turns cited. A name belongs to a person if an
    article has it after a title or before a verb of saying, or later repeats only the last name. A rule does this
    because small models answer such questions instead of rewriting them.
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
    """Yield the names in the turns, newest turn first.

    Stop at a question with a noun of that gender, such as "woman": the pronoun refers to her, and she has no name.
    """
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
