"""The metrics of an evaluation: definition and source, the values of one row, and the aggregation over rows.

Pure functions of rows; no archive, no model. ``docs/evaluation.md`` repeats the definitions.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from assistant.evaluation.results import Row
from assistant.evaluation.scoring import contains, contains_words, exact, f1
from assistant.language.sentences import sentences
from assistant.schema.answers import Status, Verdict

RIGHT_F1 = 0.5
"""Least F1 of a right direct answer, by the shared bench's definition of "right when it speaks"."""
_MARK = re.compile(r"\s*\[(\d+)\]")

Values = Iterable[float]
Fold = Callable[[list[float]], float]


@dataclass(frozen=True, slots=True)
class Metric:
    """``values`` returns a row's values, none where the metric does not apply; ``fold`` aggregates all rows' values."""

    name: str
    definition: str
    values: Callable[[Row], Values]
    fold: Fold = fmean
    digits: int = 3


def spoke(row: Row) -> bool:
    """Whether the archive answered the question."""
    return row.outcome.status == Status.ANSWERED


def statement(row: Row) -> str:
    """Return the direct answer, else the supported claims, or, without an answer, the one that was withheld."""
    claims = (claim["text"] for claim in row.outcome.claims if claim["verdict"] == Verdict.SUPPORTED)
    return row.outcome.direct or " ".join(claims if spoke(row) else [row.outcome.withheld])


def is_judged(row: Row) -> bool:
    """Whether the row has an accepted answer or is unanswerable, and is not of a run of retrieval only."""
    return bool(row.outcome.status and (row.item.answers or not row.item.answerable))


def is_right(row: Row) -> bool:
    """Whether the answer is right: its F1 is at least ``RIGHT_F1``, or it contains an accepted answer."""
    answers, words = row.item.answers, statement(row)
    return row.item.answerable and (f1(words, answers) >= RIGHT_F1 or contains(words, answers))


def percentile(share: float) -> Fold:
    """Return a fold that gives the smallest value that at least ``share`` (0 to 1) of the values do not exceed."""
    return lambda values: sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def _ranking(name: str) -> Callable[[Row], Values]:
    return lambda row: [row.outcome.ranking[name]] if name in row.outcome.ranking else []


def _answer(measure: Callable[[Row], float | bool]) -> Callable[[Row], Values]:
    """Return the values of a measure that applies to rows with an accepted answer, not of a run of retrieval only."""
    return lambda row: [float(measure(row))] if row.item.answers and row.outcome.status else []


def _in_articles(row: Row) -> Values:
    return [] if row.outcome.answer_rank is None else [float(row.outcome.answer_rank > 0)]


def _evidence(row: Row) -> str:
    return "\n".join(citation["quote"] for citation in row.outcome.evidence)


def _right_when_speaking(row: Row) -> Values:
    return [float(is_right(row))] if is_judged(row) and spoke(row) else []


def _silent(row: Row) -> Values:
    return [float(not spoke(row))] if row.outcome.status else []


def _citation_precision(row: Row) -> Values:
    claims = row.outcome.claims
    good = {number for claim in claims if claim["verdict"] == Verdict.SUPPORTED for number in claim["citations"]}
    bad = {number for claim in claims if claim["verdict"] != Verdict.SUPPORTED for number in claim["citations"]}
    return [float(citation["verbatim"] and citation["number"] in good - bad) for citation in row.outcome.citations]


def _citation_recall(row: Row) -> Values:
    """Return 1 or 0 for each sentence of the answer. A mark belongs to the sentence it is in or behind."""
    numbers = {citation["number"] for citation in row.outcome.citations}
    text, offsets = _without_marks(row.outcome.text, numbers)
    spans = [(start, end) for start, end in sentences(text) if any(map(str.isalpha, text[start:end]))]
    cited = {max((index for index, (start, _) in enumerate(spans) if start < offset), default=0) for offset in offsets}
    return [float(index in cited) for index in range(len(spans))]


def _without_marks(text: str, numbers: set[int]) -> tuple[str, list[int]]:
    """Return the text without the citation marks of these numbers, and the offsets where they were."""
    plain, offsets, end = "", [], 0
    for match in _MARK.finditer(text):
        if int(match[1]) in numbers:
            plain += text[end : match.start()]
            offsets.append(len(plain))
            end = match.end()
    return plain + text[end:], offsets


