"""Expressions of time: a table written by hand, properties that hold on every day, and what questions ask for."""

from __future__ import annotations

import random
import re
import time
from datetime import date, timedelta

import pytest

from assistant.language.dates import THIS_WEEK_SLACK, Period, QuestionPeriod, asked_span, format_day, mentions

# A line is: the day of writing (a Thursday where none is given), the text with the expression in brackets, the days
# it means (with "!" when it is explicit). No brackets: nothing of time is said.
TABLE = """
[today] | 2026-01-29
reported [today]'s figures | 2026-01-29
[yesterday] | 2026-01-28
[Tomorrow] the court sits | 2026-01-30
2025-12-31 | [tomorrow] | 2026-01-01
2024-02-28 | [tomorrow] | 2024-02-29
they met [last night] | 2026-01-28
[this morning] | 2026-01-29
[tonight] | 2026-01-29
said on [Wednesday] | 2026-01-28
police said [Thursday] | 2026-01-29
police said [Friday] | 2026-01-23
in a statement on [Sunday night] | 2026-01-25
the court will rule on [Friday] | 2026-01-30
said on [Tuesday] it will close | 2026-01-27
a hearing is scheduled for [Monday] | 2026-02-02
[Saturday]'s match will decide it | 2026-01-31
an appeal that can begin again after a court on [Tuesday] blocked it | 2026-01-27
[last Saturday] | 2026-01-24
[last Wednesday] | 2026-01-21
[this Friday] | 2026-01-30
[next Tuesday] | 2026-02-03
[next Friday] | 2026-02-06
[this past Sunday] | 2026-01-25
[Monday last week] | 2026-01-19
[Friday of next week] | 2026-02-06
2026-02-01 | [this Wednesday] | 2026-01-28
[this week] | 2026-01-26..2026-02-01
[last week] | 2026-01-19..2026-01-25
[next week] | 2026-02-02..2026-02-08
2026-01-01 | [this week] | 2025-12-29..2026-01-04
2021-01-03 | [last week] | 2020-12-21..2020-12-27
2021-01-04 | [last week] | 2020-12-28..2021-01-03
[earlier this week] | 2026-01-26..2026-01-29
[later this week] | 2026-01-29..2026-02-01
[late last week] | 2026-01-23..2026-01-25
over the [past week] | 2026-01-22..2026-01-29
[last weekend] | 2026-01-24..2026-01-25
over the [weekend] | 2026-01-24..2026-01-25
[this weekend] | 2026-01-31..2026-02-01
2026-01-26 | [this weekend]'s games were off | 2026-01-24..2026-01-25
2026-01-25 | a storm that hit over the [weekend] | 2026-01-24..2026-01-25
[this month] | 2026-01-01..2026-01-31
[last month] | 2025-12-01..2025-12-31
2026-03-31 | [last month] | 2026-02-01..2026-02-28
2024-03-31 | [last month] | 2024-02-01..2024-02-29
2026-10-31 | [next month] | 2026-11-01..2026-11-30
[earlier this month] | 2026-01-01..2026-01-29
2026-02-11 | [late this month] | 2026-02-19..2026-02-28
[last quarter] | 2025-10-01..2025-12-31
[this year] | 2026-01-01..2026-12-31
[last year] | 2025-01-01..2025-12-31
[earlier this year] | 2026-01-01..2026-01-29
[late last year] | 2025-09-01..2025-12-31
by the [end of the year] | 2026-09-01..2026-12-31
[last summer] | 2025-06-01..2025-08-31
[this summer] | 2026-06-01..2026-08-31
[this winter] | 2025-12-01..2026-02-28
[last winter] | 2024-12-01..2025-02-28
[next fall] | 2026-09-01..2026-11-30
[three days ago] | 2026-01-26
[two weeks ago] | 2026-01-12..2026-01-18
2026-03-31 | [a month ago] | 2026-02-01..2026-02-28
[5 months ago] | 2025-08-01..2025-08-31
2024-02-29 | [a year ago] | 2023-01-01..2023-12-31
more than [three years ago] | 2023-01-01..2023-12-31
[ten years ago] | 2015-01-01..2017-12-31
in the [past 10 days] | 2026-01-19..2026-01-29
in the [past 24 hours] | 2026-01-28..2026-01-29
over the [last decade] | 2016-01-29..2026-01-29
2024-02-29 | over the [last 12 months] | 2023-02-28..2024-02-29
over the [next two weeks] | 2026-01-29..2026-02-12
[28 January] | !2026-01-28
on [January 28] he left | !2026-01-28
[Jan. 28, 2026] | !2026-01-28
[Sept. 3rd, 2019], the day | !2019-09-03
on the [28th of January] | !2026-01-28
on the [28th] | 2026-01-28
2026-03-30 | on the [31st], | 2026-01-31
[2026-01-28] | !2026-01-28
[28/01/2026] | !2026-01-28
[Dec. 20] | !2025-12-20
a vote set for [Oct. 3] | !2025-10-03
he will speak on [June 30] | !2026-06-30
[Feb. 29] | !2024-02-29
[Tuesday, Nov. 4] | !2025-11-04
[Tues., Nov. 4] | !2025-11-04
at 8 p.m. [Friday night, Jan. 30] | !2026-01-30
[June 3 last year] | !2025-06-03
between [3 and 5 May 2025] | !2025-05-03..2025-05-05
[Aug. 2-4, 2025] | !2025-08-02..2025-08-04
from [28 December 2025 to 3 January 2026] | !2025-12-28..2026-01-03
on [June 10 and 11], he said | !2025-06-10..2025-06-11
[May 3 to June 5, 2024] | !2024-05-03..2024-06-05
the [week of June 4, 2025] | !2025-06-02..2025-06-08
the [week of June 8, 2025] | !2025-06-08..2025-06-14
the [weekend of June 7, 2025] | !2025-06-07..2025-06-08
in [January] | !2026-01-01..2026-01-31
in [February] | !2025-02-01..2025-02-28
the plant will open in [February] | !2026-02-01..2026-02-28
[March 2023] | !2023-03-01..2023-03-31
in [August last year] | !2025-08-01..2025-08-31
[last August] | 2025-08-01..2025-08-31
[next May] | 2026-05-01..2026-05-31
in [mid-March] | !2025-03-11..2025-03-20
in [late February 2024] | !2024-02-20..2024-02-29
at the [end of March 2025] | !2025-03-21..2025-03-31
from [June to August] | !2025-06-01..2025-08-31
from [June to August 2022] | !2022-06-01..2022-08-31
between [November 2023 and February] | !2023-11-01..2024-02-29
[since Monday] | 2026-01-26..2026-01-29
[since March] | !2025-03-01..2026-01-29
[since 2019] | !2019-01-01..2026-01-29
in [2022] | !2022-01-01..2022-12-31
the [2022] NHL finals | !2022-01-01..2022-12-31
[early 2023] | !2023-01-01..2023-04-30
the [2021-22] season | !2021-01-01..2022-12-31
from [2015 to 2019] | !2015-01-01..2019-12-31
in [1863] | !1863-01-01..1863-12-31
[summer 2021] | !2021-06-01..2021-08-31
the [winter of 2023] | !2023-12-01..2024-02-29
the [first quarter of 2024] | !2024-01-01..2024-03-31
the [1990s] | !1990-01-01..1999-12-31
the '[90s] hit | !1990-01-01..1999-12-31
the [early 1990s] | !1990-01-01..1993-04-30
in [May] and in [April 2025] | !2025-05-01..2025-05-31 !2025-04-01..2025-04-30
on [Monday] and [Tuesday] | 2026-01-26 2026-01-27
May said she may resign
they may march on the Capitol
Theresa May and April Jones met June Brown
a march of 2022 people
about 2000 soldiers and $1999
the novel “1984”, the series "Wednesday" and a call to 302-555-2022
the 28th annual fair, on the 21st floor
the next day, in recent years, for two weeks
02/03/2026 can be two days
every Friday, Black Friday and USA TODAY
open Monday through Friday
temperatures in the 70s
the last year of the war
that October it falls on a Saturday
on Jan. 32 or 2024-13-45
a mob stormed the Capitol on Sept. 11
no time at all
"""
ROWS = [line.split(" | ") for line in TABLE.strip().splitlines()]
THURSDAY = date(2026, 1, 29)


