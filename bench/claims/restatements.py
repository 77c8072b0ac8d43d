"""True claims: a sentence of news reworded as a small language model would.

Each rule takes a sentence and its context and yields restatements that are certainly true, often none. English, by
pattern: a rule matches only the forms in which its rewriting is safe. Cost: a few dozen patterns a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from assistant.language.lexicon import NUMBER_WORDS
from bench.claims import attributions
from bench.claims.attributions import (
    ACCORDING_END,
    END_SAID,
    END_SAID_WHO,
    FRONT_SAID,
    QUOTED,
    QUOTED_WHO,
)
from bench.claims.phrases import (
    DAY,
    NAME,
    PERSON,
    SUBJECT,
    VERB,
    blanked,
    capital,
    lowered,
    stands_alone,
)

_TRAILING = re.compile(
    r"^(?P<s>[^\"“”]+), (?:which|who|whose|where|while|as|including|and (?:he|she|it|they)) [^\"“”]+\.$"
)
_LEADING = re.compile(
    r"^(?:In|On|At|After|Before|During|Since|Last|Earlier|By|Following|Amid|Despite|When|While|As|Although) [^,\"“”]+, "
    rf"(?P<s>{SUBJECT}[^\"“”]+)\.$"
)
_CONNECTIVE = re.compile(
    r"^(?:But|And|However,|Meanwhile,|Still,|Yet|Also,|Instead,|Now,|So|In addition,|Moreover,|In fact,|Additionally,"
    r"|As a result,) (?P<s>[^\"“”]+)\.$"
)
_APPOSITION = re.compile(
    rf"(?:^|(?<=[a-z] )(?<!the )(?<!on )(?<!of )(?<!at )(?<!in )(?<!to ))(?P<name>{PERSON}), "
    r"(?P<what>(?:an?|the) (?!.* and )[^,\"“”]+)(?P<end>, |\.$)"
)
_AGED = re.compile(rf"(?P<name>{PERSON}), (?P<age>\d\d), ")
_PLAIN = r"(?: (?!in|on|of|for|to|as|at|who|that|which|this|last|next|into|with|by|from)[a-z-]+){1,4}"
"""Words of a noun phrase without anything hanging on to it."""
_LATER = r"(?P<rest>(?: (?:in|on|at|after|during|for|last)(?: [\w-]+){1,8})?)"
_BY = re.compile(
    rf"^(?P<what>(?:The|An?){_PLAIN}|{NAME}) (?:was|were|is being|has been) (?P<done>[a-z]+ed) by "
    rf"(?P<who>{NAME}|the [a-z]+)(?! for){_LATER}\.$"
)
_DID = re.compile(
    rf"^(?!He|She|It|They)(?P<who>{NAME}) (?P<done>announced|approved|signed|rejected|launched|released|defeated"
    r"|accused|appointed|acquired|arrested|awarded|nominated|unveiled|criticized|passed|blocked|banned|recalled|won|bought|killed|attacked"
    r"|adopted|backed|captured|confirmed|created|delivered|designed|developed|elected|endorsed|established|filed|founded"
    r"|hosted|introduced|invited|issued|ordered|organized|produced|proposed|published|purchased|replaced|sold|sued"
    r"|supported|suspended|visited|welcomed)"
    rf" (?P<what>(?:the|an?){_PLAIN}|{NAME}){_LATER}\.$"
)
_TIME_FRONT = re.compile(rf"^(?P<when>(?:On|In) {DAY}), (?P<s>{SUBJECT}[^\"“”,]+)\.$")
_TIME_END = re.compile(rf"^(?P<s>(?:The |A |An )?[A-Z][^\"“”,]+?)(?P<when> (?:on|in) {DAY})\.$")
_TWO_TIMES = re.compile(
    r" (?:said|says|that|who|which|after|before|since|and|from|until|by|when|remember|between)\b", re.I
)
_HE = re.compile(r"^(?:He|She) (?P<s>[a-z]+(?:ed|s|id|as) [^\"“”]+)\.$")
_TITLED = re.compile(
    r"(?:^|(?<=[a-z] )(?<!former ))(?:President|Prime Minister|Senator|Sen\.|Rep\.|Gov\.|Governor|Secretary|Minister"
    rf"|Dr\.|Mayor|Judge|Coach|Police Chief|CEO) (?P<name>{PERSON})"
)
_LEADS = "In At After Before During Inside Based According On With As Along Seven While When For Since".split()
_SECOND_HALF = re.compile(
    rf"^(?P<s>[^\"“”,—–]+ {VERB} [^\"“”—–]+), (?:and|but) "
    rf"(?P<t>(?:the|a|an|he|she|it|they|[A-Z][a-z]+) (?:[\w-]+ ){{0,4}}{VERB} [^\"“”]+)\.$"
)
_SMALL = re.compile(
    r"(?<![\w.,:$£€-])(?<![A-Z][a-z][a-z] )(?<![a-z]{3}[.] )(?<![a-z]{4}[yhletr] )(?:\d{1,2}|[a-z]+)"
    r"(?= [a-z])(?! (?:percent|of the|hundred|thousand|a\.m|p\.m|to))"
)
"""A figure under a hundred that is no part of a date, a time, a range or a larger one."""
_SPELLINGS = (
    ("Jan.", "January"), ("Feb.", "February"), ("Aug.", "August"), ("Sept.", "September"), ("Oct.", "October"),
    ("Nov.", "November"), ("Dec.", "December"), ("Calif.", "California"), ("Fla.", "Florida"), ("Pa.", "Pennsylvania"),
    ("Sen.", "Senator"), ("Gov.", "Governor"), ("U.S.", "US"), ("U.S.", "United States"), ("U.K.", "UK"),
    ("U.N.", "UN"), ("the United States", "the U.S."), ("United Kingdom", "UK"), ("European Union", "EU"),
    ("%", " percent"), (" percent", "%"), ("Dr.", "Doctor"), ("Inc.", "Incorporated"), ("St.", "Saint"),
)  # fmt: skip
"""Two ways to write one thing; each may take the place of the other."""
_BEFORE_NAMES = ("Dr.", "Doctor", "St.", "Saint")
_WORD_OF = {value: word for word, value in NUMBER_WORDS.items() if word not in ("once", "twice", "dozen")}


def verbatim(quote: str, context: str) -> Iterator[str]:
    """The sentence itself, and the sentence without its full stop."""
    yield quote
    yield quote.rstrip(".")


def trailing_clause(quote: str, context: str) -> Iterator[str]:
    """What hangs on at the end is left out: ", which ...", ", according to ..."."""
    for pattern in (_TRAILING, ACCORDING_END, END_SAID):
        if (match := pattern.match(quote)) and stands_alone(match["s"]):
            yield match["s"] + "."


def leading_clause(quote: str, context: str) -> Iterator[str]:
    """What stands in front is left out: "In 2019, ...", "When ..., ..."."""
    if (match := _LEADING.match(quote)) and stands_alone(match["s"]):
        yield capital(match["s"]) + "."


def connective(quote: str, context: str) -> Iterator[str]:
    """A sentence without its "But" or "Meanwhile,"."""
    if match := _CONNECTIVE.match(quote):
        yield capital(match["s"]) + "."


def apposition(quote: str, context: str) -> Iterator[str]:
    """An apposition is left out, or becomes a sentence: "Rook, the mayor, said" becomes "Rook is the mayor"."""
    if (match := _APPOSITION.search(blanked(quote))) and _is_apposition(quote, match):
        rest = quote[match.end() :]
        yield f"{match['name']} is {match['what']}."
        if rest:
            yield f"{quote[: match.start()]}{match['name']} {rest}"
    if match := _AGED.search(quote):
        yield f"{match['name']} is {match['age']}."
        yield f"{quote[: match.start()]}{match['name']} {quote[match.end() :]}"


def _is_apposition(quote: str, match: re.Match[str]) -> bool:
    """Tell an apposition from a list, from a clause after a leading phrase, and from who says it."""
    before, rest = quote[: match.start()].split(), quote[match.end() :]
    if before and (before[-1][0].isupper() or before[0] in _LEADS or before[-1] in ("and", "or")):
        return False
    if re.search(rf"\b(?:or|says|{VERB})\b", re.split(r"\b(?:who|that|which)\b", match["what"])[0]):
        return False
    return not rest or bool(re.match(rf"{VERB}\b", rest))


def voice(quote: str, context: str) -> Iterator[str]:
    """Passive becomes active, and back, in short sentences where both are plain."""
    if match := _BY.match(quote):
        yield f"{capital(match['who'])} {match['done']} {lowered(match['what'])}{match['rest']}."
    if did := _DID.match(quote):
        be = "were" if did["what"].endswith("s") and not did["what"].startswith(("a ", "an ")) else "was"
        yield f"{capital(did['what'])} {be} {did['done']} by {did['who']}{did['rest']}."


def figures_written(quote: str, context: str) -> Iterator[str]:
    """A small figure in words becomes digits, and back; thousands lose or gain their comma."""
    text = blanked(quote)
    for match in _SMALL.finditer(text):
        word = match[0]
        other = NUMBER_WORDS.get(word) if word.isalpha() else _WORD_OF.get(word)
        if other and word not in ("one", "once", "twice", "dozen", "hundred", "thousand", "1", "0"):
            yield quote[: match.start()] + other + quote[match.end() :]
            break
    if comma := re.search(r"\b(\d{1,3}),(\d{3})\b(?!,)", text):
        yield quote[: comma.start()] + comma[1] + comma[2] + quote[comma.end() :]


def spelling(quote: str, context: str) -> Iterator[str]:
    """An abbreviation is written out, or a name abbreviated: "Jan. 28", "the U.S."."""
    for pair in _SPELLINGS:
        for old, new in (pair, pair[::-1]):
            before = r"(?<=\d)" if old in ("%", " percent") else r"(?<![A-Za-z])"
            after = r"(?= [A-Z])" if old in _BEFORE_NAMES else r"(?![A-Za-z])(?=..)"
            if match := re.search(before + re.escape(old) + after, blanked(quote)):
                yield quote[: match.start()] + new + quote[match.end() :]


def pronoun(quote: str, context: str) -> Iterator[str]:
    """From "He said" to "Yury Ushakov said", when the sentence before begins with that one person."""
    name = re.match(rf"(?P<name>{PERSON})(?:, [^,]+,)? (?:{VERB}|[a-z]+s)\b", context)
    match = _HE.match(quote)
    if name and match and len(set(re.findall(PERSON, context))) == 1:
        yield f"{name['name']} {match['s']}."
        yield f"{name['name'].split()[-1]} {match['s']}."


def surname(quote: str, context: str) -> Iterator[str]:
    """A person's name is shortened to the surname, or loses its title, before a word of saying or after a title."""
    for pattern in (FRONT_SAID, END_SAID, END_SAID_WHO, QUOTED, QUOTED_WHO):
        match = pattern.match(quote)
        if match and re.fullmatch(PERSON, match["who"]):
            yield quote[: match.start("who")] + match["who"].split()[-1] + quote[match.end("who") :]
    if match := _TITLED.search(quote):
        yield quote[: match.start()] + match["name"] + quote[match.end() :]
        yield quote[: match.start()] + match["name"].split()[-1] + quote[match.end() :]


