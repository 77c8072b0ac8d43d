"""Who says a sentence: the subject of its verb of saying, as written, without title.

Rules over words, capitals and commas; precise rather than complete, so a sentence with two speakers, or with one whom
nobody can name, has none. What stands between quotation marks is not looked at: "he said" in there is somebody else's.
Knows nothing of articles or reports. English only. Cost: some 30 microseconds a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.verification.roles import ARTICLES, BE, PREPOSITIONS, Word, words_of
from assistant.answering.words import MONTHS, NUMBER_WORDS, STOP, is_name


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


VERBS = _set(
    """said says told tells added adds stated announced confirmed claimed stressed noted wrote argued insisted warned
    explained reiterated declared acknowledged tweeted testified replied recalled"""
)
"""Finite forms alone: who "refused to say" has said nothing. What somebody "reported" or "pledged" is no statement."""
_PLAIN = _set("said says added adds explained noted wrote warned tweeted replied recalled")
"""Those that stand before their subject: "..., said Olwen Pryce"."""
_LOOSE = VERBS - _set("said says told tells added adds")
"""Those that also take a thing: "the measures that he announced"."""
_HAVE = _set("has have had")
_BETWEEN = _set("also later then now previously earlier only once again repeatedly further still since just already")
"""Adverbs that stand between who speaks and the verb, with every word in -ly."""
_MANY = _set(
    """police officials authorities prosecutors researchers scientists doctors witnesses residents media rescuers
    firefighters investigators experts analysts economists organisers organizers campaigners neighbours neighbors
    service services coastguard brigade"""
)
"""Heads that speak without a name: "police said"."""
_ONE = _set(
    """ministry ministries government office army military agency company court department group union party council
    commission committee administration campaign spokesman spokeswoman spokesperson president minister governor mayor
    official aide lawyer lawyers attorney adviser advisor leader leaders chief head director ambassador envoy
    representative commander general admiral staff source sources report statement study embassy team family navy force
    forces intelligence operator watchdog regulator charity bank"""
)
"""Heads that speak when something names them: "Ukraine's defence ministry said", "an aide to Putin"."""
_TITLES = _set(
    """president minister secretary mayor governor senator councillor councilor congressman congresswoman chancellor
    general admiral colonel captain major sergeant lieutenant commander judge justice chief officer director professor
    doctor sir dame lord lady king queen prince princess pope bishop archbishop cardinal sheriff superintendent
    inspector detective speaker representative ambassador chairman chairwoman premier vice-president
    mr mrs ms dr prof gen lt col capt maj sgt sen sens rep reps gov st rev"""
)
_PARTICLES = _set("de la van von der den bin al el da di du le ibn")
_INTRODUCERS = _set("and but as yet meanwhile however")
_CLAUSES = _set("who as when while after before")
_TIME = _set("early late last this earlier later yesterday today then next morning afternoon evening night week month")
_NOT_IN_NAME = (STOP | BE) - ARTICLES - PREPOSITIONS - _set("of his her its their former")
_NOBODY = _set("nobody everybody somebody anybody everyone someone anyone none people men women")
_BODIES = _set(
    """house street road square bridge mill park bank city town county university college school court party states
    kingdom nations union ministry council office department company inc ltd group times post news media river island
    islands airport hospital church army navy force forces agency service commission committee league club association
    europe america africa asia north south east west zone strip sea ocean lake bay act day war"""
)
"""Last words of names that are no person's."""
_WHERE = _set("in at near on around across from")
_QUOTED_SINGLE = re.compile(r"(?<!\w)[‘'](?!\d\ds)[^‘’'\"“”]+(?:['’]\w[^‘’'\"“”]*)*[’'](?!\w)")
_EDGE = re.compile(r"[,;:()—–…_\"“”]| - ")
_LONGEST = 14
"""Words of a subject; nobody's title is longer."""


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
    return _only_name(context) if found.pronoun else found.who


def unquoted(text: str) -> str:
    """Return a text of the same length with underscores for quotations, those that begin or end outside it too."""
    text = _QUOTED_SINGLE.sub(lambda one: "_" * len(one[0]), text)
    pieces, begin, at = list(text), -1, 0
    for at, mark in [(one.start(), one[0]) for one in re.finditer(r"[\"“”]", text)]:
        opens = mark == "“" or (mark == '"' and begin < 0 and (at == 0 or text[at - 1] in " ([_—–\n"))
        if opens and begin < 0:
            begin = at
        elif not opens:
            first = max(begin, 0) if begin >= 0 or "_" not in pieces[:at] else at
            pieces[first : at + 1] = "_" * (at + 1 - first)
            begin = -1
    if begin >= 0:
        pieces[begin:] = "_" * (len(pieces) - begin)
    return "".join(pieces)


