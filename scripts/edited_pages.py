"""A rendered report opened as source text, to be edited as a person would, and closed again.

Knows how each form writes text and paragraphs; nothing of which edits are made.
"""

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
        written = self.write(text)
        if self.form == "markdown":
            return f"*{written}*\n\n" if italic else f"{written}\n\n"
        if self.form == "html":
            return f"<p><em>{written}</em></p>\n" if italic else f"<p>{written}</p>\n"
        style = "<w:rPr><w:i/></w:rPr>" if italic else ""
        return f'<w:p><w:r>{style}<w:t xml:space="preserve">{written}</w:t></w:r></w:p>'


def opened(content: bytes, form: str) -> Page:
    """Open a rendered report."""
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        body, notes = (parts.pop(f"word/{name}.xml").decode("utf-8") for name in ("document", "footnotes"))
        return Page(form, body, notes, parts)
    text = content.decode("utf-8")
    at = text.index("\n[^1]:") if form == "markdown" else text.index('<section class="notes"')
    return Page(form, text[:at], text[at:], {})


def closed(page: Page) -> bytes:
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
    prose = [*report.summary, *(one for section in report.sections for one in section.statements)]
    return [*prose, *(row.statement for row in (*report.sayings, *report.timeline))]


def once(text: str, old: str, new: str, rng: Random) -> str | None:
    """Return a text with one of the places that hold ``old`` changed."""
    places = _shown(text, old)
    if not places or old == new:
        return None
    at = rng.choice(places)
    return text[:at] + new + text[at + len(old) :]


def _shown(text: str, words: str) -> list[int]:
    """Return where words stand that a reader sees, and not inside a tag."""
    found = (one.start() for one in re.finditer(re.escape(words), text))
    return [at for at in found if text.rfind("<", 0, at) <= text.rfind(">", 0, at) or words[:1] in "<>"]


def everywhere(text: str, old: str, new: str) -> str:
    """Return a text with every place that shows ``old`` changed."""
    for at in reversed(_shown(text, old)):
        text = text[:at] + new + text[at + len(old) :]
    return text


def in_body(page: Page, old: str, new: str, rng: Random) -> Page | None:
    """Change a text in one place of the body."""
    changed = once(page.body, page.write(old), page.write(new), rng)
    return (changed and replace(page, body=changed)) or None


def source_entry(page: Page, key: str) -> str:
    """Return the source text of an entry of the list of sources, ``""`` where it is not found."""
    written = re.escape(page.write(key))
    pattern = {
        "markdown": rf"\n- .*`{written}`",
        "html": rf"<li>(?:(?!<li>).)*<code>{written}</code></li>\n?",
        "docx": rf"<w:p>(?:(?!<w:p>).)*>{written}<(?:(?!<w:p>).)*</w:p>",
    }[page.form]
    found = re.search(pattern, page.body, re.S if page.form != "markdown" else 0)
    return found[0] if found else ""


def with_paragraph(page: Page, paragraph: str, rng: Random) -> Page | None:
    """Put a paragraph before one of the headings, but for the title."""
    pattern = {
        "markdown": r"(?m)^## ",
        "html": r"<section class|</section>",
        "docx": r'<w:p><w:pPr><w:pStyle w:val="Heading1"',
    }
    places = [found.start() for found in re.finditer(pattern[page.form], page.body)]
    if not places:
        return None
    at = rng.choice(places)
    return replace(page, body=page.body[:at] + paragraph + page.body[at:])


def exactly(page: Page, old: str, new: str) -> Page | None:
    """Change a piece of the body's source, None where there is none such."""
    return replace(page, body=page.body.replace(old, new)) if old in page.body else None
