"""Fit the weights of `assistant.answering.confidence` on the rows of `assistant eval`, and draw the curve.

    python scripts/calibrate.py RESULTS.jsonl... [--penalty 1.0]

Prints the bias and the weights to paste into ``confidence.py``, and two curves as Markdown: with weights fitted on all
rows, and, the honest one, with each tenth of the rows judged by weights fitted on the other nine (20 shuffles, seeds
0 to 19, averaged). Logistic regression with an L2 penalty on standardised signals (scikit-learn).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
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
from assistant.evaluation.metrics import is_judged, is_right
from assistant.evaluation.results import Row

SHUFFLES = 20


def main() -> None:
    """Fit, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("results", nargs="+", type=Path)
    parser.add_argument("--penalty", type=float, default=1.0, help="strength of the L2 penalty")
    parser.add_argument("--without", nargs="*", default=[], help="signals to leave out")
    options = parser.parse_args()
    rows = [row for path in options.results for row in results.read(path) if is_judged(row) and row.outcome.signals]
    names = [name for name in rows[0].outcome.signals if name not in options.without]
    facts = np.array([[row.outcome.signals[name] for name in names] for row in rows])
    right = np.array([is_right(row) for row in rows])
    model = _model(options.penalty).fit(facts, right)
    _print_weights(names, model)
    _print_signals(names, facts, right)
    _print_curve("Fitted on all rows", rows, model.predict_proba(facts)[:, 1], right)
    _print_curve("Cross-validated", rows, _held_out(options.penalty, facts, right), right)


def _model(penalty: float) -> Any:
    return make_pipeline(StandardScaler(), LogisticRegression(C=1 / penalty, max_iter=1000))


def _held_out(penalty: float, facts: Any, right: Any) -> Any:
    """Return for each row the mean probability by models that have not seen it."""
    total = np.zeros(len(right))
    for seed in range(SHUFFLES):
        folds = StratifiedKFold(10, shuffle=True, random_state=seed)
        for seen, unseen in folds.split(facts, right):
            total[unseen] += _model(penalty).fit(facts[seen], right[seen]).predict_proba(facts[unseen])[:, 1]
    return total / SHUFFLES


def _print_weights(names: Sequence[str], model: Any) -> None:
    scale, fitted = model[0], model[1]
    weights = fitted.coef_[0] / scale.scale_
    print(f"BIAS = {float(fitted.intercept_[0] - weights @ scale.mean_):.2f}")
    for name, weight in zip(names, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')


def _print_signals(names: Sequence[str], facts: Any, right: Any) -> None:
    print("\n| signal | AUC alone |\n| --- | ---: |")
    for at, name in enumerate(names):
        print(f"| {name} | {roc_auc_score(right, facts[:, at]):.3f} |")


def _print_curve(title: str, rows: Sequence[Row], sure: Any, right: Any) -> None:
    print(f"\n{title}: {len(rows)} questions, AUC {roc_auc_score(right, sure):.3f}\n")
    print("| threshold | speaks | right when it speaks | silent, in articles | silent, not in articles |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    judged = [
        replace(row, outcome=replace(row.outcome, confidence=float(one))) for row, one in zip(rows, sure, strict=True)
    ]
    for point in curve(judged):
        cells = (point.speaks, point.right, point.silent_in_articles, point.silent_not_in_articles)
        print(
            f"| {point.threshold:.2f} | " + " | ".join("" if cell is None else f"{cell:.3f}" for cell in cells) + " |"
        )


if __name__ == "__main__":
    main()
