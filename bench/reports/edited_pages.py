"""A rendered report as source text that can be edited as a person would, and written back."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random

from assistant.rendering.answer_markdown import escape_inline
from assistant.rendering.safe_text import unbroken
from assistant.schema.reports import Report, Statement


@dataclass(frozen=True, slots=True)
class Page:
    """A document that is being edited: ``body`` and ``notes`` as source text, of one form.

    ``rest`` are the other parts of a Word document.
    """

    form: str
    body: str
    notes: str
    rest: Mapping[str, bytes]

    def write(self, text: str) -> str:
        """Return a text as this form writes it."""
        flat = unbroken(text)
        if self.form == "markdown":
            return escape_inline(flat)
        if self.form == "html":
            return html.escape(flat).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
        return html.escape(flat).replace("&#x27;", "&#39;")

    def paragraph(self, text: str, *, italic: bool = False) -> str:
        """Return a paragraph of its own."""
        source = self.write(text)
        if self.form == "markdown":
            return f"*{source}*\n\n" if italic else f"{source}\n\n"
        if self.form == "html":
            return f"<p><em>{source}</em></p>\n" if italic else f"<p>{source}</p>\n"
        style = "<w:rPr><w:i/></w:rPr>" if italic else ""
        return f'<w:p><w:r>{style}<w:t xml:space="preserve">{source}</w:t></w:r></w:p>'


def open_page(content: bytes, form: str) -> Page:
    """Open a rendered report."""
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        body, notes = (parts.pop(f"word/{name}.xml").decode("utf-8") for name in ("document", "footnotes"))
        return Page(form, body, notes, parts)
    text = content.decode("utf-8")
    start_of_notes = text.index("\n[^1]:") if form == "markdown" else text.index('<section class="notes"')
    return Page(form, text[:start_of_notes], text[start_of_notes:], {})


def page_bytes(page: Page) -> bytes:
    """Return the file."""
    if page.form != "docx":
        return (page.body + page.notes).encode("utf-8")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in page.rest.items():
            packed.writestr(name, content)
        packed.writestr("word/document.xml", page.body)
        packed.writestr("word/footnotes.xml", page.notes)
    return out.getvalue()


Edit = Callable[[Page, Report, Random], Page | None]
"""Returns the page with an edit made, None where it has no place for it."""


def statements_of(report: Report) -> list[Statement]:
    """Return all statements of a report, those of its tables last."""
    prose = [*report.summary, *(statement for section in report.sections for statement in section.statements)]
    return [*prose, *table_statements(report)]


def table_statements(report: Report) -> list[Statement]:
    """Return the statements of a report's two tables."""
    return [*(row.statement for row in report.sayings), *(row.statement for row in report.timeline)]


def replace_one(text: str, old: str, new: str, rng: Random) -> str | None:
    """Return a text with one of the places that hold ``old`` changed."""
    positions = _visible_positions(text, old)
    if not positions or old == new:
        return None
    position = rng.choice(positions)
    return text[:position] + new + text[position + len(old) :]


def _visible_positions(text: str, words: str) -> list[int]:
    """Return where words stand that a reader sees, and not inside a tag."""
    positions = (match.start() for match in re.finditer(re.escape(words), text))
    return [
        position
        for position in positions
        if text.rfind("<", 0, position) <= text.rfind(">", 0, position) or words[:1] in "<>"
    ]


def replace_all(text: str, old: str, new: str) -> str:
    """Return a text with every place that shows ``old`` changed."""
    for position in reversed(_visible_positions(text, old)):
        text = text[:position] + new + text[position + len(old) :]
    return text


def replace_in_body(page: Page, old: str, new: str, rng: Random) -> Page | None:
    """Change a text in one place of the body."""
    changed = replace_one(page.body, page.write(old), page.write(new), rng)
    return (changed and replace(page, body=changed)) or None


def source_entry(page: Page, key: str) -> str:
    """Return the source text of an entry of the list of sources, ``""`` where it is not found."""
    entry_key = re.escape(page.write(key))
    pattern = {
        "markdown": rf"\n- .*`{entry_key}`",
        "html": rf"<li>(?:(?!<li>).)*<code>{entry_key}</code></li>\n?",
        "docx": rf"<w:p>(?:(?!<w:p>).)*>{entry_key}<(?:(?!<w:p>).)*</w:p>",
    }[page.form]
    match = re.search(pattern, page.body, re.S if page.form != "markdown" else 0)
    return match[0] if match else ""


def add_paragraph(page: Page, paragraph: str, rng: Random) -> Page | None:
    """Put a paragraph before one of the headings, but for the title."""
    pattern = {
        "markdown": r"(?m)^## ",
        "html": r"<section class|</section>",
        "docx": r'<w:p><w:pPr><w:pStyle w:val="Heading1"',
    }
    positions = [match.start() for match in re.finditer(pattern[page.form], page.body)]
    if not positions:
        return None
    position = rng.choice(positions)
    return replace(page, body=page.body[:position] + paragraph + page.body[position:])


def replace_source(page: Page, old: str, new: str) -> Page | None:
    """Change a piece of the body's source, None where there is none such."""
    return replace(page, body=page.body.replace(old, new)) if old in page.body else None
