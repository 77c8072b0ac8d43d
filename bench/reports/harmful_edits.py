"""Edits that make a report say what its sources do not. Made by rule and by seed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from random import Random

from assistant.rendering.layout import date_words
from assistant.rendering.safe_text import unbroken
from assistant.schema.answers import Citation
from assistant.schema.reports import Report
from bench.claims.exchanges import Origin
from bench.claims.falsehoods import FALSEHOODS
from bench.reports.edited_pages import (
    Edit,
    Page,
    add_paragraph,
    replace_in_body,
    replace_one,
    source_entry,
    statements_of,
)

INVENTED = (
    "The mayor of Grantham resigned on Thursday after a vote in the council.",
    "Analysts expect the price of copper to double by the end of the year.",
    "A spokesman said the company would close 14 of its 90 shops.",
    "Officials later confirmed that nobody had been hurt.",
    "The decision came as a surprise to most observers.",
    "Experts say this is only the beginning.",
)


def _replace_in_notes(page: Page, old: str, new: str, rng: Random) -> Page | None:
    changed = replace_one(page.notes, page.write(old), page.write(new), rng)
    return (changed and replace(page, notes=changed)) or None


def _note(report: Report, number: int) -> Citation:
    return report.notes[number - 1]


def _falsehood(text: str, report: Report, number: int, kind: str, rng: Random) -> str | None:
    quote = _note(report, number).quote
    origin = Origin(quote, quote, quote, rng)
    return next((claim for claim in FALSEHOODS[kind](text, origin) if claim != text), None)


def change_statement(kind: str, page: Page, report: Report, rng: Random) -> Page | None:
    """A figure, a negation or a date in a statement becomes another."""
    for statement in rng.sample(statements_of(report), len(statements_of(report))):
        if falsehood := _falsehood(statement.text, report, statement.notes[-1], kind, rng):
            return replace_in_body(page, statement.text, falsehood, rng)
    return None


def change_quote_figure(page: Page, report: Report, rng: Random) -> Page | None:
    """A figure in a quote becomes another."""
    for note in rng.sample(report.notes, len(report.notes)):
        if falsehood := _falsehood(note.quote, report, note.number, "figure", rng):
            return _replace_in_notes(page, note.quote, falsehood, rng)
    return None


def change_quote_word(how: str, page: Page, report: Report, rng: Random) -> Page | None:
    """A word inside a quote is replaced, dropped or added."""
    note = rng.choice(report.notes)
    words = unbroken(note.quote).split(" ")
    index = rng.randrange(1, max(2, len(words) - 1))
    other = rng.choice("also very recently once new small quite however public first".split())
    if how == "replaced":
        words[index] = other
    elif how == "dropped":
        del words[index]
    else:
        words.insert(index, other)
    return _replace_in_notes(page, note.quote, " ".join(words), rng)


_MARKS = {
    "markdown": r"\[\^{}\]",
    "html": r'<sup id="mark-{}">.*?</sup>',
    "docx": r'<w:footnoteReference w:id="{}"\s*/>',
}


def _mark(page: Page, number: int) -> str:
    """Return the source of a mark; the numbers that Word counts by are in the order of the marks."""
    if page.form == "docx":
        return str(re.findall(r"<w:footnoteReference [^>]*/>", page.body)[number - 1])
    match = re.search(_MARKS[page.form].format(number), page.body)
    assert match
    return match[0]


def swap_marks(page: Page, report: Report, rng: Random) -> Page | None:
    """Two footnotes change places."""
    single = [statement for statement in statements_of(report) if len(statement.notes) == 1]
    for _ in range(20):
        first, second = rng.sample(single, 2)
        quotes = [_note(report, statement.notes[0]).quote for statement in (first, second)]
        if quotes[0] not in quotes[1] and quotes[1] not in quotes[0]:
            first_mark, second_mark = (_mark(page, statement.notes[0]) for statement in (first, second))
            body = page.body.replace(first_mark, "\0").replace(second_mark, first_mark).replace("\0", second_mark)
            return replace(page, body=body)
    return None


def delete_mark(page: Page, report: Report, rng: Random) -> Page | None:
    """A statement loses its footnotes: the marks are deleted."""
    statement = rng.choice(statements_of(report))
    marks = [_mark(page, number) for number in statement.notes]
    body = page.body
    for mark in marks:
        body = body.replace(mark, "")
    return replace(page, body=body)


def delete_note(page: Page, report: Report, rng: Random) -> Page | None:
    """A footnote itself is deleted, its mark is not. Word deletes both."""
    number = rng.choice(report.notes).number
    if page.form == "docx":
        return delete_mark(page, report, rng)
    pattern = rf"\n\[\^{number}\]:.*\n?" if page.form == "markdown" else rf'<li id="note-{number}">.*?</li>\n?'
    return replace(page, notes=re.sub(pattern, "\n", page.notes, count=1))


def delete_source(page: Page, report: Report, rng: Random) -> Page | None:
    """An entry of the list of sources is deleted."""
    entry = source_entry(page, rng.choice(report.sources).key)
    return replace(page, body=page.body.replace(entry, "", 1)) if entry else None


def break_reference(page: Page, report: Report, rng: Random) -> Page | None:
    """A footnote's reference leads to no article."""
    note = rng.choice(report.notes)
    other = replace(note, article_id=note.article_id[:-1] + ("x" if note.article_id[-1] != "x" else "y"))
    return _replace_in_notes(page, note.reference, other.reference, rng)


