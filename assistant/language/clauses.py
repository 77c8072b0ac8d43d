"""Find who does what: the possible verbs of a text with their agents and patients, and nouns with their owners.

Word order replaces a grammar: the nearest name before a verb is its subject, the nearest name after it its object.
Names are returned as written, pronouns in lower case. Cost: one pass over the words for each call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.language.lexicon import ARTICLES, BE, CALENDAR, PREPOSITIONS, PRONOUNS, REPORTING, STOP
from assistant.language.words import Word, is_name, is_possessive

BE_REACH = 3
"""A form of "to be" makes a participle passive if it is one of this many words before it."""
TITLE_REACH = 4
"""At most this many words stand between "said" and the name after it: "said the fire chief, Peg Dunmore"."""
OWNER_REACH = 3
"""An owner such as "Russia's" stands at most this many words before its noun."""
_NO_VERB = STOP | REPORTING | CALENDAR


@dataclass(frozen=True, slots=True)
class Act:
    """A possible verb by its stem, with the names or pronouns of its agents and of its patients; both may be empty."""

    stem: str
    passive: bool
    agents: tuple[str, ...]
    patients: tuple[str, ...]


def acts(words: Sequence[Word], plain_words: frozenset[str] = frozenset(), *, close: bool = False) -> list[Act]:
    """Return every possible verb with its agents and patients.

    ``plain_words`` are words in lower case that are not names, even with a capital. With ``close``, a name is an agent
    only if no content word stands between the name and the verb.
    """
    words = [Word(w.text.lower() if w.lower in plain_words else w.text, w.stem, w.gap) for w in words]
    return [_act(words, position, close) for position, word in enumerate(words) if _may_be_verb(word)]


def active_only_in(text: Sequence[Word], other: Sequence[Word]) -> set[str]:
    """Return the stems of the verbs that are active in ``text`` and passive in ``other``."""
    voices, other_voices = ({(act.stem, act.passive) for act in acts(words)} for words in (text, other))
    only_passive = {stem for stem, passive in other_voices - voices if passive and (stem, False) not in other_voices}
    return {stem for stem, passive in voices if not passive} & only_passive


def owned(words: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Yield the stems of owner and noun: for "Russia's latest attacks", Russia with "latest" and with "attacks"."""
    for position, word in enumerate(words):
        if is_name(word.text) and is_possessive(word.lower):
            for noun in words[position + 1 : position + OWNER_REACH]:
                yield word.stem, noun.stem


def in_full(names: Iterable[str], words: Sequence[Word]) -> set[str]:
    """Return the names, and the names next to them in a text: "Kushnir" gives "Marian" too after "Marian Kushnir".

    Initials in brackets count as next to a name: "Lenn Harbour League (LHL)".
    """
    full, run = set(names), list[str]()
    for word in [*words, Word("", "", "")]:
        gap = word.gap.strip()
        if is_name(word.text) and (not gap or (gap == "(" and word.text.isupper())):
            run.append(word.text)
            continue
        if full & set(run):
            full.update(run)
        run = [word.text] if is_name(word.text) else []
    return full


def subjects(words: Sequence[Word]) -> set[str]:
    """Return the names that may be the subject of a sentence: the first run of names, and a name as first word."""
    return set(first_names(words)) | {word.text for word in words[:1] if is_name(word.text)}


def agents_of(words: Sequence[Word], position: int) -> tuple[str, ...]:
    """Return the names or the pronoun that may be the subject of the verb of saying at ``position``.

    The subject may stand before or after the verb. It may also be a noun right before it, in lower case: "the company
    said".
    """
    before, gap = words[:position], words[position].gap
    after = _names_after(words[position + 1 :]) if gap.strip() else ()
    if after and set(gap) & set('"“”'):
        return after
    if before and not gap.strip() and before[-1].text.islower() and before[-1].lower not in STOP:
        clause = max((place for place, word in enumerate(before) if "," in word.gap), default=0)
        return (*last_names(before[clause:], listed=False), before[-1].text)
    names = (*last_names(_without_aside(before, gap), listed=False), *after)
    if before and before[-1].lower == "and":  # "Dunmore praised the crew and said"
        names += first_names(_sentence_before(words, position))
    return names


def clause_after(words: Sequence[Word], position: int) -> Sequence[Word]:
    """Return the words after ``position``, up to the next punctuation mark."""
    rest = range(position + 1, len(words))
    end = next((place for place in rest if set(words[place].gap) & set(",.;:!?")), len(words))
    return words[position + 1 : end]


def first_names(words: Sequence[Word]) -> tuple[str, ...]:
    """Return the first run of names, or the pronoun before it. "And" and "or" join names to one run."""
    run: list[str] = []
    for word in words:
        if is_name(word.text):
            run.append(word.text)
        elif run and word.lower not in ("and", "or"):
            break
        elif not run and word.lower in PRONOUNS:
            return (word.lower,)
    return tuple(run)


