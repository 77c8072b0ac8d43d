"""When two words are the same word: forms of a verb, of a number, of a name.

A stemmer joins the regular forms; English has some eighty verbs whose past it cannot know. Cost: nothing once cached.
"""

from __future__ import annotations

from functools import cache

from assistant.language.clauses import Word
from assistant.language.words import REPORTING, same_name, stem

_IRREGULAR = (
    "be is are was were been being am", "have has had", "do does did done", "go goes went gone", "say said says",
    "win won", "lose lost losing", "rise rose risen", "fall fell fallen", "take took taken", "give gave given",
    "make made", "begin began begun", "come came", "become became", "leave left", "lead led", "meet met", "hold held",
    "keep kept", "tell told", "think thought", "buy bought", "bring brought", "catch caught", "fight fought",
    "seek sought", "teach taught", "find found", "get got gotten", "see saw seen", "know knew known", "grow grew grown",
    "throw threw thrown", "fly flew flown", "draw drew drawn", "show showed shown", "write wrote written",
    "drive drove driven", "ride rode ridden", "speak spoke spoken", "break broke broken", "choose chose chosen",
    "steal stole stolen", "freeze froze frozen", "wear wore worn", "bear bore born borne", "tear tore torn",
    "run ran", "swim swam swum", "sing sang sung", "drink drank drunk", "ring rang rung", "shoot shot", "sell sold",
    "send sent", "spend spent", "build built", "lend lent", "feel felt", "deal dealt", "mean meant", "sleep slept",
    "sit sat", "stand stood", "understand understood", "strike struck", "stick stuck", "hang hung", "dig dug",
    "pay paid", "lay laid", "lie lay lain", "hear heard", "feed fed", "bleed bled", "flee fled", "eat ate eaten",
    "forget forgot forgotten", "hide hid hidden", "bite bit bitten", "shake shook shaken",
    "undergo underwent undergone", "withdraw withdrew withdrawn", "resign resigned", "die died dying", "tie tied tying",
    "person people", "man men", "woman women", "child children", "life lives", "wife wives",
)  # fmt: skip


@cache
def _roots() -> dict[str, str]:
    return {stem(form): stem(forms.split()[0]) for forms in _IRREGULAR for form in forms.split()}


def root(word: str) -> str:
    """Return a stem, or that of the verb or noun whose irregular form it is."""
    return _roots().get(word, word)


def same(one: Word, other: Word) -> bool:
    """Tell whether two words are forms of one; words of saying all are."""
    if one.stem == other.stem:
        return True
    if one.text[0].isupper() and other.text[0].isupper():
        return _same(one.stem, other.stem)
    return root(one.stem) == root(other.stem) or (one.lower in _SAID and other.lower in _SAID)


_SAID = REPORTING | frozenset("added adds explained explains noted notes wrote writes".split())


@cache
def _same(one: str, other: str) -> bool:
    return same_name(one, other)
