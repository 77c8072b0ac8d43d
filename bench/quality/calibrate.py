"""Fit the weights of the confidence on the rows of `assistant eval`, and print its curves.

    python -m bench calibrate RESULTS.jsonl[:WEIGHT]... [--penalty 3.0]

Make the results with ASSISTANT_THRESHOLD=0, so that nothing is withheld that could be shown. A row of a file with a
weight counts that many times. Prints the bias and the weights for ``assistant/answering/confidence.py``, and a curve
for each question file as Markdown: each tenth of the rows is judged by weights fitted on the other nine (mean of 20
shuffles, seeds 0 to 19). Logistic regression with an L2 penalty on standardised signals (scikit-learn).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant.evaluation import results
from assistant.evaluation.curve import curve
from assistant.evaluation.metrics import is_judged, is_right, spoke
from assistant.evaluation.results import Row
from assistant.evaluation.scoring import exact

SHUFFLES = 20
THRESHOLDS = (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)


def main() -> None:
    """Fit, and print weights, signals and curves."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("results", nargs="+")
    parser.add_argument("--penalty", type=float, default=3.0, help="strength of the L2 penalty")
    parser.add_argument("--without", nargs="*", default=[], help="signals to leave out")
    options = parser.parse_args()
    files = {
        Path(name): float(weight or 1) for name, _, weight in (argument.partition(":") for argument in options.results)
    }
    rows = [(row, weight) for path, weight in files.items() for row in results.read(path) if is_judged(row)]
    spoken = [(row, weight) for row, weight in rows if row.outcome.signals]
    names = [name for name in spoken[0][0].outcome.signals if name not in options.without]
    signals = np.array([[row.outcome.signals[name] for name in names] for row, _ in spoken])
    right = np.array([is_right(row) for row, _ in spoken])
    weights = np.array([weight for _, weight in spoken])
    _print_weights(names, _fit(options.penalty, signals, right, weights))
    _print_signals(names, signals, right)
    probabilities = {
        id(row): p
        for (row, _), p in zip(spoken, _cross_validated(options.penalty, signals, right, weights), strict=True)
    }
    judged = [_with_confidence(row, probabilities.get(id(row), 0.0)) for row, _ in rows]
    print(f"\nAUC {roc_auc_score([is_right(row) for row in judged], [row.outcome.confidence for row in judged]):.3f}")
    for name in dict.fromkeys(row.item.file for row in judged):
        _print_curve(name, [row for row in judged if row.item.file == name])


def _with_confidence(row: Row, probability: float) -> Row:
    """Return a row with another confidence: none for words that are not grounded, which are never shown."""
    return replace(row, outcome=replace(row.outcome, confidence=probability if spoke(row) else 0.0))


def _fit(penalty: float, signals: Any, right: Any, weights: Any) -> Any:
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1 / penalty, max_iter=1000))
    return model.fit(signals, right, logisticregression__sample_weight=weights)


def _cross_validated(penalty: float, signals: Any, right: Any, weights: Any) -> Any:
    """Return for each row the mean probability by models that have not seen it."""
    total = np.zeros(len(right))
    for seed in range(SHUFFLES):
        folds = StratifiedKFold(10, shuffle=True, random_state=seed)
        for training, test in folds.split(signals, right):
            model = _fit(penalty, signals[training], right[training], weights[training])
            total[test] += model.predict_proba(signals[test])[:, 1]
    return total / SHUFFLES


def _print_weights(names: Sequence[str], model: Any) -> None:
    scale, fitted = model[0], model[1]
    weights = fitted.coef_[0] / scale.scale_
    print(f"BIAS = {float(fitted.intercept_[0] - weights @ scale.mean_):.2f}")
    for name, weight in zip(names, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')


def _print_signals(names: Sequence[str], signals: Any, right: Any) -> None:
    print("\n| signal | AUC alone |\n| --- | ---: |")
    for column, name in enumerate(names):
        print(f"| {name} | {roc_auc_score(right, signals[:, column]):.3f} |")


def _print_curve(name: str, rows: Sequence[Row]) -> None:
    print(f"\n{name}, {len(rows)} questions, cross-validated\n")
    columns = (
        "threshold",
        "speaks",
        "right when it speaks",
        "exact match, in articles",
        "silent: in articles",
        "silent: not in articles",
        "silent: unanswerable",
    )
    print(f"| {' | '.join(columns)} |\n|{' ---: |' * len(columns)}")
    in_articles = [row for row in rows if row.item.in_articles]
    for point in curve(rows, THRESHOLDS):
        loud = [row for row in in_articles if row.outcome.confidence >= point.threshold]
        matched = (
            sum(exact(row.outcome.direct, row.item.answers) for row in loud) / len(in_articles) if in_articles else None
        )
        cells = (point.speaks, point.right, matched, *astuple(point)[3:])
        print(
            f"| {point.threshold:.2f} | " + " | ".join("–" if cell is None else f"{cell:.3f}" for cell in cells) + " |"
        )