def last_names(words: Sequence[Word], *, listed: bool = True) -> tuple[str, ...]:
    """Return the last names, or the last pronoun, that can be a subject.

    A name after a preposition ("at Ukraine") or with "'s" ("Ukraine's port") is not a subject. With ``listed``, all
    names of a list count ("Ada, Ben and Cy"); without it, only the last run.
    """
    run: list[str] = []
    group: list[str] = []
    for word in reversed(words):
        if _is_plain_name(word):
            group.append(word.text)
            if "," in word.gap:
                run, group = run + group, []
        elif group and word.lower in PREPOSITIONS:
            group = []
        elif group and word.lower in ARTICLES and "," not in word.gap:
            continue
        elif not (run or group) and word.lower in PRONOUNS:
            return (word.lower,)
        if (run and not listed) or ((run or group) and not _joins(word)):
            break
    return tuple(run + group)


def _is_plain_name(word: Word) -> bool:
    return is_name(word.text) and not is_possessive(word.text)


def _joins(word: Word) -> bool:
    """Return whether a word continues a run of names: it is a name, "and" or "or"."""
    return _is_plain_name(word) or word.lower in ("and", "or")


def _may_be_verb(word: Word) -> bool:
    return word.text.isalpha() and word.lower not in _NO_VERB and not is_name(word.text)


def _act(words: Sequence[Word], position: int, close: bool) -> Act:
    verb, before, after = words[position], _sentence_before(words, position), _sentence_after(words, position)
    passive = _is_passive(before, verb)
    names_before = last_names(_close(before, verb) if close else before)
    names_after = _objects(after)
    if not passive:
        of_names = first_names(after[1:]) if after and after[0].lower == "of" else ()
        return Act(verb.stem, passive, (*names_before, *of_names), names_after)
    by = next((place for place, word in enumerate(after) if word.lower == "by"), None)
    return Act(verb.stem, passive, () if by is None else first_names(clause_after(after, by)), names_before)


def _is_passive(before: Sequence[Word], verb: Word) -> bool:
    nearest = [word.lower for word in before[-BE_REACH:]]
    be = max((place for place, word in enumerate(nearest) if word in BE), default=None)
    is_noun = be is None or (ARTICLES | {"to", "and", "but"}) & set(nearest[be:])
    return not is_noun and not verb.lower.endswith("ing")


def _close(before: Sequence[Word], verb: Word) -> Sequence[Word]:
    """Return the words from the last name before a verb on, and the words before it that the name may depend on.

    The result is empty of names if a content word or a comma stands between the name and the verb.
    """
    gap, has_name = verb.gap, False
    for place in range(len(before) - 1, -1, -1):
        word, named = before[place], is_name(before[place].text)
        if not named and (has_name or "," in gap or word.lower not in STOP):
            return before[max(0, place + 1 - has_name - (word.lower in ARTICLES)) :]
        has_name, gap = has_name or named, word.gap
    return before


def _objects(after: Sequence[Word]) -> tuple[str, ...]:
    """Return the names right after a verb, up to a preposition, "that" or a punctuation mark."""
    ends = (place for place, word in enumerate(after) if word.gap.strip() or word.lower in PREPOSITIONS | {"that"})
    return first_names(after[: next(ends, len(after))])


def _sentence_before(words: Sequence[Word], position: int) -> Sequence[Word]:
    start = next((place for place in range(position, 0, -1) if _ends(words[place].gap)), 0)
    return words[start:position]


def _sentence_after(words: Sequence[Word], position: int) -> Sequence[Word]:
    end = next((place for place in range(position + 1, len(words)) if _ends(words[place].gap)), len(words))
    return words[position + 1 : end]


def _ends(gap: str) -> bool:
    return any(mark in gap for mark in ".!?;")


def _without_aside(before: Sequence[Word], gap: str) -> Sequence[Word]:
    """Return the words before a verb without an aside between commas: "Ushakov, an aide to Putin, said"."""
    commas = [place for place, word in enumerate(before) if "," in word.gap]
    if "," not in gap or not commas or is_name(before[commas[-1]].text):
        return before
    return before[: commas[-1]]


def _names_after(after: Sequence[Word]) -> tuple[str, ...]:
    """Return the name after a verb of saying, as in "said fire chief Peg Dunmore".

    The result is empty if a preposition, a pronoun or "that" stands between the verb and the name.
    """
    nearest = after[: TITLE_REACH + 1]
    name = next((place for place, word in enumerate(nearest) if is_name(word.text)), None)
    if name is None or {word.lower for word in nearest[:name]} & (PREPOSITIONS | PRONOUNS | {"that"}):
        return ()
    return first_names(after)
