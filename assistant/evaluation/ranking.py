"""Measure a ranking of articles against the gold ones with ir-measures, which uses trec_eval.

Cost: 0.1 s to import, then about 1 ms a question.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import needs

DEPTH = 10
"""How many articles are ranked."""


def judge(ranked: Sequence[str], gold: Sequence[str]) -> dict[str, float]:
    """Return ``hit@1``, ``hit@4``, ``hit@10`` and ``mrr@10``, each 0 to 1, of article ids ranked best first.

    Raises NotInstalledError when ir-measures is not installed. It has no wheel for Linux on ARM: pip compiles it there.
    """
    with needs("eval", "Ranking by gold_ids"):
        from ir_measures import RR, Success, iter_calc
    measures = {f"hit@{k}": Success @ k for k in (1, 4, DEPTH)} | {f"mrr@{DEPTH}": RR @ DEPTH}
    # trec_eval sorts by score and breaks ties by name; with the negative rank as score, our order stays.
    run = {"q": {article: float(-rank) for rank, article in enumerate(ranked)}}
    results = iter_calc(list(measures.values()), {"q": dict.fromkeys(gold, 1)}, run)
    values = {result.measure: float(result.value) for result in results}
    return {name: values[measure] for name, measure in measures.items()}
