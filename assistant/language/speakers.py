"""Who says a sentence: the subject of its verb of saying, as written, without title.

Rules over words, capitals and commas; precise rather than complete, so a sentence with two speakers, or with one whom
nobody can name, has none. What stands between quotation marks is not looked at: "he said" in there is somebody else's.
Knows nothing of articles or reports. English only. Cost: some 30 microseconds a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language.clauses import ARTICLES, BE, PREPOSITIONS, Word, words_of
from assistant.language.pronouns import only_name
from assistant.language.quotes import unquoted
from assistant.language.subjects import EDGE, INTRODUCERS, backward, forward, is_head, listed, named
from assistant.language.words import is_name

VERBS = listed(
    """said says told tells added adds stated announced confirmed claimed stressed noted wrote argued insisted warned
    explained reiterated declared acknowledged tweeted testified replied recalled reported"""
)
"""Finite forms alone: who "refused to say" has said nothing."""
_PLAIN = listed("said says added adds explained noted wrote warned tweeted replied recalled")
"""Those that stand before their subject: "..., said Olwen Pryce"."""
_LOOSE = VERBS - listed("said says told tells")
"""Those that also take a thing, "Ian claimed twelve lives": they need a "that", or to end a clause."""
_HAVE = listed("has have had")
_BETWEEN = listed(
    "first also later then now previously earlier only once again repeatedly further still since just already"
)
"""Adverbs that stand between who speaks and the verb, with every word in -ly."""


@dataclass(frozen=True, slots=True)
class Said:
    """A speaker, and which words of the sentence the attribution takes: the verb's place and whether it is last."""

    who: str
    place: int
    pronoun: bool = False


def speaker(quote: str, context: str = "") -> str:
    """Return who says a sentence, ``""`` where that is nobody, several, or not plain.

    "He" and "she" stand for the one person or body that ``context``, the sentence before, names.
    """
    text = unquoted(quote)
    if text.rstrip().endswith("?"):
        return ""
    found = _one_of(_attributions(words_of(text)), words_of(text))
    if found is None:
        return ""
    return only_name(context, speaker(context)) if found.pronoun else found.who


# Attributions.


def _attributions(words: Sequence[Word]) -> list[Said]:
    found = []
    for place, word in enumerate(words):
        if word.lower in VERBS and (one := _said(words, place)):
            found.append(one)
        elif word.lower == "according" and (who := named(forward(words, place + 2))):
            found.append(Said(who, place))
    return found


def _one_of(found: Sequence[Said], words: Sequence[Word]) -> Said | None:
    """Return the only speaker, or the first when the others speak within what the first says."""
    if not found or len({(one.who, one.pronoun) for one in found}) == 1:
        return found[0] if found else None
    between = words[found[0].place + 1 : found[-1].place + 1]
    return None if any(EDGE.search(word.gap) for word in between) else found[0]


def _said(words: Sequence[Word], place: int) -> Said | None:
    if _is_passive(words, place) or _is_negated(words, place) or _takes_thing(words, place):
        return None
    before, after = _before(words, place), _after(words, place)
    if before and after and before.who != after.who:
        return None
    return before or after


def _takes_thing(words: Sequence[Word], place: int) -> bool:
    after = words[place + 1 : place + 2]
    ends = not after or EDGE.search(after[0].gap) or EDGE.search(words[place].gap)
    return words[place].lower in _LOOSE and not ends and after[0].lower not in ("that", "on", "in", "at", "to")


def _is_passive(words: Sequence[Word], place: int) -> bool:
    """Tell "was told" and "said to be" from "told" and "said"."""
    left = _subject_end(words, place)
    following = [one.lower for one in words[place + 1 : place + 3]]
    participle = following[:1] == ["by"] or following in (["to", "be"], ["to", "have"])
    return participle or (left >= 0 and words[left].lower in BE | ARTICLES)