def is_whole(text: str) -> bool:
    """Tell whether every quotation in a text both begins and ends in it."""
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


# Attributions.


def _attributions(words: Sequence[Word]) -> list[Said]:
    found = []
    for place, word in enumerate(words):
        if word.lower in VERBS and (one := _said(words, place)):
            found.append(one)
        elif word.lower == "according" and (who := _named(_forward(words, place + 2))):
            found.append(Said(who, place))
    return found


def _one_of(found: Sequence[Said], words: Sequence[Word]) -> Said | None:
    """Return the only speaker, or the first when the others speak within what the first says."""
    if not found or len({(one.who, one.pronoun) for one in found}) == 1:
        return found[0] if found else None
    between = words[found[0].place + 1 : found[-1].place + 1]
    return None if any(_EDGE.search(word.gap) for word in between) else found[0]


def _said(words: Sequence[Word], place: int) -> Said | None:
    if _is_passive(words, place) or _is_negated(words, place):
        return None
    before, after = _before(words, place), _after(words, place)
    if before and after and before.who != after.who:
        return None
    return before or after


def _is_passive(words: Sequence[Word], place: int) -> bool:
    """Tell "was told" and "said to be" from "told" and "said"."""
    left = _subject_end(words, place)
    following = [one.lower for one in words[place + 1 : place + 3]]
    participle = following[:1] == ["by"] or following in (["to", "be"], ["to", "have"])
    return participle or (left >= 0 and words[left].lower in BE | ARTICLES)


def _is_negated(words: Sequence[Word], place: int) -> bool:
    begin = next((at for at in range(place, max(0, place - 3), -1) if _EDGE.search(words[at].gap)), max(0, place - 3))
    near = [one.lower for one in words[begin:place]]
    return any(one in ("not", "never", "neither", "nobody") or one.endswith(("n't", "n’t")) for one in near)


def _subject_end(words: Sequence[Word], place: int) -> int:
    """Return where the subject ends: before "has", "also", "repeatedly" and the verb; -1 where there is none."""
    at = place - 1
    while at >= 0 and not _EDGE.search(words[at + 1].gap) and _is_between(words[at].lower):
        at -= 1
    return at


def _is_between(word: str) -> bool:
    return word in _HAVE or word in _BETWEEN or (word.endswith("ly") and len(word) > 4)


def _before(words: Sequence[Word], place: int) -> Said | None:
    """Return the speaker that stands before the verb, with or without something between commas after the name."""
    end = _subject_end(words, place)
    if end < 0:
        return None
    if "," in words[end + 1].gap and not _EDGE.search(words[end + 1].gap.replace(",", "")):
        return _before_aside(words, end, place)
    if _EDGE.search(words[end + 1].gap):
        return None
    if words[end].lower in ("he", "she") and _at_edge(words, end):
        return Said(words[end].lower, place, pronoun=True)
    if words[end].lower == "and":
        return _first_doer(words, end, place)
    run = _backward(words, end)
    return _as_said(run, place)


def _as_said(run: Sequence[Word], place: int) -> Said | None:
    who = _named(run)
    return Said(who, place) if who else None


def _before_aside(words: Sequence[Word], end: int, place: int) -> Said | None:
    """Read "Ushakov, an aide to Putin, said" and "the head librarian, Fergus Lyle, said"."""
    commas = [at for at in range(end, 0, -1) if "," in words[at].gap][:2]
    for comma in commas:
        head, aside = _backward(words, comma - 1), words[comma : end + 1]
        if head and is_name(head[-1].text) and _may_be_subject(head):
            return _as_said(head, place)
        if head and comma == commas[0] and all(is_name(one.text) for one in aside):
            return _as_said(aside, place)
    return None


def _may_be_subject(head: Sequence[Word]) -> bool:
    return not any(one.lower in PREPOSITIONS for one in head) or _is_head(head)


