"""Edits that make a report say what its sources do not. Made by rule and by seed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from random import Random

from edited_pages import Edit, Page, in_body, once, source_entry, statements_of, with_paragraph

from assistant.evaluation.claims.exchanges import Origin
from assistant.evaluation.claims.falsehoods import FALSEHOODS
from assistant.rendering.layout import date_words
from assistant.rendering.safe_text import unbroken
from assistant.schema.answers import Citation
from assistant.schema.reports import Report

INVENTED = (
    "The mayor of Grantham resigned on Thursday after a vote in the council.",
    "Analysts expect the price of copper to double by the end of the year.",
    "A spokesman said the company would close 14 of its 90 shops.",
    "Officials later confirmed that nobody had been hurt.",
    "The decision came as a surprise to most observers.",
    "Experts say this is only the beginning.",
)


def _in_notes(page: Page, old: str, new: str, rng: Random) -> Page | None:
    changed = once(page.notes, page.write(old), page.write(new), rng)
    return (changed and replace(page, notes=changed)) or None


def _note(report: Report, number: int) -> Citation:
    return report.notes[number - 1]


def _twisted(text: str, report: Report, number: int, kind: str, rng: Random) -> str | None:
    quote = _note(report, number).quote
    origin = Origin(quote, quote, quote, rng)
    return next((one for one in FALSEHOODS[kind](text, origin) if one != text), None)


def statement_twisted(kind: str, page: Page, report: Report, rng: Random) -> Page | None:
    """A figure, a negation or a date in a statement becomes another."""
    for one in rng.sample(statements_of(report), len(statements_of(report))):
        if twisted := _twisted(one.text, report, one.notes[-1], kind, rng):
            return in_body(page, one.text, twisted, rng)
    return None


def quote_figure(page: Page, report: Report, rng: Random) -> Page | None:
    """A figure in a quote becomes another."""
    for one in rng.sample(report.notes, len(report.notes)):
        if twisted := _twisted(one.quote, report, one.number, "figure", rng):
            return _in_notes(page, one.quote, twisted, rng)
    return None


def quote_words(how: str, page: Page, report: Report, rng: Random) -> Page | None:
    """A word inside a quote is replaced, dropped or added."""
    one = rng.choice(report.notes)
    words = unbroken(one.quote).split(" ")
    at = rng.randrange(1, max(2, len(words) - 1))
    other = rng.choice("also very recently once new small quite however public first".split())
    if how == "replaced":
        words[at] = other
    elif how == "dropped":
        del words[at]
    else:
        words.insert(at, other)
    return _in_notes(page, one.quote, " ".join(words), rng)


_MARKS = {
    "markdown": r"\[\^{}\]",
    "html": r'<sup id="mark-{}">.*?</sup>',
    "docx": r'<w:footnoteReference w:id="{}"\s*/>',
}


def _mark(page: Page, number: int) -> str:
    """Return the source of a mark; the numbers that Word counts by are in the order of the marks."""
    if page.form == "docx":
        return re.findall(r"<w:footnoteReference [^>]*/>", page.body)[number - 1]
    found = re.search(_MARKS[page.form].format(number), page.body)
    assert found
    return found[0]


def marks_swapped(page: Page, report: Report, rng: Random) -> Page | None:
    """Two footnotes change places."""
    single = [one for one in statements_of(report) if len(one.notes) == 1]
    for _ in range(20):
        one, other = rng.sample(single, 2)
        quotes = [_note(report, each.notes[0]).quote for each in (one, other)]
        if quotes[0] not in quotes[1] and quotes[1] not in quotes[0]:
            first, second = (_mark(page, each.notes[0]) for each in (one, other))
            body = page.body.replace(first, "\0").replace(second, first).replace("\0", second)
            return replace(page, body=body)
    return None


def mark_deleted(page: Page, report: Report, rng: Random) -> Page | None:
    """A statement loses its footnotes: the marks are deleted."""
    one = rng.choice(statements_of(report))
    marks = [_mark(page, number) for number in one.notes]
    body = page.body
    for mark in marks:
        body = body.replace(mark, "")
    return replace(page, body=body)


def note_deleted(page: Page, report: Report, rng: Random) -> Page | None:
    """A footnote itself is deleted, its mark is not. Word deletes both."""
    number = rng.choice(report.notes).number
    if page.form == "docx":
        return mark_deleted(page, report, rng)
    pattern = rf"\n\[\^{number}\]:.*\n?" if page.form == "markdown" else rf'<li id="note-{number}">.*?</li>\n?'
    return replace(page, notes=re.sub(pattern, "\n", page.notes, count=1))


def source_deleted(page: Page, report: Report, rng: Random) -> Page | None:
    """An entry of the list of sources is deleted."""
    entry = source_entry(page, rng.choice(report.sources).key)
    return replace(page, body=page.body.replace(entry, "", 1)) if entry else None


def article_unknown(page: Page, report: Report, rng: Random) -> Page | None:
    """A footnote's reference leads to no article."""
    one = rng.choice(report.notes)
    other = replace(one, article_id=one.article_id[:-1] + ("x" if one.article_id[-1] != "x" else "y"))
    return _in_notes(page, one.reference, other.reference, rng)


