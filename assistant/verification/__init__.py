"""Check a claim against its evidence: figures, names, who did what, quotations, negation, words and meaning.

The claim is aligned with the evidence word by word. A person could repeat every check with the two sentences side by
side. No language model judges: models of the size we ship are right 5 to 9 times in 16. A claim that is an excerpt of
its evidence passes fewer checks (``CHECKS``); a reworded claim passes all of them.

The verdicts, with the evidence "Police say the mayor may resign on Monday.":

- SUPPORTED: "The mayor may resign on Monday, police say."
- CONTRADICTED: "Police say the mayor may resign on Friday." The claim is about the same thing (``SAME_THING``) and
  replaces a figure, a date, a name, a speaker or a word by another or by its opposite, or adds or drops a "not".
- UNSUPPORTED: "The mayor resigned." The evidence does not say this, for any other reason.

The rules are for English. Cost: about 4 ms for each claim, and one embedding more for a reworded claim.
"""

from __future__ import annotations

from collections.abc import Callable

from assistant.schema.answers import Evidence, Verdict
from assistant.schema.findings import SUPPORTED, Finding
from assistant.verification import counting, hedging, negation, quotations, roles, substitutions, wording
from assistant.verification.comparison import Pair, pair_of
from assistant.verification.excerpts import is_excerpt

MIN_CLOSENESS = 0.5
"""Lowest cosine of claim and evidence. On the seed article, restatements reach .6 or more, others .1 to .45."""
SAME_THING = 0.4
"""A claim that shares fewer of its words with the evidence is about something else: it cannot contradict it."""
NEAR_VERBATIM = 0.95
"""A claim that shares at least this part of its words with the evidence skips the test of closeness. The embedding of
a short true claim is far from the embedding of the long sentence that the claim comes from."""

Check = Callable[[Pair], Finding | None]
CHECKS: tuple[Check, ...] = (
    quotations.quotations_verbatim, substitutions.no_substitution, counting.same_dates,
    negation.no_negation_added_or_lost, negation.same_denials, negation.no_opposites,
    hedging.keeps_hedges, hedging.no_certainty_added,
)  # fmt: skip
"""Every claim must pass these checks. They run in this order, and the first finding counts."""
CHECKS_OF_REWORDING: tuple[Check, ...] = (
    counting.figures_in_evidence, counting.calendar_in_evidence, counting.ranges_in_order,
    counting.same_things_counted, counting.same_figure_acted_on, roles.same_speaker, quotations.names_in_evidence,
    roles.same_agents, roles.same_owners, wording.no_identity_added, wording.same_order, wording.no_word_moved,
    wording.most_words_shared,
)  # fmt: skip
"""A claim that changes the order of words, or adds words, must also pass these checks."""


def check(claim: str, evidence: Evidence, closeness: Callable[[str, str], float]) -> Finding:
    """Check one sentence against its evidence. ``closeness`` returns the cosine of the embeddings of two texts."""
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
