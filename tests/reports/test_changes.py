"""What changed between two reports, and which report a file holds."""

from __future__ import annotations

import io
import zipfile

import pytest

from assistant.errors import InputError
from assistant.reports.changes import changes
from assistant.reports.identity import report_id
from assistant.schema.answers import Citation
from assistant.schema.archives import Coverage
from assistant.schema.reports import Changes, CitedArticle, Report, Section, Statement

ID = "2026-11-24-3fa9c1"


def report(*said, silences=(), sources=()):
    """A report of one section; each statement comes with the article that it cites."""
    notes = tuple(
        Citation(number, article, 1, "Title", "Courier", "2026-02-03", "", 0, len(text), text)
        for number, (text, article) in enumerate(said, start=1)
    )
    statements = tuple(Statement(text, (number,)) for number, (text, _) in enumerate(said, start=1))
    sections = (Section("Heading", statements),)
    return Report(ID, "T", "", "", "", Coverage(), (), sections, (), (), silences, notes, sources)


def test_equal_reports_have_no_changes():
    one = report(("Five were hurt.", "a"), silences=("Why?",), sources=(CitedArticle("a", 1, "A."),))
    assert not changes(one, one)
    assert changes(one, one) == Changes()


def test_each_kind_of_change():
    before = report(
        ("Three people were hurt in the fire.", "a"), ("The road is shut.", "a"), ("The roof fell in at noon.", "b"),
        silences=("Why?", "When?"), sources=(CitedArticle("a", 1, "A."), CitedArticle("b", 1, "B.")),
    )  # fmt: skip
    after = report(
        ("Five people were hurt in the fire.", "a"), ("The road is shut.", "a"), ("The roof fell in at four.", "c"),
        silences=("When?", "Who?"), sources=(CitedArticle("a", 2, "A."), CitedArticle("c", 1, "C.")),
    )  # fmt: skip
    assert changes(before, after) == Changes(
        new=("The roof fell in at four.",),
        gone=("The roof fell in at noon.",),
        changed=(("Three people were hurt in the fire.", "Five people were hurt in the fire."),),
        answered=("Why?",),
        opened=("Who?",),
        versions=((CitedArticle("a", 1, "A."), CitedArticle("a", 2, "A.")),),
        sources=(CitedArticle("c", 1, "C."),),
        dropped=(CitedArticle("b", 1, "B."),),
    )


def word(text):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as parts:
        parts.writestr("word/document.xml", f"<w:p><w:r><w:t>Rep</w:t></w:r><w:r><w:t>{text}</w:t></w:r></w:p>")
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        f"# Title\n\n*Report {ID}, 24 November 2026. Asked of ...*\n".encode(),
        f"<!doctype html><style>Report 2020-01-01-aaaaaa</style><p><em>Report <b>{ID}</b>, today".encode(),
        f'{{"schema_version": 1, "id": "{ID}"}}'.encode(),
        word(f"ort {ID}, today"),
    ],
)
def test_the_id_in_a_document(tmp_path, content):
    path = tmp_path / "document"
    path.write_bytes(content)
    assert report_id(path) == ID


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "does not say which report it is"),
        (b"My report of 2026-11-24.", "does not say"),
        (b"PK\x03\x04 not a zip", "does not say"),
        (b"%PDF-1.7", "is a PDF"),
    ],
)
def test_a_file_that_is_no_report_of_ours(tmp_path, content, message):
    path = tmp_path / "document"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        report_id(path)


def test_a_report_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        report_id(tmp_path / "none.md")
