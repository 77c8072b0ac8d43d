"""Who says and who does what: names before and after the words of saying and doing, active or passive.

English word order, no grammar: the nearest name in the right place is taken. Names are returned as written, pronouns in
lower case. Knows nothing of verdicts. Cost: a pass over the words for each question asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.language.words import MONTHS, REPORTING, STOP, is_name, stem, tokens

SAYING = frozenset(
    """said says say told tells added adds stated states reported reports announced confirmed claimed stressed noted
    wrote argued insisted warned explained reiterated declared pledged acknowledged pointed""".split()
)
PREPOSITIONS = frozenset(
    "in at on to from near by with for against between over into across around off after during about since".split()
)
PRONOUNS = frozenset("he she it they who which him her them".split())
ARTICLES = frozenset("a an the".split())
BE = frozenset("is are was were be been being".split())
BREAKS = frozenset("and but because if while when although though since after before which who so".split())
"""Words between two clauses."""
VERB_REACH = 3
"""How many words may stand between a subject, or a form of "to be", and its verb."""
TITLE_REACH = 4
"""How many words may stand between "said" and the name after it: "said the fire chief, Peg Dunmore"."""
OWNER_REACH = 3
"""How many words "Russia's" may stand before "attacks"."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, its stem, and what stands between it and the word before."""

    text: str
    stem: str
    gap: str

    @property
    def lower(self) -> str:
        """As it is compared with lists."""
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Act:
    """A word that may be a verb: by whom it is done and to whom, names or pronouns, nothing where not said."""

    stem: str
    passive: bool
    agents: tuple[str, ...]
    patients: tuple[str, ...]


def words_of(text: str) -> list[Word]:
    """Take a text apart."""
    found, last = [], 0
    for word, start, end in tokens(text):
        found.append(Word(word, stem(word), text[last:start]))
        last = end
    return found


def speakers(text: str) -> set[str]:
    """Return every name, pronoun or, in lower case, noun that stands where the subject of a verb of saying stands."""
    words, found = words_of(text), set[str]()
    for number, word in enumerate(words):
        if word.lower in SAYING:
            found.update(_speakers(words[:number], word.gap, words[number + 1 :]))
            if number and words[number - 1].lower == "and":  # "Dunmore praised the crew and said"
                found.update(_first_names(_sentence_before(words, number)))
        elif word.lower == "according":
            found.update(_first_names(_clause_after(words, number)))
    return found


def subjects(text: str) -> set[str]:
    """Return the names that "he" in the next sentence may stand for: those that speak, and those that come first."""
    found = words_of(text)
    return speakers(text) | set(_first_names(found)) | {word.text for word in found[:1] if is_name(word.text)}


def _speakers(before: Sequence[Word], gap: str, after: Sequence[Word]) -> tuple[str, ...]:
    following = _after_saying(after) if gap.strip() else ()
    if following and set(gap) & set('"“”'):
        return following
    if before and not gap.strip() and before[-1].text.islower() and before[-1].lower not in STOP:
        clause = max((at for at, word in enumerate(before) if "," in word.gap), default=0)
        return (*_before(before[clause:], listed=False), before[-1].text)
    return (*_before(_without_aside(before, gap), listed=False), *following)


def _clause_after(words: Sequence[Word], number: int) -> Sequence[Word]:
    end = next((at for at in range(number + 1, len(words)) if set(words[at].gap) & set(",.;:!?")), len(words))
    return words[number + 1 : end]


def acts(text: str, known: frozenset[str] = frozenset(), *, close: bool = False) -> list[Act]:
    """Return what is done in a text, by whom and to whom.

    ``known`` are words that are no names, in lower case. ``close`` takes a name for the one who acts only if no word of
    weight stands between the two.
    """
    words = [Word(w.text.lower() if w.lower in known else w.text, w.stem, w.gap) for w in words_of(text)]
    return [_act(words, number, close) for number, word in enumerate(words) if _may_be_verb(word)]


