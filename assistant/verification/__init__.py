"""Check a claim against its evidence: figures, names, who did what, quotations, negation, words and meaning.

The claim is aligned with the evidence word by word, and every check is one that a person could repeat with the two
sentences side by side. No language model judges: models of the size we ship are right 5 to 9 times in 16. A claim that
is an excerpt of its evidence is only checked for what it leaves out.

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
from assistant.verification.comparison import Pair, pair_of
from assistant.verification.excerpts import is_excerpt

MIN_CLOSENESS = 0.5
"""Cosine of claim and evidence; on the seed article restatements reach .6 and more, other sentences .1 to .45."""
SAME_THING = 0.4
"""A claim with a smaller share of its words in the evidence is about something else, and contradicts nothing."""
NEAR_VERBATIM = 0.95
"""A claim with this share of its words in the evidence is not asked for closeness: a short true claim is far in
meaning from the long sentence that it is taken from."""

Check = Callable[[Pair], Finding | None]
CHECKS: tuple[Check, ...] = (
    quotations.quotations_verbatim, substitutions.nothing_replaced, counting.same_dates,
    negation.no_negation_added_or_lost, negation.same_denials, negation.no_opposites,
    hedging.keeps_hedges, hedging.keeps_openness,
)  # fmt: skip
"""What every claim must pass, in this order; the first finding counts."""
CHECKS_OF_REWORDING: tuple[Check, ...] = (
    counting.figures_in_evidence, counting.calendar_in_evidence, counting.ranges_in_order,
    counting.same_things_counted, counting.same_share, roles.same_speaker, quotations.names_in_evidence,
    roles.same_agents, roles.same_owners, wording.nothing_equated, wording.same_order, wording.nothing_moved,
    wording.most_words_shared,
)  # fmt: skip
"""What a claim must pass as well that puts its words in another order, or has words of its own."""


def check(claim: str, evidence: Evidence, closeness: Callable[[str, str], float]) -> Finding:
    """Check one sentence against its evidence. ``closeness`` gives the cosine of two texts."""
    pair = pair_of(claim, evidence)
    share = wording.share_of_words(pair)
    excerpt = is_excerpt(pair.alignment)
    findings = (run(pair) for run in (CHECKS if excerpt else CHECKS + CHECKS_OF_REWORDING))
    if finding := next(filter(None, findings), None):
        return finding if share >= SAME_THING else Finding(Verdict.UNSUPPORTED, finding.reason)
    if excerpt or share >= NEAR_VERBATIM:
        return SUPPORTED
    if closeness(claim, evidence.quote) < MIN_CLOSENESS and closeness(claim, evidence.text) < MIN_CLOSENESS:
        return Finding(Verdict.UNSUPPORTED, "says something else than its evidence")
    return SUPPORTED
