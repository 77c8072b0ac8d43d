"""A report says the same in every form, in the same order, under the same numbers; hostile text is only shown."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from dataclasses import replace
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest
from pydantic import TypeAdapter
from read_back import addresses, by_browser, by_pandoc, expected
from reported import CREATED, EMPTY, REPORTS, Notebook, honest

from assistant.errors import AssistantError, InputError
from assistant.rendering.citation_note import citation_note
from assistant.rendering.report.document_forms import DocumentForm, form_of, render
from assistant.rendering.report.report_parts import OpenQuestions, parts
from assistant.rendering.safe_text import is_rtl
from assistant.schema.reports import Report, Saying, Section, Statement

PANDOC_MARKDOWN = "markdown-smart"
COMMONMARK = "commonmark+footnotes+pipe_tables+strikeout"
GITHUB = "gfm-emoji"


@pytest.fixture(params=REPORTS)
def report(request):
    return REPORTS[request.param]


@pytest.mark.parametrize("dialect", [PANDOC_MARKDOWN, COMMONMARK, GITHUB])
def test_markdown_comes_to_the_lines_of_the_report(report, dialect):
    found = by_pandoc(render(report, DocumentForm.MARKDOWN).decode(), dialect)
    assert list(map(_composed, found.body)) == list(map(_composed, expected(report).body))
    assert list(map(_composed, found.notes)) == list(map(_composed, expected(report).notes))
    assert {link for link in found.links if not link.startswith("mailto:")} == addresses(report)


def _composed(line):
    """Pandoc's reader of CommonMark composes accents; the file has them as they were."""
    return unicodedata.normalize("NFC", line)


def test_html_comes_to_the_lines_of_the_report(report):
    found = by_browser(render(report, DocumentForm.HTML).decode())
    assert (found.body, found.notes) == (expected(report).body, expected(report).notes)
    assert found.links == addresses(report)


def test_docx_comes_to_the_lines_of_the_report(report):
    found = by_pandoc(render(report, DocumentForm.DOCX), "docx")
    assert (found.body, found.notes) == (expected(report).body, expected(report).notes)
    assert found.links == addresses(report)


def test_pdf_has_every_statement_and_quote(report):
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(render(report, DocumentForm.PDF))).pages
    text = _letters("".join(page.extract_text() for page in pages))
    said = [
        *(citation_note(one).quote for one in report.notes),
        *(one.text for one in _statements(report)),
        *report.silences,
    ]
    for one in said:
        # Pypdf gives text from right to left in the order in which it is drawn: word by word, the last one first.
        for piece in re.findall(r"\w+", one) if is_rtl(one) else [one]:
            assert _letters(piece) in text or not _has_font(piece)


@cache
def _has_font(text):
    """Tell whether this machine has a font for every letter: Typst's own have Latin, Greek and Cyrillic."""
    import typst
    from pypdf import PdfReader

    letters = "".join(sorted({letter for letter in text if letter.isalpha()}))
    page = typst.compile(b"#sys.inputs.letters", sys_inputs={"letters": letters})
    return "\0" not in PdfReader(io.BytesIO(page)).pages[0].extract_text()


def test_latin_always_has_a_font():
    assert _has_font("Die Brücke schließt, said Łukasz Müller")


def _letters(text):
    """Lines are broken anew, footnotes go on overleaf, and some characters cannot be seen."""
    return re.sub(r"[\s\u00ad\u200b\x00-\x1f]|[\u2028\u202a-\u202e]", "", text)


def _statements(report):
    yield from report.summary
    yield from (statement for section in report.sections for statement in section.statements)
    yield from (row.statement for row in (*report.sayings, *report.timeline))


def test_json_gives_the_report_back(report):
    document = json.loads(render(report, DocumentForm.JSON))
    assert document["schema_version"] == 1
    assert document["kind"] == "report"
    assert TypeAdapter(Report).validate_python(document) == report


@pytest.mark.parametrize("form", DocumentForm)
def test_the_same_report_gives_the_same_bytes(form):
    assert render(honest(), form) == render(honest(), form)