def owned(words: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Yield the stems of owner and thing in "Russia's latest attacks"."""
    for number, word in enumerate(words):
        if is_name(word.text) and word.lower.endswith(("'s", "’s")):
            for thing in words[number + 1 : number + OWNER_REACH]:
                yield word.stem, thing.stem


def in_full(names: Iterable[str], text: str) -> set[str]:
    """Return names with those that stand next to them in a text: "Kushnir" and "Marian" for "Marian Kushnir".

    So do letters in brackets behind a name: "Lenn Harbour League (LHL)".
    """
    found, run = set(names), list[str]()
    for word in [*words_of(text), Word("", "", "")]:
        gap = word.gap.strip()
        if is_name(word.text) and (not gap or (gap == "(" and word.text.isupper())):
            run.append(word.text)
            continue
        if found & set(run):
            found.update(run)
        run = [word.text] if is_name(word.text) else []
    return found


def _may_be_verb(word: Word) -> bool:
    return word.text.isalpha() and word.lower not in STOP | REPORTING | MONTHS and not is_name(word.text)


def _act(words: Sequence[Word], number: int, close: bool) -> Act:
    sentence, after = _sentence_before(words, number), _sentence_after(words, number)
    passive = _is_passive(sentence, words[number])
    subjects, objects = _before(_close(sentence, words[number]) if close else sentence), _objects(after)
    if not passive:
        own = _first_names(after[1:]) if after and after[0].lower == "of" else ()
        return Act(words[number].stem, passive, (*subjects, *own), objects)
    by = next((place for place, one in enumerate(after) if one.lower == "by"), None)
    return Act(words[number].stem, passive, () if by is None else _first_names(_clause_after(after, by)), subjects)


def _is_passive(before: Sequence[Word], verb: Word) -> bool:
    near = [one.lower for one in before[-VERB_REACH:]]
    be = max((number for number, word in enumerate(near) if word in BE), default=None)
    noun = be is None or (ARTICLES | {"to", "and", "but"}) & set(near[be:])
    return not noun and not verb.lower.endswith("ing")


def _close(before: Sequence[Word], act: Word) -> Sequence[Word]:
    """Return the names right before a word, with the small words around them and what they lean on."""
    gap, names = act.gap, False
    for number in range(len(before) - 1, -1, -1):
        word, named = before[number], is_name(before[number].text)
        if not named and (names or "," in gap or word.lower not in STOP):
            return before[max(0, number + 1 - names - (word.lower in ARTICLES)) :]
        names, gap = names or named, word.gap
    return before


def _objects(after: Sequence[Word]) -> tuple[str, ...]:
    """Return the names that directly follow, up to a preposition or a comma."""
    end = next(
        (at for at, word in enumerate(after) if word.gap.strip() or word.lower in PREPOSITIONS | {"that"}), len(after)
    )
    return _first_names(after[:end])


def _sentence_before(words: Sequence[Word], number: int) -> Sequence[Word]:
    start = next((place for place in range(number, 0, -1) if _ends(words[place].gap)), 0)
    return words[start:number]


def _sentence_after(words: Sequence[Word], number: int) -> Sequence[Word]:
    end = next((place for place in range(number + 1, len(words)) if _ends(words[place].gap)), len(words))
    return words[number + 1 : end]


def _ends(gap: str) -> bool:
    return any(mark in gap for mark in ".!?;")


def _before(words: Sequence[Word], *, listed: bool = True) -> tuple[str, ...]:
    """Return the last names or pronoun that can be a subject: not those of "at Ukraine" or of "Ukraine's port"."""
    run: list[str] = []
    group: list[str] = []
    for word in reversed(words):
        if is_name(word.text) and not _possessive(word.text):
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


def _joins(word: Word) -> bool:
    """Tell whether names on both sides of a word may be one run: it is a name itself, or an "and"."""
    return (is_name(word.text) and not _possessive(word.text)) or word.lower in ("and", "or")


def _possessive(word: str) -> bool:
    return word.endswith(("'s", "’s"))


def _first_names(words: Sequence[Word]) -> tuple[str, ...]:
    """Return the first names or pronoun of a sequence; names in a row, and those joined by "and", belong together."""
    run: list[str] = []
    for word in words:
        if is_name(word.text):
            run.append(word.text)
        elif run and word.lower not in ("and", "or"):
            break
        elif not run and word.lower in PRONOUNS:
            return (word.lower,)
    return tuple(run)


def _without_aside(before: Sequence[Word], gap: str) -> Sequence[Word]:
    """Take out what stands between two commas before a verb: "Ushakov, an aide to Putin, said"."""
    commas = [number for number, word in enumerate(before) if "," in word.gap]
    if "," not in gap or not commas or is_name(before[commas[-1]].text):
        return before
    return before[: commas[-1]]


def _after_saying(after: Sequence[Word]) -> tuple[str, ...]:
    """Return the name in "said fire chief Peg Dunmore"; nothing when a preposition or a verb comes first."""
    near = after[: TITLE_REACH + 1]
    names = next((place for place, word in enumerate(near) if is_name(word.text)), None)
    if names is None or {word.lower for word in near[:names]} & (PREPOSITIONS | PRONOUNS | {"that"}):
        return ()
    return _first_names(after)


def active_only_in(text: str, other: str) -> set[str]:
    """Return the stems of words that are active in a text and passive in another."""
    here = {(one.stem, one.passive) for one in acts(text)}
    there = {(one.stem, one.passive) for one in acts(other)}
    return {
        stem for stem, passive in here if not passive and (stem, True) in there - here and (stem, False) not in there
    }