def _is_head(run: Sequence[Word]) -> bool:
    at = next((number for number, one in enumerate(run) if one.lower in PREPOSITIONS | {"of"}), len(run))
    return at > 0 and (run[at - 1].lower in _MANY | _ONE or is_name(run[at - 1].text))


def _first_doer(words: Sequence[Word], end: int, place: int) -> Said | None:
    """Read "Dunmore praised the crew and said": a name at the beginning with a plain verb after it."""
    run: list[Word] = []
    for word in words[:end]:
        if run and _EDGE.search(word.gap):
            return None
        if not is_name(word.text):
            verb = word.lower.endswith("ed") or word.lower in VERBS
            rest = words[len(run) + 1 : end]
            return _as_said(run, place) if verb and not any(_EDGE.search(one.gap) for one in rest) else None
        run.append(word)
    return None


def _after(words: Sequence[Word], place: int) -> Said | None:
    """Return the speaker that stands after the verb, which ends a quotation or a clause: "..., said Olwen Pryce"."""
    if words[place].lower not in _PLAIN or not _EDGE.search(words[place].gap):
        return None
    run = _forward(words, place + 1)
    end = place + 1 + len(run)
    if not run or (end < len(words) and not _ends_subject(words[end])):
        return None
    if not any(is_name(one.text) for one in run) and end < len(words) and "," in words[end].gap:
        run = _forward(words, end) if is_name(words[end].text) else run
    return _as_said(run, place)


def _ends_subject(word: Word) -> bool:
    return bool(_EDGE.search(word.gap)) or word.lower in PREPOSITIONS | {
        "who",
        "as",
        "when",
        "while",
        "after",
        "before",
    }


# Subjects.


def _backward(words: Sequence[Word], end: int) -> list[Word]:
    """Return the words of the subject that ends there, nothing when it does not begin where a clause does."""
    begin = end
    while begin > 0 and end - begin < _LONGEST and not _EDGE.search(words[begin].gap):
        begin -= 1
    run = _without_time(list(words[begin : end + 1]))
    if run and run[0].lower in _INTRODUCERS:
        run = run[1:]
    fits = run and not any(_breaks(one) for one in run) and not any("." in one.gap and len(one.gap) > 2 for one in run)
    return run if fits and _is_list_whole(words, begin, run) else []


def _is_list_whole(words: Sequence[Word], begin: int, run: Sequence[Word]) -> bool:
    """Tell whether "France and Poland" are all: not in "Germany, France and Poland"."""
    return not (any(one.lower == "and" for one in run) and "," in words[begin].gap)


def _breaks(word: Word) -> bool:
    return word.lower in _NOT_IN_NAME - {"and"} and not is_name(word.text) and word.text != "US"


def _without_time(run: list[Word]) -> list[Word]:
    """Take "On Wednesday 28 January 2026" and "Earlier this week" off the front."""
    at = int(bool(run) and run[0].lower in PREPOSITIONS)
    first = at
    while at < len(run) and (run[at].lower in _TIME | MONTHS or run[at].text[:1].isdigit()):
        at += 1
    return run[at:] if at > first else run


def _forward(words: Sequence[Word], begin: int) -> list[Word]:
    """Return the words of the subject that begins there, up to a comma, a full stop or a word that is no part of it."""
    run: list[Word] = []
    for word in words[begin : begin + _LONGEST]:
        ends = run and (_EDGE.search(word.gap) or (word.gap.strip().startswith(".") and not _is_short(run[-1])))
        named = run and is_name(run[-1].text) and word.lower in PREPOSITIONS  # "said Tarr | on the telephone"
        if ends or named or _breaks(word) or word.lower in _INTRODUCERS - {"and"} or word.lower in MONTHS:
            break
        run.append(word)
    while run and run[-1].lower in PREPOSITIONS | ARTICLES | _TIME | {"of", "and"}:
        run.pop()
    return run


def _is_short(word: Word) -> bool:
    return len(word.text) == 1 or word.lower in _TITLES


def _at_edge(words: Sequence[Word], place: int) -> bool:
    return place == 0 or bool(_EDGE.search(words[place].gap)) or words[place - 1].lower in _INTRODUCERS


