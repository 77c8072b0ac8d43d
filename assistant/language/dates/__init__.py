"""Time in news text and in questions: which days an expression means.

"Wednesday" in an article of 29 January 2026 is 28 January 2026. Vague words ("recently", "in recent years") and times
counted from within a story ("the next day") are no expressions of time here. The rules are in `days`, `relative` and
`years`; this module finds where they apply and reads the words around: "since", "early", "the week of", "from ... to".
English only. Cost: 20 microseconds a sentence and 10 to 30 an expression.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.language.dates import days, relative, years
from assistant.language.dates.periods import Period, around, format_day, third
from assistant.language.dates.rules import AHEAD, BACK, DateReading, Rule, View, is_title
from assistant.language.lexicon import WEEKDAYS, alternatives

__all__ = ["THIS_WEEK_SLACK", "Mention", "Period", "QuestionPeriod", "asked_span", "format_day", "mentions"]

THIS_WEEK_SLACK = 2
"""Days. "This week" in a question reaches 7 days and these back from the day of asking: of the newsquiz articles that
answer a question with "this week", 48 of 53 were published 1 to 5 days before it, 2 seven days, 3 long before."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An expression of time: ``text == source[start:end]``, and the days it means.

    ``explicit`` when the text itself names a day, month or year of the calendar: "in 2022", "28 January".
    """

    start: int
    end: int
    text: str
    span: Period
    explicit: bool


@dataclass(frozen=True, slots=True)
class QuestionPeriod:
    """The period that a question names, None without one; articles about it may be published days or years later.

    ``demanded`` when the period is plainly a condition ("in 2022", "this week") and not part of a name ("the 2022
    finals").
    """

    span: Period | None = None
    demanded: bool = False


def mentions(text: str, anchor: date) -> list[Mention]:
    """Return the expressions of time in a text written on the day ``anchor``, in order, none overlapping.

    Bare names ("Wednesday", "in March") mean the last such time unless the words near them point ahead.
    """
    return [_mention(expression) for expression in _find(text, View(anchor))]


# Finding.


@dataclass(frozen=True, slots=True)
class _Expression:
    start: int
    end: int
    reading: DateReading
    rule: Rule
    match: re.Match[str]

    def names_year(self) -> bool:
        return bool(self.match.groupdict().get("year"))


_WORD = re.compile(r"[^\W\d_]+|\d\w*")
_RULES: dict[str, list[Rule]] = {}
for _rule in (*days.RULES, *relative.RULES, *years.RULES):
    for _trigger in _rule.triggers:
        _RULES.setdefault(_trigger, []).append(_rule)


def _mention(expression: _Expression) -> Mention:
    start, end, reading = expression.start, expression.end, expression.reading
    return Mention(start, end, expression.match.string[start:end], reading.span, reading.explicit)


def _find(text: str, view: View) -> list[_Expression]:
    expressions: list[_Expression] = []
    for word in _WORD.finditer(text):
        rules = _RULES.get("#" if word[0][0].isdigit() else word[0].lower())
        if not rules or (expressions and word.start() < expressions[-1].end):
            continue
        readings = (_try(rule, text, word.start(), view) for rule in rules)
        if expression := next(filter(None, readings), None):
            joined = _joined(expressions[-1], expression) if expressions else None
            expressions[-1:] = [joined] if joined else [*expressions[-1:], expression]
    return expressions


def _try(rule: Rule, text: str, start: int, view: View) -> _Expression | None:
    match = rule.pattern.match(text, start)
    return _read(rule, match, view) if match and not is_title(match) else None


def _read(rule: Rule, match: re.Match[str], view: View) -> _Expression | None:
    try:
        if not (reading := rule.read(match, view)):
            return None
        return _with_words_before(_Expression(match.start(), match.end(), reading, rule, match), view.anchor)
    except (ValueError, OverflowError):  # 31 February, or thirty centuries ago
        return None


# Words around an expression.

_WEEK_OF = re.compile(r"\b(?P<unit>week|weekend)\s(?:of|beginning|starting)\s$", re.I)
_PART = re.compile(
    r"\b(?P<part>early|mid|middle|late|beginning|start|end|earlier|later)(?:(?:\s(?:in|on|of))?\s(?:the\s)?|-)$",
    re.I,
)
_SINCE = re.compile(r"\bsince\s(?:the\s)?$", re.I)
_BEFORE = 24
"""Characters, more than the longest of these."""


def _with_words_before(expression: _Expression, anchor: date) -> _Expression:
    """Take in "the week of", then "early" and its like, then "since"."""
    text, reading, start = expression.match.string, expression.reading, expression.start
    if reading.span.days == 1 and (words := _WEEK_OF.search(text, max(0, start - _BEFORE), start)):
        reading = _week_of(words, reading)
        start = words.start()
    if reading.span.days > 1 and (words := _PART.search(text, max(0, start - _BEFORE), start)):
        reading = _part(words, reading, anchor)
        start = words.start()
    if (words := _SINCE.search(text, max(0, start - _BEFORE), start)) and reading.span.first <= anchor:
        reading = replace(reading, span=Period(reading.span.first, anchor))
        start = words.start()
    return expression if start == expression.start else replace(expression, start=start, reading=reading)


def _week_of(words: re.Match[str], reading: DateReading) -> DateReading:
    """Return the calendar week or weekend that holds the day; from a Sunday on, the seven days that begin with it."""
    day, unit = reading.span.first, words["unit"].lower()
    sunday = unit == "week" and day.weekday() == 6
    return replace(reading, span=Period(day, day + timedelta(days=6)) if sunday else around(day, unit))


def _part(words: re.Match[str], reading: DateReading, anchor: date) -> DateReading:
    """Return a third of a time for "early", "mid", "late"; what is over of it for "earlier", the rest for "later"."""
    part, span = words["part"].lower(), reading.span
    if part in relative.PARTS:
        span = third(span, relative.PARTS[part])
    elif span.contains(anchor):
        span = Period(span.first, anchor) if part == "earlier" else Period(anchor, span.last)
    return replace(reading, span=span)


_LINK = re.compile(r"\s?(?:(?P<word>to|and)|through|until|till|–|—|-)\s?(?:the\s)?", re.I)
_FROM = re.compile(r"\b(?:from|between)\s(?:the\s)?$", re.I)


def _joined(first: _Expression, second: _Expression) -> _Expression | None:
    """Join "June" and "August" to "from June to August": the name without a year takes it from the second."""
    text = first.match.string
    link = _LINK.fullmatch(text, first.end, second.start)
    if not link or (link["word"] and not _is_range(first, second, link["word"])):
        return None
    begin, end = _fitted(first, second)
    if end.span.last < begin.span.first:
        return None
    reading = DateReading(Period(begin.span.first, end.span.last), begin.explicit and end.explicit)
    return replace(second, start=first.start, reading=reading)


def _is_range(first: _Expression, second: _Expression, word: str) -> bool:
    """Return whether "to" or "and" makes a range: after "from" or "between", and in "28 June to 4 July"."""
    from_before = _FROM.search(first.match.string, max(0, first.start - _BEFORE), first.start)
    return bool(from_before) or (word == "to" and first.reading.explicit and second.reading.explicit)


def _fitted(first: _Expression, second: _Expression) -> tuple[DateReading, DateReading]:
    """Return both ends of a range, each read from the other where that says more."""
    begin, end = first.reading, second.reading
    if first.rule in relative.RULES or second.rule in relative.RULES:
        return begin, end
    if first.names_year() and not second.names_year():
        end = _again(second, View(begin.span.last, AHEAD))
    elif not first.names_year():
        begin = _again(first, View(end.span.first, BACK))
    return begin, end


def _again(expression: _Expression, view: View) -> DateReading:
    """Read an expression from another day."""
    return (_read(expression.rule, expression.match, view) or expression).reading


# Questions.

_THIS_WEEK = re.compile(r"\b(?:this(?:\spast)?|past)\sweek$", re.I)
_FIRST_SINCE = re.compile(r"\b(?:first|last|only|most|least|worst|best|\w{3,}est)\b[^,;.?]*\bsince\b[^,;.?]*$", re.I)
_LIMIT = re.compile(r"\b(?:(?P<before>before|prior\sto)|after)\s$", re.I)
_CONDITION = re.compile(r"\b(?:in|on|during|throughout|within|over|from|between|before|after|prior\sto)\s$", re.I)
_ASIDE = re.compile(r"(?:\b(?:after|following|despite|since)|,\s(?:who|whose|which)|\swhen)\s\w[^,;.?]*\s\w+\s$", re.I)


_NAMED_DAY = re.compile(rf"\bthe (?:{alternatives(WEEKDAYS)}) [a-z]", re.I)
"""\"The Saturday market\" is held on any Saturday."""


def asked_span(question: str, as_of: date) -> QuestionPeriod:
    """Return the period that a question asked on the day ``as_of`` names.

    Of several periods the one nearest to that day counts: "this week", not "after sealing its borders in March 2020".
    """
    expressions = _find(question, View(as_of))
    expressions = [each for each in expressions if not _FIRST_SINCE.search(question[: each.start + 6])]
    periods = [(_period(each, as_of), each) for each in expressions]
    if not periods:
        return QuestionPeriod()
    span, chosen = min(periods, key=lambda pair: _distance(pair[0], as_of))
    return QuestionPeriod(span, _is_demanded(chosen) and span.first <= as_of)


def _distance(span: Period, as_of: date) -> tuple[bool, int, int]:
    return span.first > as_of, max(0, (as_of - span.last).days), span.days


def _period(expression: _Expression, as_of: date) -> Period:
    text, span = expression.match.string, expression.reading.span
    if _THIS_WEEK.search(text, 0, expression.end):
        return Period(as_of - timedelta(days=6 + THIS_WEEK_SLACK), as_of)
    limit = _LIMIT.search(text, max(0, expression.start - _BEFORE), expression.start)
    if limit and limit["before"]:
        return Period(date.min, span.first - timedelta(days=1))
    return Period(span.last + timedelta(days=1), as_of) if limit and span.last < as_of else span


def _is_demanded(expression: _Expression) -> bool:
    """Return whether the period is a condition: neither part of a name ("this year's Oscars") nor said in passing."""
    text = expression.match.string
    if _NAMED_DAY.match(text, max(0, expression.start - len("the "))):
        return False
    if text[expression.end : expression.end + 2] in ("'s", "’s") or _ASIDE.search(text, 0, expression.start):
        return False
    decade = text[expression.start : expression.end].endswith("0s")
    since = text[expression.start : expression.end].lower().startswith("since")
    return decade or since or not expression.reading.explicit or bool(_CONDITION.search(text, 0, expression.start))
