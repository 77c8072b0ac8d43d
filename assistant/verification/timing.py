"""A claim's dates in the words of its evidence: "on 28 January 2026" is "on Wednesday" in an article of the 29th.

Only a date that the evidence gives in other words is put into its words; every other stays, and fails the checks of
dates. Knows nothing of verdicts. Cost: some 60 microseconds a claim.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.language.dates import Mention, mentions

YEAR = 366
"""Days. A longer time of a claim ("since 2009") is true only in the evidence's own words."""


def in_its_words(claim: str, evidence: str, day: str) -> str:
    """Return a claim with such dates in the words of evidence published on ``day`` (``YYYY-MM-DD``, or ``""``)."""
    if not day:
        return claim
    anchor = date.fromisoformat(day)
    known = mentions(evidence, anchor)
    parts, done = [], 0
    for one in mentions(claim, anchor):
        written = next((other.text for other in known if _covers(one, other)), "")
        if written and one.explicit and one.text not in evidence:
            parts += [claim[done : one.start], written]
            done = one.end
    return "".join([*parts, claim[done:]])


def _covers(said: Mention, written: Mention) -> bool:
    """Tell whether a claim's date is true of the evidence's: the same days, or the month or year they lie in."""
    if not _is_right_day(said):
        return False
    inside = said.span.first <= written.span.first and written.span.last <= said.span.last
    whole = said.span.first.day == 1 and (said.span.last + timedelta(days=1)).day == 1
    return said.span == written.span or (inside and whole and said.span.days <= YEAR)


def _is_right_day(said: Mention) -> bool:
    """Tell whether a date that names its day of the week names the right one."""
    named = set(re.findall(r"[A-Z]\w+day\b", said.text))
    return not named or said.span.first.strftime("%A") in named