def _seconds(row: Row) -> Values:
    return [row.outcome.timings["total"]] if "total" in row.outcome.timings else []


def _prompt(row: Row) -> Values:
    return [float(row.outcome.prompt_tokens)] if row.outcome.prompt_tokens else []


METRICS = (
    Metric(
        "Hit@1",
        "the first article is a gold one, or a copy (Success@1 of trec_eval, by ir-measures)",
        _ranking("hit@1"),
    ),
    Metric("Hit@4", "a gold article, or a copy of one, is among the first four (Success@4)", _ranking("hit@4")),
    Metric("Hit@10", "a gold article, or a copy of one, is among the first ten (Success@10)", _ranking("hit@10")),
    Metric("MRR@10", "1 / rank of the first of these, 0 beyond ten (RR@10 of trec_eval)", _ranking("mrr@10")),
    Metric("answer in ten articles", "an accepted answer occurs in one of the first ten articles", _in_articles),
    Metric(
        "evidence recall",
        "an accepted answer occurs in the sentences shown to the model",
        _answer(lambda row: contains(_evidence(row), row.item.answers)),
    ),
    Metric(
        "evidence words",
        "all words of an accepted answer occur in the sentences shown to the model",
        _answer(lambda row: contains_words(_evidence(row), row.item.answers)),
    ),
    Metric(
        "answer in draft",
        "an accepted answer occurs in what the model wrote, before any check",
        _answer(lambda row: contains(row.outcome.draft, row.item.answers)),
    ),
    Metric(
        "exact match",
        "`direct` is an accepted answer, normalised (SQuAD, Rajpurkar et al. 2016); silence counts 0",
        _answer(lambda row: exact(row.outcome.direct, row.item.answers)),
    ),
    Metric(
        "F1",
        "word F1 of `direct`, best over the accepted answers (the same); silence counts 0",
        _answer(lambda row: f1(row.outcome.direct, row.item.answers)),
    ),
    Metric(
        "answer contained",
        "an accepted answer occurs in `direct` or `text`",
        _answer(lambda row: contains(f"{row.outcome.direct}\n{row.outcome.text}", row.item.answers)),
    ),
    Metric(
        "right when it speaks",
        "of the questions not declined: F1 of `direct` (of the statements, where there is no `direct`) at least .5, or"
        " an accepted answer in it (shared bench); speaking on an unanswerable question is never right",
        _right_when_speaking,
    ),
    Metric(
        "silent",
        "declined to answer: abstention where nothing answers, false abstention where something does",
        _silent,
    ),
    Metric(
        "citation precision",
        "of the citations shown: verbatim in the stored article, looked up again, under SUPPORTED claims only "
        "(after ALCE, Gao et al. 2023, with our verdicts)",
        _citation_precision,
    ),
    Metric(
        "citation recall",
        "of the sentences of `text`: those with a citation (after ALCE)",
        _citation_recall,
    ),
    Metric("seconds p50", "half of the questions took no longer than this", _seconds, percentile(0.5), 2),
    Metric("seconds p95", "95% of the questions took no longer than this", _seconds, percentile(0.95), 2),
    Metric("prompt tokens, median", "of the longest prompt of a question, where the model tells", _prompt, median, 0),
    Metric("prompt tokens, most", "the longest prompt of all", _prompt, max, 0),
)


def measure(metric: Metric, rows: Sequence[Row]) -> float | None:
    """Return a metric's figure over the rows, None when it applies to none of them."""
    values = [value for row in rows for value in metric.values(row)]
    return metric.fold(values) if values else None


def groups(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return groups of rows by name: all rows, those of each file, and those of each kind of question.

    Groups that are empty or equal to an earlier one are left out.
    """
    files = dict.fromkeys(row.item.file for row in rows)
    parts = {"all": list(rows)} | {name: [row for row in rows if row.item.file == name] for name in files}
    parts |= {
        "answer in articles": [row for row in rows if row.item.in_articles is True],
        "answer not in articles": [row for row in rows if row.item.in_articles is False],
        "with a gold article": [row for row in rows if row.item.gold_ids],
        "unanswerable": [row for row in rows if not row.item.answerable],
    }
    distinct_parts: dict[str, list[Row]] = {}
    for name, part in parts.items():
        if part and part not in distinct_parts.values():
            distinct_parts[name] = part
    return distinct_parts
