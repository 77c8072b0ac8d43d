"""How a story stands, and who else ran it, in every form: in the terminal, in answers and in reports."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from read_back import by_browser, by_pandoc
from reported import EMPTY, Notebook, cited

from assistant.rendering.answer_markdown import markdown
from assistant.rendering.json_documents import answer_document
from assistant.rendering.layout import answer_blocks
from assistant.rendering.plain_text import plain
from assistant.rendering.report.document_forms import DocumentForm, render
from assistant.schema.answers import Answer, Claim, Status, Verdict
from assistant.schema.articles import Standing

SAID = "It closes on Monday."
NOTES = {
    "corrected": (Standing.CORRECTED, "The day was “wrong”: <b>not</b> Sunday [1] | *so*."),
    "retracted": (Standing.RETRACTED, ""),
    "good": (Standing.GOOD, "never shown"),
}
ABOUT = "Bridge closes for repairs, Lennford Courier, 28 January 2026"
SHOWN = {
    "corrected": f"{ABOUT}, CORRECTED: The day was ’wrong’: <b>not</b> Sunday [1] | *so*.: “{SAID}”",
    "retracted": f"{ABOUT}, RETRACTED: “{SAID}”",
    "good": f"{ABOUT}: “{SAID}”",
}


@pytest.fixture(params=NOTES)
def name(request):
    return request.param


def facts(name):
    standing, note = NOTES[name]
    return {"standing": standing, "note": note, "also": ("Herald", "The Echo")}


def report(name):
    book = Notebook()
    return replace(EMPTY, summary=(book.say(SAID, **facts(name)),), notes=tuple(book.notes))


def answer(name):
    citation = cited(1, SAID, **facts(name))
    text = f"{SAID} [1]"
    return Answer(
        SAID, Status.ANSWERED, text=text, claims=(Claim(SAID, Verdict.SUPPORTED, (1,)),), citations=(citation,)
    )


READ = {
    DocumentForm.MARKDOWN: lambda content: by_pandoc(content.decode(), "markdown-smart"),
    DocumentForm.HTML: lambda content: by_browser(content.decode()),
    DocumentForm.DOCX: lambda content: by_pandoc(content, "docx"),
}


@pytest.mark.parametrize("form", READ)
def test_the_footnote_of_a_report_says_how_the_story_stands(name, form):
    (note,) = READ[form](render(report(name), form)).notes
    assert note == f"{SHOWN[name]} bridge-closes@1:100-120"


def test_a_report_in_json_has_standing_note_and_outlets(name):
    (note,) = json.loads(render(report(name), DocumentForm.JSON))["notes"]
    standing, said = NOTES[name]
    assert (note["standing"], note["note"], note["also"]) == (standing.value, said, ["Herald", "The Echo"])


def test_an_answer_in_markdown_says_it(name):
    (note,) = by_pandoc(markdown(answer(name)), "markdown-smart").notes
    assert note == f"{SHOWN[name]} bridge-closes@1:100-120"


def test_a_terminal_says_it_and_how_many_others_ran_the_story(name):
    _, note = NOTES[name]
    told = {"corrected": f"    CORRECTED: {note}\n", "retracted": "    RETRACTED\n", "good": ""}[name]
    assert plain(answer_blocks(answer(name))).partition("\n\n")[2] == (
        "[1] Bridge closes for repairs\n"
        "    Lennford Courier, 28 January 2026\n"
        f"{told}"
        "    also in 2 outlets\n"
        f"    > {SAID}\n"
        "    assistant show bridge-closes@1:100-120\n"
    )


def test_an_answer_in_json_has_all_of_it(name):
    (found,) = answer_document(answer(name))["citations"]
    standing, note = NOTES[name]
    assert (found["standing"], found["note"], found["also"]) == (standing.value, note, ["Herald", "The Echo"])
