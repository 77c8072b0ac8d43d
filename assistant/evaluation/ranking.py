"""Ranked articles judged against the gold ones, by ir-measures (trec_eval underneath); the only module that knows it.

Cost: 0.1 s to import, then about a millisecond a question.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import needs

DEPTH = 10
"""How many articles are ranked."""


def judge(ranked: Sequence[str], gold: Sequence[str]) -> dict[str, float]:
    """Return ``hit@1``, ``hit@4``, ``hit@10`` and ``mrr@10``, each 0 to 1, of article ids ranked best first.

    Raises NotInstalledError when the library is not there: on Linux on ARM, pip needs a C compiler to build it.
    """
    with needs("eval", "Ranking by gold_ids"):
        from ir_measures import RR, Success, iter_calc
    measures = {f"hit@{k}": Success @ k for k in (1, 4, DEPTH)} | {f"mrr@{DEPTH}": RR @ DEPTH}
    # trec_eval sorts by score and breaks ties by name: the rank as score keeps our order.
    run = {"q": {article: float(-rank) for rank, article in enumerate(ranked)}}
    found = iter_calc(list(measures.values()), {"q": dict.fromkeys(gold, 1)}, run)
    values = {one.measure: float(one.value) for one in found}
    return {name: values[measure] for name, measure in measures.items()}
