"""True claims: a sentence of news said again, as a small language model told to keep to its words would say it.

Each rule takes a sentence and what it leans on and yields the restatements that it can vouch for, often none. English,
by pattern: a rule looks for the form in which the rewriting is safe and leaves all others alone. Knows nothing of how
claims are checked. Cost: a few dozen patterns a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from assistant.answering.words import NUMBER_WORDS, STOP

_NAME = r"[A-Z][\w.’'-]*[\w](?:[ ](?:of |the |de |van |von |al-)?[A-Z][\w.’'-]*\w){0,3}"
_PERSON = r"(?!(?:The|On|In|At|By|For|And|But|An?|It|As|This|That|When|While|From|After|New|To|Many|Most|Some|Our|His|Her|Its|Their|If|Ole)\b)[A-Z][a-z]+(?: [A-Z]\.)?(?: [A-Z][a-z’'-]+[A-Za-z]+){1,2}"
_NOUN = r"(?:[Tt]he |[Aa] |[Aa]n )?[a-z]+(?: [a-z]+)?"
_WHO = rf"(?:{_NAME}|(?:{_NOUN} )?{_NAME}|[Pp]olice|[Oo]fficials|[Aa]uthorities|[Rr]esearchers|(?:[Tt]he|[Aa]) [a-z]+|[Hh]e|[Ss]he)"
_SAYS = r"(?:said|says|added|explained|noted|wrote|warned|announced)"
_SUBJECT = rf"(?:(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Tt]hese|[Tt]hose|[Tt]his) [a-z]|(?![A-Z][a-z]+day\b|January|February|March|April|June|July|August|Sept|Oct|Nov|Dec)[A-Z]|he |she |it |they |there )"
_VERB = r"(?:is|are|was|were|has|have|had|will|would|can|could|may|might|does|did|said|says|[a-z]+ed)"
_END_SAID = re.compile(rf"^(?P<s>[^\"“”]+), (?P<who>{_WHO}) (?P<verb>{_SAYS})\.$")
_END_SAID_WHO = re.compile(rf"^(?P<s>[^\"“”]+), (?P<verb>said|says) (?P<who>{_PERSON})(?:, [^\"“”]+)?\.$")
_FRONT_SAID = re.compile(rf"^(?P<who>{_WHO}) (?P<verb>{_SAYS}) (?P<that>that )?(?P<s>{_SUBJECT}[^\"“”]+)\.$")
_ACCORDING_END = re.compile(r"^(?P<s>[^\"“”]+), according to (?P<who>[^\"“”,]+)\.$")
_ACCORDING_FRONT = re.compile(rf"^According to (?P<who>[^\"“”,]+), (?P<s>{_SUBJECT}[^\"“”]+)\.$")
_QUOTED = re.compile(rf"^[\"“](?P<q>[^\"“”]+),[\"”] (?P<who>{_WHO}) (?P<verb>said|says|added|explained)\.$")
_QUOTED_WHO = re.compile(r"^[\"“](?P<q>[^\"“”]+),[\"”] (?P<verb>said|says) (?P<who>" + _PERSON + r")(?:, [^\"“”]+)?\.$")
_TRAILING = re.compile(
    r"^(?P<s>[^\"“”]+), (?:which|who|whose|where|while|as|including|and (?:he|she|it|they)) [^\"“”]+\.$"
)
_LEADING = re.compile(
    rf"^(?:In|On|At|After|Before|During|Since|Last|Earlier|By|Following|Amid|Despite|When|While|As|Although) [^,\"“”]+, (?P<s>{_SUBJECT}[^\"“”]+)\.$"
)
_CONNECTIVE = re.compile(
    r"^(?:But|And|However,|Meanwhile,|Still,|Yet|Also,|Instead,|Now,|So|In addition,|Moreover,|In fact,|Additionally,|As a result,) (?P<s>[^\"“”]+)\.$"
)
_APPOSITION = re.compile(
    rf"(?:^|(?<=[a-z] )(?<!the )(?<!on )(?<!of )(?<!at )(?<!in )(?<!to ))(?P<name>{_PERSON}), (?P<what>(?:an?|the) (?!.* and )[^,\"“”]+)(?P<end>, |\.$)"
)
_AGED = re.compile(rf"(?P<name>{_PERSON}), (?P<age>\d\d), ")
_BY = re.compile(
    rf"^(?P<what>(?:The|A|An)(?: (?!in|on|of|for|to|as|at|who|that|which)[a-z-]+){{1,4}}|{_NAME}) (?P<be>was|were|is being|has been) (?P<done>[a-z]+ed) by (?P<who>{_NAME}|the [a-z]+)(?P<rest>(?: (?:in|on|at|after|during)(?: [\w-]+){{1,4}})?)\.$"
)
_DID = re.compile(
    rf"^(?P<who>{_NAME}) (?P<done>announced|approved|signed|rejected|launched|released|defeated|accused|appointed|acquired|arrested|awarded|nominated|unveiled|criticized|passed|blocked|banned|recalled|won|bought|killed|attacked) (?P<what>(?:the|a|an)(?: (?!in|on|of|for|to|as|at|this|last|next|into|with|by|from|that)[a-z-]+){{1,4}}|{_NAME})(?P<rest>(?: (?:in|on|at|after|during|for|last)(?: [\w-]+){{1,4}})?)\.$"
)
_TIME = (
    r"(?:[A-Z][a-z]+day|(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?: \d\d?)?|(?:19|20)\d\d)"
)
_TIME_FRONT = re.compile(rf"^(?P<when>(?:On|In) {_TIME}), (?P<s>{_SUBJECT}[^\"“”,]+)\.$")
_TIME_END = re.compile(rf"^(?P<s>(?:The |A |An )?[A-Z][^\"“”,]+?)(?P<when> (?:on|in) {_TIME})\.$")
_TWO_TIMES = re.compile(
    r" (?:said|says|that|who|which|after|before|since|and|from|until|by|when|remember|between)\b", re.I
)
_HE = re.compile(r"^(?:He|She) (?P<s>[a-z]+(?:ed|s|id|as) [^\"“”]+)\.$")
_TITLED = re.compile(
    rf"(?:^|(?<=[a-z] ))(?:President|Prime Minister|Senator|Sen\.|Rep\.|Gov\.|Governor|Secretary|Minister|Dr\.|Mayor|Judge|Coach|Police Chief|CEO) (?P<name>{_PERSON})"
)
_LOOSE = re.compile(r"(?:However|But|And|For example|Still|Yet|Also|Meanwhile)\b")
_SECOND_HALF = re.compile(
    rf"^(?P<s>[^\"“”,—–]+ {_VERB} [^\"“”—–]+), (?:and|but) (?P<t>(?:the|a|an|he|she|it|they|[A-Z][a-z]+) (?:[\w-]+ ){{0,4}}{_VERB} [^\"“”]+)\.$"
)
_CONDITION = re.compile(r"\b(?:if|unless|whether|without|until|except|only|neither|instead|either|rather)\b", re.I)
_OPENS = re.compile(r"(?:As|When|If|While|Because|Although|Since|After|Before)\b")
_SPEAKER_SELF = re.compile(r"\b(?:I|we|my|our|us|me|you|your|I['’]\w+|we['’]\w+|you['’]\w+)\b", re.I)

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
_WORD_OF = {value: word for word, value in NUMBER_WORDS.items() if word not in ("once", "twice", "dozen")}


def verbatim(quote: str, context: str) -> Iterator[str]:
    """The sentence itself, and the sentence without its full stop."""
    yield quote
    yield quote.rstrip(".")


def trailing_clause(quote: str, context: str) -> Iterator[str]:
    """What hangs on at the end is left out: ", which ...", ", according to ..."."""
    for pattern in (_TRAILING, _ACCORDING_END, _END_SAID):
        if (found := pattern.match(quote)) and _whole(found["s"]):
            yield found["s"] + "."


def leading_clause(quote: str, context: str) -> Iterator[str]:
    """What stands in front is left out: "In 2019, ...", "When ..., ..."."""
    if (found := _LEADING.match(quote)) and _whole(found["s"]):
        yield _capital(found["s"]) + "."


def connective(quote: str, context: str) -> Iterator[str]:
    """A sentence without its "But" or "Meanwhile,"."""
    if found := _CONNECTIVE.match(quote):
        yield _capital(found["s"]) + "."


def attribution_to_front(quote: str, context: str) -> Iterator[str]:
    """ "S, Ushakov said" becomes "Ushakov said (that) S"."""
    for pattern in (_END_SAID, _END_SAID_WHO):
        if (found := pattern.match(quote)) and not _LOOSE.match(quote):
            who, said = _capital(found["who"]), _lowered(found["s"])
            yield f"{who} {found['verb']} {said}."
            yield f"{who} {found['verb']} that {said}."
            if who not in ("He", "She"):
                yield f"According to {_lowered(found['who'])}, {said}."
    if (found := _ACCORDING_END.match(quote)) and not _LOOSE.match(quote):
        yield f"According to {found['who']}, {_lowered(found['s'])}."


def attribution_to_end(quote: str, context: str) -> Iterator[str]:
    """ "Ushakov said (that) S" becomes "S, Ushakov said"."""
    if found := _FRONT_SAID.match(quote):
        yield f"{_capital(found['s'])}, {_lowered(found['who'])} {found['verb']}."
    if found := _ACCORDING_FRONT.match(quote):
        yield f"{_capital(found['s'])}, according to {found['who']}."


def attribution_dropped(quote: str, context: str) -> Iterator[str]:
    """What somebody said, without who said it: "Ushakov said that S" becomes "S"."""
    for pattern in (_FRONT_SAID, _ACCORDING_FRONT, _END_SAID_WHO):
        if found := pattern.match(quote):
            yield _capital(found["s"]) + "."


def that(quote: str, context: str) -> Iterator[str]:
    """ "said that S" becomes "said S", and back."""
    if found := _FRONT_SAID.match(quote):
        joined = " " if found["that"] else " that "
        yield f"{found['who']} {found['verb']}{joined}{found['s']}."


def saying(quote: str, context: str) -> Iterator[str]:
    """Another tense, or a plainer word, of saying."""
    swaps = (("said", "says"), ("says", "said"), ("added", "said"), ("noted", "said"), ("explained", "said"))
    for pattern in (_FRONT_SAID, _END_SAID, _QUOTED):
        if found := pattern.match(quote):
            for old, new in swaps:
                if found["verb"] == old:
                    yield quote[: found.start("verb")] + new + quote[found.end("verb") :]


def quotation_kept(quote: str, context: str) -> Iterator[str]:
    """Direct speech with the speaker in front."""
    for pattern in (_QUOTED, _QUOTED_WHO):
        if found := pattern.match(quote):
            who, said = _capital(found["who"]), found["q"]
            yield f'{who} {found["verb"]}, "{said}."'
            yield f"{who} {found['verb']}: “{said}.”"
            first = said.split(", ", 1)[0]
            if len(first.split()) >= 4 and re.search(rf"^(?:\S+ ){{1,4}}{_VERB}\b", first) and not _OPENS.match(first):
                yield f'{who} {found["verb"]} "{first}".'


def quotation_reported(quote: str, context: str) -> Iterator[str]:
    """Direct speech without its quotation marks, where it has no "I" or "you"."""
    for pattern in (_QUOTED, _QUOTED_WHO):
        found = pattern.match(quote)
        if found and not _SPEAKER_SELF.search(found["q"]) and "?" not in found["q"]:
            who, said = _capital(found["who"]), _lowered(found["q"])
            yield f"{who} {found['verb']} that {said}."
            yield f"{_capital(found['q'])}, {_lowered(who)} {found['verb']}."


def apposition(quote: str, context: str) -> Iterator[str]:
    """An apposition is left out, or becomes a sentence: "Rook, the mayor, said" becomes "Rook is the mayor"."""
    if found := _APPOSITION.search(quote):
        before = quote[: found.start()].rstrip()
        if before.endswith((",", " and", " or")) or " or " in found["what"] or '"' in quote or "“" in quote:
            return
        if re.match(r"(?:,)? ?(?:and|or|an?|the|whose|who) ", quote[found.end() - 2 :]):
            return
        rest = quote[found.end() :]
        if rest and not re.match(_VERB + r"\b", rest):
            return
        yield f"{found['name']} is {found['what']}."
        if rest:
            yield f"{quote[: found.start()]}{found['name']} {rest}"
    if found := _AGED.search(quote):
        yield f"{found['name']} is {found['age']}."
        yield f"{quote[: found.start()]}{found['name']} {quote[found.end() :]}"


def voice(quote: str, context: str) -> Iterator[str]:
    """Passive becomes active, and back, in short sentences where both are plain."""
    if found := _BY.match(quote):
        yield f"{_capital(found['who'])} {found['done']} {_lowered(found['what'])}{found['rest']}."
    if found := _DID.match(quote):
        be = "were" if found["what"].endswith("s") and not found["what"].startswith(("a ", "an ")) else "was"
        yield f"{_capital(found['what'])} {be} {found['done']} by {found['who']}{found['rest']}."


def figures_written(quote: str, context: str) -> Iterator[str]:
    """A small figure in words becomes digits, and back; thousands lose or gain their comma."""
    text = _blanked(quote)
    for found in _SMALL.finditer(text):
        word = found[0]
        other = NUMBER_WORDS.get(word) if word.isalpha() else _WORD_OF.get(word)
        if other and word not in ("one", "once", "twice", "dozen", "hundred", "thousand", "1", "0"):
            yield quote[: found.start()] + other + quote[found.end() :]
            break
    if found := re.search(r"\b(\d{1,3}),(\d{3})\b(?!,)", text):
        yield quote[: found.start()] + found[1] + found[2] + quote[found.end() :]


def spelling(quote: str, context: str) -> Iterator[str]:
    """An abbreviation is written out, or a name abbreviated: "Jan. 28", "the U.S."."""
    text = _blanked(quote)
    for pair in _SPELLINGS:
        for old, new in (pair, pair[::-1]):
            at = text.find(old)
            whole = at >= 0 and not (old[0].isalpha() and quote[max(0, at - 1) : at].isalnum())
            ends = at >= 0 and (not old[-1].isalpha() or not quote[at + len(old) : at + len(old) + 1].isalnum())
            if whole and ends and at + len(old) < len(quote) - 1:
                if old in ("%", " percent") and not quote[at - 1].isdigit():
                    continue
                if old in ("Saint", "Doctor", "Dr.", "St.") and not re.match(r" [A-Z]", quote[at + len(old) :]):
                    continue
                yield quote[:at] + new + quote[at + len(old) :]


def pronoun(quote: str, context: str) -> Iterator[str]:
    """ "He said" becomes "Yury Ushakov said", when the sentence before begins with that one person."""
    who = re.match(rf"(?P<name>{_PERSON})(?:, [^,]+,)? (?:{_VERB}|[a-z]+s)\b", context)
    found = _HE.match(quote)
    if who and found and len(set(re.findall(_PERSON, context))) == 1:
        yield f"{who['name']} {found['s']}."
        yield f"{who['name'].split()[-1]} {found['s']}."


def surname(quote: str, context: str) -> Iterator[str]:
    """A person's name is shortened to the surname, or loses its title, before a word of saying or after a title."""
    for pattern in (_FRONT_SAID, _END_SAID, _END_SAID_WHO, _QUOTED, _QUOTED_WHO):
        found = pattern.match(quote)
        if found and re.fullmatch(_PERSON, found["who"]):
            yield quote[: found.start("who")] + found["who"].split()[-1] + quote[found.end("who") :]
    if found := _TITLED.search(quote):
        yield quote[: found.start()] + found["name"] + quote[found.end() :]
        yield quote[: found.start()] + found["name"].split()[-1] + quote[found.end() :]


