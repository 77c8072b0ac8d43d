"""Check a claim against its evidence: figures, names, who did what, quotations, negation, words and meaning.

The claim is laid over the evidence word by word (``alignment``), and every check is one that a person could repeat with
the two sentences side by side; no language model judges itself (asked to, models of this size are right 5 to 9 times in
16). A claim that follows its evidence, all its words in order, need only be looked at for what it leaves out.

CONTRADICTED is a claim about the same thing (``SAME_THING``) that has something else in the place of what its evidence
has: another figure, date, name, speaker or opposite word between the same neighbours, or a "not" that comes or goes.
UNSUPPORTED is everything else that the evidence does not say. English rules. Cost: some 4 ms a claim and, for one
that is reworded, an embedding.
"""

from __future__ import annotations

from collections.abc import Callable

from assistant.schema.answers import Evidence, Verdict
from assistant.schema.findings import SUPPORTED, Finding
from assistant.verification import counting, hedging, negation, quotations, roles, substitutions, wording
from assistant.verification.comparison import Pair, pair
from assistant.verification.excerpts import follows

MIN_CLOSENESS = 0.5
"""Cosine of claim and evidence; on the seed article restatements reach .6 and more, other sentences .1 to .45."""
SAME_THING = 0.4
"""A claim with a smaller share of its words in the evidence is about something else, and contradicts nothing."""
NEAR_VERBATIM = 0.95
"""A claim with this share of its words in the evidence is not asked for closeness: a short true claim is far in
meaning from the long sentence that it is taken from."""

Check = Callable[[Pair], Finding | None]
SENSE: tuple[Check, ...] = (
    quotations.quotations, substitutions.in_place, counting.dated, negation.denial, negation.negation,
    negation.opposites, hedging.hedging, hedging.left_out,
)  # fmt: skip
"""What every claim must pass."""
ROLES: tuple[Check, ...] = (
    counting.known_figures, counting.dates, counting.ranges, counting.counted, counting.share, roles.says,
    quotations.names, roles.does, roles.owns, wording.equated, wording.order, wording.moved,
    wording.words,
)  # fmt: skip
"""What a claim must pass that puts its words in another order, or has words of its own."""


def check(claim: str, evidence: Evidence, closeness: Callable[[str, str], float]) -> Finding:
    """Check one sentence against its evidence. ``closeness`` gives the cosine of two texts."""
    sides = pair(claim, evidence)
    shared = wording.shared(sides)
    checks = SENSE if follows(sides.laid) else SENSE + ROLES
    if finding := next((found for one in checks if (found := one(sides))), None):
        return finding if shared >= SAME_THING else Finding(Verdict.UNSUPPORTED, finding.reason)
    if checks is SENSE or shared >= NEAR_VERBATIM:
        return SUPPORTED
    if closeness(claim, evidence.quote) < MIN_CLOSENESS and closeness(claim, evidence.text) < MIN_CLOSENESS:
        return Finding(Verdict.UNSUPPORTED, "says something else than its evidence")
    return SUPPORTED
