"""The confidence of an answer: a logistic regression over signals of the answer and its support.

``python -m bench calibrate`` fits the weights and draws the curve from which the threshold was chosen
(docs/checking.md).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

BIAS = -1.16
WEIGHTS: Mapping[str, float] = {
    "weakest": 1.64,  # log-probability of the model's least likely token
    "stated": 0.90,  # a statement of question and words held
    "share": 1.52,  # of the question's words in the supporting sentence
    "strange": -0.63,  # names of the question are missing around it
    "echo": -2.63,  # the words only repeat the question
    "fresh": 1.62,  # the article's freshness on the day of asking
    "backing": 0.88,  # independent articles that say the same
}
"""Log-odds per unit of each signal (see ``support.signals``)."""


def confidence(signals: Mapping[str, float]) -> float:
    """Return the estimated probability, 0 to 1, that an answer with these signals is right."""
    return 1 / (1 + math.exp(-BIAS - sum(weight * signals[name] for name, weight in WEIGHTS.items())))
