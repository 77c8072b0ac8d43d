"""Checks of quotations and names, which the evidence must have letter by letter.

Each check takes a pair and returns a finding, or None where the claim passes.
"""

from __future__ import annotations

import re

from assistant.language.quotes import QUOTED_SINGLE
from assistant.language.words import is_name, same_name, stem, tokens
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.comparison import Pair
from assistant.verification.normalisation import flattened

_QUOTED = re.compile(rf"[\"“]([^\"“”]+)[\"”]|{QUOTED_SINGLE}")


def quotations_verbatim(pair: Pair) -> Finding | None:
    """Check that the evidence has every quotation of the claim verbatim."""
    evidence = flattened(pair.evidence.text)
    for double, single in _QUOTED.findall(pair.claim.text):
        quotation = flattened(double or single).strip(" ,.")
        if not re.search(rf"(?<!\w){re.escape(quotation)}(?!\w)", evidence):
            return Finding(Verdict.UNSUPPORTED, "a quotation is not verbatim")
    return None


def names_in_evidence(pair: Pair) -> Finding | None:
    """Check that the evidence or its headline has every name of the claim."""
    claim = pair.claim.text
    evidence_stems = {word.stem for side in (pair.evidence, pair.title) for word in side.words}
    for word, start, _ in tokens(claim):
        before = claim[:start]
        is_first = start == 0 or (before.rstrip().endswith(('"', "“")) and not before.strip('"“ '))
        if is_name(word) and not is_first and not any(same_name(stem(word), other) for other in evidence_stems):
            return Finding(Verdict.UNSUPPORTED, f"{word} is not named in the evidence")
    return None
