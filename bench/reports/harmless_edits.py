"""Edits that leave all that a report says as it is: wording around it, looks, white space. Made by rule and by seed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from random import Random

from assistant.schema.reports import Report
from bench.reports.edited_pages import (
    Edit,
    Page,
    add_paragraph,
    replace_all,
    replace_source,
    source_entry,
    statements_of,
    table_statements,
)

REMARK = "Checked with the desk on Tuesday; ask Mr Hale about the second figure."


def reword_heading(page: Page, report: Report, rng: Random) -> Page | None:
    """A heading is worded in another way."""
    headings = [section.heading for section in report.sections]
    headings += ["Summary", "Who said what", "Timeline", "What the archive does not say", "Sources"]
    old = rng.choice([heading for heading in headings if page.write(heading) in page.body])
    new = rng.choice(
        ["In short", "Voices", "How it went", "Left open", "Where this comes from", "Background: 3 points"]
    )
    before, after = {"markdown": ("## ", ""), "html": (">", "</h2>"), "docx": (">", "</w:t>")}[page.form]
    return replace_source(page, before + page.write(old) + after, before + page.write(new) + after)


def reword_title(page: Page, report: Report, rng: Random) -> Page | None:
    """The title is worded in another way."""
    before, after = {"markdown": ("# ", "\n"), "html": (">", "</h1>"), "docx": (">", "</w:t>")}[page.form]
    old, new = (before + page.write(title) + after for title in (report.title, "A review of 12 reports. Second draft"))
    return replace(page, body=page.body.replace(old, new, 1)) if old in page.body else None


def add_remark(page: Page, report: Report, rng: Random) -> Page | None:
    """A remark in italics, as a paragraph of its own."""
    return add_paragraph(page, page.paragraph(REMARK, italic=True), rng)


def reword_head(page: Page, report: Report, rng: Random) -> Page | None:
    """The paragraph under the title is worded in another way."""
    return replace_source(
        page, page.write(f"Report {report.id}, "), page.write(f"Edited by J. H. on 25 November. Report {report.id}, ")
    )


def change_white_space(page: Page, report: Report, rng: Random) -> Page | None:
    """White space: lines are wrapped, spaces doubled or made ones that do not break."""
    text = rng.choice(statements_of(report)).text
    source = page.write(text)
    spaces = [match.start() for match in re.finditer(" ", source)]
    if len(spaces) < 3 or source not in page.body:
        return None
    position = rng.choice(spaces)
    table = any(text == statement.text for statement in table_statements(report))
    space = rng.choice(["  ", "\u00a0"] if table or page.form == "docx" else ["\n", "  ", "\u00a0"])
    return replace(page, body=replace_all(page.body, source, source[:position] + space + source[position + 1 :]))


_CURLY = re.compile(r"\"([^\"]*)\"")


def change_quotation_marks(page: Page, report: Report, rng: Random) -> Page | None:
    """Straight quotation marks become curly ones in all statements, or the other way round."""
    body = page.body
    for statement in statements_of(report):
        curly = _CURLY.sub(r"“\1”", statement.text).replace("'", "’")
        straight = re.sub("[“”]", '"', statement.text).replace("’", "'").replace("‘", "'")
        new = curly if curly != statement.text else straight
        body = replace_all(body, page.write(statement.text), page.write(new))
    return replace(page, body=body) if body != page.body else None


def reorder_sources(page: Page, report: Report, rng: Random) -> Page | None:
    """Two entries of the list of sources change places."""
    if len(report.sources) < 2:
        return None
    first, second = (source_entry(page, entry.key) for entry in rng.sample(report.sources, 2))
    if not first or not second or first == second:
        return None
    return replace(page, body=page.body.replace(first, "\0").replace(second, first).replace("\0", second))


def add_question(page: Page, report: Report, rng: Random) -> Page | None:
    """One more question that the archive does not answer."""
    if not report.silences:
        return None
    last = page.write(report.silences[-1])
    new = page.write(rng.choice(["Who paid the 3 million?", "What did Ms. Reed say on Monday?", "Why was it closed?"]))
    if page.form == "markdown":
        return replace_source(page, f"- {last}", f"- {last}\n- {new}")
    if page.form == "html":
        return replace_source(page, last, f"{last}</li>\n<li>{new}")
    match = re.search(rf"<w:p>(?:(?!<w:p>).)*{re.escape(last)}(?:(?!<w:p>).)*</w:p>", page.body, re.S)
    return replace(page, body=page.body.replace(match[0], match[0] + match[0].replace(last, new))) if match else None


def format_words(how: str, page: Page, report: Report, rng: Random) -> Page | None:
    """Some words of a statement are set in bold, or become a link."""
    text = page.write(rng.choice(statements_of(report)).text)
    words = list(re.finditer(r"(?<= )[a-z]{4,}(?= )", text))
    if not words or text not in page.body:
        return None
    word = rng.choice(words)
    around = {
        ("markdown", "bold"): ("**", "**"), ("markdown", "link"): ("[", "](https://example.org/a)"),
        ("html", "bold"): ("<strong>", "</strong>"), ("html", "link"): ('<a href="https://example.org/a">', "</a>"),
        ("docx", "bold"): ('</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">',
                           '</w:t></w:r><w:r><w:t xml:space="preserve">'),
        ("docx", "link"): ('</w:t></w:r><w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">',
                           '</w:t></w:r><w:r><w:t xml:space="preserve">'),
    }[page.form, how]  # fmt: skip
    new = text[: word.start()] + around[0] + word[0] + around[1] + text[word.end() :]
    return replace(page, body=replace_all(page.body, text, new))


HARMLESS: Mapping[str, Edit] = {
    "heading reworded": reword_heading,
    "title reworded": reword_title,
    "remark added": add_remark,
    "head reworded": reword_head,
    "white space": change_white_space,
    "quotation marks": change_quotation_marks,
    "sources reordered": reorder_sources,
    "question added": add_question,
    "bold words": partial(format_words, "bold"),
    "linked words": partial(format_words, "link"),
}
