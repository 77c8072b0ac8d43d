"""The dates that a sentence tells of. All sentences are our own."""

from __future__ import annotations

import pytest

from assistant.reports.timeline import days_of

THURSDAY = "2026-02-05T09:30:00+00:00"


@pytest.mark.parametrize(
    ("sentence", "published", "days"),
    [
        ("The mill burnt on Tuesday.", THURSDAY, ("2026-02-03",)),
        ("The mill burnt on Tuesday 3 February 2026.", THURSDAY, ("2026-02-03",)),
        ("He told the paper on Thursday that work begins on 2 March 2026.", THURSDAY, ("2026-02-05", "2026-03-02")),
        ("The dredging of 2017 was the last.", THURSDAY, ("2017",)),
        ("The library opened in March 2019.", THURSDAY, ("2019-03",)),
        ("The vote was yesterday.", THURSDAY, ("2026-02-04",)),
        ("It was Monday, and a Monday in 2024.", THURSDAY, ("2026-02-02", "2024")),
        ("It rained on Monday and rained again on Monday.", THURSDAY, ("2026-02-02",)),
        ("She has been mayor since 2023.", THURSDAY, ()),
        ("The work took from 3 to 9 May.", THURSDAY, ()),
        ("The roof fell in last week.", THURSDAY, ()),
        ("The 2022 Lennford Cup champion lives here.", THURSDAY, ()),
        ("In 2022 Lennford won the cup.", THURSDAY, ("2022",)),
        ("On 3 February 2026 Lennford burnt.", THURSDAY, ("2026-02-03",)),
        ("The hearing had been set for Monday.", THURSDAY, ()),
        ("Nothing happened in recent years.", THURSDAY, ()),
        ("The mill burnt on Tuesday.", "", ()),
        ("The mill burnt on 3 February 2026, a Tuesday.", "", ("2026-02-03",)),
        ("The mill burnt on 3 February 2026.", "2026-02-05", ("2026-02-03",)),
    ],
)
def test_dates_of_a_sentence(sentence, published, days):
    assert days_of(sentence, published) == days
