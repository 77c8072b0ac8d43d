"""A document of any form as the same plain lines, and the lines that a report must come to."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from lxml import html

from assistant.pandoc import convert
from assistant.rendering.layout import date_words
from assistant.rendering.report.report_parts import head
from assistant.rendering.safe_text import one_line, unbroken, web_address

INVISIBLE = re.compile("\u200e|(?<=\\])\u202f(?=\\[\\^)")
"""Before a date that follows a name from right to left, and between two marks: no part of what is said."""


@dataclass
class Lines:
    """Headings, paragraphs, items and rows as text with marks ``[^1]``; footnotes; where links lead."""

    body: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    links: set = field(default_factory=set)


def expected(report):
    """What every form must come to, put together from the report alone."""
    body = [f"# {one_line(report.title)}", head(report)]
    if report.summary:
        body += ["## Summary", _paragraph(report.summary)]
    for section in report.sections:
        body += [f"## {one_line(section.heading)}", _paragraph(section.statements)]
    if report.sayings:
        body += ["## Who said what", "Who | What was said | Published"]
        body += [
            f"{one_line(s.speaker)} | {_said(s.statement)} | {date_words(s.day) or 'no date'}" for s in report.sayings
        ]
    if report.timeline:
        body += ["## Timeline", "Date | What happened"]
        body += [f"{date_words(happening.day)} | {_said(happening.statement)}" for happening in report.timeline]
    if report.silences:
        body += ["## What the archive does not say", *(f"- {one_line(question)}" for question in report.silences)]
    if report.sources:
        body += ["## Sources", *(f"- {one_line(source.reference)} {source.key}" for source in report.sources)]
    return Lines(body, [_note(note) for note in report.notes])


def _paragraph(statements):
    return " ".join(map(_said, statements))


def _said(statement):
    return unbroken(statement.text) + "".join(f"[^{number}]" for number in statement.notes)


def _note(note):
    facts = (one_line(note.title), one_line(note.publisher), date_words(note.published))
    return f"{', '.join(fact for fact in facts if fact)}: “{unbroken(note.quote)}” {note.reference}"


def addresses(report):
    """Where the links of a report may lead: to its articles, and where its list of sources says."""
    found = {web_address(note.url) for note in report.notes}
    listed = [re.findall(r"https?://\S*\w", one_line(source.reference)) for source in report.sources]
    return {address for address in [*found, *(web_address(one) for more in listed for one in more)] if address}


def by_pandoc(content, form):
    """Lines of what Pandoc reads: Markdown of some kind, or DOCX."""
    return _Walk().read(json.loads(convert(content, form, "json")))


class _Walk:
    def __init__(self):
        self.lines = Lines()

    def read(self, tree):
        if "title" in tree["meta"]:
            self.lines.body.append(f"# {self.text(tree['meta']['title']['c'])}")
        self.blocks(tree["blocks"], "")
        return self.lines

    def blocks(self, blocks, before):
        for block in blocks:
            kind, content = block["t"], block["c"]
            if kind in ("Para", "Plain"):
                self.lines.body.append(before + self.text(content))
            elif kind == "Header":
                level = max(2, content[0]) if self.lines.body else 1
                self.lines.body.append(f"{'#' * level} {self.text(content[2])}")
            elif kind == "BulletList":
                for item in content:
                    self.blocks(item, "- ")
            elif kind == "Div":
                self.blocks(content[1], before)
            else:
                assert kind == "Table", f"no {kind} in a report"
                self.table(content)

    def table(self, content):
        for _, cells in [*content[3][1], *(row for body in content[4] for row in body[3])]:
            texts = [" ".join(self.text(block["c"]) for block in cell[4]) for cell in cells]
            self.lines.body.append(" | ".join(texts))

    def text(self, inlines):
        return INVISIBLE.sub("", "".join(map(self.inline, inlines)))

    def inline(self, inline):
        kind, content = inline["t"], inline.get("c")
        if kind in ("Space", "SoftBreak"):
            return " "
        if kind == "Str":
            return content
        if kind == "Code":
            return content[1]
        if kind == "Link":
            self.lines.links.add(content[2][0])
        if kind == "Note":
            self.lines.notes.append("")
            number = len(self.lines.notes)
            self.lines.notes[number - 1] = " ".join(self.text(block["c"]) for block in content)
            return f"[^{number}]"
        assert kind in ("Emph", "Superscript", "Span", "Link"), f"no {kind} in a report"
        return "".join(map(self.inline, content if kind in ("Emph", "Superscript") else content[1]))


def by_browser(page):
    """Lines of an HTML page, marks taken from its links; lxml reads it as a browser does."""
    article = html.document_fromstring(page).find(".//article")
    lines = Lines(links=set(article.xpath("//a[not(starts-with(@href, '#'))]/@href")))
    for mark in article.xpath("//sup"):
        (link,) = mark
        assert link.get("href") == f"#note-{link.text}"
        mark.attrib.clear()
        link.text = f"[^{link.text}]"
    for note in article.xpath("//li[starts-with(@id, 'note-')]"):
        number = len(lines.notes) + 1
        assert note.get("id") == f"note-{number}"
        assert note.xpath("string(.//a[@role='doc-backlink']/@href)") == f"#mark-{number}"
        lines.notes.append(_content(note).removesuffix(" ↩"))
    signs = {"h1": "# ", "h2": "## ", "p": "", "li": "- "}
    for element in article.xpath(".//*[self::h1 or self::h2 or self::p or self::li or self::tr]"):
        if not element.xpath("ancestor::section[@role='doc-endnotes']"):
            cells = " | ".join(map(_content, element)) if element.tag == "tr" else _content(element)
            lines.body.append(signs.get(element.tag, "") + cells)
    return lines


def _content(element):
    return str(element.text_content())