def time_moved(quote: str, context: str) -> Iterator[str]:
    """ "On Monday, S" becomes "S on Monday", and back; or the day is left out."""
    if (found := _TIME_FRONT.match(quote)) and _whole(found["s"]):
        yield f"{_capital(found['s'])} {_lowered(found['when'])}."
        yield _capital(found["s"]) + "."
    found = _TIME_END.match(quote)
    if found and _whole(found["s"]) and not _TWO_TIMES.search(found["s"]):
        yield f"{_capital(found['when'].strip())}, {_lowered(found['s'])}."
        yield found["s"] + "."


def one_half(quote: str, context: str) -> Iterator[str]:
    """One of two main clauses: "The council approved it, and work begins in May"."""
    found = _SECOND_HALF.match(quote)
    if (
        found
        and _whole(found["s"])
        and _whole(found["t"])
        and not re.match(r"(?:When|While|As|After|Although)\b", quote)
    ):
        yield found["s"] + "."
        yield _capital(found["t"]) + "."


_SMALL_WORDS = frozenset("police officials authorities researchers many several people two three four five".split())
Rule = Callable[[str, str], Iterator[str]]
ONE_STEP: Mapping[str, Rule] = {
    "verbatim": verbatim,
    "trailing clause dropped": trailing_clause,
    "leading clause dropped": leading_clause,
    "leading connective dropped": connective,
    "attribution to the front": attribution_to_front,
    "attribution to the end": attribution_to_end,
    "attribution dropped": attribution_dropped,
    "that added or dropped": that,
    "word or tense of saying": saying,
    "direct speech, speaker first": quotation_kept,
    "direct to reported speech": quotation_reported,
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


def _whole(text: str) -> bool:
    """Tell whether a part still says the same alone: nothing in it, or left out of it, is a condition."""
    return 4 <= len(text.split()) and not _CONDITION.search(text) and not text.startswith("If")


def _blanked(quote: str) -> str:
    """Return a sentence of the same length with its quotations blanked: their words must not be touched."""
    return re.sub(r"[“\"][^“”\"]*[”\"]", lambda one: "_" * len(one[0]), quote)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lowered(text: str) -> str:
    """Return a text for the middle of a sentence: a small word at its beginning loses its capital."""
    first = re.split(r"[\s'’,]", text)[0]
    return text[:1].lower() + text[1:] if first.lower() in STOP | _SMALL_WORDS and first != "I" else text
