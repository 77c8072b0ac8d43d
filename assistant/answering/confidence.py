"""How sure an answer is: a logistic regression over a few plain facts about the answer and its support.

The model's own certainty tells most, then how well the supporting sentence fits the question, how fresh its article
was, and how many articles agree. The weights were fitted on the bench's 300 questions by ``scripts/calibrate.py``,
which also draws the curve that the threshold was chosen on (docs/calibration.md). Knows nothing of how any of it came
about.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

BIAS = -4.5
WEIGHTS: Mapping[str, float] = {
    "weakest": 1.46,
    "agreeing": 0.25,
    "fresh": 2.0,
    "headline": 0.5,
    "closest": 4.0,
    "stated": 1.6,
}
"""Log-odds per unit of each signal."""


def confidence(signals: Mapping[str, float]) -> float:
    """Return the estimated chance, 0 to 1, that an answer with these signals is right."""
    return 1 / (1 + math.exp(-BIAS - sum(weight * signals[name] for name, weight in WEIGHTS.items())))
