"""How sure an answer is: a logistic regression over a few plain facts about the answer and its support.

How sure the model was of its least sure token, whether a statement of question and words was borne out, how much of the
question the supporting sentence holds, whether names of the question are missing around it, whether the words only
repeat the question, how fresh the article is, and how many others agree. ``python -m bench calibrate`` fits the
weights and draws the curve that the threshold was chosen on (docs/checking.md).
Knows nothing of how any of it came about.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

BIAS = -1.16
WEIGHTS: Mapping[str, float] = {
    "weakest": 1.64,
    "stated": 0.90,
    "share": 1.52,
    "strange": -0.63,
    "echo": -2.63,
    "fresh": 1.62,
    "backing": 0.88,
}
"""Log-odds per unit of each signal."""


def confidence(signals: Mapping[str, float]) -> float:
    """Return the estimated chance, 0 to 1, that an answer with these signals is right."""
    return 1 / (1 + math.exp(-BIAS - sum(weight * signals[name] for name, weight in WEIGHTS.items())))
