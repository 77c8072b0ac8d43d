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
    everywhere,
    exactly,
    source_entry,
    statements_of,
    table_statements,
    with_paragraph,
)

REMARK = "Checked with the desk on Tuesday; ask Mr Hale about the second figure."


def heading_reworded(page: Page, report: Report, rng: Random) -> Page | None:
    """A heading is worded in another way."""
    headings = [section.heading for section in report.sections]
    headings += ["Summary", "Who said what", "Timeline", "What the archive does not say", "Sources"]
    old = rng.choice([heading for heading in headings if page.write(heading) in page.body])
    new = rng.choice(
        ["In short", "Voices", "How it went", "Left open", "Where this comes from", "Background: 3 points"]
    )
    before, after = {"markdown": ("## ", ""), "html": (">", "</h2>"), "docx": (">", "</w:t>")}[page.form]
    return exactly(page, before + page.write(old) + after, before + page.write(new) + after)


def title_reworded(page: Page, report: Report, rng: Random) -> Page | None:
    """The title is worded in another way."""
    before, after = {"markdown": ("# ", "\n"), "html": (">", "</h1>"), "docx": (">", "</w:t>")}[page.form]
    old, new = (before + page.write(title) + after for title in (report.title, "A review of 12 reports. Second draft"))
    return replace(page, body=page.body.replace(old, new, 1)) if old in page.body else None


def remark_added(page: Page, report: Report, rng: Random) -> Page | None:
    """A remark in italics, as a paragraph of its own."""
    return with_paragraph(page, page.paragraph(REMARK, italic=True), rng)


def head_reworded(page: Page, report: Report, rng: Random) -> Page | None:
    """The paragraph under the title is worded in another way."""
    return exactly(
        page, page.write(f"Report {report.id}, "), page.write(f"Edited by J. H. on 25 November. Report {report.id}, ")
    )


def wrapped(page: Page, report: Report, rng: Random) -> Page | None:
    """White space: lines are wrapped, spaces doubled or made ones that do not break."""
    text = rng.choice(statements_of(report)).text
    source = page.write(text)
    spaces = [match.start() for match in re.finditer(" ", source)]
    if len(spaces) < 3 or source not in page.body:
        return None
    position = rng.choice(spaces)
    table = any(text == statement.text for statement in table_statements(report))
    space = rng.choice(["  ", "\u00a0"] if table or page.form == "docx" else ["\n", "  ", "\u00a0"])
    return replace(page, body=everywhere(page.body, source, source[:position] + space + source[position + 1 :]))


_CURLY = re.compile(r"\"([^\"]*)\"")


def quotes_changed(page: Page, report: Report, rng: Random) -> Page | None:
    """Straight quotation marks become curly ones in all statements, or the other way round."""
    body = page.body
    for statement in statements_of(report):
        curly = _CURLY.sub(r"“\1”", statement.text).replace("'", "’")
        straight = re.sub("[“”]", '"', statement.text).replace("’", "'").replace("‘", "'")
        new = curly if curly != statement.text else straight
        body = everywhere(body, page.write(statement.text), page.write(new))
    return replace(page, body=body) if body != page.body else None


def sources_reordered(page: Page, report: Report, rng: Random) -> Page | None:
    """Two entries of the list of sources change places."""
    if len(report.sources) < 2:
        return None
    first, second = (source_entry(page, entry.key) for entry in rng.sample(report.sources, 2))
    if not first or not second or first == second:
        return None
    return replace(page, body=page.body.replace(first, "\0").replace(second, first).replace("\0", second))


def question_added(page: Page, report: Report, rng: Random) -> Page | None:
    """One more question that the archive does not answer."""
    if not report.silences:
        return None
    last = page.write(report.silences[-1])
    new = page.write(rng.choice(["Who paid the 3 million?", "What did Ms. Reed say on Monday?", "Why was it closed?"]))
    if page.form == "markdown":
        return exactly(page, f"- {last}", f"- {last}\n- {new}")
    if page.form == "html":
        return exactly(page, last, f"{last}</li>\n<li>{new}")
    match = re.search(rf"<w:p>(?:(?!<w:p>).)*{re.escape(last)}(?:(?!<w:p>).)*</w:p>", page.body, re.S)
    return replace(page, body=page.body.replace(match[0], match[0] + match[0].replace(last, new))) if match else None


def words_marked(how: str, page: Page, report: Report, rng: Random) -> Page | None:
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
    return replace(page, body=everywhere(page.body, text, new))


HARMLESS: Mapping[str, Edit] = {
    "heading reworded": heading_reworded,
    "title reworded": title_reworded,
    "remark added": remark_added,
    "head reworded": head_reworded,
    "white space": wrapped,
    "quotation marks": quotes_changed,
    "sources reordered": sources_reordered,
    "question added": question_added,
    "bold words": partial(words_marked, "bold"),
    "linked words": partial(words_marked, "link"),
}
