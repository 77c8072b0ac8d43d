"""True claims that move, drop or change the attribution ("Ushakov said"), or report direct speech.

Each rule takes a sentence and its context (the sentence it leans on) and yields restatements, often none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bench.claims.phrases import PERSON, SELF, SUBJECT, VERB, WHO, capital, has_connective, lowered

_SAYS = r"(?:said|says|added|explained|noted|wrote|warned|announced)"
END_SAID = re.compile(rf"^(?P<s>[^\"“”]+), (?P<who>{WHO}) (?P<verb>{_SAYS})\.$")
END_SAID_WHO = re.compile(rf"^(?P<s>[^\"“”]+), (?P<verb>said|says) (?P<who>{PERSON})(?:, [^\"“”]+)?\.$")
FRONT_SAID = re.compile(rf"^(?P<who>{WHO}) (?P<verb>{_SAYS}) (?P<that>that )?(?P<s>{SUBJECT}[^\"“”]+)\.$")
ACCORDING_END = re.compile(r"^(?P<s>[^\"“”]+), according to (?P<who>[^\"“”,]+)\.$")
_ACCORDING_FRONT = re.compile(rf"^According to (?P<who>[^\"“”,]+), (?P<s>{SUBJECT}[^\"“”]+)\.$")
QUOTED = re.compile(rf"^[\"“](?P<q>[^\"“”]+),[\"”] (?P<who>{WHO}) (?P<verb>said|says|added|explained)\.$")
QUOTED_WHO = re.compile(rf"^[\"“](?P<q>[^\"“”]+),[\"”] (?P<verb>said|says) (?P<who>{PERSON})(?:, [^\"“”]+)?\.$")
_OPENS = re.compile(r"(?:As|When|If|While|Because|Although|Since|After|Before)\b")


def attribution_to_front(quote: str, context: str) -> Iterator[str]:
    """From "S, Ushakov said" to "Ushakov said (that) S"."""
    for pattern in (END_SAID, END_SAID_WHO):
        if (match := pattern.match(quote)) and not has_connective(quote):
            speaker, speech = capital(match["who"]), lowered(match["s"])
            yield f"{speaker} {match['verb']} {speech}."
            yield f"{speaker} {match['verb']} that {speech}."
            if speaker not in ("He", "She"):
                yield f"According to {lowered(match['who'])}, {speech}."
    if (match := ACCORDING_END.match(quote)) and not has_connective(quote):
        yield f"According to {match['who']}, {lowered(match['s'])}."


def attribution_to_end(quote: str, context: str) -> Iterator[str]:
    """From "Ushakov said (that) S" to "S, Ushakov said"."""
    if match := FRONT_SAID.match(quote):
        yield f"{capital(match['s'])}, {lowered(match['who'])} {match['verb']}."
    if match := _ACCORDING_FRONT.match(quote):
        yield f"{capital(match['s'])}, according to {match['who']}."


def attribution_dropped(quote: str, context: str) -> Iterator[str]:
    """What somebody said, without who said it: "Ushakov said that S" becomes "S"."""
    for pattern in (FRONT_SAID, _ACCORDING_FRONT, END_SAID_WHO):
        if match := pattern.match(quote):
            yield capital(match["s"]) + "."


def that_added_or_dropped(quote: str, context: str) -> Iterator[str]:
    """From "said that S" to "said S", and back."""
    if match := FRONT_SAID.match(quote):
        joined = " " if match["that"] else " that "
        yield f"{match['who']} {match['verb']}{joined}{match['s']}."


def verb_of_saying(quote: str, context: str) -> Iterator[str]:
    """Another tense, or a plainer word, of saying."""
    swaps = (("said", "says"), ("says", "said"), ("added", "said"), ("noted", "said"), ("explained", "said"))
    for pattern in (FRONT_SAID, END_SAID, QUOTED):
        if match := pattern.match(quote):
            for old, new in swaps:
                if match["verb"] == old:
                    yield quote[: match.start("verb")] + new + quote[match.end("verb") :]


def direct_speech(quote: str, context: str) -> Iterator[str]:
    """Direct speech with the speaker in front."""
    for pattern in (QUOTED, QUOTED_WHO):
        if match := pattern.match(quote):
            speaker, speech = capital(match["who"]), match["q"]
            yield f'{speaker} {match["verb"]}, "{speech}."'
            yield f"{speaker} {match['verb']}: “{speech}.”"
            first = speech.split(", ", 1)[0]
            if len(first.split()) >= 4 and re.search(rf"^(?:\S+ ){{1,4}}{VERB}\b", first) and not _OPENS.match(first):
                yield f'{speaker} {match["verb"]} "{first}".'


def reported_speech(quote: str, context: str) -> Iterator[str]:
    """Direct speech without its quotation marks, where it has no "I" or "you"."""
    for pattern in (QUOTED, QUOTED_WHO):
        match = pattern.match(quote)
        if match and not SELF.search(match["q"]) and "?" not in match["q"]:
            speaker, speech = capital(match["who"]), lowered(match["q"])
            yield f"{speaker} {match['verb']} that {speech}."
            yield f"{capital(match['q'])}, {lowered(speaker)} {match['verb']}."