def days_between(first: date, last: date, count: int) -> list[date]:
    chance = random.Random(20260129)
    return [first + timedelta(days=chance.randrange((last - first).days)) for _ in range(count)]


SOME_DAYS = [*days_between(date(1995, 1, 1), date(2040, 1, 1), 300), date(2024, 2, 29), date(2023, 12, 31)]


def written(span: Period, *, explicit: bool) -> str:
    ends = str(span.first) if span.days == 1 else f"{span.first}..{span.last}"
    return f"!{ends}" if explicit else ends


@pytest.mark.parametrize("row", ROWS, ids=[" | ".join(row) for row in ROWS])
def test_expressions_mean_these_days(row: list[str]) -> None:
    anchor = date.fromisoformat(row[0]) if re.fullmatch(r"\d{4}-\d\d-\d\d", row[0]) else THURSDAY
    marked, *expected = row[1:] if anchor != THURSDAY else row
    text = marked.replace("[", "").replace("]", "")
    found = mentions(text, anchor)
    assert [one.text for one in found] == re.findall(r"\[(.*?)\]", marked)
    assert [written(one.span, explicit=one.explicit) for one in found] == " ".join(expected).split()
    assert all(text[one.start : one.end] == one.text for one in found)


@pytest.mark.parametrize("anchor", SOME_DAYS, ids=str)
def test_properties_on_any_day(anchor: date) -> None:
    def span(text: str) -> Period:
        (one,) = mentions(text, anchor)
        return one.span

    assert span("yesterday").last == anchor - timedelta(days=1)
    assert span("this week").contains(anchor)
    assert span("this week").first.weekday() == 0
    for unit in ("week", "month", "quarter", "year", "decade"):
        before, now, after = (span(f"{which} {unit}") for which in ("last", "this", "next"))
        assert now.contains(anchor)
        assert before.last + timedelta(days=1) == now.first
        assert now.last + timedelta(days=1) == after.first
        thirds = [span(f"{part} {unit}") for part in ("early this", "mid this", "late this")]
        assert (thirds[0].first, thirds[2].last) == (now.first, now.last)
        assert sum(third.days for third in thirds) == now.days
    for name in ("Monday", "Wednesday", "Sunday"):
        assert 0 <= (anchor - span(f"said {name}").first).days <= 6
        assert 0 <= (span(f"will come {name}").first - anchor).days <= 6
        assert span(f"since {name}") == Period(span(f"said {name}").first, anchor)
    assert 0 <= (anchor - span("was in March").first).days <= 366


