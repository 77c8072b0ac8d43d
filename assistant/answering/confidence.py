"""How sure an answer is: a logistic regression over a few plain facts about the answer and its support.

How sure the model was of each token, how fresh the article is, how much of the question the supporting sentence holds,
how close any evidence comes to the question, and whether a name of the question is missing around it.
``scripts/calibrate.py`` fits the weights and draws the curve that the threshold was chosen on (docs/calibration.md).
Knows nothing of how any of it came about.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

BIAS = -2.42
WEIGHTS: Mapping[str, float] = {
    "certainty": 1.39,
    "fresh": 1.74,
    "share": 1.84,
    "closest": 1.69,
    "strangers": -1.98,
}
"""Log-odds per unit of each signal."""


def confidence(signals: Mapping[str, float]) -> float:
    """Return the estimated chance, 0 to 1, that an answer with these signals is right."""
    return 1 / (1 + math.exp(-BIAS - sum(weight * signals[name] for name, weight in WEIGHTS.items())))
