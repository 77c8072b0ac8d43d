"""Checks of what must stand in the evidence letter by letter: quotations, and names.

Each check takes a pair and returns what is wrong, or None. Knows nothing of the other checks.
"""

from __future__ import annotations

import re

from assistant.language.words import is_name, same_name, stem, tokens
from assistant.schema.answers import Verdict
from assistant.schema.findings import Finding
from assistant.verification.comparison import Pair, flat

_QUOTED = re.compile(r"[\"“]([^\"“”]+)[\"”]|(?<!\w)[‘'](?!\d\ds)([^‘’'\"“”]+(?:['’]\w[^‘’'\"“”]*)*)[’'](?!\w)")
"""Text between double marks, straight or curly, or single ones; an apostrophe stands after a letter."""


def quotations(pair: Pair) -> Finding | None:
    """Check that what stands between quotation marks is verbatim in the evidence."""
    source = flat(pair.source.text)
    for double, single in _QUOTED.findall(pair.claim):
        quoted = flat(double or single).strip(" ,.")
        if not re.search(rf"(?<!\w){re.escape(quoted)}(?!\w)", source):
            return Finding(Verdict.UNSUPPORTED, "a quotation is not verbatim")
    return None


def names(pair: Pair) -> Finding | None:
    """Check that every name of the claim is in the evidence or its headline."""
    claim = pair.claim
    known = {stem(word) for word, _, _ in tokens(f"{pair.source.text} {pair.source.title}")}
    for word, start, _ in tokens(claim):
        first = start == 0 or (claim[:start].rstrip().endswith(('"', "“")) and not claim[:start].strip('"“ '))
        if is_name(word) and not first and not any(same_name(stem(word), one) for one in known):
            return Finding(Verdict.UNSUPPORTED, f"{word} is not named in the evidence")
    return None