def time_moved(quote: str, context: str) -> Iterator[str]:
    """From "On Monday, S" to "S on Monday", and back; or the day is left out."""
    if (match := _TIME_FRONT.match(quote)) and stands_alone(match["s"]):
        yield f"{capital(match['s'])} {lowered(match['when'])}."
        yield capital(match["s"]) + "."
    end = _TIME_END.match(quote)
    if end and stands_alone(end["s"]) and not _TWO_TIMES.search(end["s"]):
        yield f"{capital(end['when'].strip())}, {lowered(end['s'])}."
        yield end["s"] + "."


def one_half(quote: str, context: str) -> Iterator[str]:
    """One of two main clauses: "The council approved it, and work begins in May"."""
    match = _SECOND_HALF.match(quote)
    if (
        match
        and stands_alone(match["s"])
        and stands_alone(match["t"])
        and not re.match(r"(?:When|While|As|After|Although)\b", quote)
    ):
        yield match["s"] + "."
        yield capital(match["t"]) + "."


Rule = Callable[[str, str], Iterator[str]]
ONE_STEP: Mapping[str, Rule] = {
    "verbatim": verbatim,
    "trailing clause dropped": trailing_clause,
    "leading clause dropped": leading_clause,
    "leading connective dropped": connective,
    "attribution to the front": attributions.attribution_to_front,
    "attribution to the end": attributions.attribution_to_end,
    "attribution dropped": attributions.attribution_dropped,
    "that added or dropped": attributions.that_added_or_dropped,
    "word or tense of saying": attributions.verb_of_saying,
    "direct speech, speaker first": attributions.direct_speech,
    "direct to reported speech": attributions.reported_speech,
    "apposition dropped or made a sentence": apposition,
    "passive and active": voice,
    "figure in words or digits": figures_written,
    "abbreviation": spelling,
    "name for a pronoun": pronoun,
    "surname, title dropped": surname,
    "time moved or dropped": time_moved,
    "one of two clauses": one_half,
}


def two_steps(quote: str, context: str) -> Iterator[str]:
    """Two different restatements, one after the other."""
    for first, rule in ONE_STEP.items():
        for middle in rule(quote, context) if first != "verbatim" else ():
            for second, other in ONE_STEP.items():
                if second not in (first, "verbatim"):
                    yield from other(middle, context)


RESTATEMENTS: Mapping[str, Rule] = {**ONE_STEP, "two of these": two_steps}