def _is_negated(words: Sequence[Word], place: int) -> bool:
    begin = next((at for at in range(place, max(0, place - 3), -1) if EDGE.search(words[at].gap)), max(0, place - 3))
    near = [one.lower for one in words[begin:place]]
    return any(one in ("not", "never", "neither", "nobody") or one.endswith(("n't", "n’t")) for one in near)


def _subject_end(words: Sequence[Word], place: int) -> int:
    """Return where the subject ends: before "has", "also", "repeatedly" and the verb; -1 where there is none."""
    at = place - 1
    while at >= 0 and not EDGE.search(words[at + 1].gap) and _is_between(words[at].text):
        at -= 1
    return at


def _is_between(word: str) -> bool:
    return word in _HAVE or word in _BETWEEN or (word.endswith("ly") and len(word) > 4)


def _before(words: Sequence[Word], place: int) -> Said | None:
    """Return the speaker that stands before the verb, with or without something between commas after the name."""
    end = _subject_end(words, place)
    if end < 0:
        return None
    if "," in words[end + 1].gap and not EDGE.search(words[end + 1].gap.replace(",", "")):
        return _before_aside(words, end, place)
    if EDGE.search(words[end + 1].gap):
        return None
    if words[end].lower in ("he", "she") and _at_edge(words, end):
        return Said(words[end].lower, place, pronoun=True)
    if words[end].lower == "and":
        return _first_doer(words, end, place)
    run = backward(words, end)
    return _as_said(run, place)


def _as_said(run: Sequence[Word], place: int) -> Said | None:
    who = named(run)
    return Said(who, place) if who else None


def _before_aside(words: Sequence[Word], end: int, place: int) -> Said | None:
    """Read "Ushakov, an aide to Putin, said" and "the head librarian, Fergus Lyle, said"."""
    commas = [at for at in range(end, 0, -1) if "," in words[at].gap][:2]
    for comma in commas:
        head, aside = backward(words, comma - 1), words[comma : end + 1]
        if not head or head[0] is not words[0]:
            continue
        if is_name(head[-1].text) and _may_be_subject(head):
            return _as_said(head, place)
        if comma == commas[0] and all(is_name(one.text) for one in aside):
            return _as_said(aside, place)
    return None


def _may_be_subject(head: Sequence[Word]) -> bool:
    return not any(one.lower in PREPOSITIONS for one in head) or is_head(head)


def _first_doer(words: Sequence[Word], end: int, place: int) -> Said | None:
    """Read "Dunmore praised the crew and said": a name at the beginning with a plain verb after it."""
    run: list[Word] = []
    for word in words[:end]:
        if run and EDGE.search(word.gap):
            return None
        if not is_name(word.text):
            verb = word.lower.endswith("ed") or word.lower in VERBS
            rest = words[len(run) + 1 : end]
            return _as_said(run, place) if verb and not any(EDGE.search(one.gap) for one in rest) else None
        run.append(word)
    return None


def _after(words: Sequence[Word], place: int) -> Said | None:
    """Return the speaker that stands after the verb, which ends a quotation or a clause: "..., said Olwen Pryce"."""
    if words[place].lower not in _PLAIN or not EDGE.search(words[place].gap):
        return None
    run = forward(words, place + 1)
    end = place + 1 + len(run)
    if not run or (end < len(words) and not _ends_subject(words[end])):
        return None
    if not any(is_name(one.text) for one in run) and end < len(words) and "," in words[end].gap:
        run = forward(words, end) if is_name(words[end].text) else run
    return _as_said(run, place)


def _ends_subject(word: Word) -> bool:
    return bool(EDGE.search(word.gap)) or word.lower in PREPOSITIONS | {
        "who",
        "as",
        "when",
        "while",
        "after",
        "before",
    }


def _at_edge(words: Sequence[Word], place: int) -> bool:
    return place == 0 or bool(EDGE.search(words[place].gap)) or words[place - 1].lower in INTRODUCERS