def add_sentence(source: str, where: str, page: Page, report: Report, rng: Random) -> Page | None:
    """A sentence is put before or after a statement of a paragraph, or as a paragraph of its own."""
    paragraph = rng.choice([report.summary, *(section.statements for section in report.sections)])
    statement = rng.choice(paragraph)
    around = {_note(report, number).article_id for neighbour in paragraph for number in neighbour.notes}
    others = [note.quote for note in report.notes if note.article_id not in around and not note.quote.endswith("?")]
    if source == "article" and not others:
        return None
    added = rng.choice(INVENTED if source == "invented" else others)
    if where == "paragraph":
        return add_paragraph(page, page.paragraph(added), rng)
    if where == "before":
        return replace_in_body(page, statement.text, f"{added} {statement.text}", rng)
    mark = _mark(page, statement.notes[-1])
    after = mark + (f" {page.write(added)}" if page.form != "docx" else "")
    if page.form == "docx":
        run = re.search(rf"<w:r>(?:(?!<w:r>).)*{re.escape(mark)}.*?</w:r>", page.body, re.S)
        text = f'<w:r><w:t xml:space="preserve"> {page.write(added)}</w:t></w:r>'
        return replace(page, body=page.body[: run.end()] + text + page.body[run.end() :]) if run else None
    return replace(page, body=page.body.replace(mark, after, 1))


def change_speaker(page: Page, report: Report, rng: Random) -> Page | None:
    """Another speaker in the table of who said what."""
    if not report.sayings:
        return None
    row = rng.choice(report.sayings)
    names = [saying.speaker for saying in report.sayings if saying.speaker.split()[-1] not in row.speaker]
    other = rng.choice([*names, "Martha Quill", "The finance ministry"])
    return _replace_cell(page, row.speaker, other, rng)


def change_date(table: str, page: Page, report: Report, rng: Random) -> Page | None:
    """Another date in a row of one of the two tables."""
    rows = [row.day for row in (report.sayings if table == "sayings" else report.timeline) if row.day]
    if not rows:
        return None
    old = date_words(rng.choice(rows))
    figures = list(re.finditer(r"\d+", old))
    if not figures:
        return None
    figure = figures[-1 if rng.random() < 0.3 else 0]
    new = old[: figure.start()] + str(int(figure[0]) + rng.choice([1, 2, 3])) + old[figure.end() :]
    return _replace_cell(page, old, new, rng)


def _replace_cell(page: Page, old: str, new: str, rng: Random) -> Page | None:
    """Change a cell that holds nothing else."""
    before, after = {"markdown": ("| ", " |"), "html": (">", "</td>"), "docx": (">", "</w:t>")}[page.form]
    changed = replace_one(page.body, before + page.write(old) + after, before + page.write(new) + after, rng)
    return (changed and replace(page, body=changed)) or None


HARMFUL: Mapping[str, Edit] = {
    "figure in a statement": partial(change_statement, "figure"),
    "figure in a quote": change_quote_figure,
    "word of a quote replaced": partial(change_quote_word, "replaced"),
    "word of a quote dropped": partial(change_quote_word, "dropped"),
    "word added to a quote": partial(change_quote_word, "added"),
    "two footnotes swapped": swap_marks,
    "mark deleted": delete_mark,
    "footnote deleted": delete_note,
    "source deleted": delete_source,
    "article unknown": break_reference,
    "invented sentence before": partial(add_sentence, "invented", "before"),
    "invented sentence after": partial(add_sentence, "invented", "after"),
    "invented paragraph": partial(add_sentence, "invented", "paragraph"),
    "sentence of an article before": partial(add_sentence, "article", "before"),
    "sentence of an article after": partial(add_sentence, "article", "after"),
    "paragraph of an article": partial(add_sentence, "article", "paragraph"),
    "speaker in a table": change_speaker,
    "date of a saying": partial(change_date, "sayings"),
    "date in the timeline": partial(change_date, "timeline"),
    "negation": partial(change_statement, "negation added"),
}
