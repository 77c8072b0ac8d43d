"""The same report read out of each format, and files that are no document of ours."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace

import pytest
from corpus_report import FORMS, SUFFIXES, edit, packed_as_zip, written
from reported import REPORTS

from assistant.errors import InputError
from assistant.verify.claims import claims_of, day_of
from assistant.verify.document import BlockKind
from assistant.verify.document_files import LARGEST, UNPACKED, read
from assistant.verify.footnotes import written_form


def structure(path):
    """What a document says, without what differs by format: places, and labels, which become their numbers."""
    (document,) = read(path)
    number = {note.label: at for at, note in enumerate(document.notes, start=1)}
    said = [
        (one.text, tuple(number[label] for label in one.labels), one.role if one.role != "open" else "", one.speaker,
         day_of(one.day))
        for one in claims_of(document)
    ]  # fmt: skip
    notes = [(one.head, one.quote, one.reference) for one in document.notes]
    headings = [block.pieces[0].text for block in document.blocks if block.kind is BlockKind.HEADING]
    return said, notes, [key for key, _ in document.sources], headings


@pytest.mark.parametrize("form", FORMS)
def test_every_format_gives_what_the_report_says(report, form, tmp_path):
    said, notes, sources, _ = structure(written(report, form, tmp_path))
    prose = [*report.summary, *(one for section in report.sections for one in section.statements)]
    assert said == [
        *((one.text, one.notes, "", "", "") for one in prose),
        *((one.statement.text, one.statement.notes, "saying", one.speaker, one.day) for one in report.sayings),
        *((one.statement.text, one.statement.notes, "happening", "", one.day) for one in report.timeline),
    ]
    assert [(quote, reference) for _, quote, reference in notes] == [(n.quote, n.reference) for n in report.notes]
    for note, (head, _, _) in zip(report.notes, notes, strict=True):
        assert head.startswith(f"{note.title}, {note.publisher}, ")
    assert sources == [one.key for one in report.sources]


@pytest.mark.parametrize("form", ["html", "docx"])
def test_headings_are_the_same_in_all_documents(report, form, tmp_path):
    headings = structure(written(report, "markdown", tmp_path))[3]
    assert headings[:3] == ["A fire and an invitation", "Summary", "How it began"]
    others = structure(written(report, form, tmp_path))[3]
    assert [one for one in others if one != "Notes"][-len(headings) + 1 :] == headings[1:]


@pytest.mark.parametrize("form", ["markdown", "html", "docx"])
def test_a_quotation_mark_in_a_title_begins_no_quote(report, form, tmp_path):
    titled = tuple(replace(note, title='“Get out”, said "Ann"') for note in report.notes)
    (document,) = read(written(replace(report, notes=titled), form, tmp_path))
    assert [note.quote for note in document.notes] == [note.quote for note in report.notes]


def test_what_a_file_is_tells_its_content_before_its_name(report, tmp_path):
    for form in FORMS:
        path = written(report, form, tmp_path)
        renamed = path.rename(tmp_path / f"renamed-{form}.txt")
        (document,) = read(renamed)
        assert len(document.notes) == len(report.notes), form


def test_html_out_of_a_careless_editor(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(
        "<html><body><h2>One</h2><p>First statement.<sup><a href=#n1>1</a></sup> Second"
        " <b>state</b>ment.<a role=doc-noteref href='#n2'>2</a>"
        "<ul><li>An item without end<li><em>A remark.</em></ul>"
        "<table><tr><th>Date<th>What<tr><td>2025<td>It began.<sup><a href='#n1'>1</a></sup></table>"
        "<p hidden>Never seen.</p><script>var x = 'code';</script>"
        "<ol><li id=n1>A title: “One quote” <code>a@1:0-9</code> <a href=#m1 class=footnote-back>back</a>"
        "<li id=n2>A title: “Other” <code>a@1:9-14</code></ol>",
        "utf-8",
    )
    (document,) = read(path)
    assert [(one.text, one.labels) for one in claims_of(document)] == [
        ("First statement.", ("n1",)),
        ("Second statement.", ("n2",)),
        ("An item without end", ()),
        ("It began.", ("n1",)),
    ]
    assert [(note.label, note.quote, note.reference) for note in document.notes] == [
        ("n1", "One quote", "a@1:0-9"),
        ("n2", "Other", "a@1:9-14"),
    ]


def test_markdown_wrapped_and_with_html_inside(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text(
        "A statement that\ngoes on.[^a] It said \\[^7\\] there.[^a]\n\n<div>Hidden <b>here</b>?\nNo.</div>\n\n"
        "> Quoted text.\n\n```\nA block of code.\n```\n\nGone.[^9]\n\n[^a]: *T*, P: “q” `x@1:0-1`\n",
        "utf-8",
    )
    (document,) = read(path)
    assert [(one.text, one.labels, one.place) for one in claims_of(document)] == [
        ("A statement that goes on.", ("a",), "line 1"),
        ("It said [^7] there.", ("a",), "line 1"),
        ("No.", (), "statement 3"),
        ("Quoted text.", (), "line 7"),
        ("A block of code.", (), "statement 5"),
        ("Gone.", ("9",), "line 13"),
    ]


# Hostile files


def refused(path):
    with pytest.raises(InputError) as error:
        read(path)
    assert error.value.exit_code == 4
    assert error.value.hint
    assert str(path) in error.value.message
    return error.value.message


def test_a_word_document_cut_short(report, tmp_path):
    path = written(report, "docx", tmp_path)
    content = path.read_bytes()
    for size in (3, 30, len(content) // 2, len(content) - 30):
        path.write_bytes(content[:size])
        refused(path)


def test_a_word_document_that_unpacks_to_gigabytes_is_not_unpacked(report, tmp_path):
    path = tmp_path / "bomb.docx"
    huge = b"<w:p/>" * (UNPACKED // 6 + 10)
    path.write_bytes(packed_as_zip({"word/document.xml": huge}, zipfile.ZIP_DEFLATED))
    assert path.stat().st_size < LARGEST
    assert "unpacks to more" in refused(path)


def test_a_word_document_whose_entities_multiply(report, tmp_path):
    path = edit(written(report, "docx", tmp_path), ("<w:body>", '<!DOCTYPE a [<!ENTITY b "c">]><w:body>'))
    assert "entities" in refused(path)


def test_other_archives_and_broken_xml(tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(packed_as_zip({"a.txt": b"text"}))
    assert "no Word document" in refused(path)
    path.write_bytes(packed_as_zip({"word/document.xml": b"<w:document><w:body>"}))
    refused(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"%PDF-1.7 ...", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a PNG file"),
        (b"\xd0\xcf\x11\xe0 old", "old Word"),
        (b"words\0and zeros", "not text"),
        (b"caf\xe9 in Latin", "UTF-8"),
        (b"a" * (LARGEST + 1), "larger than"),
    ],
)
def test_what_is_no_document(content, words, tmp_path):
    path = tmp_path / "report.md"
    path.write_bytes(content)
    assert words in refused(path)


def test_a_pdf_says_what_to_verify_instead(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(InputError) as error:
        read(path)
    assert error.value.hint.startswith("Verify the .docx, .html or .md it came with")


def test_a_folder_and_a_missing_file(tmp_path):
    refused(tmp_path)
    refused(tmp_path / "none.md")


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"passages": []}',
        '{"status": "ANSWERED", "citations": {}}',
        '{"status": "ANSWERED", "citations": [3]}',
        '{"status": "ANSWERED", "citations": [{"start": "0"}]}',
        '{"notes": [], "sections": [{"statements": [{"text": 1}]}]}',
        '{"turns": [{"answer": null}]}',
        "[" * 100_000,
        '{"a":' * 100_000,
    ],
)
def test_json_that_is_no_report(text, tmp_path):
    path = tmp_path / "report.json"
    path.write_text(text, "utf-8")
    refused(path)


@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_deep_nesting_is_read_or_refused(suffix, tmp_path):
    path = tmp_path / f"deep{suffix}"
    deep = "<div>" * 10_000 if suffix == ".html" else ">" * 3_000
    path.write_text(f"{'<html>' if suffix == '.html' else ''}{deep} A statement.", "utf-8")
    try:
        (document,) = read(path)
    except InputError:
        return
    assert [one.text for one in claims_of(document)] == ["A statement."]


def test_a_report_in_json_with_other_fields_is_read(report, tmp_path):
    path = written(report, "json", tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"more": [1]}), "utf-8")
    assert len(read(path)) == 1


def test_hostile_text_of_articles_is_read_as_it_stands(tmp_path):
    report = REPORTS["hostile"]
    for form in SUFFIXES:
        (document,) = read(written(report, form, tmp_path))
        quotes = [written_form(note.quote) for note in document.notes]
        assert quotes == [written_form(note.quote) for note in report.notes], form
