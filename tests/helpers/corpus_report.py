"""A report over the sample corpus, made by hand, with every part that a report can have; and edits of its documents."""

from __future__ import annotations

import io
import re
import zipfile

from assistant.answering.citations import cite
from assistant.rendering.report.document_forms import DocumentForm, render
from assistant.schema.archives import Coverage
from assistant.schema.reports import CitedArticle, Happening, Report, Saying, Section, Statement
from assistant.verify.checker import verify
from assistant.verify.document_files import read

SUFFIXES = {"markdown": ".md", "html": ".html", "docx": ".docx", "json": ".json"}
FORMS = tuple(SUFFIXES)
ALARM = "The alarm was raised at ten past four in the morning by the night watchman, Tobias Reed."
ENGINES = "Two engines and 24 firefighters were sent to the mill, which weaves woollen blankets on Quay Lane."
RESTATED = "24 firefighters were sent to the mill."
FLAMES = (
    '"The flames were out by six o\'clock, and everybody who was in the building has been accounted for," said fire'
    " chief Peg Dunmore."
)
YARD = "They were seen by ambulance crews in the mill yard and sent home."
TREATED = "The three people treated were all workers of the night shift."
INVITED = (
    "Volodymyr Zelenskyy can still come to Moscow to meet Vladimir Putin, and Russia would answer for his protection"
    " there, the Kremlin said on Wednesday 28 January 2026."
)
TALKS = "Russia proposed a meeting of the two leaders in its capital in 2025 as well, and Zelenskyy said no."


class Book:
    """Finds sentences in the archive and numbers their footnotes."""

    def __init__(self, archive):
        self._articles = [archive.holdings.version(one.article_id) for one in archive.holdings.sources()]
        self.notes = []

    def note(self, sentence):
        (article,) = [one for one in self._articles if sentence in one.text]
        start = article.text.index(sentence)
        self.notes.append(cite(len(self.notes) + 1, article, start, start + len(sentence)))
        return self.notes[-1].number

    def say(self, text, *quotes):
        return Statement(text, tuple(self.note(one) for one in quotes or (text,)))


def report_of(archive):
    book = Book(archive)
    summary = (book.say(ALARM), book.say(RESTATED, ENGINES))
    sections = (
        Section("How it began", (book.say(TREATED), book.say(YARD, TREATED, YARD))),
        Section("What of the invitation", (book.say(INVITED),)),
    )
    sayings = (Saying("Peg Dunmore", "2026-02-03", book.say(FLAMES)),)
    timeline = (Happening("2025", book.say(TALKS)), Happening("2026-01-28", book.say(INVITED)))
    listed = dict.fromkeys((one.article_id, one.version, one.title) for one in book.notes)
    return Report(
        id="2026-11-24-3fa9c1",
        title="A fire and an invitation",
        created="2026-11-24T08:00:00+00:00",
        as_of="2026-11-24",
        model="scripted",
        coverage=Coverage(12, 24, ("Sample Archive",), "2026-01-03", "2026-02-05"),
        summary=summary,
        sections=sections,
        sayings=sayings,
        timeline=timeline,
        silences=("Who owns the mill?", "Give the cause of the fire"),
        notes=tuple(book.notes),
        sources=tuple(CitedArticle(key, version, f"{title}.") for key, version, title in listed),
    )


def written(report, form, folder):
    path = folder / f"report{SUFFIXES[form]}"
    path.write_bytes(render(report, DocumentForm(form)))
    return path


def verified(path, archive):
    return verify(read(path), archive.holdings.version, archive.closeness, archive.holdings.standings)


def faults(path, archive):
    return [str(one.kind) for one in verified(path, archive).faults]


def edit(path, *changes):
    """Change a document as a person would: each change is an old and a new text, or a function of all of it."""
    if path.suffix != ".docx":
        path.write_text(_changed(path.read_text("utf-8"), changes, path.name), "utf-8")
        return path
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    both = "\0".join(parts[f"word/{name}.xml"].decode() for name in ("document", "footnotes"))
    for name, text in zip(("document", "footnotes"), _changed(both, changes, path.name).split("\0"), strict=True):
        parts[f"word/{name}.xml"] = text.encode()
    path.write_bytes(packed_as_zip(parts))
    return path


def packed_as_zip(parts, compression=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def _changed(text, changes, name):
    for change in changes:
        new = change(text) if callable(change) else text.replace(*change)
        assert new != text, f"{change} changes nothing in {name}"
        text = new
    return text


def marks_swapped(form, one, other):
    """Two footnotes change places."""

    pattern = {"markdown": r"\[\^\d+\](?!:)", "docx": r"<w:footnoteReference [^>]*/>", "html": r"<sup id=.*?</sup>"}

    def swap(text):
        marks = re.findall(pattern[form], text)
        first, second = marks[one - 1], marks[other - 1]
        return text.replace(first, "\1", 1).replace(second, first, 1).replace("\1", second)

    return swap
