"""True claims about who says something: the words of saying moved, dropped or changed, speech reported.

Each rule takes a sentence and what it leans on and yields restatements, often none. Knows nothing of checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.evaluation.claims.phrases import PERSON, SELF, SUBJECT, VERB, WHO, capital, has_connective, lowered

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
        if (found := pattern.match(quote)) and not has_connective(quote):
            who, said = capital(found["who"]), lowered(found["s"])
            yield f"{who} {found['verb']} {said}."
            yield f"{who} {found['verb']} that {said}."
            if who not in ("He", "She"):
                yield f"According to {lowered(found['who'])}, {said}."
    if (found := ACCORDING_END.match(quote)) and not has_connective(quote):
        yield f"According to {found['who']}, {lowered(found['s'])}."


def attribution_to_end(quote: str, context: str) -> Iterator[str]:
    """From "Ushakov said (that) S" to "S, Ushakov said"."""
    if found := FRONT_SAID.match(quote):
        yield f"{capital(found['s'])}, {lowered(found['who'])} {found['verb']}."
    if found := _ACCORDING_FRONT.match(quote):
        yield f"{capital(found['s'])}, according to {found['who']}."


def attribution_dropped(quote: str, context: str) -> Iterator[str]:
    """What somebody said, without who said it: "Ushakov said that S" becomes "S"."""
    for pattern in (FRONT_SAID, _ACCORDING_FRONT, END_SAID_WHO):
        if found := pattern.match(quote):
            yield capital(found["s"]) + "."


def that(quote: str, context: str) -> Iterator[str]:
    """From "said that S" to "said S", and back."""
    if found := FRONT_SAID.match(quote):
        joined = " " if found["that"] else " that "
        yield f"{found['who']} {found['verb']}{joined}{found['s']}."


def saying(quote: str, context: str) -> Iterator[str]:
    """Another tense, or a plainer word, of saying."""
    swaps = (("said", "says"), ("says", "said"), ("added", "said"), ("noted", "said"), ("explained", "said"))
    for pattern in (FRONT_SAID, END_SAID, QUOTED):
        if found := pattern.match(quote):
            for old, new in swaps:
                if found["verb"] == old:
                    yield quote[: found.start("verb")] + new + quote[found.end("verb") :]


def quotation_kept(quote: str, context: str) -> Iterator[str]:
    """Direct speech with the speaker in front."""
    for pattern in (QUOTED, QUOTED_WHO):
        if found := pattern.match(quote):
            who, said = capital(found["who"]), found["q"]
            yield f'{who} {found["verb"]}, "{said}."'
            yield f"{who} {found['verb']}: “{said}.”"
            first = said.split(", ", 1)[0]
            if len(first.split()) >= 4 and re.search(rf"^(?:\S+ ){{1,4}}{VERB}\b", first) and not _OPENS.match(first):
                yield f'{who} {found["verb"]} "{first}".'


def quotation_reported(quote: str, context: str) -> Iterator[str]:
    """Direct speech without its quotation marks, where it has no "I" or "you"."""
    for pattern in (QUOTED, QUOTED_WHO):
        found = pattern.match(quote)
        if found and not SELF.search(found["q"]) and "?" not in found["q"]:
            who, said = capital(found["who"]), lowered(found["q"])
            yield f"{who} {found['verb']} that {said}."
            yield f"{capital(found['q'])}, {lowered(who)} {found['verb']}."