@pytest.mark.parametrize("anchor", SOME_DAYS, ids=str)
def test_a_day_written_out_is_read_again_from_any_other(anchor: date) -> None:
    for day in (anchor, anchor - timedelta(days=40), anchor + timedelta(days=400)):
        text = format_day(day)
        (one,) = mentions(text, anchor)
        assert (one.text, one.span, one.explicit) == (text, Period(day, day), True)
        near = f"{day:%A}, {day.day} {day:%B}"
        if abs((day - anchor).days) < 100:
            assert mentions(near, anchor)[0].span == Period(day, day)


def test_spans() -> None:
    week, day = Period(date(2026, 1, 26), date(2026, 2, 1)), Period(THURSDAY, THURSDAY)
    assert (week.days, day.days) == (7, 1)
    assert week.contains(THURSDAY)
    assert not week.contains(date(2026, 2, 2))
    with pytest.raises(ValueError, match="before it begins"):
        Period(THURSDAY, date(2026, 1, 28))


WEEK = Period(THURSDAY - timedelta(days=6 + THIS_WEEK_SLACK), THURSDAY)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which automaker recalled cars this week?", QuestionPeriod(WEEK, demanded=True)),
        ("Who won this week's draft?", QuestionPeriod(WEEK)),
        ("What opened this week after closing in March 2020?", QuestionPeriod(WEEK, demanded=True)),
        ("Who resigned in 2022?", QuestionPeriod(Period(date(2022, 1, 1), date(2022, 12, 31)), demanded=True)),
        ("Who won the 2022 NHL finals?", QuestionPeriod(Period(date(2022, 1, 1), date(2022, 12, 31)))),
        ("Who will host the 2030 World Cup?", QuestionPeriod(Period(date(2030, 1, 1), date(2030, 12, 31)))),
        (
            "What burned on 28 January 2026?",
            QuestionPeriod(Period(date(2026, 1, 28), date(2026, 1, 28)), demanded=True),
        ),
        (
            "Who fell between 3 and 5 May 2025?",
            QuestionPeriod(Period(date(2025, 5, 3), date(2025, 5, 5)), demanded=True),
        ),
        ("How far have prices risen since March?", QuestionPeriod(Period(date(2025, 3, 1), THURSDAY), demanded=True)),
        ("Who won for the first time since 2019?", QuestionPeriod()),
        ("What fell last month?", QuestionPeriod(Period(date(2025, 12, 1), date(2025, 12, 31)), demanded=True)),
        ("Who was convicted on Tuesday?", QuestionPeriod(Period(date(2026, 1, 27), date(2026, 1, 27)), demanded=True)),
        ("Who ruled before 2020?", QuestionPeriod(Period(date.min, date(2019, 12, 31)), demanded=True)),
        ("Who ruled after 2020?", QuestionPeriod(Period(date(2021, 1, 1), THURSDAY), demanded=True)),
        ("Which state recently banned dyes?", QuestionPeriod()),
        ("What is the latest figure for 2025?", QuestionPeriod(Period(date(2025, 1, 1), date(2025, 12, 31)))),
        ("Who is the president of France?", QuestionPeriod()),
        ("May she resign?", QuestionPeriod()),
    ],
)
def test_what_a_question_says_of_time(question: str, expected: QuestionPeriod) -> None:
    assert asked_span(question, THURSDAY) == expected


@pytest.mark.parametrize("anchor", [date(1, 3, 1), date(9999, 12, 30), date.max])
def test_the_ends_of_the_calendar_are_no_error(anchor: date) -> None:
    for row in ROWS:
        mentions(row[-1], anchor)
        asked_span(" ".join(row), anchor)


def test_a_sentence_takes_little_time() -> None:
    text = (
        "The Senate said Wednesday that the bill, passed in late 2021 and due on Jan. 28, may return next week. " * 200
    )
    mentions(text, THURSDAY)
    begun = time.process_time()
    mentions(text, THURSDAY)
    assert (time.process_time() - begun) / 200 < 0.001  # seconds; some 70 microseconds where nothing else runs