def test_a_note_that_is_not_the_next_is_refused():
    twice = Statement("Said twice.", (1, 1))
    for wrong in (
        replace(EMPTY, summary=(twice,), notes=honest().notes[:1]),
        replace(EMPTY, summary=(Statement("Said.", (2,)),), notes=honest().notes[1:2]),
        replace(EMPTY, summary=(Statement("Said.", (1,)),)),
        replace(EMPTY, notes=honest().notes),
    ):
        with pytest.raises(ValueError, match="out of order"):
            render(wrong, DocumentForm.MARKDOWN)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.md", "markdown"),
        ("a.markdown", "markdown"),
        ("a.HTML", "html"),
        ("a.htm", "html"),
        ("a.docx", "docx"),
        ("a.b.pdf", "pdf"),
        ("a.json", "json"),
    ],
)
def test_the_suffix_names_the_form(name, form):
    assert form_of(Path(name)) is DocumentForm(form)


@pytest.mark.parametrize("name", ["a", "a.doc", "a.txt", ".pdf", "a.md.bak"])
def test_another_suffix_is_an_error_that_names_the_right_ones(name):
    with pytest.raises(InputError) as told:
        form_of(Path(name))
    assert repr(name) in told.value.message
    assert told.value.hint == "End the name in one of .md, .markdown, .html, .htm, .docx, .pdf, .json."


def test_markdown_as_it_is_written():
    book = Notebook()
    report = replace(
        EMPTY,
        summary=(book.say("It closes on Monday.", 'The mayor said: "It closes."', "It closes on Monday."),),
        sayings=(Saying("Ada | Brook", "2026-01", book.say("It closes.", url="", published="", publisher="")),),
        silences=("Who pays?", "Name the ferry", "It closes. Who pays?"),
        notes=tuple(book.notes),
    )
    assert render(report, DocumentForm.MARKDOWN).decode() == (
        "# The bridge over the Lenn\n"
        "\n"
        "*Report 2026-11-24-3fa9c1, 24 November 2026. Asked of 12 articles from Lennford Courier and Herald, "
        "3 January 2026 to 28 January 2026. Model qwen2.5-coder-1.5b.*\n"
        "\n"
        "## Summary\n"
        "\n"
        "It closes on Monday.[^1][^2]\n"
        "\n"
        "## Who said what\n"
        "\n"
        "| Who | What was said | Published |\n"
        "| --------------- | ----------------------------------------- | --------------- |\n"
        "| Ada \\| Brook | It closes.[^3] | January 2026 |\n"
        "\n"
        "## What the archive does not say\n"
        "\n"
        "- Who pays?\n"
        "- *Name the ferry*\n"
        "- *It closes. Who pays?*\n"
        "\n"
        "[^1]: [*Bridge closes for repairs*](https://courier.example/2026/bridge), Lennford Courier, "
        '28 January 2026: “The mayor said: "It closes."” `bridge-closes@1:100-128`\n'
        "\n"
        "[^2]: [*Bridge closes for repairs*](https://courier.example/2026/bridge), Lennford Courier, "
        "28 January 2026: “It closes on Monday.” `bridge-closes@1:200-220`\n"
        "\n"
        "[^3]: *Bridge closes for repairs*: “It closes.” `bridge-closes@1:300-310`\n"
    )


def test_the_head_says_from_when_dates_are_counted_where_that_is_another_day():
    earlier = replace(EMPTY, as_of="2026-01-28", model="")
    assert render(earlier, DocumentForm.MARKDOWN).decode().splitlines()[2] == (
        "*Report 2026-11-24-3fa9c1, 24 November 2026. Asked of 12 articles from Lennford Courier and Herald, "
        "3 January 2026 to 28 January 2026. Dates are counted from 28 January 2026.*"
    )


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Who pays?", True),
        ("What did St.Gallen say?", True),
        ("谁付钱？", True),  # noqa: RUF001
        ("Who pays", False),
        ("It closes. Who pays?", False),
        ("“It closes.” Who says so?", False),
        ("桥关了。谁付钱？", False),  # noqa: RUF001
    ],
)
def test_only_a_single_question_is_set_as_one(text, plain):
    (part,) = parts(replace(EMPTY, silences=(text,)))
    assert isinstance(part.body, OpenQuestions)
    assert part.body.items[0].plain is plain


# HTML


