"""Reword the dates of a claim like its evidence: "on 28 January 2026" is "on Wednesday" in an article of the 29th.

Only a date that the evidence also has, in other words, is reworded. Every other date stays, and fails the checks of
dates. Cost: about 60 microseconds for each claim.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.language.dates import Mention, mentions

LONGEST_PERIOD = 366
"""Days. A longer period of the claim ("since 2009") is never reworded: it must be in the evidence verbatim."""


def with_evidence_dates(claim: str, evidence: str, day: str) -> str:
    """Return a claim with its dates reworded like the evidence.

    ``day`` is the day on which the evidence was published (``YYYY-MM-DD``); with ``""`` the claim is unchanged.
    """
    if not day:
        return claim
    anchor = date.fromisoformat(day)
    evidence_mentions = mentions(evidence, anchor)
    parts, end_of_last = [], 0
    for mention in mentions(claim, anchor):
        wording = next((other.text for other in evidence_mentions if _covers(mention, other)), "")
        if wording and mention.explicit and mention.text not in evidence:
            parts += [claim[end_of_last : mention.start], wording]
            end_of_last = mention.end
    return "".join([*parts, claim[end_of_last:]])


def _covers(claimed: Mention, mention: Mention) -> bool:
    """Return whether the date of the claim covers the date of the evidence.

    The claim must have the same days, or the month or the year in which they lie.
    """
    if not _is_right_weekday(claimed):
        return False
    period, inner = claimed.span, mention.span
    is_inside = period.first <= inner.first and inner.last <= period.last
    is_whole = period.first.day == 1 and (period.last + timedelta(days=1)).day == 1
    return period == inner or (is_inside and is_whole and period.days <= LONGEST_PERIOD)


def _is_right_weekday(mention: Mention) -> bool:
    """Return whether the date names no day of the week or the right one."""
    weekdays = set(re.findall(r"[A-Z]\w+day\b", mention.text))
    return not weekdays or mention.span.first.strftime("%A") in weekdays