def _named(run: Sequence[Word]) -> str:
    """Return whom a subject names: the last name, without title, or all of it where that name is not the head."""
    if not run or run[0].lower in PREPOSITIONS:
        return ""
    if any(one.lower in PREPOSITIONS for one in run) or any(one.lower == "and" for one in run):
        return _written(run) if _is_head(run) and any(is_name(one.text) for one in run[1:]) else ""
    if not _is_part_of_name(run, len(run) - 1):
        return _by_office(run)
    begin = len(run) - 1
    while begin > 0 and _is_part_of_name(run, begin - 1) and not _is_possessive(run[begin - 1]):
        begin -= 1
    return _untitled(run[:begin], run[begin:])


def _is_part_of_name(run: Sequence[Word], at: int) -> bool:
    """Tell whether a word is a name, or stands inside one: "von der", "of" and "of the" between capitals."""
    word = run[at]
    if is_name(word.text) or word.lower.startswith(("al-", "el-")):
        return True
    if not 0 < at < len(run) - 1 or word.lower not in _PARTICLES | {"of", "the"}:
        return False
    before = run[at - 1]
    return before.lower == "of" if word.lower == "the" else is_name(before.text) or before.lower in _PARTICLES


def _untitled(before: Sequence[Word], run: Sequence[Word]) -> str:
    last = max((at for at, one in enumerate(run[:-1]) if one.lower in _TITLES), default=-1)
    name = run[last + 1 :]
    if last >= 0 and name[0].lower == "of":  # Secretary of State Antony Blinken
        name = name[2:] if len(name) > 2 else run
    if all(one.lower in _TITLES | ARTICLES for one in name):
        return ""
    article = before[-1:] if before and before[-1].lower == "the" and last < 0 else ()
    return _written([*article, *name])


def _by_office(run: Sequence[Word]) -> str:
    head = run[-1].lower
    named = len(run) > 1 and (_is_possessive(run[0]) or any(is_name(one.text) for one in run[1:]))
    if head in _MANY or (head in _ONE and named):
        return _written(run)
    return ""


def _is_possessive(word: Word) -> bool:
    return word.lower.endswith(("'s", "’s"))


def _written(run: Sequence[Word]) -> str:
    text = "".join(one.gap + one.text if at else one.text for at, one in enumerate(run))
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]


# Whom "he" stands for.


def _only_name(context: str) -> str:
    """Return the one person whom a sentence names, ``""`` for none, for several, and for what may be a place."""
    words = words_of(unquoted(context))
    runs = _names(words)
    names = [_untitled((), words[begin:end]) for begin, end in runs]
    longest = max(names, key=len, default="")
    one = all(set(name.split()) <= set(longest.split()) for name in names)
    plain = speaker(context) == longest or any(_is_person(words, begin, end) for begin, end in runs)
    return longest if one and plain else ""


def _names(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return where names stand, but those of places and times: after "in", "at", "near", and "Russian" troops."""
    found, at = [], 0
    while at < len(words):
        end = at
        while end < len(words) and _continues(words, at, end):
            end += 1
        if end > at and not _is_place(words, at, end) and _untitled((), words[at:end]):
            found.append((at, end))
        at = max(end, at + 1)
    return found


def _continues(words: Sequence[Word], begin: int, at: int) -> bool:
    word = words[at]
    plain = at == 0 and word.lower in STOP | _MANY | _NOBODY | NUMBER_WORDS.keys()
    apart = at > begin and (_EDGE.search(word.gap) or "." in word.gap) and not _is_short(words[at - 1])
    return is_name(word.text) and not plain and not apart


def _is_place(words: Sequence[Word], begin: int, end: int) -> bool:
    left = words[begin - 1].lower if begin else ""
    if left in ARTICLES and begin > 1:
        left = words[begin - 2].lower
    adjective = end - begin == 1 and words[begin].lower.endswith(("ian", "ish", "ese", "can"))
    return left in _WHERE or (adjective and end < len(words))


def _is_person(words: Sequence[Word], begin: int, end: int) -> bool:
    """Tell whether a name is plainly a person's: after a title or an office, before "who", or first name and last."""
    left = words[begin - 1] if begin else None
    title = words[begin].lower in _TITLES or any(one.lower in _TITLES for one in words[begin : end - 1])
    who = end < len(words) and "," in words[end].gap and words[end].lower == "who"
    office = left is not None and left.text.islower() and left.lower not in STOP | PREPOSITIONS | VERBS
    full = end - begin > 1 and (office or left is None or bool(_EDGE.search(words[begin].gap)))
    return title or who or (full and words[end - 1].lower not in _BODIES)