def sentence_added(source: str, where: str, page: Page, report: Report, rng: Random) -> Page | None:
    """A sentence is put before or after a statement of a paragraph, or as a paragraph of its own."""
    paragraph = rng.choice([report.summary, *(section.statements for section in report.sections)])
    one = rng.choice(paragraph)
    around = {_note(report, number).article_id for each in paragraph for number in each.notes}
    others = [note.quote for note in report.notes if note.article_id not in around and not note.quote.endswith("?")]
    if source == "article" and not others:
        return None
    added = rng.choice(INVENTED if source == "invented" else others)
    if where == "paragraph":
        return with_paragraph(page, page.paragraph(added), rng)
    if where == "before":
        return in_body(page, one.text, f"{added} {one.text}", rng)
    mark = _mark(page, one.notes[-1])
    after = mark + (f" {page.write(added)}" if page.form != "docx" else "")
    if page.form == "docx":
        run = re.search(rf"<w:r>(?:(?!<w:r>).)*{re.escape(mark)}.*?</w:r>", page.body, re.S)
        text = f'<w:r><w:t xml:space="preserve"> {page.write(added)}</w:t></w:r>'
        return replace(page, body=page.body[: run.end()] + text + page.body[run.end() :]) if run else None
    return replace(page, body=page.body.replace(mark, after, 1))


def speaker_changed(page: Page, report: Report, rng: Random) -> Page | None:
    """Another speaker in the table of who said what."""
    if not report.sayings:
        return None
    row = rng.choice(report.sayings)
    names = [one.speaker for one in report.sayings if one.speaker.split()[-1] not in row.speaker]
    other = rng.choice([*names, "Martha Quill", "The finance ministry"])
    return _cell(page, row.speaker, other, rng)


def date_changed(table: str, page: Page, report: Report, rng: Random) -> Page | None:
    """Another date in a row of one of the two tables."""
    rows = [one.day for one in (report.sayings if table == "sayings" else report.timeline) if one.day]
    if not rows:
        return None
    old = date_words(rng.choice(rows))
    figures = list(re.finditer(r"\d+", old))
    if not figures:
        return None
    found = figures[-1 if rng.random() < 0.3 else 0]
    new = old[: found.start()] + str(int(found[0]) + rng.choice([1, 2, 3])) + old[found.end() :]
    return _cell(page, old, new, rng)


def _cell(page: Page, old: str, new: str, rng: Random) -> Page | None:
    """Change a cell that holds nothing else."""
    before, after = {"markdown": ("| ", " |"), "html": (">", "</td>"), "docx": (">", "</w:t>")}[page.form]
    changed = once(page.body, before + page.write(old) + after, before + page.write(new) + after, rng)
    return (changed and replace(page, body=changed)) or None


HARMFUL: Mapping[str, Edit] = {
    "figure in a statement": partial(statement_twisted, "figure"),
    "figure in a quote": quote_figure,
    "word of a quote replaced": partial(quote_words, "replaced"),
    "word of a quote dropped": partial(quote_words, "dropped"),
    "word added to a quote": partial(quote_words, "added"),
    "two footnotes swapped": marks_swapped,
    "mark deleted": mark_deleted,
    "footnote deleted": note_deleted,
    "source deleted": source_deleted,
    "article unknown": article_unknown,
    "invented sentence before": partial(sentence_added, "invented", "before"),
    "invented sentence after": partial(sentence_added, "invented", "after"),
    "invented paragraph": partial(sentence_added, "invented", "paragraph"),
    "sentence of an article before": partial(sentence_added, "article", "before"),
    "sentence of an article after": partial(sentence_added, "article", "after"),
    "paragraph of an article": partial(sentence_added, "article", "paragraph"),
    "speaker in a table": speaker_changed,
    "date of a saying": partial(date_changed, "sayings"),
    "date in the timeline": partial(date_changed, "timeline"),
    "negation": partial(statement_twisted, "negation added"),
}