def test_a_page_loads_and_runs_nothing(report):
    page = render(report, DocumentForm.HTML).decode()
    found = by_browser(page)
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|link|img|iframe|object|embed|form|base|svg)\b|url\(|@import", page, re.IGNORECASE)
    assert not re.search(r"<[^>]*\s(on\w+|src|style|srcset)=", page.partition("<body>")[2].replace("&#34;", ""))
    assert all(link.startswith(("http://", "https://")) for link in found.links)


def test_each_note_can_be_read_by_programs_and_by_ear():
    from lxml import html

    report = REPORTS["hostile"]
    tree = html.document_fromstring(render(report, DocumentForm.HTML).decode())
    for citation in report.notes:
        (entry,) = tree.xpath(f"//li[@id='note-{citation.number}']")
        (mark,) = tree.xpath(f"//sup[@id='mark-{citation.number}']/a")
        wanted = citation_note(citation)
        assert (entry.findtext(".//q"), entry.findtext(".//code")) == (wanted.quote, wanted.reference)
        assert mark.get("data-quote") == f"“{wanted.quote}”"
        assert mark.get("aria-label") == f"Note {citation.number}: {wanted.about}"
    assert tree.findtext(".//header/p/em").startswith("Report 2026-11-24-0bad00, 24 November 2026. ")
    assert len(tree.xpath("//*[@id]")) == len(set(tree.xpath("//@id")))


def test_a_page_without_notes_has_no_list_of_them():
    assert "Notes" not in render(EMPTY, DocumentForm.HTML).decode()


# DOCX and PDF


def test_a_word_document_says_what_it_is():
    with ZipFile(io.BytesIO(render(honest(), DocumentForm.DOCX))) as document:
        properties = document.read("docProps/core.xml").decode() + document.read("docProps/custom.xml").decode()
        text = document.read("word/document.xml").decode()
        names = document.namelist()
    assert "<dc:title>The bridge over the Lenn</dc:title>" in properties
    assert ">2026-11-24T03:12:09Z</dcterms:created>" in properties
    assert 'name="report"><vt:lpwstr>2026-11-24-3fa9c1<' in properties
    assert re.search(r'<w:pgSz w:h="16838" w:w="11906" ?/>', text), "A4"
    assert "word/footer1.xml" in names
    rows = re.findall(r"<w:tr>.*?</w:tr>", text, re.DOTALL)
    assert len(rows) == 7
    assert sum("w:tblHeader" in row for row in rows) == 2, "each table's first row stands on every page"


def test_the_time_of_a_document_is_told_in_utc():
    elsewhere = replace(EMPTY, created="2026-11-24T01:12:09-02:00")
    assert render(elsewhere, DocumentForm.DOCX) == render(replace(EMPTY, created=CREATED), DocumentForm.DOCX)


def test_a_pdf_says_what_it_is():
    from pypdf import PdfReader

    found = PdfReader(io.BytesIO(render(honest(), DocumentForm.PDF)))
    about = {"/Title": EMPTY.title, "/Subject": f"Report {EMPTY.id}", "/CreationDate": "D:20261124031209Z"}
    assert {key: found.metadata[key] for key in about} == about
    assert [round(float(side)) for side in found.pages[0].mediabox[2:]] == [595, 842], "A4"
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"], "tagged, for readers by ear"


def test_letters_without_a_font_are_no_error(monkeypatch):
    import typst
    from pypdf import PdfReader

    compile_pages = typst.compile
    monkeypatch.setattr(typst, "compile", lambda *args, **kw: compile_pages(*args, ignore_system_fonts=True, **kw))
    found = PdfReader(io.BytesIO(render(replace(EMPTY, title="市长"), DocumentForm.PDF)))
    assert found.outline[0].title == found.metadata["/Title"] == "市长", "drawn as boxes, and kept as text"


def test_a_template_that_fails_is_told_without_a_traceback(monkeypatch):
    import typst

    compile_pages = typst.compile
    monkeypatch.setattr(typst, "compile", lambda _, **kw: compile_pages(b"#panic()", **kw))
    with pytest.raises(AssistantError, match="Typst could not write the PDF: panicked"):
        render(EMPTY, DocumentForm.PDF)


def test_a_section_that_runs_from_right_to_left_is_set_so():
    book = Notebook()
    report = replace(EMPTY, sections=(Section("H", (book.say("قالت العمدة."),)),), notes=tuple(book.notes))
    with ZipFile(io.BytesIO(render(report, DocumentForm.DOCX))) as document:
        assert "<w:bidi />" in document.read("word/document.xml").decode()
